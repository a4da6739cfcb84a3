-- What became of the people of one arm of one phase, in sums. Counted anew as a whole, and then read by whoever looks.
create table experiment_result (
  phase          integer not null references experiment_phase,
  outcome        text not null,
  arm            text not null check (arm in ('nudged', 'held_out')),
  people         bigint not null,
  items          bigint not null,
  hits           bigint not null,
  items_squared  bigint not null,       -- of each person, summed over persons; so are the next two
  hits_squared   bigint not null,
  items_by_hits  bigint not null,
  at             timestamptz not null,
  primary key (phase, outcome, arm)
);
