"""What we write passes libical's restriction table, a reading of RFC 5546 that is not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom_calendar import Attendee, Method, Organizer, Partstat, answer, write
from invitations.libical_gate import Libical, open_libical
from invitations.samples import INVITATION, NOW, REPLY_LINES, START, calendar

ZONES = (None, "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "Europe/Dublin", "Pacific/Chatham")
NAMES = ("Dana", 'Dana, "VP"; Engineering: all', "😀 نور", "名" * 200)


@pytest.fixture(scope="module")
def libical() -> Libical:
    return open_libical()


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL, Method.DECLINECOUNTER])
@pytest.mark.parametrize("sequence", [0, 3])
def test_it_passes_what_the_organizer_sends(libical: Libical, method: Method, sequence: int) -> None:
    for zone in ZONES:
        for name in NAMES:
            for start in (START, START + timedelta(days=200)):
                data = write(
                    replace(
                        INVITATION,
                        method=method,
                        sequence=sequence,
                        zone=zone,
                        start=start,
                        end=start + timedelta(hours=1),
                        organizer=Organizer("r@relay.example", name),
                        attendees=(Attendee("a@b.example", name, rsvp=True), Attendee("c@d.example", name)),
                        comment=name,
                        created=NOW,
                        last_modified=NOW,
                    )
                )
                assert libical.complaints(data) == []


@pytest.mark.parametrize("later", [None, START + timedelta(hours=1)], ids=["reply", "counter"])
@pytest.mark.parametrize("partstat", [Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE])
def test_it_passes_what_an_attendee_sends(libical: Libical, later: object, partstat: Partstat) -> None:
    start = START + timedelta(hours=1) if later else None
    data = answer(write(INVITATION), "dana@corp.example", partstat, now=NOW, comment="so be it", start=start)
    assert libical.complaints(data) == []


def test_it_passes_a_refresh(libical: Libical) -> None:
    refresh = replace(INVITATION, method=Method.REFRESH, attendees=INVITATION.attendees[:1])
    assert libical.complaints(write(refresh)) == []


def test_it_still_refuses_what_rfc_5546_asks_of_a_declined_counter(libical: Libical) -> None:
    """RFC 5546 3.2.8 has SEQUENCE where it is not zero, libical's table has none: the one difference we know.

    When this fails, libical has learned it: then write SEQUENCE there too.
    """
    declined = write(replace(INVITATION, method=Method.DECLINECOUNTER))
    assert libical.complaints(declined) == []
    [complaint] = libical.complaints(declined.replace(b"END:VEVENT", b"SEQUENCE:2\r\nEND:VEVENT"))
    assert "Failed iTIP restrictions for SEQUENCE property. Expected 0 instances" in complaint


@pytest.mark.parametrize("missing", ["UID", "DTSTAMP", "ORGANIZER"])
def test_it_would_see_a_fault(libical: Libical, missing: str) -> None:
    """A gate that lets everything pass proves nothing."""
    sound = calendar(*REPLY_LINES)
    assert libical.complaints(sound) == []
    assert libical.complaints(calendar(*(line for line in REPLY_LINES if not line.startswith(missing))))
