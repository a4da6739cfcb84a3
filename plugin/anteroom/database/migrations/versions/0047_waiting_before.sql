-- What waited before: when somebody answered in a thread, and what does not begin again by itself.
create index waiting_in_thread on waiting (proposal_id, person_id, ended_at) where kind = 'message';
create index waiting_settled on waiting (about) where ended_for in ('hired', 'blocked');
