"""What calendar programs really send; each test says who does it and where that was told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anteroom_calendar import Kind, Partstat, Problem, read
from invitations.samples import REPLY_LINES, STANDARD_IN_CENTRAL_EUROPE, START, calendar


def swapped(name: str, *lines: str) -> tuple[str, ...]:
    return (*(line for line in REPLY_LINES if not line.startswith(name)), *lines)


def test_it_takes_a_reply_without_organizer() -> None:
    """Exchange and outlook.com leave it out (nextcloud/server issues 53948, 53949, 58904)."""
    answer = read(calendar(*swapped("ORGANIZER")))
    assert answer.organizer is None
    assert answer.problems == (Problem.NO_ORGANIZER,)
    assert answer.attendees[0].partstat is Partstat.ACCEPTED


def test_it_reads_the_whole_reply_of_exchange() -> None:
    """Language tags, a Windows zone from 1601, no ORGANIZER (shape told in nextcloud/calendar issue 7962)."""
    zone = (
        "BEGIN:VTIMEZONE",
        "TZID:W. Europe Standard Time",
        *STANDARD_IN_CENTRAL_EUROPE,
        "END:VTIMEZONE",
    )
    answer = read(
        calendar(
            "ATTENDEE;PARTSTAT=DECLINED;CN=Dana:mailto:dana@corp.example",
            "COMMENT;LANGUAGE=en-GB:Not this week\\, sorry\\n",
            "UID:5k2vq7@relay.example",
            "SUMMARY;LANGUAGE=en-GB:Declined: Interview",
            "DTSTART;TZID=W. Europe Standard Time:20261203T160000",
            "DTEND;TZID=W. Europe Standard Time:20261203T164500",
            "CLASS:PUBLIC",
            "DTSTAMP:20261120T101500Z",
            "SEQUENCE:2",
            "X-MICROSOFT-CDO-APPT-SEQUENCE:2",
            before=zone,
        )
    )
    assert (answer.start, answer.zone) == (START, "Europe/Berlin")
    assert answer.comment == "Not this week, sorry\n"
    assert answer.attendees[0].partstat is Partstat.DECLINED


def test_it_believes_the_name_of_a_zone_before_its_empty_definition() -> None:
    """Xandikos 0.4.10 answers with a VTIMEZONE without observances (facts, 0.3)."""
    empty = ("BEGIN:VTIMEZONE", "TZID:America/New_York", "END:VTIMEZONE")
    time = "DTSTART;TZID=America/New_York:20261203T100000"
    assert read(calendar(*swapped("DTSTART", time), before=empty)).start == START


def test_it_unwraps_a_uid_that_exchange_wrapped() -> None:
    """A foreign UID inside a GlobalObjectId, in hexadecimal (php-ews issue 508; MS-OXOCAL 2.2.1.27)."""
    data = b"vCal-Uid" + b"\1\0\0\0" + b"5k2vq7@relay.example\0"
    head = bytes.fromhex("040000008200E00074C5B7101A82E008") + bytes(20)
    wrapped = (head + len(data).to_bytes(4, "little") + data).hex().upper()
    answer = read(calendar(*swapped("UID", f"UID:{wrapped}")))
    assert answer.uid == "5k2vq7@relay.example"
    assert answer.problems == (Problem.WRAPPED_UID,)


def test_it_leaves_a_uid_of_outlook_itself_alone() -> None:
    uid = "040000008200E00074C5B7101A82E00800000000A0B1C2D3E4F5DA01" + "0" * 56
    assert read(calendar(*swapped("UID", f"UID:{uid}"))).uid == uid


@pytest.mark.parametrize("method", ["reply", "Reply", " REPLY "])
def test_it_takes_a_method_in_any_case(method: str) -> None:
    """Proton writes lower case (tutanota issue 2960)."""
    assert read(calendar(*REPLY_LINES, method=method)).kind is Kind.REPLY


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\r\n\r\n", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_it_takes_line_feeds_and_a_byte_order_mark(mark: bytes, ends: str) -> None:
    """Seen in the wild (facts, 1.4)."""
    assert read(mark + calendar(*REPLY_LINES, ends=ends)) == read(calendar(*REPLY_LINES))


def test_it_takes_utf_16() -> None:
    assert read(calendar(*REPLY_LINES).decode().encode("utf-16")).kind is Kind.REPLY


def test_it_takes_another_charset_and_says_so() -> None:
    data = calendar(*REPLY_LINES, "COMMENT:Größe").decode().encode("cp1252")
    answer = read(data)
    assert answer.comment == "Größe"
    assert Problem.NOT_UTF8 in answer.problems


def test_it_takes_a_time_stamp_without_z() -> None:
    """numstro/meet and ical-generator issue 644: a DTSTAMP in local form; RFC 5545 3.8.7.2 knows UTC only."""
    answer = read(calendar(*swapped("DTSTAMP", "DTSTAMP:20261120T101500")))
    assert answer.dtstamp == datetime(2026, 11, 20, 10, 15, tzinfo=UTC)


def test_it_gives_every_attendee_line_of_a_reply_with_two() -> None:
    """mu pull request 1403: some answer with all their own addresses."""
    answer = read(calendar(*REPLY_LINES, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:d.smith@corp.example"))
    assert [line.address for line in answer.attendees] == ["dana@corp.example", "d.smith@corp.example"]
    assert Problem.NOT_ONE_ATTENDEE in answer.problems


def test_it_reads_the_main_event_of_a_whole_series() -> None:
    """nextcloud/mail issue 10811 and Cyrus imip_reply_override_google: overrides come along in a REPLY."""
    override = "\r\n".join(["RECURRENCE-ID:20261203T150000Z", *swapped("ATTENDEE")])
    data = calendar(override, "END:VEVENT", "BEGIN:VEVENT", *REPLY_LINES)
    answer = read(data)
    assert answer.attendees[0].partstat is Partstat.ACCEPTED
    assert {Problem.SEVERAL_EVENTS, Problem.RECURRING} <= set(answer.problems)


def test_it_reads_the_first_of_two_calendars() -> None:
    """Cyrus imip_disallow_multiple_vcalendar; MS-OXCICAL note 1: one calendar a mail."""
    data = calendar(*REPLY_LINES) + calendar(*swapped("UID", "UID:other@relay.example"), method="CANCEL")
    answer = read(data)
    assert (answer.kind, answer.uid) == (Kind.REPLY, "5k2vq7@relay.example")
    assert Problem.SEVERAL_CALENDARS in answer.problems


def test_it_reads_a_counter_with_its_new_time() -> None:
    """Outlook's "propose new time" and Gmail's (nextcloud/mail issue 10077)."""
    lines = swapped("DTSTART", "DTSTART:20261203T160000Z", "X-MS-OLK-ORIGINALSTART:20261203T150000Z")
    answer = read(calendar(*lines, method="COUNTER").replace(b"DTEND:20261203T154500Z", b"DURATION:PT45M"))
    assert answer.kind is Kind.COUNTER
    assert answer.start == START + timedelta(hours=1)
    assert answer.end == START + timedelta(hours=1, minutes=45)


def test_it_takes_the_sequence_that_outlook_keeps_elsewhere() -> None:
    """Thunderbird reads X-MICROSOFT-CDO-APPT-SEQUENCE too (calItipUtils)."""
    assert read(calendar(*swapped("SEQUENCE", "X-MICROSOFT-CDO-APPT-SEQUENCE:4"))).sequence == 4


def test_it_reads_a_delegation() -> None:
    """RFC 5546 3.2.2.3."""
    line = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:sam@corp.example":mailto:dana@corp.example'
    [attendee] = read(calendar(*swapped("ATTENDEE", line))).attendees
    assert (attendee.partstat, attendee.delegated_to) == (Partstat.DELEGATED, ("sam@corp.example",))


def test_it_takes_the_address_that_icloud_puts_in_a_parameter() -> None:
    """sebbo2002/ical-generator issue 119: EMAIL beside an address of iCloud's own."""
    line = "ATTENDEE;PARTSTAT=ACCEPTED;EMAIL=dana@corp.example:/aMTIzNDU2/principal/"
    assert read(calendar(*swapped("ATTENDEE", line))).attendees[0].address == "dana@corp.example"


@pytest.mark.parametrize(
    "value",
    [
        "MAILTO:dana@corp.example",
        "mailto:dana%40corp.example",
        "dana@corp.example",
        "mailto: dana@corp.example",
    ],
)
def test_it_takes_an_address_however_it_is_spelt(value: str) -> None:
    line = f"ATTENDEE;PARTSTAT=ACCEPTED:{value}"
    assert read(calendar(*swapped("ATTENDEE", line))).attendees[0].address == "dana@corp.example"


@pytest.mark.parametrize(("word", "odd"), [("accepted", False), ("X-MAYBE", True), ("", False)])
def test_it_takes_an_answer_in_any_case_and_no_other_word_for_one(word: str, odd: bool) -> None:
    line = f"ATTENDEE;PARTSTAT={word}:mailto:dana@corp.example"
    answer = read(calendar(*swapped("ATTENDEE", line)))
    taken = Partstat.ACCEPTED if word == "accepted" else Partstat.NEEDS_ACTION
    assert answer.attendees[0].partstat is taken
    assert (Problem.UNKNOWN_PARTSTAT in answer.problems) is odd


def test_it_reads_the_comment_on_the_attendee_line() -> None:
    """Google and Apple hang the note on the line as X-RESPONSE-COMMENT."""
    line = 'ATTENDEE;PARTSTAT=DECLINED;X-RESPONSE-COMMENT="not then, sorry":mailto:dana@corp.example'
    assert read(calendar(*swapped("ATTENDEE", line))).attendees[0].comment == "not then, sorry"


def test_it_passes_over_alarms_and_attachments() -> None:
    """Outlook sends a VALARM and an HTML twin of the description."""
    alarm = ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:REMINDER", "TRIGGER:-PT15M", "END:VALARM")
    html = "X-ALT-DESC;FMTTYPE=text/html:<html>" + "x" * 5000
    assert read(calendar(*REPLY_LINES, *alarm, html)) == read(calendar(*REPLY_LINES))


def test_it_bears_a_broken_line_beside_good_ones() -> None:
    answer = read(calendar(*REPLY_LINES, "COMMENT without a colon", "DTEND:yesterday"))
    assert answer.attendees[0].partstat is Partstat.ACCEPTED
