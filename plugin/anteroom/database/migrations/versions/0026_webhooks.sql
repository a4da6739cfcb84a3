-- Where events are sent, what they were, and how far the marketplace's own feeds were read.

create table webhook_endpoint (
  id           text primary key,               -- 'whe_settings' is the one that app.yaml names
  url          text not null,
  description  text not null,
  events       text[] not null,                -- the types that it wants; none: all
  made_at      timestamptz not null,
  disabled_at  timestamptz,
  disabled_for text not null default '',       -- why: 'gone' (it answered 410), 'asked' (over the API)
  failing_since timestamptz,                   -- of the first failure behind the last success
  rests_until  timestamptz                     -- after an answer that asks for patience, or none at all
);

create table webhook_secret (
  endpoint_id text not null references webhook_endpoint on delete cascade,
  position    integer not null,                -- the newest has the highest
  sealed      bytea not null,
  made_at     timestamptz not null,
  ends_at     timestamptz,                     -- until when it still signs, too, once another took its place
  primary key (endpoint_id, position)
);

create table webhook_event (
  id           text primary key,               -- the webhook-id, for every endpoint and every attempt
  type         text not null,
  body         text not null,                  -- ids and states only; the same octets at each attempt
  interview_id text references interview,
  at           timestamptz not null
);
create index webhook_event_at on webhook_event (at, id);

create index effect_delivery on effect ((data->>'endpoint'), position) where kind = 'webhook_delivery';
create index effect_delivery_dead on effect (position) where kind = 'webhook_delivery' and state = 'held';

create table marketplace_cursor (
  connector text not null,
  feed      text not null,
  cursor    text not null,                     -- the marketplace's own, opaque
  next_at   timestamptz not null,
  failures  integer not null,                  -- in a row
  trouble   text not null,
  heard_at  timestamptz,
  refused   integer not null,                  -- changes that were passed by since they were wrong in themselves
  primary key (connector, feed)
);
