-- Who looked for common times of whom: forgotten after a day.
create table time_question (
  id        bigint generated always as identity primary key,
  side      text not null,                      -- for which side: an organisation or a person
  asker_id  text not null references person,
  digest    bytea not null,                     -- of the question
  about     text[] not null,                    -- the other persons in it
  answer    bytea,                              -- given again to the same question for a quarter of an hour
  at        timestamptz not null);
create index time_question_same on time_question (side, digest);
create index time_question_of on time_question (asker_id, at);
create index time_question_about on time_question using gin (about);

-- Which quarter-hours of a person's week a side was told of, counted since 1970.
create table time_told (
  side      text not null,
  person_id text not null references person,
  week      int not null,
  cells     int[] not null,
  primary key (side, person_id, week));
