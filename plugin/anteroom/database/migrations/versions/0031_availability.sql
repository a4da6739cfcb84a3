-- Pairs of minutes after Monday 00:00, where the days are not all alike; else empty, and days, begins and ends say all.
alter table working_hours add column week int[] not null default '{}';

-- A calendar that a person lets us ask when that person is busy. Revoking it deletes the row, and all that hangs on it.
create table availability_source (
  id         text primary key,
  person_id  text not null references person,
  kind       text not null,                   -- published, caldav, google, microsoft
  given      bytea not null,                  -- address and credentials, sealed under the person's own key
  remembered bytea,                           -- what spares reading it whole the next time, sealed likewise
  state      text not null default 'new' check (state in ('new', 'working', 'failing', 'refused')),
  trouble    text not null default '',        -- why, in a word, where it does not work
  doubts     text[] not null default '{}',    -- what in it was read with care, in words of the same kind
  looked_at  timestamptz,                     -- when it was asked last, whatever came of it
  made_at    timestamptz not null
);
create index availability_source_person on availability_source (person_id);

-- When a person is busy by one such calendar: merged spans, and nothing of what they are for.
create table busy_time (
  source_id  text primary key references availability_source on delete cascade,
  from_at    bigint not null,                 -- the window that was asked for, in seconds since 1970
  until_at   bigint not null,
  begins     bigint[] not null,
  ends       bigint[] not null,
  fetched_at timestamptz not null,
  forget_at  timestamptz not null,
  check (cardinality(begins) = cardinality(ends))
);
create index busy_time_forget on busy_time (forget_at);
