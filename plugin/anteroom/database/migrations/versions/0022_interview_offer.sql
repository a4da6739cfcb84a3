-- A freelancer's offer of a sanctioned interview: the client schedules, or does not.
create table interview_offer (
  id            text primary key,
  proposal_id   text not null references proposal,
  freelancer_id text not null references person,
  state         text not null,              -- open, taken, withdrawn, declined, expired or void
  made_at       timestamptz not null,
  expires_at    timestamptz not null,
  ended_at      timestamptz,
  interview_id  text references interview   -- the one by which it was taken
);
create unique index interview_offer_open on interview_offer (proposal_id) where state = 'open';
create index interview_offer_proposal on interview_offer (proposal_id, made_at);
create index interview_offer_freelancer on interview_offer (freelancer_id, made_at);
create index interview_offer_expires on interview_offer (expires_at) where state = 'open';

-- A form that schedules an interview, filled in and perhaps not sent yet.
create table schedule_draft (
  id           text primary key,
  proposal_id  text not null references proposal,
  person_id    text not null references person,
  sealed       bytea,                       -- what was filled in; gone once it was sent
  interview_id text references interview,
  at           timestamptz not null
);
create index schedule_draft_at on schedule_draft (at);
