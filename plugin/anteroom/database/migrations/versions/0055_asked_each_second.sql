-- What is asked each second, or for each text that people decide about, is found without reading all there is.
create index interview_closes on interview (closes_at) where state in ('void', 'cancelled');
create index thread_message_sent on thread_message (sent_at);
create index effect_about_held on effect ((data->>'held')) where data->>'held' is not null;
