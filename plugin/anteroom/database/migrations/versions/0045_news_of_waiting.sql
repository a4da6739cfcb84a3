-- Who is waited for, for those who count it: rows are only added here by whoever acts, and taken out by whoever counts.
create table experiment_news (
  position  bigint generated always as identity primary key,
  person_id text not null,
  side      text not null,
  since     timestamptz not null
);
create table responsiveness_news (
  position   bigint generated always as identity primary key,
  person_id  text not null,
  settles_at timestamptz not null          -- when it is known whether the answer came in time
);
create index responsiveness_news_settles on responsiveness_news (settles_at);

create function tell_waiting() returns trigger language plpgsql as $$
begin
  insert into experiment_news (person_id, side, since) values (new.person_id, new.side, new.since);
  insert into responsiveness_news (person_id, settles_at) values (new.person_id, new.since + interval '72 hours');
  return null;
end $$;
create trigger waiting_is_news after insert on waiting for each row execute function tell_waiting();
