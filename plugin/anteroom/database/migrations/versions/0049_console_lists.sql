-- A verification of the whole ledger, which goes on where it stood.
create table ledger_check (
  id          text primary key,
  by          text not null,               -- who wanted to know
  begun_at    timestamptz not null,
  ended_at    timestamptz,
  about       bigint not null,             -- entries there were, as the planner guesses
  entries     bigint not null default 0,   -- read so far
  chain       text not null default '',    -- behind which entry it goes on, and that one's hash
  number      integer not null default 0,
  before      bytea not null default '',
  chains_done boolean not null default false,
  anchor      bigint not null default 0,
  anchors     integer not null default 0,
  faulty      integer not null default 0,
  faults      jsonb not null default '[]'  -- the first of them: chain, number, reason
);
create unique index ledger_check_runs on ledger_check ((true)) where ended_at is null;
create index ledger_check_newest on ledger_check (begun_at, id);

-- What the console counts and lists.
create index effect_held on effect (position) where state = 'held';
create index held_text_asked on held_text (appealed_at) where appealed_at is not null and state = 'held';
create index interview_ended on interview (ended_at) where ended_at is not null;
