"""A Google and a Microsoft beside an Anteroom with which people can connect the calendars they have there.

In each lies what lies in the person's mailbox, and a week as people have it besides.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.calendars.consenting import CalendarApp, Consenting, Event
from anteroom.sandbox.calendars.google import SandboxGoogleCalendar
from anteroom.sandbox.calendars.microsoft import SandboxMicrosoftCalendar
from anteroom.sandbox.cast import Person
from anteroom.sandbox.mailbox.twin import SandboxMailbox
from anteroom.settings.deployment import Settings
from anteroom.times.availability.settings import Availability, GoogleCalendar, MicrosoftCalendar

APP = "anteroom-of-the-sandbox"
DAYS = 60
DAILY = (("Stand-up", time(9, 30), time(9, 45)), ("Lunch", time(12, 30), time(13, 30)))
STATUS = {"ACCEPTED": "busy", "TENTATIVE": "tentative", "NEEDS-ACTION": "tentative", "DECLINED": "free"}


@dataclass(frozen=True, slots=True)
class SandboxVendors:
    """Both of them."""

    google: SandboxGoogleCalendar
    microsoft: SandboxMicrosoftCalendar

    def connect(self, anteroom_url: str, mailbox: SandboxMailbox, now: datetime) -> None:
        """Tell both where Anteroom is, and whose calendars there are."""
        people = {person.email: person for person in mailbox.cast.people}
        twins: tuple[tuple[Consenting, str], ...] = ((self.google, "google"), (self.microsoft, "microsoft"))
        for twin, name in twins:
            twin.app = replace(twin.app, redirect_uri=f"{anteroom_url}/calendars/{name}/oauth")
            twin.calendars = {email: list(_weeks(person, now)) for email, person in people.items()}
            twin.also = lambda email: _in_mailbox(mailbox, people[email])


@asynccontextmanager
async def open_vendors(
    settings: Settings, clock: Clock, randomness: Randomness
) -> AsyncIterator[tuple[SandboxVendors, Settings]]:
    """Open them, and return them with settings of an Anteroom whose apps they know."""
    secrets = replace(
        settings.secrets,
        google_calendar_secret=randomness.token(40),
        microsoft_calendar_secret=randomness.token(40),
    )
    google = SandboxGoogleCalendar(CalendarApp(APP, secrets.google_calendar_secret, ""), clock.now)
    microsoft = SandboxMicrosoftCalendar(CalendarApp(APP, secrets.microsoft_calendar_secret, ""), clock.now)
    async with google, microsoft:
        availability = Availability(
            GoogleCalendar(APP, f"{google.url}{google.authorize}", google.url, google.url),
            MicrosoftCalendar(APP, "organizations", microsoft.url, microsoft.url),
        )
        yield (
            SandboxVendors(google, microsoft),
            replace(settings, availability=availability, secrets=secrets),
        )


def _weeks(person: Person, now: datetime) -> Iterator[Event]:
    """What a working day holds, wherever the person lives."""
    zone = ZoneInfo(person.zone)
    first = now.astimezone(zone).date()
    for day in (first + timedelta(days=number) for number in range(DAYS)):
        if day.isoweekday() <= 5:
            for summary, begins, ends in DAILY:
                one, other = (datetime.combine(day, at, zone).astimezone(UTC) for at in (begins, ends))
                yield Event(one, other, summary)


def _in_mailbox(mailbox: SandboxMailbox, person: Person) -> Iterator[Event]:
    for entry in mailbox.calendar(person.key):
        if not entry.cancelled:
            yield Event(entry.starts_at, entry.ends_at, entry.summary, STATUS.get(entry.answer, "busy"))
