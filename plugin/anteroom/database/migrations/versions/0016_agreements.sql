-- `nda` is the text as it is shown; `nda_full` the digest of the whole text, where something of it is hidden.
alter table interview add column nda_title text not null default '';
alter table interview add column nda_full text not null default '';

alter table party add column nda_declined_at timestamptz; -- rather not; nobody asks why
alter table party add column notetaker boolean not null default false; -- a bot that writes down or records

-- Every version of what an interview's host asked to be signed. What was asked once stays as it was.
create table agreement (
  id           text primary key,
  interview_id text not null references interview,
  version      integer not null,       -- counts within the interview, from one
  source       text not null,          -- ours, with its edition and language, or the host's own
  title        text not null,
  shown        text not null,          -- with placeholders for what is hidden before a contract
  sealed       bytea not null,         -- the whole text, what of it is hidden, and the salt of its digest
  shown_hash   text not null,
  full_hash    text not null,
  asked_by     text not null references party,
  at           timestamptz not null,
  unique (interview_id, version)
);

-- One party's yes to one version. It stays when the text changes, and is no yes to the next.
create table signature (
  id           text primary key,
  agreement_id text not null references agreement,
  party_id     text not null references party,
  label        text not null,          -- what others read as the name when it was signed
  shown_hash   text not null,
  full_hash    text not null,
  at           timestamptz not null,
  unique (agreement_id, party_id)
);
create index signature_party on signature (party_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'what was signed is not changed';
end;
$$;
create trigger agreement_stays before update on agreement for each row execute function refuse_change();
create trigger signature_stays before update on signature for each row execute function refuse_change();
