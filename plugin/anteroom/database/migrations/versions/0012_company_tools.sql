-- Where the call takes place. A link of the company's names its tool here, and itself nowhere but in `meeting`.
alter table interview add column place text not null default 'room' check (place in ('room', 'link'));
alter table interview add column tool text check ((tool is null) = (place = 'room'));

-- What each was told of the tool and agreed to, by its hash, and whether the call may be recorded.
alter table party add column tool_hash text;
alter table party add column tool_agreed_at timestamptz;
alter table party add column may_record boolean not null default false;

create table meeting (
  interview_id text primary key references interview,
  sealed       bytea,              -- the link; gone once the interview is over
  blind        bytea[] not null,   -- keyed digests by which the door knows pieces of it again
  at           timestamptz not null
);
create index meeting_blind on meeting using gin (blind);
