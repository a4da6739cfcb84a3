"""What holds for the finder whoever asks, tried on questions that hypothesis makes up."""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom.times.finder.find import find
from anteroom.times.finder.model import (
    DAY,
    HOUR,
    MINUTE,
    Attendee,
    Question,
    Slot,
    Span,
    Spans,
    Standing,
    Week,
    merged,
)
from times.finder.cases import ZONES

EXAMPLES = 2_000 if os.environ.get("ANTEROOM_SOAK") == "1" else 60
MONDAY = 1_792_972_800
"""2026-10-26 in UTC, a day after clocks changed in Europe and a week before they do in North America."""
WEEKDAYS = Week((*5 * (((540, 1020),),), (), ()))

# To the second: nothing says that calendars keep to minutes.
INSTANTS = st.integers(MONDAY - DAY, MONDAY + 4 * DAY)
NEAR = st.tuples(INSTANTS, st.integers(0, 6 * HOUR)).map(lambda each: (each[0], sum(each)))
# Nor do they keep to years, or end after they begin.
FAR = st.tuples(st.integers(-(10**20), 10**20), st.integers(-(10**20), 10**20))
SPANS = st.lists(st.one_of(NEAR, NEAR, NEAR, NEAR, NEAR, st.tuples(INSTANTS, INSTANTS), FAR))


@st.composite
def questions(draw: st.DrawFn, *, zones: tuple[ZoneInfo, ...] = ZONES) -> Question:
    people = tuple(
        Attendee(
            f"p{number}",
            draw(st.sampled_from(zones)),
            draw(st.sampled_from((None, WEEKDAYS))),
            required=draw(st.booleans()),
            busy=tuple(draw(SPANS)),
            known=draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 4)))
    )
    return Question(
        people,
        draw(st.sampled_from(zones)),
        now=MONDAY - DAY,
        since=MONDAY,
        until=MONDAY + draw(st.integers(1, 4)) * DAY,
        length=draw(st.sampled_from((15, 45, 90))) * MINUTE,
        step=draw(st.sampled_from((15, 30, 60))) * MINUTE,
        before=draw(st.integers(0, HOUR)),
        after=draw(st.integers(0, HOUR)),
        most=1000,
    )


def rank(slot: Slot) -> tuple[int, int]:
    """Return what tells which of two slots comes first."""
    return slot.score, slot.begins


def meet(one: Span, other: Span) -> bool:
    """Tell whether two spans have an instant in common."""
    return max(one[0], other[0]) < min(one[1], other[1])


@given(questions())
@settings(max_examples=EXAMPLES, deadline=None)
def test_nobody_who_must_be_there_is_busy(question: Question) -> None:
    found = find(question)

    assert sorted(found, key=rank) == list(found)
    for slot in found:
        around = (slot.begins - question.before, slot.ends + question.after)
        for each in question.attendees:
            busy = any(meet(around, span) for span in each.busy)
            assert not (busy and each.required)
            assert busy is (slot.standings[each.key] is Standing.BUSY)
            if not each.known:
                assert slot.standings[each.key] is not Standing.FREE


@given(questions(), st.integers(0, 3), st.integers(0, 100))
@settings(max_examples=EXAMPLES, deadline=None)
def test_who_can_more_often_makes_nothing_worse(question: Question, who: int, which: int) -> None:
    """Taking something out of a calendar leaves the best time as good as it was, or finds a better one."""
    who %= len(question.attendees)
    attendee = question.attendees[who]
    kept = tuple(span for number, span in enumerate(attendee.busy) if number != which % 7)
    people = list(question.attendees)
    people[who] = replace(attendee, busy=kept)
    before, after = find(question), find(replace(question, attendees=tuple(people)))

    if before:
        assert rank(after[0]) <= rank(before[0])
        if before[0].begins not in {slot.begins for slot in after}:
            assert after[0].score < before[0].score


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_order_of_people_changes_nothing(question: Question, chance: Random) -> None:
    people = list(question.attendees)
    chance.shuffle(people)
    other = find(replace(question, attendees=tuple(people)))

    assert [(s.begins, s.score, s.standings) for s in find(question)] == [
        (s.begins, s.score, s.standings) for s in other
    ]


@given(questions(zones=(ZoneInfo("Etc/GMT"),)), st.integers(-12, 12))
@settings(max_examples=EXAMPLES, deadline=None)
def test_another_zone_moves_everything_by_as_much(question: Question, hours: int) -> None:
    """The same lives, lived in another zone: the same times of the day, that many hours from here."""
    by = hours * HOUR
    # In POSIX's names, which zones without a place have, west is positive.
    zone = ZoneInfo(f"Etc/GMT{hours:+d}") if hours else question.zone

    def moved(spans: Spans) -> Spans:
        return merged((begins + by, ends + by) for begins, ends in spans)

    people = tuple(replace(each, zone=zone, busy=moved(each.busy)) for each in question.attendees)
    other = replace(
        question,
        attendees=people,
        zone=zone,
        now=question.now + by,
        since=question.since + by,
        until=question.until + by,
    )

    assert [(s.begins + by, s.score, s.standings, s.reasons) for s in find(question)] == [
        (s.begins, s.score, s.standings, s.reasons) for s in find(other)
    ]


@given(questions(), st.integers(0, 3), SPANS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_no_name_tells_who_is_busy(question: Question, who: int, other: list[Span]) -> None:
    """Whatever an optional person's calendar holds, the same people are named at the same time."""
    who %= len(question.attendees)
    people = [replace(each, required=number != who) for number, each in enumerate(question.attendees)]
    one = replace(question, attendees=tuple(people))
    people[who] = replace(people[who], busy=tuple(other))
    two = replace(question, attendees=tuple(people))

    def named(slots: tuple[Slot, ...]) -> dict[int, list[tuple[str, tuple[str, ...]]]]:
        return {slot.begins: [(r.code, r.who) for r in slot.reasons if r.who] for slot in slots}

    assert named(find(one)) == named(find(two))
