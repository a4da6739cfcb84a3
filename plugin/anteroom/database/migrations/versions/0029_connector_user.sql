-- Which member speaks there under which user id, where a member's own id is not the one that messages bear.
create table connector_user (
  connector text not null,                  -- matrix
  digest    bytea not null,                 -- keyed, of the user id: it is recognised, and never written out
  person_id text not null references person,
  at        timestamptz not null,
  primary key (connector, digest)
);
create unique index connector_user_person on connector_user (connector, person_id);
