"""The mail a calendar program sends when its owner answers: iMIP REPLY and COUNTER (RFC 6047, RFC 5546).

Real programs put the owner's real name and address into everything they send; so does this one, because
that is what Anteroom has to take apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from anteroom.sandbox.cast import Person
from anteroom.sandbox.mailbox.diary import Entry

SUBJECTS = {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentative"}


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that Anteroom's server took: envelope and bytes."""

    message_id: str
    sender: str
    to: str
    raw: bytes


class AnswerNotSent(Exception):
    """Anteroom's mail server did not take the answer. `sentence` is for the person."""

    def __init__(self, sentence: str, code: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


@dataclass(frozen=True, slots=True)
class Proposed:
    """Another time, as the person proposes it."""

    starts_at: datetime
    ends_at: datetime


def write_answer(
    person: Person,
    entry: Entry,
    answer: str,
    *,
    proposed: Proposed | None = None,
    comment: str = "",
    message_id: str,
    now: datetime,
) -> SentMail:
    """Write the answer (`ACCEPTED`, `DECLINED`, `TENTATIVE`); with `proposed` it is a COUNTER."""
    method = "COUNTER" if proposed else "REPLY"
    subject = f"New time proposed: {entry.summary}" if proposed else f"{SUBJECTS[answer]}: {entry.summary}"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((person.name, person.email))
    mail["To"] = entry.organizer
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    if entry.message_id:
        mail["In-Reply-To"] = entry.message_id
    mail.set_content(comment or f"{person.name}: {subject}")
    calendar = _calendar(person, entry, answer, method, proposed, comment, now)
    mail.add_alternative(calendar.to_ical(), "text", "calendar", cte="base64")
    *_, part = mail.iter_parts()
    # set_param and not an argument of add_alternative: that one drops the method.
    part.set_param("charset", "UTF-8")
    part.set_param("method", method)
    return SentMail(message_id, person.email, entry.organizer, mail.as_bytes())


def _calendar(
    person: Person,
    entry: Entry,
    answer: str,
    method: str,
    proposed: Proposed | None,
    comment: str,
    now: datetime,
) -> Calendar:
    outlook = person.mail_program == "outlook"
    calendar = Calendar()
    calendar.add("PRODID", "-//Larkmail//Outbook 16.0//EN" if outlook else "-//Larkmail//Calendar 5//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", now.astimezone(UTC))
    times = proposed or Proposed(entry.starts_at, entry.ends_at)
    zone = UTC if not outlook else ZoneInfo(person.zone)
    event.add("DTSTART", times.starts_at.astimezone(zone))
    event.add("DTEND", times.ends_at.astimezone(zone))
    # Outlook words the subject into the summary, and its REPLY has no ORGANIZER.
    event.add(
        "SUMMARY", f"{SUBJECTS[answer]}: {entry.summary}" if outlook and not proposed else entry.summary
    )
    if not outlook or proposed:
        event.add("ORGANIZER", f"mailto:{entry.organizer}")
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = vText(person.name)
    attendee.params["PARTSTAT"] = vText(answer)
    event.add("ATTENDEE", attendee, encode=False)
    if comment:
        event.add("COMMENT", comment)
    calendar.add_component(event)
    if outlook:
        calendar.add_missing_timezones()
    return calendar
