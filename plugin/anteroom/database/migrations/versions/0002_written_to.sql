-- Who never wants mail from us again. The address stands here as a keyed digest only.
create table mail_refusal (
  blind      bytea primary key,
  at         timestamptz not null
);

-- Whom a client had us write to: what the caps per client and day count.
create table written_to (
  client_id    text not null references person,
  person_id    text not null references person,
  interview_id text not null references interview,
  at           timestamptz not null,
  primary key (interview_id, person_id)
);
create index written_to_client on written_to (client_id, at);
