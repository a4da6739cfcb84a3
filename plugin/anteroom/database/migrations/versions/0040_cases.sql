-- What people in support take care of. The same thing opens one case.
create table support_case (
  id           text primary key,
  topic        text not null,
  state        text not null,                    -- open, assigned, waiting, solved
  owner        text,                             -- a support person's opaque name
  about_kind   text not null,
  about_id     text not null,
  proposal_id  text references proposal,
  interview_id text references interview,
  person_id    text references person,           -- with whom support speaks
  opened_at    timestamptz not null,
  changed_at   timestamptz not null,
  solved_at    timestamptz,
  outcome      text,
  unique (about_kind, about_id));
create index support_case_opened on support_case (opened_at desc, id desc);
create index support_case_unsolved on support_case (opened_at desc, id desc) where state <> 'solved';
create index support_case_of_proposal on support_case (proposal_id) where state <> 'solved';
create index support_case_of_person on support_case (person_id) where state <> 'solved';

-- What was written in a case: by support, or by a person, under whose own key it is then sealed.
create table case_note (
  id        text primary key,
  case_id   text not null references support_case,
  kind      text not null,                       -- note, answer
  author    text not null,
  person_id text references person,
  sealed    bytea,                               -- null once it was erased
  at        timestamptz not null);
create index case_note_of_case on case_note (case_id, at);
create index case_note_of_person on case_note (person_id) where person_id is not null;

-- Tickets in a help desk that belong to a case: the one we made, and those that came by another way.
create table case_ticket (
  desk       text not null,
  outside_id text not null,
  case_id    text not null references support_case,
  joined_at  timestamptz not null,
  how        text not null,                      -- made, case, interview, proposal, requester
  primary key (desk, outside_id));
create index case_ticket_of_case on case_ticket (case_id);
