"""The life of an interview as pure functions: what may happen, and what never may."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom.errors import AlreadyOver, AnteroomError, BadInput, NotAllowed, OlderRevision
from anteroom.interviews import doors, life
from anteroom.interviews.hours import check_time
from anteroom.interviews.model import (
    Answer,
    Decision,
    Event,
    Interview,
    Polling,
    Role,
    Side,
    State,
)
from heart.begun import HOURS, NOW, START, begun, wished

OVER = ("held", "missed", "technical", "cancelled", "void", "expired")
ANSWERS = (Answer.ACCEPTED, Answer.DECLINED, Answer.TENTATIVE)


def test_it_counts_the_host_as_accepted_and_asks_everybody_else() -> None:
    answers = {each.id: each.answer for each in begun().parties}

    assert answers == {
        "maya": Answer.ACCEPTED,
        "leo": Answer.NONE,
        "dana": Answer.NONE,
        "priya": Answer.NONE,
    }


def test_it_never_takes_an_old_yes_for_the_new_time() -> None:
    """RFC 5546, 2.1.5: an answer names the revision it answers."""
    moved = life.move(
        begun(), START + timedelta(days=1), START + timedelta(days=1, minutes=45), "maya", HOURS, NOW
    )

    with pytest.raises(OlderRevision):
        life.answer(moved.interview, "leo", Answer.ACCEPTED, sequence=0, stamp=NOW)
    assert moved.interview.candidate.answer is Answer.NONE


def test_it_takes_a_calendars_answer_once_however_often_it_comes() -> None:
    said = life.answer(begun(), "leo", Answer.ACCEPTED, sequence=0, stamp=NOW).interview
    said = life.answer(said, "leo", Answer.DECLINED).interview
    again = life.answer(said, "leo", Answer.ACCEPTED, sequence=0, stamp=NOW)

    assert (again.interview.candidate.answer, again.happened) == (Answer.DECLINED, ())


def test_what_ends_while_the_team_is_asked_stays_hidden_from_the_other_side() -> None:
    asked = replace(begun(), polling=Polling.TEAM)

    for ended in (life.cancel(asked, "maya", "", NOW), life.void(asked, "withdrawn", NOW)):
        assert asked.hidden and ended.interview.hidden
    assert not life.cancel(replace(asked, polling=Polling.EVERYBODY), "maya", "", NOW).interview.hidden


def test_who_was_removed_is_no_party_any_more() -> None:
    before = begun()
    dana = before.parties[2]
    after = before.with_party(replace(dana, removed_at=NOW))

    assert (before.party_of(dana.person_id), before.party(dana.id)) == (dana, dana)
    assert (after.party_of(dana.person_id), after.party(dana.id)) == (None, None)
    assert [each.id for each in after.present] == ["maya", "leo", "priya"]
    with pytest.raises(NotAllowed):
        life.answer(after, "dana", Answer.ACCEPTED)


def test_it_refuses_an_answer_to_a_revision_never_sent() -> None:
    with pytest.raises(BadInput):
        life.answer(begun(), "leo", Answer.ACCEPTED, sequence=7, stamp=NOW)


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), max_size=6))
def test_it_ends_in_one_state_whatever_the_order_and_repetition_of_a_calendars_answers(
    order: list[int], repeats: list[int]
) -> None:
    """Each answer has a stamp of its own; the latest stamp wins however mail was delivered."""
    said = [
        (Answer.TENTATIVE, NOW),
        (Answer.DECLINED, NOW + timedelta(minutes=1)),
        (Answer.ACCEPTED, NOW + timedelta(minutes=2)),
        (Answer.DECLINED, NOW + timedelta(minutes=3)),
    ]
    interview = begun()
    for index in itertools.chain(order, repeats):
        answer, stamp = said[index]
        interview = life.answer(interview, "leo", answer, sequence=0, stamp=stamp).interview

    assert (interview.candidate.answer, interview.state) == (Answer.DECLINED, State.PROPOSED)


def test_who_cannot_be_written_to_is_told_once_each_way() -> None:
    gone = life.unreachable(begun(), "dana", "mail")
    back = life.reachable(gone.interview, "dana")

    assert [each.event for each in (*gone.happened, *back.happened)] == [Event.UNREACHABLE, Event.REACHABLE]
    assert (gone.interview.parties[2].reachable, back.interview.parties[2].reachable) == (False, True)
    assert not life.unreachable(gone.interview, "dana", "mail").happened
    assert not life.reachable(back.interview, "dana").happened


def test_it_lets_only_the_host_decide() -> None:
    interview = life.counter(begun(), wished("leo"), NOW).interview
    later = START + timedelta(days=1)
    tries: tuple[Callable[[], object], ...] = (
        lambda: life.cancel(interview, "dana", "", NOW),
        lambda: life.move(interview, later, later + timedelta(minutes=45), "leo", HOURS, NOW),
        lambda: life.accept_counter(interview, "ctr_1", "leo", HOURS, NOW),
        lambda: life.decline_counter(interview, "ctr_1", "dana"),
        lambda: life.hand_over(interview, "dana", "dana"),
    )
    for attempt in tries:
        with pytest.raises(NotAllowed):
            attempt()


def test_it_hands_hosting_over_on_the_same_side_only_and_keeps_addresses() -> None:
    before = begun()
    after = life.hand_over(before, "dana", "maya").interview

    assert after.host.id == "dana"
    assert [each.reply_local for each in after.parties] == [each.reply_local for each in before.parties]
    with pytest.raises(NotAllowed):
        life.hand_over(before, "leo", "maya")


def test_it_raises_every_epoch_when_it_is_called_off_so_that_passes_die() -> None:
    cancelled = life.cancel(begun(), "maya", "", NOW).interview

    assert {each.epoch for each in cancelled.parties} == {2}


def test_it_gives_people_in_a_call_five_minutes_when_the_proposal_dies_and_nobody_else() -> None:
    opened = doors.open_doors(begun(), HOURS, NOW).interview

    assert life.void(opened, "withdrawn", NOW).interview.closes_at == NOW + timedelta(minutes=5)
    assert life.void(begun(), "withdrawn", NOW).interview.closes_at == NOW
    agreed = life.answer(begun(), "leo", Answer.ACCEPTED).interview
    assert agreed.state is State.SCHEDULED
    assert life.void(agreed, "withdrawn", NOW).interview.closes_at == NOW


@pytest.mark.parametrize(
    ("state", "minutes", "event"),
    [
        (State.HELD, 32, Event.HELD),
        (State.MISSED, None, Event.MISSED),
        (State.TECHNICAL, None, Event.TECHNICAL),
        (State.EXPIRED, None, Event.EXPIRED),
    ],
)
def test_it_ends_with_what_became_of_it(state: State, minutes: int | None, event: Event) -> None:
    """How that is judged is in tests/heart/test_verdicts.py."""
    opened = doors.open_doors(begun(), HOURS, NOW).interview
    decision = doors.settle(opened, state, minutes, NOW, "time")

    assert (decision.interview.state, decision.interview.held_minutes) == (state, minutes)
    assert [each.event for each in decision.happened] == [event]
    assert doors.settle(decision.interview, State.HELD, 5, NOW, "time").interview == decision.interview


@pytest.mark.parametrize("minutes", [4, 481])
def test_it_lasts_from_five_minutes_to_eight_hours(minutes: int) -> None:
    with pytest.raises(BadInput):
        life.move(
            begun(), START + timedelta(days=1), START + timedelta(days=1, minutes=minutes), "maya", HOURS, NOW
        )


def test_it_begins_after_this_moment_and_within_a_year() -> None:
    """The borders themselves: what is just allowed, and what is just not."""
    tick, year = timedelta(seconds=1), timedelta(days=365)
    for starts_at, minutes in ((NOW + tick, 5), (NOW + year, 5), (START, 480)):
        check_time(starts_at, starts_at + timedelta(minutes=minutes), NOW)
    for starts_at in (NOW, NOW + year + tick):
        with pytest.raises(BadInput) as refused:
            check_time(starts_at, starts_at + timedelta(minutes=5), NOW)
        assert refused.value.field == "starts_at"


steps = st.one_of(
    st.tuples(
        st.just("answer"), st.sampled_from(["maya", "leo", "dana", "nobody"]), st.sampled_from(ANSWERS)
    ),
    st.tuples(st.just("counter"), st.sampled_from(["maya", "leo", "dana"]), st.integers(-3, 72)),
    st.tuples(st.just("accept"), st.sampled_from(["maya", "dana"]), st.integers(0, 6)),
    st.tuples(st.just("decline"), st.sampled_from(["maya", "dana"]), st.integers(0, 6)),
    st.tuples(st.just("move"), st.sampled_from(["maya", "leo"]), st.integers(-72, 200)),
    st.tuples(st.just("hand"), st.sampled_from(["maya", "dana"]), st.sampled_from(["dana", "maya", "leo"])),
    st.tuples(st.just("cancel"), st.sampled_from(["maya", "leo"]), st.just("")),
    st.tuples(st.just("open"), st.just(""), st.just("")),
    st.tuples(st.just("settle"), st.just(""), st.integers(0, 50)),
    st.tuples(st.just("void"), st.just(""), st.just("")),
)


def take(interview: Interview, step: tuple[str, str, object], number: int) -> Decision:
    """Try one step of a random history."""
    kind, who, what = step
    match kind, what:
        case "answer", Answer():
            return life.answer(interview, who, what)
        case "counter", int():
            made = wished(who, timedelta(hours=what), interview.sequence, f"ctr_{number}")
            return life.counter(interview, made, NOW)
        case "accept", int():
            return life.accept_counter(interview, f"ctr_{what}", who, HOURS, NOW)
        case "decline", int():
            return life.decline_counter(interview, f"ctr_{what}", who)
        case "move", int():
            start = START + timedelta(hours=what)
            return life.move(interview, start, start + timedelta(minutes=30), who, HOURS, NOW)
        case "hand", str():
            return life.hand_over(interview, what, who)
        case "cancel", _:
            return life.cancel(interview, who, "", NOW)
        case "open", _:
            return doors.open_doors(interview, HOURS, NOW)
        case "settle", int():
            state = State.HELD if what > 0 else State.MISSED
            return doors.settle(interview, state, what or None, NOW, "time")
        case _:
            return life.void(interview, "withdrawn", NOW)


@settings(max_examples=300)
@given(st.lists(steps, max_size=14))
def test_it_keeps_its_promises_through_any_history(history: list[tuple[str, str, object]]) -> None:
    """One host, no life after the end, sequences that only rise, and a due time exactly while it lives."""
    interview = begun()
    for number, step in enumerate(history):
        try:
            decision = take(interview, step, number)
        except AnteroomError:
            continue
        after = decision.interview
        if interview.state.over:
            assert after == interview
        if not decision.happened:
            same = replace(after, parties=interview.parties)
            assert same == interview
        assert after.sequence >= interview.sequence
        if (after.starts_at, after.ends_at) != (interview.starts_at, interview.ends_at):
            assert after.sequence == interview.sequence + 1
        assert [each.role for each in after.present].count(Role.HOST) == 1
        assert after.candidate.id == "leo"
        assert after.host.side is Side.CLIENT
        assert (after.due_at is not None) == (not after.state.over)
        if after.state is State.SCHEDULED:
            assert after.candidate.answer is Answer.ACCEPTED
        interview = after


def test_it_lets_nothing_happen_after_the_end() -> None:
    cancelled = life.cancel(begun(), "maya", "", NOW).interview
    tries: tuple[Callable[[], object], ...] = (
        lambda: life.answer(cancelled, "leo", Answer.ACCEPTED),
        lambda: life.cancel(cancelled, "maya", "", NOW),
        lambda: life.hand_over(cancelled, "dana", "maya"),
    )
    for attempt in tries:
        with pytest.raises(AlreadyOver, match="cancelled"):
            attempt()


@pytest.mark.parametrize("state", [each for each in State if each.value in OVER])
def test_it_is_over_whatever_became_of_it(state: State) -> None:
    with pytest.raises(AlreadyOver):
        life.answer(replace(begun(), state=state), "leo", Answer.ACCEPTED)
