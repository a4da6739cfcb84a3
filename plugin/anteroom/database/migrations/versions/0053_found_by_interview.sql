-- Who was in a call, and what was told of an interview, are asked for by the interview.
create index attendance_interview on attendance (interview_id);
create index webhook_event_interview on webhook_event (interview_id) where interview_id is not null;
