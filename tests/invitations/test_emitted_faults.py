"""The three readers would see a fault: each is shown messages that are wrong, one fault at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom_calendar import Attendee, Invitation, Method, Partstat, write
from invitations.icaljs_reader import open_icaljs
from invitations.libical_gate import open_libical
from invitations.readings import Reading, Unread, by_icalendar, meant, nameless
from invitations.samples import INVITATION

REQUEST = replace(INVITATION, zone="Europe/Berlin", comment="so be it")
REPLY = replace(
    REQUEST,
    method=Method.REPLY,
    attendees=(Attendee("dana@corp.example", "Li, X", Partstat.ACCEPTED),),
)
CANCEL = replace(REQUEST, method=Method.CANCEL)


def _line(data: bytes, name: bytes) -> bytes:
    """The one content line of this name, folded as it is."""
    begin = data.index(b"\r\n" + name, data.index(b"BEGIN:VEVENT")) + 2
    end = begin
    while True:
        end = data.index(b"\r\n", end) + 2
        if data[end : end + 1] != b" ":
            return data[begin:end]


def _without(name: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(_line(data, name), b"")


def _twice(data: bytes) -> bytes:
    line = _line(data, b"ATTENDEE")
    return data.replace(line, line + line.replace(b"dana@", b"second@"))


def _instead(before: bytes, after: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(before, after)


# What is wrong, with which message, how it is planted, and whether libical's iTIP table must see it too.
FAULTS: dict[str, tuple[Invitation, Callable[[bytes], bytes], bool]] = {
    "no organizer": (REQUEST, _without(b"ORGANIZER"), True),
    "no UID": (REQUEST, _without(b"UID"), True),
    "no DTSTAMP": (REQUEST, _without(b"DTSTAMP"), True),
    "no DTSTART": (REQUEST, _without(b"DTSTART"), True),
    "no attendee": (REPLY, _without(b"ATTENDEE"), True),
    "two attendees in a reply": (REPLY, _twice, True),
    "no SEQUENCE in a cancellation": (CANCEL, _without(b"SEQUENCE"), True),
    "another method": (REQUEST, _instead(b"METHOD:REQUEST", b"METHOD:CANCEL"), False),
    "a shifted summer": (
        replace(REQUEST, start=REQUEST.start - timedelta(days=150), end=REQUEST.end - timedelta(days=150)),
        _instead(b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300"),
        False,
    ),
    "a change on another day": (
        replace(REQUEST, start=REQUEST.start - timedelta(days=45), end=REQUEST.end - timedelta(days=45)),
        _instead(b"BYMONTH=10;BYDAY=-1SU", b"BYMONTH=10;BYDAY=1SU"),
        False,
    ),
    "another answer": (REPLY, _instead(b"PARTSTAT=ACCEPTED", b"PARTSTAT=DECLINED"), False),
    "a name that ends early": (REPLY, _instead(b'CN="Li,', b'CN="Li";X=",'), False),
    "an older revision": (REQUEST, _instead(b"\r\nSEQUENCE:2", b"\r\nSEQUENCE:1"), False),
    "another end": (REQUEST, _instead(b"T164500", b"T174500"), False),
    "a second event": (
        REQUEST,
        _instead(b"END:VEVENT\r\n", b"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n"),
        True,
    ),
}


Readings = list[Reading | Unread]


def _icalendar(messages: list[bytes]) -> Readings:
    return [by_icalendar(nameless(data)) for data in messages]


def _libical(messages: list[bytes]) -> Readings:
    libical = open_libical()
    return [libical.reading(data) for data in messages]


def _icaljs(messages: list[bytes]) -> Readings:
    return open_icaljs().readings(messages)


@pytest.mark.parametrize("read", [_icalendar, _libical, _icaljs], ids=["icalendar", "libical", "ical.js"])
def test_each_reader_sees_each_fault(read: Callable[[list[bytes]], Readings]) -> None:
    """Without the fault a message reads as it is meant, and with it otherwise."""
    sound = [write(invitation) for invitation, _, _ in FAULTS.values()]
    wrong = [plant(data) for data, (_, plant, _) in zip(sound, FAULTS.values(), strict=True)]
    intended = [meant(invitation) for invitation, _, _ in FAULTS.values()]
    assert not [name for name, was, now in zip(FAULTS, sound, wrong, strict=True) if was == now]
    assert read(sound) == intended
    unseen = [name for name, found, aim in zip(FAULTS, read(wrong), intended, strict=True) if found == aim]
    assert unseen == []


@pytest.mark.parametrize("fault", [name for name, (_, _, by_table) in FAULTS.items() if by_table])
def test_libicals_table_sees_it(fault: str) -> None:
    invitation, plant, _ = FAULTS[fault]
    assert open_libical().complaints(write(invitation)) == []
    assert open_libical().complaints(plant(write(invitation)))
