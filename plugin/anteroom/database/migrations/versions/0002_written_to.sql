-- Who never wants mail from us again. The mailbox stands here as a keyed digest only, so that the wish outlives
-- everything else we know of its owner. A wish that was taken back keeps its row: `allowed_at` says when.
create table mail_refusal (
  mailbox    bytea primary key,
  refused_at timestamptz not null,
  allowed_at timestamptz
);

-- Whom a client had us ask, each time: what the caps count. Rows are forgotten after two days.
create table written_to (
  client_id       text not null references person,
  organisation_id text references organisation,
  asked           bytea not null,         -- a keyed digest of who was asked
  guest           boolean not null,       -- looped in by the client, and neither host nor candidate
  at              timestamptz not null
);
create index written_to_client on written_to (client_id, at) where guest;
create index written_to_organisation on written_to (organisation_id, at) where guest;
create index written_to_asked on written_to (asked, at);
create index written_to_at on written_to (at);

-- What stands in a party's mail to be typed in where mail is checked, and the mailbox to which its mail goes,
-- as the keyed digest of above.
create table mail_reference (
  reference text primary key,
  party_id  text not null unique references party,
  mailbox   bytea not null
);
create index mail_reference_mailbox on mail_reference (mailbox);
