-- When a page first tried to reach the other side and when it did, and whether a stay ended because it was cut.
alter table attendance add column tried_at timestamptz;
alter table attendance add column connected_at timestamptz;
alter table attendance add column lost boolean not null default false;

-- What an interview's end rests on, beside its state and its minutes.
create table verdict (
  interview_id text primary key references interview,
  missing      text not null check (missing in ('', 'client', 'freelancer', 'both')),
  cause        text not null check (cause in ('', 'no_media', 'dropped', 'outage', 'said')),
  judged_at    timestamptz not null,
  again_id     text references interview   -- the interview that was scheduled in its place
);

-- Who would like to try once more, and cannot schedule.
create table again_wish (
  interview_id text not null references interview,
  party_id     text not null references party,
  at           timestamptz not null,
  primary key (interview_id, party_id)
);

-- Somebody's word that a verdict is wrong. What it says is sealed, and read by people who bear the key alone.
create table contest (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  claim        text not null check (claim in ('held', 'missed', 'technical')),
  sealed       bytea,                      -- gone once it is decided
  at           timestamptz not null,
  expires_at   timestamptz not null,
  state        text not null check (state in ('open', 'corrected', 'kept', 'expired')),
  closed_at    timestamptz,
  reviewer     text,
  reason       text,
  unique (interview_id, party_id)
);
create index contest_at on contest (at, id);
create index contest_due on contest (expires_at) where state = 'open';

-- How somebody found the connection: one word, and what was wrong from a list. Nobody in the interview sees it.
create table connection_word (
  interview_id text not null references interview,
  party_id     text not null references party,
  said         text not null check (said in ('good', 'trouble', 'failed')),
  what         text[] not null default '{}',
  at           timestamptz not null,
  primary key (interview_id, party_id)
);
create index connection_word_at on connection_word (at);

-- Times in which this service did not run, as it found when it ran again; and when it last did.
create table outage (
  began_at timestamptz primary key,
  ended_at timestamptz not null
);
create table beat (
  one  boolean primary key default true check (one),
  at   timestamptz not null
);

-- For which interview somebody was asked, and whether a client's and an organisation's caps count it.
alter table written_to add column interview_id text references interview;
alter table written_to add column free boolean not null default false;
create index written_to_interview on written_to (interview_id);
