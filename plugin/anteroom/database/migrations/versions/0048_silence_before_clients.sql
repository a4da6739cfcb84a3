-- What was put before a client whom nobody answers, and what the client chose.
create table nudge_escalation (
  id          text primary key,
  waiting_id  text not null unique references waiting on delete cascade,
  proposal_id text not null references proposal,
  client_id   text not null references person,
  case_id     text not null,
  at          timestamptz not null,
  choice      text check (choice in ('wait', 'pick', 'help')),
  picked_id   text references proposal,         -- the proposal of whoever was picked
  chosen_at   timestamptz,
  check ((choice is not distinct from 'pick') = (picked_id is not null)));
create index nudge_escalation_at on nudge_escalation (at, id);
-- What somebody answered to a nudge's mail: sealed until it stands in the thread, and until its writer was
-- told what of it does not.
create table nudge_answer (
  id         text primary key,
  waiting_id text not null,
  person_id  text not null references person,
  fate       text not null,                     -- thread, partly, kept, team
  sealed     bytea,
  permitted  boolean not null default false,    -- the policy let contact details pass in it
  why        bytea,
  at         timestamptz not null);
create index nudge_answer_of on nudge_answer (person_id, at);
