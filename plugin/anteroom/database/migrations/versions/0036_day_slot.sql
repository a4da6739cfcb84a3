-- Times of an interview day that several freelancers may take: who has one.
create table day_slot (
  day       text not null,
  starts_at timestamptz not null,
  ends_at   timestamptz not null,
  taken_by  text references interview,
  withdrawn boolean not null default false,     -- it is offered to nobody else any more
  primary key (day, starts_at));
create index day_slot_taken on day_slot (day) where taken_by is not null and not withdrawn;
