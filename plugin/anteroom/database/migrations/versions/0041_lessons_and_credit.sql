-- A text in which somebody gave a contact detail away or asked to leave, and what its writer was told of it. A text
-- that people release does not count any more; that is asked of held_text when it is counted.
create table lesson (
  id           text primary key,
  writer_id    text not null references person,
  proposal_id  text not null references proposal,
  digest       bytea not null,            -- keyed, as held_text has it
  kind         text not null check (kind in ('detail', 'leaving')),
  surface      text not null,
  pieces       text[] not null,           -- earlier messages without which there is nothing in it: ids
  seen         boolean not null,          -- the other side read some of it
  number       integer not null,          -- which slip of this writer, over all proposals, when it happened
  step         text not null check (step in ('lesson', 'warning', 'report')),
  suggested_at timestamptz,               -- the other side was told that it may report
  answered_at  timestamptz,               -- the freelancer sent the polite answer
  at           timestamptz not null
);
create index lesson_writer on lesson (writer_id, at);
create index lesson_proposal on lesson (proposal_id, at);
create index lesson_digest on lesson (digest);
create index lesson_at on lesson (at);

-- The highest level of interviews held properly that the marketplace was told of, and whether it may be shown.
create table credit (
  person_id  text primary key references person,
  level      text not null,
  reached_at timestamptz,
  hidden     boolean not null default false
);
