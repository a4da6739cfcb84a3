-- What the guard held: its writer typed it, and nobody else was shown it. The text itself stands sealed until it
-- was reworded, released, withdrawn or has expired; then only what was found in it and by which rule is left.
create table held_text (
  id           text primary key,
  proposal_id  text not null references proposal,
  interview_id text references interview, -- null: it was held before there was one
  writer_id    text not null references person,
  way          text not null check (way in ('api', 'slack', 'mail', 'calendar')),
  field        text not null,             -- what it was to become: agenda, title, comment, message, letter …
  sealed       bytea,
  digest       bytea not null,            -- keyed, of writer, proposal and text: the same text is known again
  verdict      text not null,             -- the guard's
  guard        text not null,             -- its version
  policy_row   text not null,
  kinds        text[] not null,           -- what was found, never the value
  rules        text[] not null,
  nth          integer not null,          -- which try of this writer on this proposal
  state        text not null check (state in
    ('held', 'reworded', 'released', 'kept', 'withdrawn', 'expired')),
  at           timestamptz not null,
  expires_at   timestamptz not null,
  appealed_at  timestamptz,               -- its writer says that it is no contact detail
  closed_at    timestamptz,
  reviewer     text,                      -- the marketplace's name for who decided
  reason       text
);
create index held_text_writer on held_text (writer_id, proposal_id, at);
create index held_text_digest on held_text (digest);
create index held_text_due on held_text (expires_at) where state = 'held';
create index held_text_review on held_text (appealed_at, id) where appealed_at is not null;

-- A pattern that a machine noticed. People decide what follows; nothing does by itself.
create table flag (
  id          text primary key,
  kind        text not null check (kind in ('repeated_tries')),
  person_id   text not null references person,
  proposal_id text not null references proposal,
  held_id     text not null references held_text,
  at          timestamptz not null
);
create index flag_person on flag (person_id, at);

-- Of a thread message that was read: a keyed digest, so that the same message told again is answered the same.
alter table thread_message add column digest bytea;
