-- What waits for an answer: of whom, and who waits. Ids and instants only.
create table waiting (
  id           text primary key,
  kind         text not null,               -- message, invitation, counter, poll, choice, offer
  about        text not null,               -- which one of its kind
  proposal_id  text not null references proposal,
  interview_id text references interview,
  person_id    text not null references person,
  side         text not null,
  waiter_id    text not null references person,
  escalates    boolean not null default false,
  since        timestamptz not null,        -- the first of it that has no answer
  latest_at    timestamptz not null,        -- the newest
  until        timestamptz,                 -- an answer after this would come too late
  steps        smallint not null default 0, -- taken or passed over
  due_at       timestamptz,                 -- when the next is looked at; null where none is to come
  ended_at     timestamptz,
  ended_for    text,
  check (ended_at is null or due_at is null));
create unique index waiting_open on waiting (about, kind, person_id) where ended_at is null;
create index waiting_due on waiting (due_at) where due_at is not null;
create index waiting_on_interview on waiting (interview_id) where ended_at is null;
create index waiting_on_proposal on waiting (proposal_id) where ended_at is null;
create index waiting_for_person on waiting (person_id, since);
create index waiting_ended on waiting (ended_at) where ended_at is not null;

-- One step that was taken about something that waits: a nudge sent, one that was not and why, or an escalation.
create table nudge (
  id         text primary key,
  waiting_id text not null references waiting on delete cascade,
  person_id  text not null references person,
  step       smallint not null,
  outcome    text not null,                 -- sent, suppressed, escalated
  why        text not null default '',      -- of one that was suppressed
  channel    text not null default '',      -- of one that was sent: the kind of its effect
  effect_id  text,
  at         timestamptz not null,
  unique (waiting_id, step));               -- no step is taken twice
create index nudge_sent on nudge (person_id, at) where outcome = 'sent';
create index nudge_at on nudge (at);

-- When each of the two wrote last in a thread.
create index thread_message_of_writer on thread_message (proposal_id, sender_id, sent_at);
