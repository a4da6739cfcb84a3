alter table interview drop constraint interview_place_check;
alter table interview add constraint interview_place_check check (place in ('room', 'link', 'made'));
-- Of a call made by us: its grade and what it shows, and whether it is there. What the room stands in for.
alter table interview add column place_shows text[] not null default '{}';
alter table interview add column place_ready boolean not null default false;
alter table interview add column instead_of text check (instead_of is null or place = 'room');

-- One call in a tool. An interview has one that it wants, and perhaps others that are still to be taken away.
create table made_call (
  name         text primary key,                 -- ours; what the tool is told is derived from it under a key
  interview_id text not null references interview,
  provider     text not null,
  account      text not null,                    -- the organisation in whose account it is, '' for our own
  state        text not null check (state in ('being_made', 'made', 'failed', 'gone')),
  asked        boolean not null default false,   -- the tool was asked to make it, and no answer is noted
  wanted       boolean not null default true,
  outside      bytea,                            -- the tool's id of it, sealed; gone once the call is
  known        bytea,                            -- a keyed digest of that id, by which webhooks find it
  not_before   timestamptz,                      -- until then the tool wants to be left alone
  at           timestamptz not null
);
create unique index made_call_wanted on made_call (interview_id) where wanted;
create index made_call_interview on made_call (interview_id);
create index made_call_known on made_call (known);
create index made_call_account on made_call (account, provider) where account <> '' and state <> 'gone';

-- What a tool said of a call, each once. Names and addresses that came along are nowhere.
create table call_heard (
  name      text not null references made_call,
  id        text not null,                       -- the tool's, the same for a repeat
  happening text not null,
  party_id  text references party,               -- where the tool knows by the seat who it was
  at        timestamptz not null,
  primary key (name, id)
);
