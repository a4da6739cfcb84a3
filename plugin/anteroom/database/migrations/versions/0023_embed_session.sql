-- A viewer whom the marketplace vouched for, at one interview or at all of one proposal's, for minutes.
create table embed_session (
  digest       bytea primary key,           -- SHA-256 of what the frame holds in memory
  person_id    text not null references person,
  proposal_id  text not null references proposal,
  interview_id text references interview,   -- null: every interview of the proposal
  began_at     timestamptz not null,
  expires_at   timestamptz not null
);
create index embed_session_person on embed_session (person_id, began_at);
create index embed_session_over on embed_session (expires_at);

-- Whoever shows an interview live hears that it changed, whatever changed it: ids and a number, no more.
create function tell_shown() returns trigger language plpgsql as $$
begin
  perform pg_notify('anteroom_shown', new.proposal_id || ' ' || new.id || ' ' || new.revision);
  return null;
end $$;
create trigger interview_shown after update on interview for each row
  when (new.revision is distinct from old.revision) execute function tell_shown();

create function tell_proposal_shown() returns trigger language plpgsql as $$
begin
  perform pg_notify('anteroom_shown', new.id);
  return null;
end $$;
create trigger proposal_shown after update on proposal for each row
  when (new.state is distinct from old.state) execute function tell_proposal_shown();
