"""An ordinary event in somebody's own calendar, as the calendar program mails it to whom it invites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from icalendar import Calendar, Event, vCalAddress, vText

from mail.house_with_mail import MAYA, START

PASSED = "Authentication-Results: mx.anteroom.test; dmarc={result} header.from={domain}\r\n"


@dataclass
class OwnEvent:
    """The event as its organizer's program holds it; every mail of it is built anew from this.

    `lines` are raw content lines added to the event, `without` names of properties that it lacks. `attendees`
    are (address, name) or (address, name, parameters).
    """

    organizer: str = MAYA
    attendees: list[tuple[str, ...]] = field(default_factory=list)
    uid: str = "20261123T0900-lunch@larkfield.test"
    summary: str = "Talk about the ledger"
    description: str = ""
    location: str = ""
    starts_at: datetime = START
    minutes: int = 45
    sequence: int = 0
    stamp: datetime = START - timedelta(days=3)
    sent_by: str = ""
    lines: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    number: int = 0

    def moved(self, by: timedelta) -> None:
        """Move it, as programs do: another SEQUENCE, another DTSTAMP."""
        self.starts_at += by
        self.touched(sequence=True)

    def touched(self, *, sequence: bool = False) -> None:
        """Change it in whatever manner."""
        self.sequence += sequence
        self.stamp += timedelta(seconds=10)

    def request(self, **mail: str) -> bytes:
        """The REQUEST that goes to everybody."""
        return self._mail("REQUEST", **mail)

    def cancel(self, **mail: str) -> bytes:
        """The CANCEL that goes to everybody."""
        self.touched(sequence=True)
        return self._mail("CANCEL", **mail)

    def calendar(self, method: str) -> bytes:
        """The calendar message alone."""
        calendar, event = Calendar(), Event()
        calendar.add("PRODID", "-//Outside//Calendar//EN")
        calendar.add("VERSION", "2.0")
        calendar.add("METHOD", method)
        event.add("UID", self.uid)
        event.add("SEQUENCE", self.sequence)
        event.add("DTSTAMP", self.stamp)
        event.add("DTSTART", self.starts_at.astimezone(UTC))
        event.add("DTEND", (self.starts_at + timedelta(minutes=self.minutes)).astimezone(UTC))
        event.add("SUMMARY", self.summary)
        for name, text in (("DESCRIPTION", self.description), ("LOCATION", self.location)):
            if text:
                event.add(name, text)
        organizer = vCalAddress(f"mailto:{self.organizer}")
        if self.sent_by:
            organizer.params["SENT-BY"] = vText(f"mailto:{self.sent_by}")
        event.add("ORGANIZER", organizer)
        for address, name, *parameters in self.attendees:
            line = vCalAddress(f"mailto:{address}")
            line.params["CN"] = vText(name)
            for parameter in parameters:
                key, _, value = parameter.partition("=")
                line.params[key] = vText(value)
            event.add("ATTENDEE", line, encode=False)
        for name in self.without:
            del event[name]
        calendar.add_component(event)
        raw: bytes = calendar.to_ical()
        added = "".join(f"{line}\r\n" for line in self.lines).encode()
        return raw.replace(b"END:VEVENT", added + b"END:VEVENT")

    def _mail(
        self,
        method: str,
        *,
        from_address: str = "",
        message_id: str = "",
        result: str = "pass",
        domain: str = "larkfield.test",
    ) -> bytes:
        self.number += 1
        mail = EmailMessage(policy=SMTP)
        mail["From"] = from_address or self.sent_by or self.organizer
        mail["To"] = self.organizer
        mail["Subject"] = self.summary
        mail["Message-ID"] = f"<{message_id or f'event.{self.number}.{self.uid}'}>"
        mail.set_content("An event.")
        mail.add_alternative(self.calendar(method), "text", "calendar", cte="base64")
        *_, part = mail.iter_parts()
        part.set_param("method", method)
        head = PASSED.format(result=result, domain=domain) if result else ""
        return head.encode() + mail.as_bytes()


def inviting(*addresses: str, names: Sequence[str] = ()) -> OwnEvent:
    """An event of Maya's with these attendees."""
    given = [*names, *("" for _ in addresses)]
    return OwnEvent(attendees=[(each, given[at]) for at, each in enumerate(addresses)])
