"""What a calendar program sends back, read by what we read answers with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom_calendar import (
    Kind,
    Method,
    NotWritable,
    Partstat,
    answer,
    answer_mail,
    compose,
    read,
    read_mail,
    write,
)
from invitations.samples import INVITATION, NOW, REPLY_LINES, START, calendar

LATER = NOW + timedelta(hours=3)


@pytest.mark.parametrize("partstat", [Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE])
def test_it_replies_as_a_program_does(partstat: Partstat) -> None:
    reply = read(answer(write(INVITATION), "dana@corp.example", partstat, now=LATER, comment="so, be it"))
    assert reply.kind is Kind.REPLY
    assert (reply.uid, reply.sequence, reply.dtstamp) == (INVITATION.uid, INVITATION.sequence, LATER)
    assert reply.organizer == INVITATION.organizer
    [line] = reply.attendees
    assert (line.address, line.partstat) == ("dana@corp.example", partstat)
    assert (reply.start, reply.end, reply.zone) == (START, START + timedelta(minutes=45), "America/New_York")
    assert reply.comment == "so, be it"
    assert reply.problems == ()


def test_it_proposes_another_time_of_the_same_length() -> None:
    data = answer(
        write(INVITATION),
        "DANA@corp.example",
        Partstat.TENTATIVE,
        now=LATER,
        start=START + timedelta(hours=1),
    )
    counter = read(data)
    assert counter.kind is Kind.COUNTER
    assert counter.sequence == INVITATION.sequence
    assert (counter.start, counter.end) == (
        START + timedelta(hours=1),
        START + timedelta(hours=1, minutes=45),
    )
    assert [line.address for line in counter.attendees] == ["DANA@corp.example", "a-9qzt@relay.example"]
    assert [line.partstat for line in counter.attendees] == [Partstat.TENTATIVE, Partstat.NEEDS_ACTION]


def test_it_answers_a_value_as_it_does_bytes() -> None:
    data = write(INVITATION)
    asked = answer(data, "dana@corp.example", Partstat.ACCEPTED, now=LATER)
    assert answer(read(data), "dana@corp.example", Partstat.ACCEPTED, now=LATER) == asked


def test_it_lets_somebody_answer_who_was_not_named() -> None:
    """An assistant, or another address of the same person."""
    reply = read(answer(write(INVITATION), "desk@corp.example", Partstat.ACCEPTED, now=LATER))
    assert [line.address for line in reply.attendees] == ["desk@corp.example"]


def test_it_sends_the_answer_to_the_organizer() -> None:
    mail = answer_mail(
        write(INVITATION),
        "dana@corp.example",
        Partstat.ACCEPTED,
        now=LATER,
        message_id="m7@corp.example",
        in_reply_to="e1.2@relay.example",
        comment="gladly",
    )
    received = read_mail(compose(mail))
    assert (received.from_address, received.from_label) == ("dana@corp.example", "Dana, VP Engineering")
    assert received.to == (INVITATION.organizer.address,)
    assert received.subject == "Accepted: Interview: Data pipeline"
    assert received.references == ("e1.2@relay.example",)
    assert received.auto_submitted == ""
    assert received.calendar_method == "REPLY"
    assert received.calendar is not None
    assert read(received.calendar).attendees[0].partstat is Partstat.ACCEPTED
    assert "gladly" in received.text


def test_it_sends_a_counter_from_another_address() -> None:
    """Xandikos answers from the server's address for the attendee (facts, 4.1)."""
    mail = answer_mail(
        write(INVITATION),
        "dana@corp.example",
        Partstat.TENTATIVE,
        now=LATER,
        message_id="m8@corp.example",
        start=START + timedelta(hours=1),
        from_address="calendar@corp.example",
    )
    received = read_mail(compose(mail))
    assert received.from_address == "calendar@corp.example"
    assert received.calendar_method == Method.COUNTER
    assert received.calendar is not None
    assert read(received.calendar).attendees[0].address == "dana@corp.example"


@pytest.mark.parametrize(
    "request_",
    [
        b"no calendar",
        calendar(*REPLY_LINES),
        write(replace(INVITATION, method=Method.CANCEL)),
        calendar(*(line for line in REPLY_LINES if not line.startswith("ORGANIZER")), method="REQUEST"),
        calendar(*(line for line in REPLY_LINES if not line.startswith("DTSTART")), method="REQUEST"),
    ],
    ids=["garbage", "reply", "cancel", "no-organizer", "no-time"],
)
def test_it_answers_nothing_but_a_request(request_: bytes) -> None:
    with pytest.raises(NotWritable):
        answer(request_, "dana@corp.example", Partstat.ACCEPTED, now=LATER)
