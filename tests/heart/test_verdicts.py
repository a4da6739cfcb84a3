"""What the house says became of a call, from who was really there, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom.interviews import doors, life
from anteroom.interviews.hours import Hours
from anteroom.interviews.model import Answer, Interview, Role, Side, State
from anteroom.interviews.presence import Visit, together
from anteroom.meetings.model import EMBEDDED, Kind, Place, Tool
from anteroom.verdicts.model import Cause, Missing, Said, Span, Verdict, judge
from plain_interview import a_party, an_interview

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = NOW + timedelta(days=2)
END = START + timedelta(minutes=45)
HOURS = Hours()
CLOSED = END + HOURS.grace
SIDES = {"maya": Side.CLIENT, "leo": Side.FREELANCER, "dana": Side.CLIENT}


def at(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def stay(
    who: str, begins: float, ends: float | None, *, lost: bool = False, tried: bool = False, met: bool = False
) -> Visit:
    """A stay, in minutes after the start."""
    return Visit(who, at(begins), None if ends is None else at(ends), tried or met, met, lost)


def opened(answer: Answer = Answer.ACCEPTED) -> Interview:
    """An interview whose doors are open: Maya hosts, Leo is interviewed, Dana came along."""
    roles = {"maya": Role.HOST, "leo": Role.CANDIDATE, "dana": Role.GUEST}
    parties = tuple(a_party(name, place, roles[name], SIDES[name]) for place, name in enumerate(roles))
    interview = an_interview(parties, START, NOW)
    begun = life.propose(interview, "maya", HOURS, NOW).interview
    if answer is not Answer.NONE:
        begun = life.answer(begun, "leo", answer).interview
    return doors.open_doors(begun, HOURS, START - HOURS.doors_before).interview


def judged(
    visits: Sequence[Visit],
    *,
    interview: Interview | None = None,
    words: dict[str, Said] | None = None,
    outages: Sequence[Span] = (),
    now: datetime = CLOSED,
) -> Verdict:
    """What is said of these stays."""
    return judge(interview or opened(), visits, words or {}, outages, HOURS, now)


HELD, MISSED, TECHNICAL = State.HELD, State.MISSED, State.TECHNICAL


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([stay("maya", 0, 32), stay("leo", 0, 33)], Verdict(HELD, 32)),
        ([stay("maya", 0, 0.5), stay("leo", 0, 0.5)], Verdict(HELD, 0)),
        # Both sides, and whoever of each: Dana stays when Maya leaves.
        ([stay("maya", -5, 10), stay("dana", 8, 40), stay("leo", 0, 41)], Verdict(HELD, 40)),
        ([stay("maya", 0, 50), stay("dana", 0, 50)], Verdict(MISSED, missing=Missing.FREELANCER)),
        ([stay("leo", -8, 12)], Verdict(MISSED, missing=Missing.CLIENT)),
        ([], Verdict(MISSED, missing=Missing.BOTH)),
        # The grace: Maya waited through it, Leo came too late for her.
        ([stay("maya", 0, 11), stay("leo", 14, 20)], Verdict(MISSED, missing=Missing.FREELANCER)),
        # Maya did not wait through it, and Leo came within it.
        ([stay("maya", -5, 4), stay("leo", 7, 20)], Verdict(MISSED, missing=Missing.CLIENT)),
        ([stay("maya", 0, 4), stay("leo", 15, 20)], Verdict(MISSED, missing=Missing.BOTH)),
        # A minute before the end of the grace is as good as its end.
        ([stay("maya", 0, 9), stay("leo", 12, 20)], Verdict(MISSED, missing=Missing.FREELANCER)),
        # Two minutes before it too, and no more.
        ([stay("maya", 0, 8), stay("leo", 12, 20)], Verdict(MISSED, missing=Missing.FREELANCER)),
        ([stay("maya", 0, 7.9), stay("leo", 12, 20)], Verdict(MISSED, missing=Missing.BOTH)),
        # Whoever comes at the last moment of it comes in time, and waits alone.
        ([stay("maya", 0, 4), stay("leo", 10, 20)], Verdict(MISSED, missing=Missing.CLIENT)),
        # Somebody was cut off and did not come back: nobody's fault.
        ([stay("maya", 0, 4, lost=True), stay("leo", 7, 20)], Verdict(TECHNICAL, cause=Cause.DROPPED)),
        ([stay("maya", 0, 2, lost=True), stay("leo", 0, 6)], Verdict(TECHNICAL, cause=Cause.DROPPED)),
        ([stay("maya", 0, 2, lost=True), stay("maya", 3, 9), stay("leo", 0, 9)], Verdict(HELD, 8)),
        ([stay("maya", 0, 30, lost=True), stay("leo", 0, 31)], Verdict(HELD, 30)),
        # Leo hung up at once, and Maya sits there still: nobody was cut off.
        ([stay("maya", 0, None), stay("leo", 0, 2)], Verdict(HELD, 2)),
        # Both were in, and neither page ever reached the other.
        (
            [stay("maya", 0, 20, tried=True), stay("leo", 0, 20, tried=True)],
            Verdict(TECHNICAL, cause=Cause.NO_MEDIA),
        ),
        ([stay("maya", 0, 20, tried=True), stay("leo", 0, 20, met=True)], Verdict(HELD, 20)),
        # Cut off, but the other side never came at all.
        ([stay("maya", 0, 5, lost=True)], Verdict(MISSED, missing=Missing.FREELANCER)),
    ],
)
def test_it_says_what_became_of_it_from_who_was_really_there(visits: list[Visit], expected: Verdict) -> None:
    assert judged(visits) == expected


def test_minutes_in_a_tool_that_failed_are_nobodys_measure() -> None:
    """Both were led to Zoom, which failed after five minutes; then they met in the room, or did not."""
    fallen = replace(opened(), place=replace(EMBEDDED, instead_of=Tool.ZOOM))
    led = [stay("maya", 0, 5), stay("leo", 0, 5)]
    room = [stay("maya", 6, 30, met=True), stay("leo", 7, 30, met=True)]
    assert judged(led, interview=fallen) == Verdict(HELD, None)
    assert judged([*led, *room], interview=fallen) == Verdict(HELD, 23)


def test_who_was_there_and_was_removed_then_was_there() -> None:
    interview = opened()
    without = interview.with_party(replace(interview.parties[2], removed_at=at(20)))

    assert judged([stay("dana", 0, 20), stay("leo", 0, 30)], interview=without) == Verdict(HELD, 20)


def test_it_adds_up_the_time_in_which_both_sides_were_there() -> None:
    visits = [stay("maya", 0, 10), stay("dana", 20, None), stay("leo", 5, 40)]

    assert together(opened(), visits, at(30)) == timedelta(minutes=15)
    assert together(opened(), visits[:2], at(30)) == timedelta(0)


def test_where_nobody_answered_and_nobody_came_it_expired() -> None:
    assert judged([], interview=opened(Answer.NONE)).state is State.EXPIRED
    assert judged([stay("maya", 0, 20)], interview=opened(Answer.NONE)).state is MISSED


def test_the_grace_is_longer_for_whoever_said_to_come_late() -> None:
    """Maya was told that Leo comes a quarter of an hour late, and did not wait for it."""
    interview = opened()
    late = interview.with_party(replace(interview.candidate, late_until=at(15)))
    visits = [stay("maya", 0, 11), stay("leo", 14, 20)]

    assert judged(visits).missing is Missing.FREELANCER
    assert judged(visits, interview=late).missing is Missing.CLIENT


def test_nobody_is_called_missing_for_what_the_service_did() -> None:
    away = Span(at(-1), at(4))

    assert judged([], outages=[away]) == Verdict(TECHNICAL, cause=Cause.OUTAGE)
    assert judged([stay("maya", 5, 20)], outages=[away]).cause is Cause.OUTAGE
    assert judged([stay("maya", 0, 20)], outages=[Span(at(-9), at(1))]).state is MISSED
    assert judged([stay("maya", 0, 20)], outages=[Span(at(1), at(3))]).cause is Cause.OUTAGE
    assert judged([stay("maya", 0, 20)], outages=[Span(at(1), at(2.9))]).state is MISSED
    assert judged([stay("maya", 0, 20)], outages=[Span(at(12), at(40))]).state is MISSED
    assert judged([stay("maya", 5, 20), stay("leo", 6, 20)], outages=[away]) == Verdict(HELD, 14)


def test_both_sides_may_say_that_it_did_not_work_and_one_alone_may_not() -> None:
    visits = [stay("maya", 0, 20), stay("leo", 0, 20)]
    both = {"maya": Said.FAILED, "leo": Said.FAILED}

    assert judged(visits, words=both) == Verdict(TECHNICAL, cause=Cause.SAID)
    assert judged(visits, words={"leo": Said.FAILED}).state is HELD
    assert judged(visits, words=both | {"dana": Said.GOOD}).state is HELD


def test_of_a_companys_tool_it_knows_who_was_led_there_and_no_minutes() -> None:
    interview = replace(opened(), place=Place(Kind.LINK, Tool.ZOOM))
    alone = [stay("maya", 0, None)]

    assert judged([*alone, stay("leo", 3, None)], interview=interview) == Verdict(HELD)
    assert judged(alone, interview=interview).missing is Missing.FREELANCER
    # Maya, who was there, says that it was a call; Leo's own word would not do.
    assert judged(alone, interview=interview, words={"maya": Said.GOOD}) == Verdict(HELD)
    assert judged(alone, interview=interview, words={"leo": Said.GOOD}).state is MISSED
    against = {"maya": Said.GOOD, "leo": Said.FAILED}
    assert judged(alone, interview=interview, words=against).state is MISSED, "two words that disagree"


minute = st.floats(-10, 55, allow_nan=False).map(lambda value: round(value, 2))
stays = st.lists(
    st.builds(
        lambda who, ends, lost, tried, met: stay(who, *sorted(ends), lost=lost, tried=tried, met=met),
        st.sampled_from(sorted(SIDES)),
        st.tuples(minute, minute),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=7,
)


@settings(max_examples=300)
@given(stays, minute)
def test_it_says_the_same_however_events_are_split(visits: list[Visit], cut: float) -> None:
    """A page that came back at once was never away: its stay in two parts is the stay."""
    moment = at(cut)
    split: list[Visit] = []
    for each in visits:
        assert each.left_at is not None
        if each.joined_at < moment < each.left_at:
            split += [replace(each, left_at=moment, lost=True), replace(each, joined_at=moment)]
        else:
            split.append(each)
    whole = judged(visits)

    assert judged(split) == whole
    assert judged(list(reversed(split))) == whole


@settings(max_examples=200)
@given(stays, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]))
def test_it_counts_no_more_minutes_than_there_were_in_any_zone(visits: list[Visit], name: str) -> None:
    found, zone = judged(visits), ZoneInfo(name)
    if found.minutes is not None:
        first = min(each.joined_at for each in visits)
        last = max(each.left_at for each in visits if each.left_at is not None)
        assert timedelta(minutes=found.minutes) <= last - first
        assert timedelta(minutes=found.minutes) <= CLOSED - (START - HOURS.doors_before)
    there = [
        replace(
            each,
            joined_at=each.joined_at.astimezone(zone),
            left_at=each.left_at.astimezone(zone) if each.left_at else None,
        )
        for each in visits
    ]
    assert judged(there, now=CLOSED.astimezone(zone)) == found


def test_a_night_in_which_clocks_change_has_no_more_minutes_than_it_has() -> None:
    """On 25 October 2026 two o'clock comes twice in Berlin."""
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    again = first.replace(fold=1)
    interview = replace(opened(), starts_at=first.astimezone(UTC), ends_at=again.astimezone(UTC))
    visits = [Visit("maya", first, again), Visit("leo", first, again)]

    assert judged(visits, interview=interview, now=again.astimezone(UTC) + timedelta(hours=1)).minutes == 60
