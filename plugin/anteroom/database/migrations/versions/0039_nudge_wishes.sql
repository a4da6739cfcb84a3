-- Who wants no nudges. `who` is p:<person> or m:<keyed digest of a mailbox>; the person's own word and the
-- marketplace's for it are two rows.
create table nudge_opt_out (
  who       text not null,
  said_by   text not null check (said_by in ('person', 'marketplace')),
  at        timestamptz not null,
  undone_at timestamptz,
  primary key (who, said_by));
-- How somebody wants to be nudged, and until when somebody is away.
create table nudge_choice (
  person_id  text primary key references person,
  channel    text check (channel in ('slack', 'mail', 'thread')),
  away_until timestamptz,
  changed_at timestamptz not null);
-- The address of what is said to a person about something that waits: a page, and where answers come.
create table nudge_address (
  local      text primary key,
  waiting_id text not null,                     -- may be forgotten before the address is
  person_id  text references person,            -- null once the person is erased
  mailbox    bytea not null,                    -- a keyed digest; empty where no mail is meant
  at         timestamptz not null,
  bounced_at timestamptz,
  unique (person_id, waiting_id, mailbox));
create index nudge_address_mailbox on nudge_address (mailbox) where mailbox <> '';
