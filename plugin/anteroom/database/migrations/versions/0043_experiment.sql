-- From when nudges are a test, a programme or stopped; who changed it and why. Nothing here is changed or taken out.
create table experiment_phase (
  number     integer primary key,
  state      text not null check (state in ('test', 'programme', 'stopped')),
  name       text not null,               -- under which people are drawn: another name draws anew
  share      integer not null,            -- of a thousand people, who are held out
  cohort     text[] not null,             -- of a test: how soon its people answered before; none: everybody
  opt_outs   integer not null,            -- limits, in a thousand of those who are nudged
  complaints integer not null,
  since      timestamptz not null,
  by_whom    text not null,               -- the marketplace's name for a person, never an address
  reason     text not null
);
create function refuse_other_experiment() returns trigger language plpgsql as $$
begin
  raise exception 'what was tried is not changed';
end;
$$;
create trigger experiment_phase_stays before update or delete on experiment_phase
  for each row execute function refuse_other_experiment();

-- Who was waited for in a phase, from the first time on: written before anybody asks whether to nudge.
create table experiment_person (
  phase     integer not null references experiment_phase,
  person_id text not null references person,
  arm       text not null check (arm in ('nudged', 'held_out', 'outside')),
  at        timestamptz not null,
  nudged_at timestamptz,                  -- when the first nudge of the phase had left
  primary key (phase, person_id)
);
create index experiment_person_person on experiment_person (person_id);

-- What the guardrails said when they were last looked at.
create table experiment_look (
  phase      integer primary key references experiment_phase,
  at         timestamptz not null,
  people     integer not null,            -- those to whom a nudge was sent
  opt_outs   integer not null,
  complaints integer not null
);

-- How soon a member answers, as it may be shown; figured out once, when something of it is settled.
create table responsiveness (
  person_id         text primary key references person,
  band              text not null,
  counted           integer not null default 0,
  within_a_day      integer not null default 0,
  within_three_days integer not null default 0,
  figured_at        timestamptz,
  due_at            timestamptz           -- when the figure may be another; null where nothing counts any more
);
create index responsiveness_due on responsiveness (due_at) where due_at is not null;
