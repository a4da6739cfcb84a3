-- Two years of a marketplace with $n interviews, laid by SQL alone; triggers and references are off meanwhile.
-- What waits for people is a small share of it, and at least enough to fill a page of each list.
insert into organisation select 'o-' || i, 'Organisation ' || i, 'client', 'plus' from generate_series(1, $n / 20 + 1) i;
insert into person (id, kind, created_at) select 'per_' || i, 'member', $now - interval '800 days' from generate_series(1, $n / 2) i;
insert into member (person_id, external_id, role, organisation_id, label, plan, rating, completed_jobs)
  select 'per_' || i, 'm-' || i, case when i % 2 = 0 then 'client' else 'freelancer' end,
    case when i % 2 = 0 then 'o-' || (i % ($n / 20) + 1) end, 'Member ' || i, 'plus', 4.5, 12 from generate_series(1, $n / 2) i;
insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread, state)
  select 'prp_' || i, 'p-' || i, 'per_' || (2 * (i % ($n / 4)) + 2), 'per_' || (2 * (i % ($n / 4)) + 1), 'j-' || i,
    'A job', 't-' || i, 'active' from generate_series(1, $n / 2) i;
insert into interview (id, proposal_id, state, revision, sequence, starts_at, ends_at, title, agenda, room, neutral,
    created_at, due_at, held_minutes, of_client, of_freelancer)
  select 'int_' || i, 'prp_' || (i % ($n / 2) + 1), case when i % 100 < 97 then 'held' else 'scheduled' end, 3, 0,
    at + interval '2 days', at + interval '2 days 45 minutes', 'Interview', '', 'room_' || i, 'n_' || i, at,
    case when i % 100 >= 97 then $now + interval '1 hour' * (i % 200) end, case when i % 100 < 97 then 31 end,
    'per_' || (2 * ((i % ($n / 2) + 1) % ($n / 4)) + 2), 'per_' || (2 * ((i % ($n / 2) + 1) % ($n / 4)) + 1)
  from generate_series(1, $n) i, lateral (select $now - interval '730 days' * (1 - i::float / $n) as at) t;
insert into party (id, interview_id, person_id, position, role, side, label, required, answer, uid, reply_local)
  select 'pty_' || i || '_' || s, 'int_' || i, 'per_' || (2 * ((i % ($n / 2) + 1) % ($n / 4)) + 2 - s), s,
    case s when 0 then 'host' else 'candidate' end, case s when 0 then 'client' else 'freelancer' end, 'Somebody', true,
    'accepted', 'u_' || i || '_' || s, 'r_' || i || '_' || s from generate_series(1, $n) i, generate_series(0, 1) s;
insert into ledger_entry select 'int_' || i, e, $now - interval '730 days' * (1 - i::float / $n) + interval '1 hour' * e,
    case e when 1 then 'interview.proposed' when 2 then 'interview.scheduled' else 'interview.held' end,
    'pty_' || i || '_0', '{}', '\x00' from generate_series(1, $n) i, generate_series(1, 3) e;
insert into contract (id, external_id, proposal_id, accepted_at, disclosed_at)
  select 'con_' || i, 'c-' || i, 'prp_' || i, $now - interval '1 hour' * (i % 9000), $now - interval '1 hour' * (i % 9000)
  from generate_series(1, $n / 4) i;
insert into disclosure (contract_id, owner_id, viewer_id, field, at)
  select 'con_' || i, 'per_' || (2 * (i % ($n / 4)) + 2 - s), 'per_' || (2 * (i % ($n / 4)) + 1 + s), 'email',
    $now - interval '1 hour' * (i % 9000) from generate_series(1, $n / 4) i, generate_series(0, 1) s;
insert into effect (id, kind, stream, interview_id, party_id, data, wanted, shown, state, next_at, trouble)
  select 'eff_' || i, case when i % 3 = 0 then 'webhook_delivery' else 'calendar' end, 's_' || i, 'int_' || i, 'pty_' || i || '_0',
    case when i % 3 = 0 then jsonb_build_object('endpoint', 'whe_settings', 'event', 'evt_' || i) else '{}' end, 1,
    case when i % every < 2 then 0 else 1 end, case when i % every = 0 then 'held' else 'idle' end, $now - interval '1 minute' * (i % 900), ''
  from generate_series(1, $n) i, (select least(50, $n / 200) as every) e;
insert into webhook_event (id, type, body, interview_id, at)
  select 'evt_' || i, 'interview.held', '{}', 'int_' || i, $now - interval '730 days' * (1 - i::float / $n) from generate_series(1, $n) i;
insert into thread_message (id, proposal_id, sender_id, verdict, guard, sent_at)
  select 'msg_' || i, 'prp_' || (i % ($n / 2) + 1), 'per_' || (2 * ((i % ($n / 2) + 1) % ($n / 4)) + 1), 'allow', 'g', $now - interval '730 days' * (1 - i::float / $n)
  from generate_series(1, $n) i;
insert into held_text (id, proposal_id, writer_id, way, field, digest, verdict, guard, policy_row, kinds, rules, nth, state, at, expires_at, appealed_at)
  select 'hld_' || i, 'prp_' || (i % ($n / 2) + 1), 'per_' || (2 * ((i % ($n / 2) + 1) % ($n / 4)) + 1), 'api', 'message', decode(md5(i::text), 'hex'), 'block',
    'g', 'nobody-before-a-contract', '{phone}', '{phone.digits}', 1, case when i % 7 = 0 then 'held' else 'kept' end, at, at + interval '3 days',
    case when i % 2 = 1 or i % 7 = 0 then at + interval '1 hour' end
  from generate_series(1, greatest($n / 20, 800)) i, lateral (select $now - interval '1 minute' * i as at) t;
insert into ruling (id, at, day, proposal_id, writer_id, held_id, digest, purpose, surface, stage, plan, completed_jobs, found, kinds, guard,
    maskable, released, nth, policy, policy_row, decided)
  select 'rul_' || i, at, at::date, 'prp_' || (i % ($n / 2) + 1), 'per_1', null, decode(md5('r' || i), 'hex'), 'talk', 'message', 'before-contract',
    'plus', 1, 'block', '{phone}', 'g', true, false, 1, 'laid', 'nobody-before-a-contract', 'held'
  from generate_series(1, $n / 10) i, lateral (select $now - interval '40 days' - interval '690 days' * (i::float / $n * 10) as at) t;
insert into report (id, reporter_id, category, sealed, at, proposal_id, about_id, way, state, outcome)
  select 'rep_' || i, 'per_' || (i % ($n / 2) + 1), 'leaving', '\x00', $now - interval '10 minutes' * i, 'prp_' || (i % ($n / 2) + 1), 'per_2', 'api',
    case when i % 8 = 0 then 'new' else 'decided' end, case when i % 8 = 0 then null else 'upheld' end
  from generate_series(1, greatest($n / 200, 800)) i;
insert into flag (id, kind, person_id, at, score, trials, hits, base, peers, people, state)
  select 'flg_' || i, 'silent_hires', 'per_' || i, $now - interval '1 hour' * i, 40, 11, 9, 0.08, 'client:plus', 400,
    case when i % 8 = 0 then 'open' else 'explained' end from generate_series(1, least($n / 2, greatest($n / 500, 480))) i;
insert into support_case (id, topic, state, about_kind, about_id, proposal_id, person_id, opened_at, changed_at, solved_at, outcome)
  select 'case_' || i, 'improving_outcomes', case when i % 20 = 0 then 'open' else 'solved' end, 'item', 'wai_' || i, 'prp_' || (i % ($n / 2) + 1),
    'per_2', at, at, case when i % 20 = 0 then null else at end, case when i % 20 = 0 then null else 'helped' end
  from generate_series(1, greatest($n / 100, 2000)) i, lateral (select $now - interval '5 minutes' * i as at) t;
insert into waiting (id, kind, about, proposal_id, person_id, side, waiter_id, since, latest_at, steps, due_at, ended_at, ended_for)
  select 'wai_' || i, 'message', 'prp_' || i, 'prp_' || (i % ($n / 2) + 1), 'per_' || (2 * ((i % ($n / 2) + 1) % ($n / 4)) + 1), 'freelancer', 'per_2', at, at, 1,
    case when i % 20 = 0 then $now + interval '1 hour' end, case when i % 20 = 0 then null else at + interval '5 hours' end,
    case when i % 20 = 0 then null else 'answered' end
  from generate_series(1, $n) i, lateral (select $now - interval '730 days' * (1 - i::float / $n) as at) t;
insert into nudge (id, waiting_id, person_id, step, outcome, why, channel, at)
  select 'nud_' || i, 'wai_' || i, 'per_1', 1, case i % 3 when 0 then 'suppressed' when 1 then 'sent' else 'escalated' end,
    case i % 3 when 0 then 'too_soon' else '' end, 'nudge_mail', $now - interval '730 days' * (1 - i::float / $n) from generate_series(1, $n) i;
insert into funnel_day (day, plan, policy_row, measure, count, clients, freelancers)
  select $now::date - back, plan, row, measure, greatest(1, $n / 730 / 12), '{a,b,c,d,e}', '{a,b,c,d,e}'
  from generate_series(0, 729) back, (values ('basic', 'nobody-before-a-contract'), ('plus', 'nobody-before-a-contract'), ('enterprise', 'exempt-plans')) p (plan, row),
    unnest('{invited,answered,scheduled,held,hired,texts_found,texts_held,messages_stopped,texts_told,texts_permitted}'::text[]) measure;
