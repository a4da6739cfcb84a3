-- What several interviews of one job have in common that one host asked for back to back: an interview day.
alter table interview add column day text;
create index interview_day on interview (day) where day is not null;

-- A host who asks the own people first: what is to be sent when they agree lies sealed until then.
create table team_question (
  id         text primary key,
  host_id    text not null references person,
  sealed     bytea,                       -- gone once it has an end
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  state      text not null check (state in ('open', 'sent', 'called_off', 'expired', 'failed')),
  trouble    text not null default '',    -- the sentence for the host where it could not be sent
  at         timestamptz not null,
  expires_at timestamptz not null,
  closed_at  timestamptz
);
create index team_question_due on team_question (expires_at) where state = 'open';

create table team_answer (
  question_id text not null references team_question,
  person_id   text not null references person,
  position    integer not null,
  label       text not null,
  answer      text not null default '' check (answer in ('', 'yes', 'no')),
  at          timestamptz,
  primary key (question_id, person_id)
);
