-- The heart's tables. No extension is used: the embedded server has none.
-- Contact details stand in `contact` only, sealed; everything else holds ids.

create table person (
  id          text primary key,
  kind        text not null check (kind in ('member', 'guest')),
  time_zone   text,
  language    text not null default 'en',
  created_at  timestamptz not null,
  erased_at   timestamptz
);

create table organisation (
  id    text primary key,               -- the marketplace's own id
  name  text not null,
  kind  text not null check (kind in ('client', 'agency')),
  plan  text not null
);

create table member (
  person_id       text primary key references person,
  external_id     text not null unique,  -- the marketplace's own id
  role            text not null check (role in ('client', 'freelancer')),
  organisation_id text references organisation,
  label           text not null,         -- the display name, checked: one that is itself a contact became a role
  plan            text not null,
  rating          double precision,
  completed_jobs  integer not null default 0,
  shares          text[] not null default '{}'
);

create table organisation_role (
  organisation_id text not null references organisation,
  person_id       text not null references person,
  role            text not null,
  primary key (organisation_id, person_id, role)
);

create table person_key (
  person_id text primary key references person,
  sealed    bytea not null,              -- the person's own key, sealed under a key outside the database
  key_id    text not null
);

create table contact (
  id        text primary key,
  person_id text not null references person,
  field     text not null check (field in ('email', 'phone', 'handle', 'address')),
  sealed    bytea not null,
  blind     bytea not null,              -- keyed digest of the normalised value, for look-up without reading
  unique (person_id, field)
);
create index contact_blind on contact (blind);

create table proposal (
  id            text primary key,
  external_id   text not null unique,
  client_id     text not null references person,
  freelancer_id text not null references person,
  job_id        text not null,
  job_title     text not null,
  thread        text not null,
  state         text not null check (state in
    ('submitted', 'active', 'shortlisted', 'offered', 'hired', 'declined', 'withdrawn', 'archived'))
);
create index proposal_client on proposal (client_id);

create table contract (
  id          text primary key,
  external_id text not null unique,
  proposal_id text not null references proposal,
  accepted_at timestamptz,
  starts_at   timestamptz,
  ended_at    timestamptz,
  disclosed_at timestamptz               -- when its disclosure was made; null while it has not started
);
create index contract_proposal on contract (proposal_id);
create index contract_due on contract (starts_at) where disclosed_at is null;

create table disclosure (
  contract_id text not null references contract,
  owner_id    text not null references person,
  viewer_id   text not null references person,
  field       text not null,
  at          timestamptz not null,
  ended_at    timestamptz,
  primary key (contract_id, owner_id, viewer_id, field)
);
create index disclosure_viewer on disclosure (viewer_id, owner_id);

create table interview (
  id            text primary key,
  proposal_id   text not null references proposal,
  state         text not null,
  revision      integer not null,
  sequence      integer not null,
  starts_at     timestamptz not null,
  ends_at       timestamptz not null,
  title         text not null,
  agenda        text not null,
  readings      jsonb not null default '{}',   -- what the guard said of title and agenda, and its version
  permitted     text[] not null default '{}',  -- texts with a contact detail that the policy permitted
  nda           text not null default '',      -- the text to be agreed to, or nothing
  previous_starts_at timestamptz,
  previous_ends_at   timestamptz,
  reason        text not null default '',
  room          text not null unique,
  neutral       text not null unique,          -- the thread card's address
  opened_at     timestamptz,
  first_together_at timestamptz,
  ended_at      timestamptz,
  held_minutes  integer,
  closes_at     timestamptz,
  due_at        timestamptz,                   -- when time itself changes the state next
  created_at    timestamptz not null
);
create index interview_proposal on interview (proposal_id);
create index interview_due on interview (due_at) where due_at is not null;

create table party (
  id            text primary key,
  interview_id  text not null references interview,
  person_id     text not null references person,
  position      integer not null,
  role          text not null,
  side          text not null,
  label         text not null,
  required      boolean not null,
  answer        text not null,
  answered_sequence integer,
  answer_stamp  timestamptz,
  reachable     boolean not null default true,
  removed_at    timestamptz,
  uid           text not null unique,
  reply_local   text not null unique,
  epoch         integer not null default 1,
  consented_at  timestamptz,
  consent_hash  text
);
create index party_interview on party (interview_id);
create index party_person on party (person_id);

create table alias (
  local        text primary key,
  interview_id text not null references interview,
  viewer_id    text not null references party,
  subject_id   text not null references party,
  unique (viewer_id, subject_id)
);

create table counter (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  starts_at    timestamptz not null,
  ends_at      timestamptz not null,
  comment      text not null,
  sequence     integer not null,
  state        text not null check (state in ('open', 'accepted', 'declined', 'superseded')),
  made_at      timestamptz not null
);
create index counter_interview on counter (interview_id);

create table attendance (
  interview_id text not null references interview,
  party_id     text not null references party,
  joined_at    timestamptz not null,
  left_at      timestamptz,
  primary key (party_id, joined_at)
);

create table ledger_entry (
  chain   text not null,                 -- an interview's id, or 'contract:…', 'person:…'
  number  integer not null,
  at      timestamptz not null,
  event   text not null,
  actor   text not null,
  facts   jsonb not null,                -- ids and states only
  hash    bytea not null,
  primary key (chain, number)
);

create table ledger_anchor (
  number    bigint primary key,
  at        timestamptz not null,
  heads     jsonb not null,
  signature bytea not null
);

create table effect (
  id           text primary key,
  kind         text not null,
  stream       text not null,            -- effects of one stream happen in order
  position     bigserial,
  interview_id text references interview,
  party_id     text references party,
  data         jsonb not null default '{}',
  wanted       integer not null,
  shown        integer not null default 0,
  state        text not null default 'idle' check (state in ('idle', 'sending', 'held')),
  frozen       bytea,                    -- sealed: what was about to leave
  frozen_for   integer,
  outside_id   text,
  attempts     integer not null default 0,
  uncertain    integer not null default 0, -- how often it was sent again because nobody could say whether it had arrived
  next_at      timestamptz not null,
  trouble      text not null default ''
);
create index effect_ready on effect (next_at) where shown < wanted and state <> 'held';
create index effect_stream on effect (stream, position) where shown < wanted and state <> 'held';
create index effect_interview on effect (interview_id);

create table thread_message (
  id          text primary key,          -- the marketplace's own id
  proposal_id text not null references proposal,
  sender_id   text not null references person,
  verdict     text not null,
  guard       text not null,
  sent_at     timestamptz not null
);

create table seen (
  source text not null,                  -- 'slack', 'mail', 'api'
  key    text not null,
  at     timestamptz not null,
  answer jsonb,
  primary key (source, key)
);
create index seen_at on seen (at);

create table inbound_mail (
  id        text primary key,
  at        timestamptz not null,
  interview_id text,
  party_id  text,
  verdict   text not null,               -- taken, held, refused, ignored
  reason    text not null
);

create table slack_installation (
  team_id  text primary key,
  sealed   bytea not null,
  at       timestamptz not null
);

create table slack_account (
  team_id    text not null,
  user_id    text not null,
  person_id  text not null references person,
  linked_at  timestamptz,                -- null: a colleague known by being invited, not linked to a member
  channel_id text,                       -- the conversation between the bot and this person
  primary key (team_id, user_id)
);
create index slack_account_person on slack_account (person_id);
