-- The address of a proposal that a client adds to an event to ask for an interview about it.
create table interview_address (
  local       text primary key,
  proposal_id text not null unique references proposal,
  at          timestamptz not null
);

-- The event of somebody's own calendar from which an interview was scheduled, and the latest of it we heard.
create table calendar_request (
  uid          text not null,
  person_id    text not null references person,
  interview_id text references interview,
  sequence     integer not null,
  dtstamp      timestamptz,
  at           timestamptz not null,
  primary key (uid, person_id)
);
