-- An account of a tool in which calls may be made for an organisation. Its tokens lie sealed.
create table meeting_account (
  organisation_id text not null references organisation,
  provider        text not null,
  outside_id      text not null,            -- the tool's own id of who allowed it; by it the tool says that it is over
  refresh         bytea not null,           -- good once, and brings the next
  access          bytea not null,
  until           timestamptz not null,     -- when the access token ends
  trouble         text not null default '', -- why the tokens are good for nothing any more; connecting again mends it
  at              timestamptz not null,
  primary key (organisation_id, provider)
);
create index meeting_account_outside on meeting_account (provider, outside_id);
