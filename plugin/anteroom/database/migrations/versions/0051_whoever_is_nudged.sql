alter table experiment_person drop column nudged_at;
