-- An interview with all that belongs to it, as its one reader takes it (interviews/store.py): keys are fields.
create function whole_interview(it interview) returns jsonb language sql stable set timezone to 'UTC' as $$
  select to_jsonb(it) || jsonb_build_object(
    'previous', case when it.previous_starts_at is not null
      then jsonb_build_array(it.previous_starts_at, it.previous_ends_at) end,
    'place', jsonb_build_object(
      'kind', it.place, 'tool', it.tool, 'ready', it.place_ready, 'instead_of', it.instead_of,
      'shows', case when it.place_shows <> '{}'
        then jsonb_build_object('grade', it.place_shows[1], 'facts', it.place_shows[2:]) end),
    'parties', coalesce(
      (select jsonb_agg(to_jsonb(party) order by position) from party where interview_id = it.id), '[]'),
    'counters', coalesce(
      (select jsonb_agg(to_jsonb(counter) order by made_at, id) from counter where interview_id = it.id), '[]'))
$$;

-- An interview and the proposal it hangs on, held against others until the transaction ends; null for none.
-- In one question, and yet nothing in it is older than the locks: each statement of a volatile function sees
-- what was committed before that statement, where a single statement sees what was before its own beginning.
create function held_interview(wanted text) returns jsonb language plpgsql volatile set timezone to 'UTC' as $$
declare
  hangs_on proposal;
  held interview;
  whole jsonb;
begin
  -- The proposal before its interview, everywhere, so that two never wait for one another.
  select proposal.* into hangs_on from proposal
    where id = (select proposal_id from interview where id = wanted) for no key update;
  select interview.* into held from interview where id = wanted for update;
  if not found then
    return null;
  end if;
  select whole_interview(held) into whole;
  return jsonb_build_object('interview', whole, 'proposal', to_jsonb(hangs_on));
end $$;
