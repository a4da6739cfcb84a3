-- What a party typed into a mail instead of pressing a button, and what became of it. The id is made from the
-- mail itself, so that the same mail stands here once.
create table typed_reply (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  fate         text not null check (fate in ('passed_on', 'redacted', 'kept_back')),
  goes_to      text not null,            -- 'thread', a party's id, or 'nobody'
  told         boolean not null,         -- its writer was told that something stayed behind
  verdict      text not null,            -- the guard's
  guard        text not null,            -- its version
  policy_row   text not null,
  at           timestamptz not null
);
create index typed_reply_party on typed_reply (party_id, at);

-- The text on its way: sealed, one row for each place it goes to, gone as soon as it has arrived there.
create table typed_letter (
  id       text primary key,
  typed_id text not null references typed_reply,
  sealed   bytea not null
);
