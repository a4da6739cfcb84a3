"""Events that a person makes in the own calendar, and what those invited answer (RFC 5546, 3.2).

Real programs put the organizer's real name and address into everything they send; so does this one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from anteroom.sandbox.cast import Person
from anteroom.sandbox.mailbox.answers import SentMail
from anteroom.sandbox.mailbox.letters import Mail


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whom the event invites. `answer` is worded as iCalendar does; `proposed` a time asked for."""

    address: str
    name: str = ""
    answer: str = "NEEDS-ACTION"
    comment: str = ""
    proposed: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """An event as its organizer's calendar holds it; times aware, in UTC."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    guests: tuple[Guest, ...]
    description: str = ""
    location: str = ""
    sequence: int = 0
    cancelled: bool = False

    def guest(self, address: str) -> Guest | None:
        """The guest with this address, letter case aside."""
        wanted = address.casefold()
        return next((each for each in self.guests if each.address.casefold() == wanted), None)


@dataclass(slots=True)
class OwnEvents:
    """The events of one organizer by UID. Changing one returns it as it is then."""

    _events: dict[str, OwnEvent] = field(default_factory=dict)

    @property
    def all(self) -> list[OwnEvent]:
        """All events by start."""
        return sorted(self._events.values(), key=lambda event: (event.starts_at, event.uid))

    def event(self, uid: str) -> OwnEvent:
        """The event of this UID. Raises KeyError."""
        return self._events[uid]

    def keep(self, event: OwnEvent) -> OwnEvent:
        """Keep an event, new or changed. A change of its time is a revision, and everybody is asked again."""
        known = self._events.get(event.uid)
        if known is not None and (known.starts_at, known.ends_at) != (event.starts_at, event.ends_at):
            asked = tuple(Guest(each.address, each.name) for each in event.guests)
            event = replace(event, sequence=known.sequence + 1, guests=asked)
        self._events[event.uid] = event
        return event

    def cancel(self, uid: str) -> OwnEvent:
        """Call an event off."""
        event = self._events[uid]
        self._events[uid] = replace(event, cancelled=True, sequence=event.sequence + 1)
        return self._events[uid]

    def take(self, mail: Mail) -> bool:
        """Apply a REPLY or COUNTER of somebody invited; False for a mail that is about no event of ours."""
        answer = mail.invitation
        if answer is None or mail.problem or answer.uid not in self._events:
            return False
        event = self._events[answer.uid]
        if answer.sequence < event.sequence or answer.method not in ("REPLY", "COUNTER"):
            return True
        line = answer.attendees[0]
        known = event.guest(line.address)
        if known is not None:
            proposed = answer.starts_at if answer.method == "COUNTER" else None
            said = replace(known, answer=line.answer, comment=answer.comment, proposed=proposed)
            guests = tuple(said if each is known else each for each in event.guests)
            self._events[answer.uid] = replace(event, guests=guests)
        return True


def write_event(
    person: Person, event: OwnEvent, method: str, to: str, *, message_id: str, now: datetime
) -> SentMail:
    """Write the mail (`REQUEST` or `CANCEL`) that tells one of those invited of an event."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((person.name, person.email))
    mail["To"] = to
    mail["Subject"] = event.summary if method == "REQUEST" else f"Cancelled: {event.summary}"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail.set_content(f"{person.name}: {event.summary}\n\n{event.description}")
    calendar = _calendar(person, event, method, now)
    mail.add_alternative(calendar.to_ical(), "text", "calendar", cte="base64")
    *_, part = mail.iter_parts()
    # set_param and not an argument of add_alternative: that one drops the method.
    part.set_param("charset", "UTF-8")
    part.set_param("method", method)
    return SentMail(message_id, person.email, to, mail.as_bytes())


def _calendar(person: Person, event: OwnEvent, method: str, now: datetime) -> Calendar:
    calendar, written = Calendar(), Event()
    calendar.add("PRODID", "-//Larkmail//Calendar 5//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    written.add("UID", event.uid)
    written.add("SEQUENCE", event.sequence)
    written.add("DTSTAMP", now.astimezone(UTC))
    written.add("DTSTART", event.starts_at.astimezone(ZoneInfo(person.zone)))
    written.add("DTEND", event.ends_at.astimezone(ZoneInfo(person.zone)))
    written.add("SUMMARY", event.summary)
    for name, text in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if text:
            written.add(name, text)
    if method == "CANCEL":
        written.add("STATUS", "CANCELLED")
    organizer = vCalAddress(f"mailto:{person.email}")
    organizer.params["CN"] = vText(person.name)
    written.add("ORGANIZER", organizer)
    for guest in event.guests:
        line = vCalAddress(f"mailto:{guest.address}")
        line.params["CN"] = vText(guest.name or guest.address)
        line.params["PARTSTAT"] = vText(guest.answer)
        line.params["RSVP"] = vText("TRUE")
        written.add("ATTENDEE", line, encode=False)
    calendar.add_component(written)
    calendar.add_missing_timezones()
    return calendar
