-- What the guard and the policy said of a text that was written in a call; the text itself is kept nowhere.
create table call_message (
  id           text primary key,
  interview_id text not null references interview,
  party_id     text not null references party,
  verdict      text not null,
  guard        text not null,
  policy_row   text not null,
  sent_at      timestamptz not null
);
create index call_message_interview on call_message (interview_id, sent_at);
