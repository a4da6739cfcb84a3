"""Invitations written, beside `icalendar` and `email.message.EmailMessage` doing the same.

The peer as its documentation has it adds the zone by `add_missing_timezones`. The second one is given a zone
made once, our own, which its users do not have: then what is compared is writing alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from itertools import count
from typing import Any

import icalendar

from anteroom_calendar import Attendee, CalendarMail, Invitation, Method, Organizer, compose, write
from bench.asked import Asked
from bench.pairs import measure
from bench.table import Table

START = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
PEOPLE = ("Maya Okafor", "Leo Marchetti", "Dana, VP Engineering", "Ines, legal", "Priya, payments expert")
TEXT = "How the ledger stays consistent.\n\nYour own link: https://anteroom.example/i#pty_a.1.b\n"
AT_LEAST = 20.0
_numbers = count()
Act = Callable[[], object]


def run(table: Table, asked: Asked) -> None:
    """Measure the calendar object alone, and the whole mail."""
    alone, mail = "an invitation of five people, iCalendar", "the same as a whole mail"
    kept = ", zone made once"
    both = "icalendar + EmailMessage"
    rows: tuple[tuple[str, Act, str, Act, int, int, float | None], ...] = (
        (alone, invitation, "icalendar", _peer, 1500, 40, AT_LEAST),
        (alone, invitation, f"icalendar{kept}", _quick_peer, 1500, 200, None),
        (mail, _our_mail, both, _peer_mail, 1000, 30, AT_LEAST),
        (mail, _our_mail, f"{both}{kept}", _quick_peer_mail, 1000, 60, None),
    )
    for measured, ours, name, peer, times, peer_times, bound in rows:
        table.add(
            measure(
                "invitations",
                measured,
                ours,
                name,
                peer,
                times=times,
                peer_times=peer_times,
                bound=bound,
                sample=asked.sample,
            )
        )


def invitation() -> bytes:
    """An invitation of five people, each time with another UID."""
    number = next(_numbers)
    return write(
        Invitation(
            method=Method.REQUEST,
            uid=f"{number}@relay.example",
            sequence=1,
            dtstamp=START - timedelta(days=2),
            start=START,
            end=START + timedelta(minutes=45),
            organizer=Organizer("r-abc@relay.example", PEOPLE[0]),
            attendees=tuple(
                Attendee(address=f"a-{index}@relay.example", label=name) for index, name in enumerate(PEOPLE)
            ),
            summary="Interview: Payments API in Go",
            description=TEXT,
            conference="https://anteroom.example/i#pty_a.1.b",
            zone="Europe/Berlin",
        )
    )


def _peer(known_zone: Any = None) -> bytes:
    number = next(_numbers)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//bench//")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    event = icalendar.Event()
    zone = icalendar.timezone.tzp.timezone("Europe/Berlin")
    event.add("uid", f"{number}@relay.example")
    event.add("sequence", 1)
    event.add("dtstamp", START - timedelta(days=2))
    event.add("dtstart", START.astimezone(zone))
    event.add("dtend", (START + timedelta(minutes=45)).astimezone(zone))
    event.add("summary", "Interview: Payments API in Go")
    event.add("description", TEXT)
    event.add("location", "https://anteroom.example/i#pty_a.1.b")
    organizer = icalendar.vCalAddress("mailto:r-abc@relay.example")
    organizer.params["cn"] = PEOPLE[0]
    event["organizer"] = organizer
    for index, name in enumerate(PEOPLE):
        attendee = icalendar.vCalAddress(f"mailto:a-{index}@relay.example")
        attendee.params["cn"] = name
        attendee.params["role"] = "REQ-PARTICIPANT"
        attendee.params["partstat"] = "NEEDS-ACTION"
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    if known_zone is None:
        calendar.add_missing_timezones()
    else:
        calendar.subcomponents.insert(0, known_zone)
    return bytes(calendar.to_ical())


def _quick_peer() -> bytes:
    return _peer(_zone())


@cache
def _zone() -> Any:
    return icalendar.Calendar.from_ical(invitation()).walk("VTIMEZONE")[0]


def _our_mail() -> bytes:
    return compose(
        CalendarMail(
            method=Method.REQUEST,
            calendar=invitation(),
            from_address="r-abc@relay.example",
            from_label=PEOPLE[0],
            to_address="dana@larkfield.example",
            subject="Interview: Payments API in Go",
            date=START - timedelta(days=2),
            message_id="<1@relay.example>",
            text=TEXT,
            html=f"<p>{TEXT}</p>",
        )
    )


def _peer_mail() -> bytes:
    return _mailed(_peer())


def _quick_peer_mail() -> bytes:
    return _mailed(_quick_peer())


def _mailed(calendar: bytes) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{PEOPLE[0]} <r-abc@relay.example>"
    message["To"] = "dana@larkfield.example"
    message["Subject"] = "Interview: Payments API in Go"
    message["Date"] = START - timedelta(days=2)
    message["Message-ID"] = "<1@relay.example>"
    message.set_content(TEXT)
    message.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    message.add_alternative(calendar.decode(), subtype="calendar", params={"method": "REQUEST"}, cte="base64")
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
    return message.as_bytes()
