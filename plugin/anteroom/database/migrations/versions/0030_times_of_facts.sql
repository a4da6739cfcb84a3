-- The newest fact that was told of each, by the marketplace's own clock; null where it was told before this.
alter table proposal
  add column changed_at timestamptz,
  add column hired_at   timestamptz,            -- the latest hire that was told, in whatever order
  add column refused_at timestamptz;            -- the latest time it was told declined or withdrawn
update proposal set hired_at = now() where state = 'hired' or exists
  (select from contract where proposal_id = proposal.id and (accepted_at is not null or starts_at is not null));
-- Whether an interview can hang on it: the one place that says so.
alter table proposal add column living boolean not null generated always as (
  state not in ('declined', 'withdrawn', 'archived')
  or (state = 'archived' and hired_at is not null and (refused_at is null or refused_at < hired_at))) stored;

alter table contract
  add column changed_at timestamptz,
  add column closed_at  timestamptz;            -- its end had come when it was told of: it discloses no more
update contract set closed_at = ended_at where ended_at <= now();
