-- What the guard remembers of a proposal's thread for half an hour, to find a detail that comes in pieces:
-- fragments only, sealed, one row a thread.
create table conversation (
  proposal_id text primary key references proposal,
  sealed      bytea not null,
  at          timestamptz not null
);
create index conversation_at on conversation (at);
