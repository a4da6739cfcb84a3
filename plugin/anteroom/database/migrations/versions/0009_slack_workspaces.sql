-- One row is one installation: of a workspace (team_id), or of a whole organisation (team_id is '').
-- enterprise_id is '' outside Enterprise Grid.
alter table slack_installation drop constraint slack_installation_pkey;
alter table slack_installation add column enterprise_id text not null default '';
alter table slack_installation add column refresh bytea;               -- the sealed refresh token; null: the token never ends
alter table slack_installation add column expires_at timestamptz;      -- when the token ends
alter table slack_installation add column scopes text[];               -- what was granted; null: Slack has not told yet
alter table slack_installation add column wanting text[] not null default '{}';  -- scopes that a call was refused for
alter table slack_installation add column asked text[] not null default '{}';    -- what its installer was asked for
alter table slack_installation add column app_id text not null default '';
alter table slack_installation add column bot_user_id text not null default '';
alter table slack_installation add column installer_id text not null default '';
alter table slack_installation add column by_settings boolean not null default true;
alter table slack_installation add column trouble text not null default '';      -- why its token cannot be rotated any more
alter table slack_installation add primary key (enterprise_id, team_id);
create unique index slack_installation_team on slack_installation (team_id) where team_id <> '';
create index slack_installation_expires on slack_installation (expires_at) where expires_at is not null;

-- When Slack let us into a workspace or an organisation ('' as team_id), when it put us out, and when what it told
-- us of that one is forgotten. Events come in any order: we are out where gone_at is not before came_at.
create table slack_presence (
  enterprise_id text not null,
  team_id       text not null,
  came_at       timestamptz,
  gone_at       timestamptz,
  forget_at     timestamptz,
  told_at       timestamptz,             -- when the hosts heard whom nothing reaches any more
  primary key (enterprise_id, team_id)
);
create index slack_presence_forget on slack_presence (forget_at) where forget_at is not null;

alter table slack_account add column enterprise_id text not null default '';
create index slack_account_enterprise on slack_account (enterprise_id, user_id) where enterprise_id <> '';
