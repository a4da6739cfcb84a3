-- Every table of the contact rule that was ever in force, by what it says.
create table policy_table (
  digest text primary key,               -- the first 16 hex digits of the SHA-256 of its rows
  rows   jsonb not null,
  at     timestamptz not null
);

-- From when which table is in force, who changed it and why. Nothing here is changed or taken out.
create table policy_version (
  number  integer primary key,
  digest  text not null references policy_table,
  source  text not null check (source in ('settings', 'api')),
  since   timestamptz not null,
  at      timestamptz not null,
  by_whom text not null,                 -- the marketplace's name for a person, never an address
  reason  text not null
);
create index policy_version_since on policy_version (since);
create function refuse_other_policy() returns trigger language plpgsql as $$
begin
  raise exception 'what was in force is not changed';
end;
$$;
create trigger policy_table_stays before update or delete on policy_table
  for each row execute function refuse_other_policy();
create trigger policy_version_stays before update or delete on policy_version
  for each row execute function refuse_other_policy();

-- What was decided of a text in which something was found, and all that the decision looked at. Never the text.
create table ruling (
  id             text primary key,
  position       bigserial,              -- several may be decided in one instant
  at             timestamptz not null,
  day            date not null,
  proposal_id    text not null references proposal,
  writer_id      text not null references person,
  held_id        text references held_text,
  digest         bytea not null,         -- keyed, of writer, proposal and text: the same text is one case a day
  purpose        text not null,
  surface        text not null,
  stage          text not null,
  plan           text not null,
  rating         double precision,
  completed_jobs integer not null,
  found          text not null,          -- the guard's action
  kinds          text[] not null,
  guard          text not null,          -- its version
  maskable       boolean not null,       -- what is left once the findings are taken out may pass
  released       boolean not null,       -- people had released this very text
  door           boolean,                -- the door would have held what may be shown; null: it was not asked
  nth            integer not null,
  policy         text not null references policy_table,
  policy_row     text not null,
  decided        text not null check (decided in ('passed', 'told', 'masked', 'held')),
  unique (digest, purpose, surface, day, policy, decided)
);
create index ruling_at on ruling (at, position);
create index ruling_writer on ruling (writer_id);

-- The same field may be opened again after it was closed: each time is a row of its own, and stays.
alter table disclosure drop constraint disclosure_pkey;
alter table disclosure add primary key (contract_id, owner_id, viewer_id, field, at);
create index disclosure_owner on disclosure (owner_id, at);

-- Somebody without a part in the contract who wants the other side to have the own address once there is one.
create table consent (
  party_id  text not null references party,
  viewer_id text not null references person,
  field     text not null check (field in ('email')),
  at        timestamptz not null,
  ended_at  timestamptz,
  primary key (party_id, viewer_id, field, at)
);

-- A contract that ended within a day of its start is a pattern, too.
alter table flag drop constraint flag_kind_check;
alter table flag add constraint flag_kind_check check (kind in ('repeated_tries', 'brief_contract'));
alter table flag alter column held_id drop not null;
alter table flag add column contract_id text references contract;
alter table flag add constraint flag_about check ((held_id is null) = (kind = 'brief_contract'));
create unique index flag_contract on flag (contract_id) where contract_id is not null;
