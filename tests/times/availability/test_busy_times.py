"""When somebody is busy by a published calendar: what counts, what is in doubt, and what is refused."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from anteroom_calendar import BusyTimes, Doubt, NotACalendar, TooLarge, busy_of
from pace import dear

BERLIN = ZoneInfo("Europe/Berlin")
TIMES_AT_MOST = 400
"""As much work as the measure, for the most hostile."""
OCTETS_AT_MOST = 60 * 1024 * 1024


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


BEGINS, ENDS = at("2026-11-23T00:00"), at("2026-12-21T00:00")


def calendar(*events: str, before: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{before}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(*events: str, zone: ZoneInfo | None = BERLIN, before: str = "") -> BusyTimes:
    return busy_of(calendar(*events, before=before), BEGINS, ENDS, zone)


def spans(*events: str, zone: ZoneInfo | None = BERLIN) -> list[str]:
    return [
        f"{datetime.fromtimestamp(begin, UTC):%d %H:%M}-{datetime.fromtimestamp(end, UTC):%d %H:%M}"
        for begin, end in read(*events, zone=zone).spans
    ]


HOUR = "DTSTART:20261124T090000Z\nDTEND:20261124T100000Z"


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        (HOUR, ["24 09:00-24 10:00"]),
        (f"{HOUR}\nTRANSP:TRANSPARENT", []),
        (f"{HOUR}\nSTATUS:CANCELLED", []),
        (f"{HOUR}\nSTATUS:TENTATIVE", ["24 09:00-24 10:00"]),
        (f"{HOUR}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART:20261124T090000\nDURATION:PT1H", ["24 08:00-24 09:00"]),
        ("DTSTART;VALUE=DATE:20261124", ["23 23:00-24 23:00"]),
        ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", ["23 23:00-25 23:00"]),
        ("DTSTART;TZID=W. Europe Standard Time:20261124T090000\nDURATION:PT1H", ["24 08:00-24 09:00"]),
        ('DTSTART;TZID="Asia/Kolkata":20261124T090000\nDURATION:P1D', ["24 03:30-25 03:30"]),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20261124T090000\nDURATION:PT1H", ["24 09:00-24 10:00"]),
        ("DTSTART:20261124T090000Z", []),
        ("DTSTART:20261124T090000Z\nDTEND:20261124T080000Z", []),
        ("DTSTART:20261124T090000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20261125T090000Z/PT2H",
         ["24 09:00-24 10:00", "25 09:00-25 11:00"]),
    ],
)  # fmt: skip
def test_it_says_when_an_event_keeps_somebody(event: str, busy: list[str]) -> None:
    assert spans(event) == busy


def test_it_takes_answers_about_free_time() -> None:
    said = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nDTSTART:20261123T000000Z\r\nUID:a\r\n"
        b"FREEBUSY:20261124T090000Z/20261124T100000Z,20261124T\r\n 120000Z/PT30M\r\n"
        b"FREEBUSY;FBTYPE=FREE:20261125T090000Z/PT1H\r\n"
        b"FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261124T100000Z/PT1H\r\n"
        b"END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )
    assert busy_of(said, BEGINS, ENDS, None).spans == (
        (at("2026-11-24T09:00"), at("2026-11-24T11:00")),
        (at("2026-11-24T12:00"), at("2026-11-24T12:30")),
    )


def test_it_follows_a_change_of_this_and_all_that_follow() -> None:
    series = "UID:a\nDTSTART:20261123T090000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
    change = (
        "UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261207T090000Z\nDTSTART:20261207T140000Z\nDURATION:PT2H"
    )
    assert spans(series, change) == [
        "23 09:00-23 10:00",
        "30 09:00-30 10:00",
        "07 14:00-07 16:00",
        "14 14:00-14 16:00",
    ]


def test_it_reads_a_revision_and_not_what_it_revised() -> None:
    old, new = f"UID:a\nSEQUENCE:0\n{HOUR}", "UID:a\nSEQUENCE:1\nDTSTART:20261125T090000Z\nDURATION:PT1H"
    assert spans(old, new) == spans(new, old) == ["25 09:00-25 10:00"]


def test_somebody_whose_zone_nobody_knows_is_busy_wherever_that_could_be() -> None:
    assert spans("DTSTART;VALUE=DATE:20261124", zone=None) == ["23 10:00-25 12:00"]
    found = read("DTSTART;TZID=Nowhere/Land:20261124T090000\nDURATION:PT1H")
    assert found.spans == ((at("2026-11-23T19:00"), at("2026-11-24T22:00")),)
    assert found.doubts == (Doubt.UNKNOWN_ZONE,)
    named = read("DTSTART:20261124T090000\nDURATION:PT1H", zone=None, before="X-WR-TIMEZONE:Europe/Berlin\n")
    assert named.spans == ((at("2026-11-24T08:00"), at("2026-11-24T09:00")),)


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:tomorrow",
        "SUMMARY:no time",
        "DTSTART:20261124T250000Z",
        f"{HOUR}\nRRULE:FREQ=OFTEN",
        "DTSTART:99991231T235959Z",
    ],
)
def test_it_says_that_there_is_an_event_at_an_unknown_time(event: str) -> None:
    assert read(event).doubts == (Doubt.UNREADABLE,)


def test_it_keeps_nothing_of_what_an_event_is_called() -> None:
    found = read(f"UID:secret-uid\nSUMMARY:Secret merger\nLOCATION:Secret place\n{HOUR}")
    assert "ecret" not in repr(found)


HOURS, MINUTES = ",".join(map(str, range(24))), ",".join(map(str, range(60)))
LONG_AGO = "DTSTART:19000101T090000Z\nDURATION:PT1H\n"
ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Made up\n"
    + "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+9900\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:STANDARD\n" * 15 + "END:VTIMEZONE\n"
)
REFUSED = {
    "each second": calendar(f"{LONG_AGO}RRULE:FREQ=SECONDLY"),
    "each minute, and never": calendar(f"{LONG_AGO}RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30"),
    "each minute of a day": calendar(f"{LONG_AGO}RRULE:FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={MINUTES}"),
    "billions in thousands of series": calendar(*[f"{LONG_AGO}RRULE:FREQ=DAILY;COUNT=1000000000"] * 9000),
    "never, in thousands of series": calendar(
        *[f"{LONG_AGO}RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000000000"] * 9000
    ),
    "too many series": calendar(*[f"{LONG_AGO}RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"] * 9900),
    "a zone at each turn": calendar(
        *["DTSTART;TZID=Made up:20260101T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY"] * 9000, before=ZONE
    ),
    "too many events": calendar(*[HOUR] * 10_001),
    "too many dates": calendar(*[HOUR + "\nRDATE:" + ",".join(["20261124T090000Z"] * 1000)] * 30),
    "a line without end": b"BEGIN:VCALENDAR\r\nUID:" + b"x" * 4_000_000,
    "a line of ten megabytes": b"BEGIN:VCALENDAR\r\nUID:" + b"x" * 10_000_000,
    "a line of folds alone": b"BEGIN:VCALENDAR\r\nUID:" + b"\r\n x" * 1_000_000,
    "lines without end": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + b"UID:a\r\n" * 550_000,
    "components without end": b"BEGIN:VCALENDAR\r\n" * 200_000,
    "no calendar": b"<html>" + b"x" * 4_000_000,
    "nothing": b"",
}
READ = {
    "other lines without end": b"BEGIN:VCALENDAR\r\n" + b"DESCRIPTION:b\r\n" * 190_000,
    "a billion repetitions": calendar(f"{LONG_AGO}RRULE:FREQ=DAILY;COUNT=1000000000"),
    "repetitions that never are": calendar(f"{LONG_AGO}RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "a century at a time": calendar("DTSTART:19000101T090000Z\nDURATION:P999999D\nRRULE:FREQ=WEEKLY"),
    "the last days there are": calendar("DTSTART:21991231T235959Z\nDURATION:P999999D\nRRULE:FREQ=YEARLY"),
}


@pytest.mark.parametrize("name", [*REFUSED, *READ])
def test_it_reads_hostile_calendars_in_bounded_time(name: str) -> None:
    times, _ = dear(lambda: _meet(name))
    assert times < TIMES_AT_MOST


@pytest.mark.parametrize("name", ["too many events", "other lines without end", "a line of folds alone"])
def test_it_reads_hostile_calendars_in_bounded_memory(name: str) -> None:
    tracemalloc.start()
    try:
        _meet(name)
        octets = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert octets < OCTETS_AT_MOST


def _meet(name: str) -> None:
    if name in READ:
        busy_of(READ[name], BEGINS, ENDS, BERLIN)
        return
    with pytest.raises((NotACalendar, TooLarge)):
        busy_of(REFUSED[name], BEGINS, ENDS, BERLIN)
