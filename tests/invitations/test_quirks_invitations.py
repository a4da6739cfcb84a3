"""What programs want of an invitation before they show buttons; each case names its source."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest

from anteroom_calendar import Attendee, Method, Partstat, compose, read, read_mail, write
from invitations.samples import INVITATION, NOW, a_mail

UNFOLDED = re.compile(rb"\r\n[ \t]")


def lines(method: Method = Method.REQUEST) -> list[str]:
    """The unfolded lines of the invitation as a message of this method."""
    return UNFOLDED.sub(b"", write(replace(INVITATION, method=method))).decode().splitlines()


def leaves(raw: bytes) -> list[Message]:
    message = message_from_bytes(raw, policy=default)
    return [each for each in message.walk() if not each.is_multipart()]


def test_it_names_the_recipient_as_an_attendee_by_the_address_it_is_sent_to() -> None:
    """Gmail (boardcloud.org), Proton (WebClients#447), nextcloud/mail#11349, #12802, gdata-provider#358."""
    received = read_mail(compose(a_mail()))
    assert received.calendar is not None
    own = read(received.calendar).attendee(received.to[0])
    assert own is not None
    assert any("RSVP=TRUE" in line and received.to[0] in line for line in lines())


def test_it_is_sent_by_its_organizer() -> None:
    """docs.cronofy.com organizer-email: others are refused as forged; Nextcloud answers ORGANIZER."""
    received = read_mail(compose(a_mail()))
    assert received.calendar is not None
    organizer = read(received.calendar).organizer
    assert organizer is not None
    assert organizer.address == received.from_address


def test_it_stamps_in_utc() -> None:
    """numstro/meet, ical-generator#644: Gmail cannot load an event whose DTSTAMP has no Z."""
    written = write(replace(INVITATION, created=NOW, last_modified=NOW)).decode().splitlines()
    stamps = [line for line in written if line.startswith(("DTSTAMP", "CREATED", "LAST-MODIFIED"))]
    assert len(stamps) == 3
    assert all(re.fullmatch(r"[A-Z-]+:\d{8}T\d{6}Z", line) for line in stamps)


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL, Method.DECLINECOUNTER])
def test_it_writes_the_method_in_capitals_in_both_places(method: Method) -> None:
    """tutanota#2960; PHPMailer#175: no buttons without it; maevsi/vibetype#2368: Outlook wants both alike."""
    raw = compose(a_mail(replace(INVITATION, method=method)))
    [meeting] = [leaf for leaf in leaves(raw) if leaf.get_content_type() == "text/calendar"]
    assert meeting.get_param("method") == method.value
    assert f"METHOD:{method.value}" in lines(method)


def test_it_puts_the_calendar_into_the_first_child() -> None:
    """Outlook 2007 looks nowhere else (msdn ee624811, V0341)."""
    message = message_from_bytes(compose(a_mail()), policy=default)
    first = message.get_payload(0)
    assert isinstance(first, Message)
    assert "text/calendar" in [each.get_content_type() for each in first.walk()]


def test_it_attaches_the_same_calendar_under_the_name_that_programs_look_for() -> None:
    """CalConnect's guide (Yahoo takes application/ics); sql-clr-ics#11: CANCEL works from invite.ics only."""
    meeting, attached = leaves(compose(a_mail()))[-2:]
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "invite.ics")
    assert meeting.get_payload(decode=True) == attached.get_payload(decode=True)


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL, Method.DECLINECOUNTER])
def test_it_holds_one_calendar_with_one_event(method: Method) -> None:
    """MS-OXCICAL note <1>, Cyrus imip_disallow_multiple_vcalendar: Exchange takes no second one."""
    wanted = ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    assert [line for line in lines(method) if line in wanted] == wanted
    assert sum(line.startswith("UID:") for line in lines(method)) == 1


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL, Method.COUNTER])
def test_it_repeats_nothing(method: Method) -> None:
    """support.microsoft.com kb/2643084: "not supported calendar message.ics" for recurrences."""
    written = write(replace(INVITATION, method=method, zone=None))
    assert not re.search(rb"\r\n(?:RRULE|RDATE|EXDATE|RECURRENCE-ID)", written)


def test_it_tells_a_zone_by_two_yearly_rules() -> None:
    """iCalcreator#86 and #106: RDATEs put Outlook an hour off; ri_cal#11: it needs STANDARD, too."""
    text = "\n".join(lines())
    assert {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"} <= set(lines())
    assert text.count("RRULE:FREQ=YEARLY;BYMONTH=") == 2
    assert "RDATE" not in text


def test_it_stays_below_the_longest_uid() -> None:
    """Graph and Exchange keep 255 octets."""
    assert len(INVITATION.uid.encode()) < 255


def test_it_asks_outlook_not_to_forward_and_to_allow_other_times() -> None:
    """calcom/cal.diy#16247 and calItipUtils 346: forwarded copies are how party crashers come."""
    assert "X-MICROSOFT-DONOTFORWARDMEETING:TRUE" in lines()
    assert "X-MICROSOFT-DISALLOW-COUNTER:FALSE" in lines()


def test_it_says_everything_again_in_each_message() -> None:
    """calcom/cal.diy#16247: Outlook deletes the mail once it is answered, so none may build on another."""
    moved = replace(INVITATION, sequence=3, start=INVITATION.start + timedelta(hours=1))
    moved = replace(moved, end=moved.start + timedelta(minutes=45))
    before, after = read(write(INVITATION)), read(write(moved))
    assert (after.summary, after.description, after.location) == (
        before.summary,
        before.description,
        before.location,
    )
    assert [line.address for line in after.attendees] == [line.address for line in before.attendees]


def test_it_can_say_the_same_again_with_a_fresh_stamp() -> None:
    """horde/imp#68: iOS shows a declined proposal until a REQUEST comes; with an old
    DTSTAMP it would be passed over (vobject#453, nextcloud/calendar#1280).
    """
    again = replace(INVITATION, dtstamp=NOW + timedelta(minutes=5), last_modified=NOW + timedelta(minutes=5))
    first, second = read(write(INVITATION)), read(write(again))
    assert (first.sequence, first.start) == (second.sequence, second.start)
    assert first.dtstamp is not None
    assert second.dtstamp is not None
    assert second.dtstamp > first.dtstamp


def test_it_refuses_a_proposal_by_its_uid() -> None:
    """RFC 5546 3.2.8; horde/imp#68: programs match DECLINECOUNTER by UID."""
    said = read(write(replace(INVITATION, method=Method.DECLINECOUNTER, comment="Not then")))
    assert (said.uid, said.sequence, said.comment) == (INVITATION.uid, INVITATION.sequence, "Not then")


def test_it_asks_everybody_anew_when_the_time_moves() -> None:
    """RFC 5546 2.1.4: NEEDS-ACTION and RSVP again; sabre removes RSVP once somebody has answered."""
    asked = replace(INVITATION, attendees=(Attendee("dana@corp.example", rsvp=True),))
    known = replace(INVITATION, attendees=(Attendee("dana@corp.example", partstat=Partstat.ACCEPTED),))
    assert b"PARTSTAT=NEEDS-ACTION;RSVP=TRUE" in UNFOLDED.sub(b"", write(asked))
    assert b"RSVP" not in write(known)


def test_it_puts_the_link_where_programs_look() -> None:
    """nextcloud/calendar#5381, ical4j#650: Outlook, Apple and Thunderbird pass over CONFERENCE."""
    named = {line.partition(":")[0].partition(";")[0] for line in lines() if INVITATION.conference in line}
    assert {"LOCATION", "DESCRIPTION", "CONFERENCE"} <= named


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL, Method.DECLINECOUNTER])
def test_it_sends_nothing_that_carries_a_contact(method: Method) -> None:
    """RFC 9073 PARTICIPANT, RFC 6638 SCHEDULE-*, EMAIL=, SENT-BY, DIR, alarms: nobody needs them."""
    text = "\n".join(lines(method))
    banned = (
        "SCHEDULE-",
        "EMAIL=",
        "SENT-BY",
        "DIR=",
        "VALARM",
        "ATTACH",
        "X-ALT",
        ":PARTICIPANT",
        "MEMBER=",
    )
    assert [word for word in banned if word in text] == []
