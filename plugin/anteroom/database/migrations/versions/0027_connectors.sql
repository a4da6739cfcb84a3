-- An organisation that connected its account at a marketplace which is reached by an API of its own.
create table connector_account (
  connector text not null,                  -- upwork
  account   text not null,                  -- the organisation's id there
  refresh   bytea,                          -- sealed; null where the key itself needs nobody's consent
  access    bytea,                          -- sealed; null before the first
  until     timestamptz not null,           -- when the access token ends
  trouble   text not null default '',       -- 'lost': the consent is over
  at        timestamptz not null,
  primary key (connector, account)
);

-- Something of a marketplace's that stands in our tables, and when it was last read there; or a message of ours.
create table connector_copy (
  connector  text not null,
  kind       text not null,                 -- member, organisation, proposal, or story (a message)
  id         text not null,                 -- its id there
  account    text not null,                 -- in whose name it was read
  place      text not null default '',      -- of a proposal: its room there
  read_at    timestamptz not null,
  named      boolean not null default true, -- whether its name or title is still here
  primary key (connector, kind, id)
);
create index connector_copy_named on connector_copy (connector, read_at) where named;
create index connector_copy_place on connector_copy (connector, account, place) where kind = 'proposal';
