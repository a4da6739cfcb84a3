-- An answer that came to a party's reply address from somebody we cannot take for the party. What it says is
-- kept sealed; the party confirms it by pass or thread, or it lapses.
create table doubted_answer (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  sealed       bytea not null,
  sequence     integer not null,
  state        text not null check (state in ('open', 'confirmed', 'denied', 'lapsed')),
  at           timestamptz not null
);
create index doubted_answer_party on doubted_answer (party_id) where state = 'open';

-- When its author's calendar says that a counter was made (DTSTAMP): it orders several of one party.
alter table counter add column stamp timestamptz;
