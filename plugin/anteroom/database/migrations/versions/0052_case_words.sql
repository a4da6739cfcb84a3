-- Whether what was written in a case is still kept: it is forgotten some time after it was solved.
alter table support_case add column words_kept boolean not null default true;
create index support_case_to_forget on support_case (solved_at) where state = 'solved' and words_kept;
