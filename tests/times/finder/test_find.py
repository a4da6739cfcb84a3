"""What the finder offers, in stories: hours, buffers, nights, people who need not come, and bounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from anteroom.errors import BadInput
from anteroom.times.finder.find import find
from anteroom.times.finder.model import (
    DAY,
    HOUR,
    MINUTE,
    MOST_SPANS,
    Attendee,
    Code,
    Question,
    Slot,
    Span,
    Standing,
    Week,
    merged,
)
from anteroom.times.finder.together import together

BERLIN, NEW_YORK, SYDNEY = map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Sydney"))
OFFICE = Week((*5 * (((540, 1020),),), (), ()))
MONDAY = 1_792_972_800 + 7 * DAY
"""2026-11-02, 00:00 in UTC: winter in Berlin and New York, summer in Sydney."""


def person(key: str, zone: ZoneInfo | None = BERLIN, week: Week | None = OFFICE, **more: Any) -> Attendee:
    return replace(Attendee(key, zone, week, known=True), **more)


def ask(*people: Attendee, **more: Any) -> tuple[Slot, ...]:
    question = Question(people, BERLIN, MONDAY, MONDAY, MONDAY + 5 * DAY, HOUR, step=HOUR)
    return find(replace(question, **more))


def at(day: int, hour: float) -> int:
    """Return an instant of that week, as Berlin's clocks show it: day 0 is Monday."""
    return MONDAY + day * DAY + int((hour - 1) * HOUR)


def shown(slots: tuple[Slot, ...], zone: ZoneInfo = BERLIN) -> list[str]:
    return [f"{datetime.fromtimestamp(slot.begins, zone):%a %H:%M}" for slot in slots]


def codes(slot: Slot) -> list[Code]:
    return [reason.code for reason in slot.reasons]


def test_it_offers_what_suits_all_and_says_so() -> None:
    slots = ask(person("a"), person("b", busy=((at(0, 9), at(0, 15)),)), until=MONDAY + DAY)

    assert shown(slots) == ["Mon 15:00", "Mon 16:00"]
    assert [(reason.code, reason.of) for reason in slots[0].reasons] == [(Code.ALL_CAN, 2)]
    assert slots[0].standings == {"a": Standing.FREE, "b": Standing.FREE} and slots[0].score == 0


def test_buffers_stand_around_a_time_and_notice_and_horizon_ahead_of_it() -> None:
    busy = person("a", busy=((at(0, 12), at(0, 13)),))

    assert shown(ask(busy, until=MONDAY + DAY, before=MINUTE)) == [
        "Mon 09:00", "Mon 10:00", "Mon 11:00", "Mon 14:00", "Mon 15:00", "Mon 16:00",
    ]  # fmt: skip
    assert "Mon 11:00" not in shown(ask(busy, after=MINUTE))
    assert shown(ask(person("a"), notice=13 * HOUR, horizon=16 * HOUR)) == [
        "Mon 14:00",
        "Mon 15:00",
        "Mon 16:00",
    ]


def test_who_had_enough_interviews_that_day_is_left_alone_that_day() -> None:
    """The day is the person's own: an evening in New York is the next morning's business in Sydney."""
    held = ((at(0, 9), at(0, 10)), (at(0, 10), at(0, 11)))
    slots = ask(person("a", interviews=held), most_a_day=2)

    assert {each[:3] for each in shown(slots)} == {"Tue", "Wed", "Thu", "Fri"}
    assert "Mon 11:00" in shown(ask(person("a", interviews=held), most_a_day=3))
    assert "Mon 10:00" not in shown(ask(person("a", interviews=held)))


def test_nobody_is_met_at_night_unless_it_is_best_for_everybody() -> None:
    two = ask(person("a"), person("b", SYDNEY, None), most=1000)
    three = ask(person("a"), person("b", SYDNEY, None), person("c", NEW_YORK, None), most=1000)

    # Berlin's morning is Sydney's evening: up to ten o'clock at night while there is such a time.
    assert {each[4:] for each in shown(two, SYDNEY)} == {"19:00", "20:00", "21:00"}
    assert codes(two[0]) == [Code.ALL_CAN]
    # With New York there is none that spares everybody; what is hardest on somebody is as easy as can be.
    assert {Code.BEST_FOR_EVERYBODY} <= set(codes(three[0]))
    nights = [
        f"{datetime.fromtimestamp(slot.begins, zone):%H}" for slot in three for zone in (SYDNEY, NEW_YORK)
    ]
    assert not {"00", "01", "02", "03", "04"} & set(nights)


def test_whoever_works_at_night_is_met_at_night() -> None:
    owl = Week(7 * (((0, 360), (1320, 1440)),))
    slots = ask(person("a", week=owl), until=MONDAY + DAY, most=1000)

    assert [each[4:6] for each in shown(slots)] == ["01", "02", "03", "04", "05", "22", "23", "00"]
    assert {slot.score for slot in slots} == {0}


def test_told_hours_are_left_only_if_nothing_lies_within_them() -> None:
    full = person("a", busy=tuple((at(day, 9), at(day, 17)) for day in range(5)))
    slots = ask(full, person("b", week=None))

    assert slots and all(codes(slot)[-1] is Code.BEST_FOR_EVERYBODY for slot in slots)
    assert shown(slots)[:3] == ["Mon 08:00", "Mon 17:00", "Mon 18:00"]
    assert slots[0].standings["a"] is Standing.OUTSIDE_HOURS
    assert [reason.who for reason in slots[0].reasons if reason.code is Code.OUTSIDE_HOURS] == [("a",)]


@pytest.mark.parametrize("unknown", [{"known": False}, {"zone": None}], ids=str)
def test_unknown_is_never_free_and_is_named(unknown: dict[str, Any]) -> None:
    may: dict[str, Any] = {"required": False, **unknown}
    known: dict[str, Any] = {"required": False, "busy": ((at(0, 9), at(0, 10)),)}
    (slot, *_) = ask(person("a"), person("b", **may), until=MONDAY + DAY)
    both = ask(person("a"), person("b", **may), person("c", **known), until=MONDAY + DAY)

    assert slot.standings["b"] is Standing.UNKNOWN and slot.score > 0
    assert [(reason.code, reason.who) for reason in slot.reasons] == [
        (Code.REQUIRED_CAN, ()),
        (Code.UNKNOWN, ("b",)),
    ]
    assert shown(both)[-1] == "Mon 09:00"


def test_whoever_need_not_come_only_ranks() -> None:
    may = person("b", required=False, busy=((at(0, 9), at(0, 16)),))
    slots = ask(person("a"), may, until=MONDAY + DAY)

    assert shown(slots)[:2] == ["Mon 16:00", "Mon 09:00"]
    assert len(slots) == 8
    assert codes(slots[0]) == [Code.ALL_CAN] and codes(slots[1]) == [Code.REQUIRED_CAN]


def test_times_that_are_offered_lie_apart() -> None:
    slots = ask(person("a"), most=5, apart=3 * HOUR, offers_a_day=2)

    assert shown(slots) == ["Mon 09:00", "Mon 12:00", "Tue 09:00", "Tue 12:00", "Wed 09:00"]


def test_parts_of_a_window_answer_as_one() -> None:
    """Monday is full, so that its evening is the best there is on it; beside Tuesday nobody asks for it."""
    people = person("a", busy=((at(0, 9), at(0, 17)),)), person("b", week=None)
    monday = ask(*people, until=MONDAY + DAY)
    tuesday = ask(*people, since=MONDAY + DAY, until=MONDAY + 2 * DAY)
    evening = ask(*people, since=at(0, 20), until=MONDAY + DAY)

    assert codes(monday[0])[-1] is Code.BEST_FOR_EVERYBODY
    assert together([monday, tuesday]) == list(tuesday)
    assert together([evening, (), monday]) == list(monday) and evening
    assert together([()]) == []


def test_people_who_told_nothing_are_met_on_weekdays_first() -> None:
    slots = ask(person("a", week=None), since=MONDAY + 4 * DAY, until=MONDAY + 7 * DAY, most=1000)

    assert shown(slots)[0] == "Fri 08:00"
    assert shown(slots).index("Sat 08:00") > shown(slots).index("Fri 19:00")


BEYOND: dict[str, dict[str, Any]] = {
    "93 days": {"until": MONDAY + 93 * DAY},
    "no days": {"until": MONDAY},
    "before 1970": {"since": -1},
    "after 2100": {"until": 10**18, "since": 10**18 - DAY},
    "a minute": {"length": MINUTE},
    "two days": {"length": 2 * DAY},
    "a step of a minute": {"step": MINUTE},
    "a step of seven": {"step": 7 * MINUTE},
    "no notice": {"notice": -1},
    "no horizon": {"horizon": -1},
    "less than no buffer": {"before": -1},
    "two days of buffer": {"after": 2 * DAY},
    "no slot": {"most": 0},
    "1001 slots": {"most": 1001},
    "no interview a day": {"most_a_day": 0},
    "no offer a day": {"offers_a_day": 0},
    "less than together": {"apart": -1},
    "nobody": {"attendees": ()},
    "101 people": {"attendees": tuple(person(str(number)) for number in range(101))},
    "somebody twice": {"attendees": (person("a"), person("a"))},
    "10,001 spans": {
        "attendees": (person("a", busy=tuple((2 * i, 2 * i + 1) for i in range(MOST_SPANS + 1))),)
    },
}


@pytest.mark.parametrize("beyond", BEYOND, ids=str)
def test_it_refuses_what_is_beyond_its_bounds(beyond: str) -> None:
    with pytest.raises(BadInput):
        ask(person("a"), **BEYOND[beyond])


@pytest.mark.parametrize(
    "days", [(), 7 * (((1, 0),),), 7 * (((-1, 5),),), 7 * (((0, 1441),),), 7 * (((0, 9), (8, 10)),)], ids=str
)
def test_it_refuses_a_week_that_no_clock_has(days: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(BadInput):
        Week(days)


def test_what_is_merged_covers_the_same_instants() -> None:
    assert merged([(5, 9), (1, 5), (20, 19), (7, 8), (3, 3), (11, 12)]) == ((1, 9), (11, 12))
    assert merged(()) == ()


SHAPES: dict[str, Callable[[int], Span]] = {
    "all alike": lambda number: (MONDAY, MONDAY + 1),
    "one within the other": lambda number: (MONDAY + number, MONDAY + 40 * DAY - number),
    "backwards": lambda number: (MONDAY + DAY - number, MONDAY - number),
    "touching": lambda number: (MONDAY + 60 * number, MONDAY + 60 * number + 60),
    "almost touching": lambda number: (MONDAY + 60 * number, MONDAY + 60 * number + 59),
    "from the last to the first": lambda number: (MONDAY - 60 * number, MONDAY - 60 * number + 1),
    "all of time": lambda number: (-(10**30) - number, 10**30),
    "for ever after": lambda number: (10**18 + number, 10**18 + number + 1),
}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_no_calendar_takes_much_longer_than_another_of_its_size(shape: str) -> None:
    """Beside one that is spread evenly, in the same run: what a stranger's calendar holds decides nothing."""

    def took(span: Callable[[int], Span]) -> float:
        spans = tuple(map(span, range(4_000)))
        times = []
        for _ in range(3):
            began = time.process_time()
            people = [person(str(n), busy=spans, required=n % 2 == 0, week=None) for n in range(6)]
            ask(*people, until=MONDAY + 30 * DAY, step=5 * MINUTE)
            times.append(time.process_time() - began)
        return min(times)

    assert took(SHAPES[shape]) < 5 * took(lambda number: (MONDAY + 600 * number, MONDAY + 600 * number + 300))
