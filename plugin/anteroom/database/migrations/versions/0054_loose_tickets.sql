-- A ticket that came by another way and could join no case: what it names, or who asks, for a case that opens later.
create table loose_ticket (
  desk        text not null,
  outside_id  text not null,
  proposal_id text references proposal,
  person_id   text references person,
  at          timestamptz not null,
  primary key (desk, outside_id));
create index loose_ticket_about on loose_ticket (proposal_id) where proposal_id is not null;
create index loose_ticket_of on loose_ticket (person_id) where person_id is not null;
create index loose_ticket_at on loose_ticket (at);
