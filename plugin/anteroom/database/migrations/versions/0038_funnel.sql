-- What happened to a proposal that the funnel has not counted yet: whoever counts takes these out. Rows are
-- only added here and never met, so that nobody who acts waits for whoever counts.
create table funnel_news (
  position    bigint generated always as identity primary key,
  proposal_id text not null
);

create function tell_funnel() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'proposal' then
    insert into funnel_news (proposal_id) values (new.id);
  else
    insert into funnel_news (proposal_id) values (new.proposal_id);
  end if;
  return null;
end $$;
create trigger interview_counts after insert on interview for each row execute function tell_funnel();
create trigger interview_counts_anew after update on interview for each row
  when (new.revision is distinct from old.revision or new.state is distinct from old.state)
  execute function tell_funnel();
create trigger hire_counts after update on proposal for each row
  when (new.hired_at is distinct from old.hired_at) execute function tell_funnel();
create trigger contract_counts after insert or update on contract for each row execute function tell_funnel();
create trigger ruling_counts after insert or update on ruling for each row execute function tell_funnel();
create trigger release_counts after update on held_text for each row
  when (new.state is distinct from old.state) execute function tell_funnel();
create trigger offer_counts after insert on interview_offer for each row execute function tell_funnel();

-- How far a proposal came, behind its first invitation. The plan and the row are those of that moment and stay.
create table funnel_proposal (
  proposal_id   text primary key references proposal,
  day           date not null,               -- of the first invitation, in UTC
  plan          text not null,
  policy_row    text not null,
  client_id     text not null,
  freelancer_id text not null,
  answered      boolean not null,
  scheduled     boolean not null,
  held          boolean not null,
  hired         boolean not null
);
create index funnel_proposal_cell on funnel_proposal (day, plan, policy_row);

-- The same in numbers, a day at a time, and what the rule did to texts. `clients` and `freelancers` are as many
-- of those counted as it takes to say that they are enough people to be shown; no answer names them.
create table funnel_day (
  day         date not null,
  plan        text not null,
  policy_row  text not null,
  measure     text not null,
  count       integer not null,
  clients     text[] not null,
  freelancers text[] not null,
  primary key (day, plan, policy_row, measure)
);

create index ruling_cell on ruling (day, plan, policy_row);
create index ruling_proposal on ruling (proposal_id, day);
insert into funnel_news (proposal_id)
  select proposal_id from interview union select proposal_id from ruling;
