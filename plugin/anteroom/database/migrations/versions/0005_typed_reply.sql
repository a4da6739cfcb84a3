-- A letter without a calendar that a party wrote to its reply address. Its text goes to the thread and is not
-- kept here; this says what became of it.
create table typed_reply (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  verdict      text not null,
  guard        text not null,
  at           timestamptz not null
);
