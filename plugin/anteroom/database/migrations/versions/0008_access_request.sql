-- An address that is needed for access to a system: asked for by one member of a proposal, granted or denied by
-- its owner, shown once to who asked. The address itself stands in `contact` and nowhere else.
create table access_request (
  id          text primary key,
  proposal_id text not null references proposal,
  asker_id    text not null references person,
  owner_id    text not null references person,
  field       text not null check (field in ('email')),
  system      text not null,              -- read by the guard, as is the purpose
  purpose     text not null,
  guard       text not null,
  policy_row  text not null,
  state       text not null check (state in ('asked', 'approved', 'denied', 'shown', 'lapsed')),
  at          timestamptz not null,
  lapses_at   timestamptz not null,
  decided_at  timestamptz,
  shown_at    timestamptz
);
create index access_request_proposal on access_request (proposal_id, at);
