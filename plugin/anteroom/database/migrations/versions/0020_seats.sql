-- A seat that was opened: where it stands on its way into the call, and which device holds it.
create table seat (
  party_id     text primary key references party,
  interview_id text not null references interview,
  epoch        integer not null,            -- of the pass it was opened with; another one begins anew
  stands       text not null,
  since        timestamptz not null,
  device       bytea,                       -- SHA-256 of the key in the one browser that sits there
  asking       bytea,                       -- of another that asks to take its place during the call
  allowed      boolean not null default false,
  proved_at    timestamptz,                 -- when the invited address was proved from this device
  told_at      timestamptz                  -- when the host was last told that this seat waits
);
create index seat_interview on seat (interview_id);

-- Somebody who holds a forwarded pass and asks to come instead.
create table deputy (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  name         text not null,
  device       bytea not null,
  state        text not null,               -- asked, allowed or refused
  new_party_id text references party,
  at           timestamptz not null
);
create unique index deputy_asked on deputy (party_id) where state = 'asked';
create index deputy_interview on deputy (interview_id);

-- A code that was sent to an invited address: what it is reckoned from, never the code.
create table seat_code (
  party_id text primary key references party,
  epoch    integer not null,
  nonce    text not null,
  sent_at  timestamptz not null,
  sent     integer not null,                -- how often, in all
  tries    integer not null                 -- with the newest
);
