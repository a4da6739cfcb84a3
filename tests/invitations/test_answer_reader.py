"""An inbound calendar is read for what it says, within bounds, and with two kinds of error only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom_calendar import (
    CalendarError,
    Kind,
    Method,
    NotACalendar,
    Partstat,
    Problem,
    TooLarge,
    read,
    write,
)
from anteroom_calendar.zones import zone_name
from invitations.samples import CENTRAL_EUROPE, INVITATION, REPLY_LINES, START, calendar
from pace import dear

ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Customized Time Zone",
    *CENTRAL_EUROPE,
    "END:VTIMEZONE",
)


def without(*names: str) -> tuple[str, ...]:
    return tuple(line for line in REPLY_LINES if not line.startswith(names))


def at(*times: str) -> tuple[str, ...]:
    return (*without("DTSTART", "DTEND"), *times)


def test_it_reads_a_plain_reply() -> None:
    answer = read(calendar(*REPLY_LINES))
    assert answer.kind is Kind.REPLY
    assert (answer.uid, answer.sequence) == ("5k2vq7@relay.example", 2)
    assert answer.dtstamp == datetime(2026, 11, 20, 10, 15, tzinfo=UTC)
    assert answer.organizer is not None
    assert answer.organizer.address == "r-7f3k@relay.example"
    [line] = answer.attendees
    assert (line.address, line.partstat, line.label) == ("dana@corp.example", Partstat.ACCEPTED, "Dana")
    assert (answer.start, answer.end) == (START, START + timedelta(minutes=45))
    assert answer.problems == ()
    assert answer.attendee("DANA@Corp.Example") is line
    assert answer.attendee("else@corp.example") is None


@pytest.mark.parametrize("method", list(Method))
def test_it_knows_every_method(method: Method) -> None:
    assert read(calendar(*REPLY_LINES, method=method)).kind == method.lower()


@pytest.mark.parametrize("method", ["X-PARTY", "", "BOUNCE", "HUMAN-REPLY"])
def test_it_calls_another_method_unknown(method: str) -> None:
    """Also the words for mails that are no calendar: no calendar may call itself a bounce."""
    assert read(calendar(*REPLY_LINES, method=method)).kind is Kind.UNKNOWN


def test_it_reads_what_we_write() -> None:
    answer = read(write(INVITATION))
    assert (answer.start, answer.end, answer.zone) == (INVITATION.start, INVITATION.end, INVITATION.zone)
    assert (answer.summary, answer.description) == (INVITATION.summary, INVITATION.description)
    assert [line.address for line in answer.attendees] == [one.address for one in INVITATION.attendees]
    assert answer.problems == ()


def test_it_reads_a_zone_of_its_own_only_where_the_name_says_nothing() -> None:
    lines = at("DTSTART;TZID=Customized Time Zone:20261203T160000", "DURATION:PT1H")
    winter = read(calendar(*lines, before=ZONE))
    assert (winter.start, winter.end) == (START, START + timedelta(hours=1))
    assert Problem.EMBEDDED_ZONE in winter.problems
    lines = at("DTSTART;TZID=Customized Time Zone:20260703T160000")
    assert read(calendar(*lines, before=ZONE)).start == datetime(2026, 7, 3, 14, tzinfo=UTC)


def test_it_lets_no_mail_define_a_zone_for_the_next() -> None:
    lines = at("DTSTART;TZID=Customized Time Zone:20261203T160000")
    assert read(calendar(*lines, before=ZONE)).start == START
    assert read(calendar(*lines)).start is None
    other = tuple(line.replace("+0100", "+0500") for line in ZONE)
    assert read(calendar(*lines, before=other)).start == datetime(2026, 12, 3, 11, tzinfo=UTC)


def test_it_is_not_held_up_by_a_zone_that_changes_every_second() -> None:
    """icalendar expands an embedded zone as soon as it reads it."""
    zone = tuple(line.replace("FREQ=YEARLY", "FREQ=SECONDLY") for line in ZONE)
    data = calendar(*at("DTSTART;TZID=Customized Time Zone:20261203T160000"), before=zone)
    times, answer = dear(lambda: read(data))
    assert times < 150
    assert answer.start is None
    assert Problem.UNKNOWN_ZONE in answer.problems


@pytest.mark.parametrize(
    ("time", "problem"),
    [
        ("DTSTART:20261203T150000", Problem.FLOATING_TIME),
        ("DTSTART;VALUE=DATE:20261203", Problem.ALL_DAY),
        ("DTSTART;TZID=Nowhere:20261203T150000", Problem.UNKNOWN_ZONE),
        ("DTSTART:tomorrow", Problem.UNREADABLE_PROPERTY),
        ("DTSTART;TZID=Asia/Tokyo:00010101T000000", Problem.UNKNOWN_ZONE),
    ],
)
def test_it_leaves_out_a_time_in_doubt(time: str, problem: Problem) -> None:
    answer = read(calendar(*at(time), method="COUNTER"))
    assert answer.start is None
    assert {problem, Problem.NO_START} <= set(answer.problems)


@pytest.mark.parametrize("duration", ["P99999999W", "-P99999999W"])
def test_it_leaves_out_an_end_beyond_all_days(duration: str) -> None:
    answer = read(calendar(*at("DTSTART:20261203T150000Z", f"DURATION:{duration}")))
    assert (answer.start, answer.end) == (START, None)


def test_it_leaves_out_an_end_before_the_start() -> None:
    answer = read(calendar(*at("DTSTART:20261203T150000Z", "DTEND:20261203T140000Z")))
    assert (answer.start, answer.end) == (START, None)
    assert Problem.ENDS_BEFORE_START in answer.problems


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("UID", Problem.NO_UID),
        ("DTSTAMP", Problem.NO_DTSTAMP),
        ("SEQUENCE", Problem.NO_SEQUENCE),
        ("ATTENDEE", Problem.NOT_ONE_ATTENDEE),
    ],
)
def test_it_names_what_is_missing(name: str, problem: Problem) -> None:
    assert read(calendar(*without(name))).problems == (problem,)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"hello",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n",
        calendar(*REPLY_LINES).replace(b"VEVENT", b"VTODO"),
        "BEGIN:VCALENDAR".encode("utf-16"),
    ],
)
def test_it_refuses_what_is_no_calendar(data: bytes) -> None:
    with pytest.raises(NotACalendar):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (1 << 21),
        calendar(*REPLY_LINES, *["X-A:1"] * 20_000),
        calendar(*(f"ATTENDEE:mailto:a{number}@b.example" for number in range(10_000))),
        b"BEGIN:VCALENDAR\r\n" * 20_000,
    ],
    ids=["octets", "lines", "attendees", "depth"],
)
def test_it_reads_within_bounds(data: bytes) -> None:
    def refused() -> None:
        with pytest.raises(TooLarge):
            read(data)

    times, _ = dear(refused)
    assert times < 150


def test_it_bears_a_line_as_long_as_the_whole() -> None:
    def met() -> None:
        for line in (
            "DESCRIPTION:" + "x" * 900_000,
            "DTSTART;TZID" * 40_000,
            'ATTENDEE;CN="' + '"' * 500_000,
        ):
            try:
                read(calendar(*without("DTSTART"), line))
            except NotACalendar:
                pass  # a refusal is as good as a reading

    times, _ = dear(met)
    assert times < 750


SEEDS = [
    calendar(*REPLY_LINES),
    write(INVITATION),
    calendar(*at("DTSTART;TZID=X:20261203T160000"), before=ZONE),
]


@settings(max_examples=300, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=12)), max_size=6),
)
def test_it_lets_no_other_error_escape(seed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    for place, length, replacement in changes:
        seed = seed[:place] + replacement + seed[place + length :]
    try:
        read(seed)
    except CalendarError:
        pass  # the two that callers know


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "Europe/Berlin"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("Customized Time Zone", None),
        ("../../etc/passwd", None),
        ("", None),
        ("x/" * 5000, None),
    ],
)
def test_it_knows_a_zone_by_name(tzid: str, name: str | None) -> None:
    assert zone_name(tzid) == name
