-- An interview whose time is being found: whose word is awaited, '' where it has a time.
alter table interview add column polling text not null default '';

-- Several times offered for one interview, until one of them is chosen.
create table poll (
  id           text primary key,
  interview_id text not null unique references interview,
  automatic    boolean not null,            -- the house chooses; otherwise the host does
  stage        text not null,               -- team or everybody
  state        text not null,               -- open, chosen, closed or expired
  sequence     integer not null,            -- of the interview when it was opened: that of the tentative entries
  opened_at    timestamptz not null,
  deadline     timestamptz not null,
  team_until   timestamptz,                 -- when the freelancer is asked at the latest
  undecided_at timestamptz,                 -- when the host was told that nothing can be chosen
  due_at       timestamptz,                 -- when time changes something next; null once it is over
  closed_at    timestamptz
);
create index poll_due on poll (due_at) where due_at is not null;

create table poll_time (
  id        text primary key,
  poll_id   text not null references poll,
  rank      integer not null,               -- as they were offered, best first
  starts_at timestamptz not null,
  ends_at   timestamptz not null,
  state     text not null                   -- open, chosen, lost or lapsed
);
create index poll_time_poll on poll_time (poll_id, rank);

-- What a party says to a time, and the tentative entry that stands for it in that party's calendar.
create table poll_mark (
  time_id  text not null references poll_time,
  party_id text not null references party,
  uid      text not null unique,
  mark     text not null default '',        -- yes, if_need_be, no, or '' where nothing was said
  stamp    timestamptz,                     -- the answerer's own DTSTAMP, where a calendar said it
  held     boolean not null,                -- the entry is wanted in the calendar
  primary key (time_id, party_id)
);
create index poll_mark_party on poll_mark (party_id);
