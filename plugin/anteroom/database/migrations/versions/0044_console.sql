-- Somebody who signed in at the console. The id is the actor in the ledger, and never goes.
create table staff (
  id       text primary key,
  subject  bytea not null unique,         -- SHA-256 of the provider and of who it says this is
  name     text not null,                 -- as the provider says it, or a role where it may be a contact
  language text not null,
  zone     text,                          -- as the person chose it, else as the provider says it
  first_at timestamptz not null,
  last_at  timestamptz not null
);

create table console_session (
  digest   bytea primary key,             -- SHA-256 of what the browser's cookie holds
  staff_id text not null references staff,
  roles    text[] not null,               -- as the provider said at the sign-in
  began_at timestamptz not null,
  seen_at  timestamptz not null           -- to the minute
);
create index console_session_staff on console_session (staff_id, began_at);
create index console_session_began on console_session (began_at);
