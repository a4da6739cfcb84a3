-- An answer that came to a party's reply address from somebody we cannot take for the party. What it says is
-- kept sealed until the party decides on it by pass, answers again, or lets it lapse. Of the sender nothing is
-- kept. `answer_then` is what the party had said before: another answer since makes this one moot.
create table doubted_answer (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  sealed       bytea not null,
  sequence     integer not null,
  answer_then  text not null,
  doubt        text not null check (doubt in ('unknown', 'unproven')),
  passed_on    boolean not null,         -- it named an attendee whom we do not know: perhaps a colleague
  asked        boolean not null,         -- whether a mail asked the party
  state        text not null check (state in ('open', 'confirmed', 'denied', 'lapsed')),
  at           timestamptz not null,
  lapses_at    timestamptz not null
);
create index doubted_answer_party on doubted_answer (party_id, at);
create index doubted_answer_open on doubted_answer (lapses_at) where state = 'open';

-- When its author's calendar says that a counter was made (DTSTAMP): it orders several of one party.
alter table counter add column stamp timestamptz;
