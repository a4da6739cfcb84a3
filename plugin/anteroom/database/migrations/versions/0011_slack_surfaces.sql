-- When a party that runs late expects to come, and how often it said so.
alter table party add column late_until timestamptz;
alter table party add column late_count smallint not null default 0;

-- When somebody works, in the own time zone: ISO weekdays (1 is Monday) and minutes after midnight.
create table working_hours (
  person_id text primary key references person,
  days      smallint[] not null,
  begins    smallint not null check (begins >= 0 and begins < ends),
  ends      smallint not null check (ends <= 1440),
  at        timestamptz not null
);

-- A person's complaint. What it says is sealed, and read by people who bear the key alone.
create table report (
  id           text primary key,
  reporter_id  text not null references person,
  interview_id text references interview,
  category     text not null,
  sealed       bytea not null,
  at           timestamptz not null
);
create index report_at on report (at, id);
create index report_reporter on report (reporter_id, at);

-- A Home tab that somebody has opened.
create table slack_home (
  team_id   text not null,
  user_id   text not null,
  opened_at timestamptz not null,
  primary key (team_id, user_id)
);

-- Messages in Slack that somebody switched off; they come by mail instead.
create table slack_switched_off (
  person_id text not null references person,
  kind      text not null,
  primary key (person_id, kind)
);

-- A conversation in which the host wants an interview's time and state shown; `knowing`: although another
-- company reads there, or may.
create table slack_shared (
  interview_id  text not null references interview,
  team_id       text not null,
  enterprise_id text not null,
  channel_id    text not null,
  host_id       text not null references person,
  knowing       boolean not null,
  shown         boolean not null,
  at            timestamptz not null,
  primary key (interview_id, team_id, channel_id)
);
