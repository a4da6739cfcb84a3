"""Other times that people propose, as pure functions: which count, who decides, and how many there may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.errors import Conflict
from anteroom.interviews import life
from anteroom.interviews.model import Answer, CounterState, Event, State
from heart.begun import HOURS, NOW, START, begun, wished


def test_it_moves_to_a_counter_with_its_author_agreed_and_the_others_asked_again() -> None:
    interview = life.answer(begun(), "dana", Answer.ACCEPTED).interview
    interview = life.counter(interview, wished("leo"), NOW).interview
    decision = life.accept_counter(interview, "ctr_1", "maya", HOURS, NOW)
    after = decision.interview

    assert after.starts_at == START + timedelta(hours=1)
    assert (after.sequence, after.state) == (1, State.SCHEDULED)
    assert [each.answer for each in after.parties] == [
        Answer.ACCEPTED,
        Answer.ACCEPTED,
        Answer.NONE,
        Answer.NONE,
    ]
    assert [each.event for each in decision.happened] == [Event.MOVED, Event.SCHEDULED]


def test_it_lets_only_one_of_two_decide_about_a_counter() -> None:
    interview = life.counter(begun(), wished("leo"), NOW).interview
    after = life.accept_counter(interview, "ctr_1", "maya", HOURS, NOW).interview

    with pytest.raises(Conflict, match="already accepted"):
        life.decline_counter(after, "ctr_1", "maya")


def test_it_lets_a_new_counter_replace_the_older_one_of_the_same_party() -> None:
    interview = life.counter(begun(), wished("leo"), NOW).interview
    interview = life.counter(interview, wished("leo", timedelta(hours=2), name="ctr_2"), NOW).interview

    assert [each.state for each in interview.counters] == [CounterState.SUPERSEDED, CounterState.OPEN]


def test_of_two_counters_of_a_calendar_the_one_made_last_counts_whichever_comes_first() -> None:
    """A calendar's stamp has whole seconds only: of two in one second the one that arrives last counts."""
    first = replace(wished("leo"), stamp=NOW + timedelta(microseconds=900))
    for seconds, states in (
        (-1, [CounterState.OPEN]),
        (0, [CounterState.SUPERSEDED, CounterState.OPEN]),
        (1, [CounterState.SUPERSEDED, CounterState.OPEN]),
    ):
        second = replace(
            wished("leo", timedelta(hours=2), name="ctr_2"), stamp=NOW + timedelta(seconds=seconds)
        )
        interview = life.counter(life.counter(begun(), first, NOW).interview, second, NOW).interview
        assert [each.state for each in interview.counters] == states


def test_it_supersedes_every_open_counter_by_another_time_and_lets_a_declined_one_be() -> None:
    interview = life.counter(begun(), wished("leo"), NOW).interview
    interview = life.decline_counter(interview, "ctr_1", "maya").interview
    for name, by in (("ctr_2", "leo"), ("ctr_3", "dana")):
        interview = life.counter(interview, wished(by, timedelta(hours=2), name=name), NOW).interview
    after = life.accept_counter(interview, "ctr_2", "maya", HOURS, NOW).interview

    assert [each.state for each in after.counters] == [
        CounterState.DECLINED,
        CounterState.ACCEPTED,
        CounterState.SUPERSEDED,
    ]


def test_it_takes_thirty_counters_of_one_party_and_no_more() -> None:
    interview = begun()
    for number in range(30):
        made = wished("leo", timedelta(hours=1, minutes=number), name=f"ctr_{number}")
        interview = life.counter(interview, made, NOW).interview
    with pytest.raises(Conflict, match="many times"):
        life.counter(interview, wished("leo", timedelta(hours=9), name="ctr_30"), NOW)
    assert life.counter(interview, wished("dana", name="ctr_31"), NOW).happened
