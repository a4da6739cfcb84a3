-- A report goes through people's hands: what it is about, who looks at it, and what they found.
alter table report add column proposal_id text references proposal;
alter table report add column message_id text;      -- the marketplace's own, of a message in the thread
alter table report add column about_id text references person; -- of whom it complains, as far as that is known
alter table report add column way text check (way in ('slack', 'call', 'card', 'api')); -- null: before this was noted
alter table report add column digest bytea;         -- keyed, of who reports what: the same again is known
alter table report add column state text not null default 'new'
  check (state in ('new', 'assigned', 'decided', 'reopened'));
alter table report add column assignee text;        -- the marketplace's name for who looks at it
alter table report add column outcome text check (outcome in ('upheld', 'not_upheld', 'false_report'));
alter table report add column decided_by text;
alter table report add column decided_at timestamptz;
alter table report add column reason text;
alter table report add column case_id text;
alter table report alter column sealed drop not null; -- gone once it has been decided for long enough
alter table report add constraint report_decided check ((state = 'decided') = (outcome is not null));
update report set proposal_id = (select proposal_id from interview where interview.id = report.interview_id);
create index report_state on report (state, at, id);
create index report_about on report (about_id, at) where about_id is not null;
create index report_digest on report (reporter_id, digest, at) where digest is not null;
create index report_kept on report (decided_at) where sealed is not null and state = 'decided';

-- What bears a report out: sealed as it was, with every contact detail in it, and shown masked.
create table report_evidence (
  id        text primary key,
  report_id text not null references report,
  source    text not null check (source in ('quote', 'held')),
  writer_id text references person,                 -- who wrote it, as far as that is known
  held_id   text references held_text,
  sealed    bytea,                                  -- null once it is gone
  kinds     text[] not null default '{}',           -- what the guard found in it, never the value
  at        timestamptz not null                    -- when it was written, or quoted
);
create index report_evidence_report on report_evidence (report_id);
create index report_evidence_writer on report_evidence (writer_id) where writer_id is not null;

-- What the marketplace tells of how a hire came about, which we cannot see ourselves.
create table hire_fact (
  contract_id     text primary key references contract,
  origin          text not null,                    -- marketplace, byo, any_hire, catalogue, direct, scouted
  spoke_elsewhere boolean not null,                 -- an agency's manager or a colleague spoke in another room
  messages_told   boolean not null,                 -- false: we are not told what is written there
  fixed_price     double precision                  -- of a job at a fixed price, in the marketplace's currency
);

-- A flag goes through people's hands, too. One that several happenings make says how many, of how many, and
-- what is usual among that person's peers.
alter table flag drop constraint flag_kind_check;
alter table flag add constraint flag_kind_check check (kind in ('repeated_tries', 'brief_contract',
  'silent_hires', 'withdrawn_after', 'no_shows', 'slips_all_over'));
alter table flag drop constraint flag_about;
alter table flag add constraint flag_about check ((kind = 'repeated_tries') = (held_id is not null)
  and (kind = 'brief_contract') = (contract_id is not null)
  and (kind in ('repeated_tries', 'brief_contract')) = (proposal_id is not null));
alter table flag alter column proposal_id drop not null;
alter table flag add column score smallint;
alter table flag add column trials integer;
alter table flag add column hits integer;
alter table flag add column events text[] not null default '{}'; -- ids of what was counted as a hit
alter table flag add column base double precision;
alter table flag add column peers text;
alter table flag add column people integer;
alter table flag add column state text not null default 'open'
  check (state in ('open', 'explained', 'dismissed', 'case'));
alter table flag add column reviewer text;
alter table flag add column reason text;
alter table flag add column closed_at timestamptz;
alter table flag add column case_id text;
create unique index flag_open on flag (kind, person_id) where state = 'open' and score is not null;
create index flag_state on flag (state, at, id);

-- Who is to be counted anew for which pattern, and from when on. Rows are only added where something happens,
-- and never met, so that nobody who acts waits for whoever counts.
create table flag_news (
  position  bigint generated always as identity primary key,
  kind      text not null,
  person_id text not null,
  due_at    timestamptz not null
);
create index flag_news_due on flag_news (due_at);
create index flag_news_known on flag_news (person_id, kind, due_at);
-- A person's own count as it was last taken, and the sums over all peers, without which no base is known.
create table flag_count (
  kind      text not null,
  person_id text not null references person,
  side      text not null,
  plan      text not null,
  trials    integer not null,
  hits      integer not null,
  at        timestamptz not null,
  primary key (kind, person_id)
);
create table flag_base (
  kind      text not null,
  peers     text not null,                          -- a side, or a side and a plan
  people    bigint not null,
  trials    bigint not null,
  hits      bigint not null,
  pairs     bigint not null,                        -- sum of n (n - 1) over the people
  hit_pairs bigint not null,                        -- sum of k (k - 1)
  primary key (kind, peers)
);

create function tell_flags(flag_kind text, person text, at timestamptz, wait interval)
returns void language sql as $$
  insert into flag_news (kind, person_id, due_at)
  select flag_kind, person, due from (select date_trunc('hour', at + wait, 'UTC') + interval '1 hour' as due) rounded
  where at is not null and not exists
    (select from flag_news known where known.person_id = person and known.kind = flag_kind and known.due_at = due)
$$;

create function contract_flags() returns trigger language plpgsql as $$
begin
  perform tell_flags('silent_hires', client_id, least(new.accepted_at, new.starts_at), interval '1 day')
    from proposal where id = new.proposal_id;
  return null;
end $$;
create trigger contract_flags after insert or update on contract for each row execute function contract_flags();

create function hire_fact_flags() returns trigger language plpgsql as $$
begin
  perform tell_flags('silent_hires', client_id, least(accepted_at, starts_at), interval '1 day')
    from contract join proposal on proposal.id = contract.proposal_id where contract.id = new.contract_id;
  return null;
end $$;
create trigger hire_fact_flags after insert or update on hire_fact
  for each row execute function hire_fact_flags();

create function interview_flags() returns trigger language plpgsql as $$
begin
  perform tell_flags('no_shows', person, new.ended_at, interval '3 days'),
    tell_flags('withdrawn_after', person, new.ended_at, interval '3 days')
    from proposal, unnest(array[client_id, freelancer_id]) person where id = new.proposal_id;
  return null;
end $$;
create trigger interview_flags after update on interview for each row
  when (new.state is distinct from old.state and new.ended_at is not null
    and (new.state in ('held', 'missed') or old.state in ('held', 'missed')))
  execute function interview_flags();

create function contest_flags() returns trigger language plpgsql as $$
begin
  perform tell_flags('no_shows', person, new.closed_at, interval '0')
    from interview join proposal on proposal.id = interview.proposal_id,
    unnest(array[client_id, freelancer_id]) person where interview.id = new.interview_id;
  return null;
end $$;
create trigger contest_flags after update on contest for each row
  when (new.state is distinct from old.state) execute function contest_flags();

create function refusal_flags() returns trigger language plpgsql as $$
begin
  perform tell_flags('withdrawn_after', person, new.refused_at, interval '3 days')
    from unnest(array[new.client_id, new.freelancer_id]) person;
  return null;
end $$;
create trigger refusal_flags after update on proposal for each row
  when (new.refused_at is distinct from old.refused_at) execute function refusal_flags();

create function text_flags() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'held_text' then
    perform tell_flags('slips_all_over', new.writer_id, new.at, interval '7 days');
  else
    perform tell_flags('slips_all_over', new.sender_id, new.sent_at, interval '7 days');
  end if;
  return null;
end $$;
create trigger held_text_flags after insert on held_text for each row execute function text_flags();
create trigger message_flags after insert on thread_message for each row execute function text_flags();
create index thread_message_sender on thread_message (sender_id, sent_at);
create index proposal_freelancer on proposal (freelancer_id);

-- What happened before is counted once.
insert into flag_news (kind, person_id, due_at)
  select distinct 'silent_hires', client_id, now() from contract join proposal on proposal.id = proposal_id;
insert into flag_news (kind, person_id, due_at)
  select distinct kind, person, now() from interview join proposal on proposal.id = proposal_id,
    unnest(array[client_id, freelancer_id]) person, unnest(array['no_shows', 'withdrawn_after']) kind
    where interview.ended_at is not null;
insert into flag_news (kind, person_id, due_at)
  select distinct 'slips_all_over', sender_id, now() from thread_message;
