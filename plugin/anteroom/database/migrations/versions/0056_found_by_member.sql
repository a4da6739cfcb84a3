-- A member's held interviews are found without looking at each proposal that a client ever had. The two members
-- are those of the proposal, which never change.
alter table interview add column of_client text, add column of_freelancer text;
update interview set of_client = proposal.client_id, of_freelancer = proposal.freelancer_id
  from proposal where proposal.id = proposal_id;
alter table interview alter column of_client set not null, alter column of_freelancer set not null;
create index interview_held_of_client on interview (of_client, ended_at) where state = 'held';
create index interview_held_of_freelancer on interview (of_freelancer, ended_at) where state = 'held';
create index proposal_shortlisted on proposal (client_id, job_id) where state = 'shortlisted';
create index nudge_escalation_of_client on nudge_escalation (client_id, at);

-- Roles are read anew from the provider while a session goes on.
alter table console_session add column roles_at timestamptz;
update console_session set roles_at = began_at;
alter table console_session alter column roles_at set not null;
