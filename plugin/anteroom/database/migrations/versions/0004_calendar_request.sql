-- The address of a proposal that a client adds to an event to ask for an interview about it.
create table interview_address (
  local       text primary key,
  proposal_id text not null unique references proposal,
  at          timestamptz not null
);

-- The event of somebody's own calendar to which an interview address was added, as we last heard of it, and
-- what became of it. The event's UID may itself be an address: it stands here as a keyed digest, and sealed.
create table calendar_request (
  id           text primary key,
  event        bytea not null,
  organizer_id text not null references person,
  sealed       bytea not null,
  local        text not null,           -- which of our addresses was invited
  proposal_id  text references proposal,
  interview_id text references interview,
  cancelled    boolean not null,
  refusal      text not null default '',
  sentence     text not null default '', -- of our own making: what a refusal means in this case
  notes        text[] not null default '{}',
  sequence     integer not null,
  stamp        timestamptz,
  starts_at    timestamptz,
  ends_at      timestamptz,
  content      bytea not null,          -- keyed digest of everything it says that we follow
  words        bytea not null,          -- keyed digest of its title and description
  guests       text[] not null default '{}', -- persons whom the event invites
  heard        integer not null,        -- how many of its messages changed something
  at           timestamptz not null,
  changed_at   timestamptz not null,
  unique (event, organizer_id)
);
create index calendar_request_interview on calendar_request (interview_id);
create index calendar_request_organizer on calendar_request (organizer_id, at);
