-- One person who will not be reached by another of the other side any more, on one proposal.
create table block (
  id           text primary key,
  proposal_id  text not null references proposal,
  interview_id text not null references interview,  -- the one behind whose pass it was made
  blocker_id   text not null references person,
  blocked_id   text not null references person,
  made_at      timestamptz not null,
  ended_at     timestamptz,
  ended_by     text                                 -- the blocker's party, or who bore the key of the trust people
);
create unique index block_stands on block (proposal_id, blocker_id, blocked_id) where ended_at is null;
create index block_of_proposal on block (proposal_id, made_at);
