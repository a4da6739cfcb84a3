"""What we write is what the icalendar package reads, and nothing given to the writer can add to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from anteroom_calendar import Attendee, Invitation, Method, NotWritable, Organizer, Status, read, write
from anteroom_calendar.content_line import clean_text, fold
from invitations.samples import INVITATION, NOW, START

NAMES = (
    "Dana",
    "Dana, VP Engineering",
    'Dana "the boss"; Inc: Ltd',
    "caret ^ and ^n and ^'",
    "a = b",
    "Éva 😀 Ödön",
    "نور الهدى",
    "名前" * 100,
    "x" * 200,
)
ANY_TEXT = st.text(max_size=300)


def oracle(data: bytes) -> tuple[Any, Any]:
    """(VCALENDAR, its one VEVENT) as the icalendar package reads them."""
    calendar = Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def for_method(method: Method, invitation: Invitation = INVITATION) -> Invitation:
    number = {Method.REPLY: 1, Method.REFRESH: 1, Method.PUBLISH: 0}.get(method, 2)
    return replace(invitation, method=method, attendees=invitation.attendees[:number])


def lines_of(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


@pytest.mark.parametrize("method", sorted({*Method} - {Method.ADD}))
def test_it_writes_each_method_so_that_icalendar_reads_it(method: Method) -> None:
    calendar, event = oracle(write(for_method(method)))
    assert calendar["METHOD"] == method
    assert event["UID"] == INVITATION.uid
    assert event["DTSTAMP"].dt == NOW
    assert str(event["ORGANIZER"]) == "mailto:r-7f3k@relay.example"
    if method in {Method.REFRESH, Method.DECLINECOUNTER}:
        assert "DTSTART" not in event
        assert not calendar.walk("VTIMEZONE")
    else:
        assert event["SEQUENCE"] == 2
        assert event["DTSTART"].dt == START
        assert event["DTEND"].dt == START + timedelta(minutes=45)
        assert event["SUMMARY"] == INVITATION.summary


def test_it_puts_the_join_address_where_each_client_looks() -> None:
    """Outlook, Apple and Thunderbird ignore CONFERENCE (nextcloud/calendar pull request 5381)."""
    _, event = oracle(write(INVITATION))
    assert event["LOCATION"] == event["URL"] == str(event["CONFERENCE"]) == INVITATION.conference
    assert INVITATION.conference in event["DESCRIPTION"]
    assert "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:" in write(INVITATION).replace(b"\r\n ", b"").decode()


def test_it_keeps_a_location_that_is_given() -> None:
    _, event = oracle(write(replace(INVITATION, location="Room 3; left")))
    assert event["LOCATION"] == "Room 3; left"


def test_it_cancels_with_the_status_that_programs_look_for() -> None:
    _, event = oracle(write(for_method(Method.CANCEL)))
    assert event["STATUS"] == Status.CANCELLED
    assert "RSVP" not in event["ATTENDEE"][0].params


def test_it_takes_one_party_off_a_meeting_that_goes_on() -> None:
    """RFC 5546 3.2.5: only who is taken off is named, and there is no STATUS."""
    removal = replace(for_method(Method.CANCEL), removal=True, attendees=INVITATION.attendees[:1])
    _, event = oracle(write(removal))
    assert str(event["ATTENDEE"]) == "mailto:dana@corp.example"
    assert "STATUS" not in event
    assert event["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"
    assert (event["SEQUENCE"], event["DTSTART"].dt) == (2, START)


def test_it_answers_without_a_time_where_none_could_be_told() -> None:
    calendar, event = oracle(write(replace(for_method(Method.REPLY), undated=True)))
    assert "DTSTART" not in event and "DTEND" not in event
    assert not calendar.walk("VTIMEZONE")


def test_it_names_what_the_conference_address_leads_to() -> None:
    """RFC 7986 5.11; icalendar reads a label as anybody's parameter."""
    _, event = oracle(write(replace(INVITATION, conference_label='Join: "it", now\r\nX-EVIL:1')))
    assert event["CONFERENCE"].params["LABEL"] == 'Join: "it", now X-EVIL:1'
    assert str(event["CONFERENCE"]) == INVITATION.conference
    _, event = oracle(write(INVITATION))
    assert "LABEL" not in event["CONFERENCE"].params


@pytest.mark.parametrize("method", [Method.REQUEST, Method.COUNTER, Method.PUBLISH])
def test_it_has_a_summary_where_the_method_needs_one(method: Method) -> None:
    """RFC 5546 3.2.1, 3.2.2 and 3.2.7: one, though it may be empty."""
    assert lines_of(write(replace(for_method(method), summary=""))).count("SUMMARY:") == 1


def test_it_refuses_a_counter_with_the_sequence_where_both_rfc_and_libical_bear_it() -> None:
    assert read(write(for_method(Method.DECLINECOUNTER))).sequence == 2
    assert "SEQUENCE:2" not in lines_of(write(for_method(Method.DECLINECOUNTER)))


@pytest.mark.parametrize("name", NAMES)
def test_it_writes_any_name(name: str) -> None:
    given_ = replace(
        INVITATION, organizer=Organizer("r@relay.example", name), attendees=(Attendee("a@b.example", name),)
    )
    _, event = oracle(write(given_))
    assert event["ORGANIZER"].params["CN"] == name
    assert event["ATTENDEE"].params["CN"] == name
    assert read(write(given_)).attendees[0].label == name


@pytest.mark.parametrize("name", ["\\", "back\\slash", "end, \\", "\\n"])
def test_it_lets_no_backslash_swallow_the_end_of_a_name(name: str) -> None:
    """icalendar takes a backslash before a colon for an escape, though RFC 5545 knows none in a parameter."""
    data = write(replace(INVITATION, attendees=(Attendee("a@b.example", name),)))
    [attendee] = read(data).attendees
    assert (attendee.address, attendee.label) == ("a@b.example", name.replace("\\", "/"))


@settings(max_examples=150, deadline=None)
@given(summary=ANY_TEXT, description=ANY_TEXT, comment=ANY_TEXT, label=ANY_TEXT)
def test_it_says_any_text_and_nothing_more(summary: str, description: str, comment: str, label: str) -> None:
    given_ = replace(
        INVITATION,
        summary=summary,
        description=description,
        comment=comment,
        attendees=(Attendee("a@b.example", label),),
        zone=None,
    )
    data = write(given_)
    plain = write(
        replace(
            given_,
            summary=bool(summary) * "s",
            description=bool(description) * "d",
            comment=bool(comment) * "c",
            attendees=(Attendee("a@b.example", "l"),),
        )
    )
    names = [line.partition(":")[0].partition(";")[0] for line in lines_of(data)]
    assert names == [line.partition(":")[0].partition(";")[0] for line in lines_of(plain)]
    _, event = oracle(data)
    assert event.get("SUMMARY", "") == clean_text(summary)
    assert event.get("DESCRIPTION", "") == clean_text(description)
    assert event.get("COMMENT", "") == clean_text(comment)
    assert event["ATTENDEE"].params.get("CN", "") == " ".join(clean_text(label).replace("\\", "/").split())
    answer = read(data)
    # Blanks at a line's end are the client's as often as the writer's, so the reader drops them.
    assert answer.summary == clean_text(summary).rstrip(" \t")
    assert answer.comment == clean_text(comment).rstrip(" \t")


@settings(max_examples=200, deadline=None)
@given(line=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_it_folds_at_75_octets_between_characters(line: str) -> None:
    folded = fold(line)
    assert folded.endswith(b"\r\n")
    pieces = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    text = pieces[0].decode() + "".join(piece[1:].decode() for piece in pieces[1:])
    assert text == line


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c"])
def test_it_lets_no_text_begin_a_property(newline: str) -> None:
    evil = f"x{newline}ATTENDEE:mailto:evil@evil.example{newline}END:VEVENT"
    data = write(
        replace(
            INVITATION,
            summary=evil,
            description=evil,
            location=evil,
            comment=evil,
            organizer=Organizer("r@relay.example", evil),
            attendees=(Attendee("a@b.example", evil),),
        )
    )
    # Some readers break lines wherever Unicode does.
    unfolded = data.replace(b"\r\n ", b"").decode()
    assert not [line for line in unfolded.splitlines() if line.startswith("ATTENDEE:mailto:evil")]
    assert unfolded.splitlines().count("END:VEVENT") == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"dtstamp": datetime(2026, 1, 1)},
        {"start": datetime(2026, 12, 3, 15)},
        {"end": START},
        {"end": START - timedelta(hours=1)},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"zone": "Europe/Berlin\r\nX-EVIL:1"},
        {"sequence": -1},
        {"sequence": 2**31},
        {"uid": ""},
        {"uid": "a\r\nX-EVIL:1"},
        {"uid": "é" * 128},
        {"attendees": ()},
        {"organizer": Organizer("r@relay.example\r\nX-EVIL:1")},
        {"organizer": Organizer("no address")},
        {"attendees": (Attendee("a@b.example:mailto"),)},
        {"attendees": (Attendee("a\u2028@b.example"),)},
        {"conference": "https://a.example/\r\nX-EVIL:1"},
        {"conference": "https://a.example/ b"},
        {"method": Method.REPLY},
        {"method": Method.PUBLISH},
        {"method": Method.ADD},
        {"removal": True},
        {"undated": True},
        {"method": Method.CANCEL, "removal": True},
        {"method": Method.CANCEL, "removal": True, "attendees": ()},
        {
            "method": Method.CANCEL,
            "removal": True,
            "attendees": INVITATION.attendees[:1],
            "status": Status.CANCELLED,
        },
    ],
    ids=str,
)
def test_it_refuses_what_no_calendar_message_can_carry(fault: dict[str, Any]) -> None:
    with pytest.raises(NotWritable):
        write(replace(INVITATION, **fault))


def test_it_writes_the_same_bytes_for_the_same_value() -> None:
    assert write(INVITATION) == write(replace(INVITATION))


def test_it_names_nobody_but_those_given() -> None:
    data = write(INVITATION).replace(b"\r\n ", b"")
    assert data.count(b"@") == data.count(b"mailto:") + 1  # the UID's
    for word in (b"SENT-BY", b"EMAIL=", b"DIR=", b"VALARM", b"SCHEDULE-"):
        assert word not in data
