-- Who said which time zone a person lives in; person.time_zone is the one that counts now.
create table zone_told (
  person_id text not null references person,
  source    text not null check (source in ('said', 'slack', 'marketplace', 'browser', 'answer')),
  time_zone text not null,                      -- IANA
  told_at   timestamptz not null,
  primary key (person_id, source));
insert into zone_told (person_id, source, time_zone, told_at)
  select id, case kind when 'member' then 'marketplace' else 'slack' end, time_zone, created_at
  from person where time_zone is not null;

-- Where somebody is for a while: from begins_at until that instant another zone counts.
create table travel (
  person_id text primary key references person,
  time_zone text not null,
  home      text,                               -- the zone that counts before and after, settled with it
  begins_at timestamptz not null,
  until     timestamptz not null check (begins_at < until),
  told_at   timestamptz not null,
  due_at    timestamptz not null);              -- when it begins, then when it ends
create index travel_due on travel (due_at);
