-- A key of the marketplace's programs or people: what it may do, and what it is known by.
create table api_key (
  id           text primary key,            -- ak_…, with which the key itself begins
  family       text not null,               -- the id of the first of those that took one another's place
  name         text not null,
  digest       bytea not null,              -- SHA-256 of the key, which holds 160 bits of chance
  scopes       text[] not null,
  created_at   timestamptz not null,
  last_used_at timestamptz,                 -- to the hour
  expires_at   timestamptz,
  revoked_at   timestamptz,
  replaced_by  text references api_key
);
create index api_key_newest on api_key (created_at desc, id desc);
