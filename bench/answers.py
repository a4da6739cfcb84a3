"""Answers understood: a mail from a calendar program → what it means, beside `email` and `icalendar` alone.

There is no fast path. `email` and `icalendar` decide what an answer says, and both are asked each time. A
scanner of our own in their place would spare at most the half of the time that is theirs (see `stages`); for
that it would have to agree with both on whatever a hostile or merely odd program writes. What is saved needs
no second opinion: only the lines that mean something to us reach icalendar, and no time zone does.
"""

from __future__ import annotations

import email
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from functools import cache
from typing import Any

import icalendar

from anteroom_calendar import Answer, Partstat, answer_mail, compose, read, read_mail
from anteroom_calendar.received_lines import received_lines
from bench.asked import Asked
from bench.invitations import START, invitation
from bench.pairs import PAIRS, measure, rate
from bench.table import Table


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the way; `seconds` of CPU time for one answer, a median."""

    name: str
    seconds: float


def run(table: Table, asked: Asked) -> None:
    """Measure the whole way from the mail's bytes to what it means."""
    table.add(
        measure(
            "answers",
            "an answer by mail understood",
            _ours,
            "email + icalendar",
            _peer,
            times=250,
            peer_times=80,
            sample=asked.sample,
        )
    )
    if asked.whole_and_alone:
        _tell_stages(table)


def stages() -> list[Stage]:
    """Where our time goes; each stage is measured by itself on the same answer, turn by turn."""
    raw = _mail()
    calendar = read_mail(raw).calendar or b""
    lines = received_lines(calendar).events[0]
    event = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    acts: list[Callable[[], object]] = [
        lambda: BytesParser(policy=policy.compat32).parsebytes(raw),
        lambda: read_mail(raw),
        lambda: received_lines(calendar),
        lambda: icalendar.Calendar.from_ical(event),
        lambda: read(calendar),
    ]
    rounds = [[1 / rate(act, 100) for act in acts] for _ in range(PAIRS)]
    mime, mail, unfolding, reading, meaning = (
        statistics.median(turn[number] for turn in rounds) for number in range(len(acts))
    )
    return [
        Stage("MIME parse (email)", mime),
        Stage("headers, parts, kind of mail (ours)", mail - mime),
        Stage("unfold, sort and bound the lines (ours)", unfolding),
        Stage("properties (icalendar)", reading),
        Stage("what they mean (ours)", meaning - unfolding - reading),
    ]


def _tell_stages(table: Table) -> None:
    table.say(f"\n{'where the time of an answer goes':46}{'µs':>8}{'share':>8}\n")
    parts = stages()
    whole = sum(stage.seconds for stage in parts)
    for stage in parts:
        table.say(f"{stage.name:46}{stage.seconds * 1e6:>8.0f}{stage.seconds / whole:>8.0%}\n")


@cache
def _mail() -> bytes:
    """A REPLY with its zone, as a calendar program would mail it."""
    return compose(
        answer_mail(
            invitation(),
            "a-0@relay.example",
            Partstat.ACCEPTED,
            now=START - timedelta(days=1),
            message_id="m1@corp.example",
            comment="gladly",
            in_reply_to="e1@relay.example",
        )
    )


def _ours() -> Answer:
    return read(read_mail(_mail()).calendar or b"")


def _peer() -> tuple[Any, ...]:
    message = email.message_from_bytes(_mail(), policy=policy.default)
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    calendar = icalendar.Calendar.from_ical(payload if isinstance(payload, bytes) else b"")
    event: Any = calendar.walk("VEVENT")[0]
    return (
        message["From"].addresses,
        message["To"].addresses,
        str(message["Subject"]),
        str(calendar["METHOD"]),
        str(event["UID"]),
        event["SEQUENCE"],
        event["DTSTAMP"].dt,
        event["DTSTART"].dt,
        event["DTEND"].dt,
        str(event["ORGANIZER"]),
        str(event["ATTENDEE"]),
        event["ATTENDEE"].params["PARTSTAT"],
        str(event["COMMENT"]),
    )
