"""Breaks of how an interview, a proposal, a poll and what waits live: the rules of `model.py` files."""

from __future__ import annotations

from mutations.mutation import Mutation

HEART = "plugin/anteroom"
MODEL = f"{HEART}/interviews/model.py"
LIFE = f"{HEART}/interviews/life.py"
HOURS = f"{HEART}/interviews/hours.py"
COUNTERS = f"{HEART}/interviews/counters.py"
PRESENCE = f"{HEART}/interviews/presence.py"
PROPOSALS = f"{HEART}/proposals/model.py"
VERDICTS = f"{HEART}/verdicts/model.py"
POLLS = f"{HEART}/times/polls/model.py"
NUDGES = f"{HEART}/nudges/model.py"
LIFE_TESTS = ("tests/heart/test_life.py", "tests/heart/test_counters.py")
VERDICT_TESTS = ("tests/heart/test_verdicts.py",)
POLL_TESTS = ("tests/times/polls/test_poll_rules.py",)

INTERVIEWS = (
    Mutation(
        "interview: one that was held goes on",
        MODEL,
        "return self not in (State.PROPOSED, State.SCHEDULED, State.DOORS_OPEN)",
        "return self not in (State.PROPOSED, State.SCHEDULED, State.DOORS_OPEN, State.HELD)",
        "Nothing happens to an interview that is over.",
        ("tests/heart/test_life.py::test_it_is_over_whatever_became_of_it",),
    ),
    Mutation(
        "interview: one that ended while the team was asked shows itself",
        MODEL,
        "        return self.polling is Polling.TEAM\n",
        "        return self.polling is Polling.TEAM and not self.state.over\n",
        "What the freelancer's side never heard of it does not hear of by its end.",
        (
            "tests/heart/test_life.py::test_what_ends_while_the_team_is_asked_stays_hidden_from_the_other_side",
        ),
    ),
    Mutation(
        "interview: who was removed is still a party to the house",
        MODEL,
        "return next((party for party in self.present if party.person_id == person_id), None)",
        "return next((party for party in self.parties if party.person_id == person_id), None)",
        "Somebody who was removed opens nothing and decides nothing.",
        ("tests/heart/test_life.py::test_who_was_removed_is_no_party_any_more",),
    ),
    Mutation(
        "interview: a yes to the time before counts for the new one",
        LIFE,
        "    if at_sequence < interview.sequence:\n",
        "    if at_sequence < interview.sequence - 1:\n",
        "An old yes is never taken for the new time.",
        ("tests/heart/test_life.py::test_it_never_takes_an_old_yes_for_the_new_time",),
    ),
    Mutation(
        "interview: a calendar's repeated answer undoes a newer one",
        LIFE,
        "return stamp <= party.answer_stamp",
        "return stamp < party.answer_stamp",
        "Of a calendar's answers a repeated one changes nothing.",
        ("tests/heart/test_life.py::test_it_takes_a_calendars_answer_once_however_often_it_comes",),
    ),
    Mutation(
        "interview: everybody gets five minutes when the proposal dies",
        LIFE,
        "now + LAST_MINUTES if interview.state is State.DOORS_OPEN else now",
        "now + LAST_MINUTES if interview.state is not State.PROPOSED else now",
        "Only people in a call get five minutes; otherwise the door shuts at once.",
        (
            "tests/heart/test_life.py::test_it_gives_people_in_a_call_five_minutes_when_the_proposal_dies_and_nobody_else",
        ),
    ),
    Mutation(
        "interview: the host's pass outlives its end",
        LIFE,
        "replace(party, epoch=party.epoch + 1) for party in interview.parties",
        "replace(party, epoch=party.epoch + (party.role is not Role.HOST)) for party in interview.parties",
        "Every pass dies when an interview is called off, and not all but one.",
        ("tests/heart/test_life.py::test_it_raises_every_epoch_when_it_is_called_off_so_that_passes_die",),
    ),
    Mutation(
        "interview: somebody of the freelancer's side becomes host",
        LIFE,
        "if heir.side is not interview.host.side:",
        "if heir.role is Role.HOST and heir.side is not interview.host.side:",
        "Hosting is handed over on the host's own side only.",
        ("tests/heart/test_life.py::test_it_hands_hosting_over_on_the_same_side_only_and_keeps_addresses",),
    ),
    Mutation(
        "interview: anybody declines a counter",
        LIFE,
        "    refuse_if_over(interview)\n    _refuse_unless_host(interview, actor)\n"
        "    chosen = counters.open_counter(interview, counter_id)\n"
        "    changed = replace(interview, counters=counters.declined",
        "    refuse_if_over(interview)\n"
        "    chosen = counters.open_counter(interview, counter_id)\n"
        "    changed = replace(interview, counters=counters.declined",
        "Only the host decides about another time.",
        ("tests/heart/test_life.py::test_it_lets_only_the_host_decide",),
    ),
    Mutation(
        "interview: a move does not ask the candidate again",
        LIFE,
        "        if party.role is Role.HOST\n        else replace(party, answer=Answer.NONE,",
        "        if party.role is not Role.GUEST\n        else replace(party, answer=Answer.NONE,",
        "Everybody but the host is asked again about another time.",
        ("tests/heart/test_life.py::test_it_never_takes_an_old_yes_for_the_new_time",),
    ),
    Mutation(
        "interview: an interview begins this very moment",
        HOURS,
        "    if starts_at <= now:\n",
        "    if starts_at < now:\n",
        "A time has to lie ahead.",
        ("tests/heart/test_life.py::test_it_begins_after_this_moment_and_within_a_year",),
    ),
    Mutation(
        "interview: five minutes are too short",
        HOURS,
        "if not SHORTEST <= ends_at",
        "if not SHORTEST < ends_at",
        "An interview lasts from five minutes on.",
        ("tests/heart/test_life.py::test_it_begins_after_this_moment_and_within_a_year",),
    ),
    Mutation(
        "interview: of two counters in one second the first counts",
        COUNTERS,
        "return new.stamp.replace(microsecond=0) < old.stamp.replace(microsecond=0)",
        "return new.stamp.replace(microsecond=0) <= old.stamp.replace(microsecond=0)",
        "A calendar's stamp has whole seconds: of two in one second the one that arrives last counts.",
        (
            "tests/heart/test_counters.py::test_of_two_counters_of_a_calendar_the_one_made_last_counts_whichever_comes_first",
        ),
    ),
    Mutation(
        "proposal: the later of acceptance and start begins the contract",
        PROPOSALS,
        "return bool(moments) and min(moments) <= now",
        "return bool(moments) and max(moments) <= now",
        "A contract starts on acceptance or on its start date, whichever comes first.",
        ("tests/heart/test_contracts.py",),
    ),
    Mutation(
        "proposal: a contract discloses at the moment of its end",
        PROPOSALS,
        "(self.ended_at is None or now < self.ended_at)",
        "(self.ended_at is None or now <= self.ended_at)",
        "Nothing is disclosed from the end of a contract on.",
        ("tests/heart/test_contracts.py",),
    ),
    Mutation(
        "proposal: one that was withdrawn lives on after a hire",
        PROPOSALS,
        "return self in (ProposalState.DECLINED, ProposalState.WITHDRAWN)",
        "return self in (ProposalState.DECLINED,)",
        "A freelancer who withdraws would not, whatever was agreed before.",
        ("tests/heart/test_contracts.py",),
    ),
    Mutation(
        "verdict: one side's word that it failed makes it none",
        VERDICTS,
        "    if all(each == {Said.FAILED} for each in said.values()):\n",
        "    if any(each == {Said.FAILED} for each in said.values()):\n",
        "Both sides may say that a call did not work, and one alone may not.",
        ("tests/heart/test_verdicts.py::test_both_sides_may_say_that_it_did_not_work_and_one_alone_may_not",),
    ),
    Mutation(
        "verdict: whoever gains says that a call in a tool took place",
        VERDICTS,
        "and Said.FAILED not in said[other]",
        "and Said.FAILED not in said[side]",
        "A side's word is not taken against the other's.",
        ("tests/heart/test_verdicts.py::test_of_a_companys_tool_it_knows_who_was_led_there_and_no_minutes",),
    ),
    Mutation(
        "verdict: who waited to two minutes before the end of the grace did not",
        VERDICTS,
        "each.left_at >= deadline - SLACK",
        "each.left_at > deadline - SLACK",
        "Two minutes before the end of the grace are within it.",
        ("tests/heart/test_verdicts.py::test_it_says_what_became_of_it_from_who_was_really_there",),
    ),
    Mutation(
        "verdict: two minutes without the service are somebody's fault",
        VERDICTS,
        ">= OUTAGE:",
        "> OUTAGE:",
        "Nobody is called missing for what the house did.",
        ("tests/heart/test_verdicts.py::test_nobody_is_called_missing_for_what_the_service_did",),
    ),
    Mutation(
        "verdict: who was removed was never there",
        PRESENCE,
        "    sides = {party.id: party.side for party in interview.parties}\n    moments",
        "    sides = {party.id: party.side for party in interview.present}\n    moments",
        "Whoever was there was there, whatever happened then.",
        ("tests/heart/test_verdicts.py::test_who_was_there_and_was_removed_then_was_there",),
    ),
    Mutation(
        "poll: a time suits who would come if need be",
        POLLS,
        "all(poll.mark(each.id, party.id) is Mark.YES for party in needed)",
        "all(poll.mark(each.id, party.id) in (Mark.YES, Mark.IF_NEED_BE) for party in needed)",
        "Before the deadline a time is chosen only where everybody who must be there said yes.",
        ("tests/times/polls/test_poll_rules.py::test_the_best_time_is_chosen",),
    ),
    Mutation(
        "poll: the freelancer is asked while the team is",
        POLLS,
        "return self.stage is Polling.EVERYBODY or party.side is Side.CLIENT",
        "return self.stage is not Polling.NONE or party.side is Side.CLIENT",
        "As long as the team is asked, the freelancer's side is not.",
        (
            "tests/times/polls/test_poll_rules.py::test_the_team_is_asked_first_and_the_freelancer_about_what_suits_it",
        ),
    ),
    Mutation(
        "poll: a time is chosen half an hour before it",
        POLLS,
        "if each.starts_at - BEFORE <= now}",
        "if each.starts_at - BEFORE < now}",
        "Half an hour before it begins a time lapses.",
        (
            "tests/times/polls/test_poll_rules.py::test_a_mark_can_be_changed_until_the_end_and_a_calendar_that_was_overtaken_says_nothing",
        ),
    ),
    Mutation(
        "waiting: a freelancer who wrote first waits",
        NUDGES,
        "elif thread.first_by_client is not None and _after",
        "elif _after",
        "Nothing of a freelancer's waits for a client who never wrote.",
        ("tests/nudges/test_what_waits.py::test_messages_wait_for_whoever_did_not_write_last",),
    ),
    Mutation(
        "waiting: somebody is waited for who proposed another time",
        NUDGES,
        "if party.role not in ASKED or party.notetaker or party.id in countered:",
        "if party.role not in ASKED or party.notetaker:",
        "Another time is an answer.",
        ("tests/nudges/test_what_waits.py::test_invitations_wait_until_a_yes_a_no_or_another_time",),
    ),
    Mutation(
        "slip: one counts a moment longer than the window",
        f"{HEART}/conduct/lessons/model.py",
        "counts = each.standing is Standing.COUNTS and slip.at - each.at < window",
        "counts = each.standing is Standing.COUNTS and slip.at - each.at <= window",
        "A slip counts to the last minute of the window, and not after.",
        ("tests/conduct/test_lessons.py::test_a_slip_counts_to_the_last_minute_of_the_window",),
    ),
    Mutation(
        "slip: who saw nothing is asked to report",
        f"{HEART}/conduct/lessons/model.py",
        "return step_of(number) is Step.REPORT and slip.seen",
        "return step_of(number) is Step.REPORT",
        "To suggest a report to somebody who saw nothing would be a machine's accusation.",
        (
            "tests/conduct/test_lessons.py::test_it_triggers_on_every_history_that_must_and_on_none_that_must_not",
        ),
    ),
    Mutation(
        "credit: the same member counts every time",
        f"{HEART}/conduct/credit/model.py",
        "members = len({each.other_id for each in proper})",
        "members = len([each.other_id for each in proper])",
        "Two accounts of one hand get nowhere.",
        (
            "tests/conduct/test_credit.py::test_a_level_is_reached_by_every_history_that_must_and_by_none_that_must_not",
        ),
    ),
    Mutation(
        "offer: a fourth on one proposal",
        f"{HEART}/interview_offers/model.py",
        "if on_proposal >= MOST_ON_PROPOSAL:",
        "if on_proposal > MOST_ON_PROPOSAL:",
        "Nobody is to be pestered with offers.",
        (
            "tests/interview_offers/test_offers.py::test_what_cannot_be_offered_is_refused_and_changes_nothing",
        ),
    ),
    Mutation(
        "figure: an occasion of 90 days still counts",
        f"{HEART}/responsiveness/model.py",
        "<= now < occasion.since + WINDOW",
        "<= now <= occasion.since + WINDOW",
        "An occasion counts for 90 days from its beginning.",
        ("tests/responsiveness/test_rule.py::test_it_counts_what_must_count_and_nothing_else",),
    ),
)
