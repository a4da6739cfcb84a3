"""Anteroom beside a Google and a Microsoft at which people connect their calendars."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from yarl import URL

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.integration import Integration
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.calendars.consenting import CalendarApp, Consenting, Event
from anteroom.sandbox.calendars.google import SandboxGoogleCalendar
from anteroom.sandbox.calendars.microsoft import SandboxMicrosoftCalendar
from anteroom.sandbox.world import open_world
from anteroom.times.availability.known import Wanted, attendees
from anteroom.times.availability.model import Window
from anteroom.times.availability.refreshing import refresh
from anteroom.times.availability.settings import Availability, GoogleCalendar, MicrosoftCalendar
from anteroom.times.finder.model import Attendee
from anteroom_availability import AvailabilityIntegration
from anteroom_marketplaces.http import HttpMarketplace
from deployment import MONDAY, settings
from passes.reception import Answer, Browser, Reception
from times.vendors.consent import consents

DANA = "dana@brimhold.example"
SECRETS = {"google": "GOCSPX-secret-of-the-calendar-app", "microsoft": "8Q~secret-of-the-calendar-app"}
FORM = re.compile(r'action="([^"]+)"[^<]*<input type="hidden" name="ticket" value="([^"]+)"')


@dataclass
class Place:
    """Dana is invited, holds her seat in a browser, and has an account at either."""

    desk: Reception
    google: SandboxGoogleCalendar
    microsoft: SandboxMicrosoftCalendar
    seat: str
    dana: Browser
    person: str

    def twin(self, vendor: str) -> Consenting:
        """One of both."""
        return self.google if vendor == "google" else self.microsoft

    def page(self, vendor: str, seat: str = "") -> str:
        """Where a person begins."""
        return f"/availability/{seat or self.seat}/{vendor}"

    async def sent_on(self, vendor: str, browser: Browser | None = None) -> URL:
        """Open the page that explains, press its button, and return where the browser is sent."""
        person = browser or self.dana
        shown = await person.get(self.page(vendor))
        assert shown.status == 200, shown.text
        found = FORM.search(shown.text)
        assert found is not None
        sent = await person.send(found[1], {"ticket": found[2]})
        assert sent.status == 303, sent.text
        return URL(sent.headers["Location"])

    async def connect(self, vendor: str, account: str = DANA, browser: Browser | None = None) -> Answer:
        """Go all the way; "" presses Cancel there."""
        back = await consents(await self.sent_on(vendor, browser), account)
        return await (browser or self.dana).get(back.path_qs)

    async def known(self, days: int = 14) -> Attendee:
        """Ask calendars, and return what is known of Dana."""
        house = self.desk.world.house
        await refresh(house, [self.person])
        begins = int(self.desk.clock.now().timestamp())
        async with house.database.connection() as conn:
            window = Window(begins, begins + days * 86400)
            (found,) = await attendees(house, conn, [Wanted(self.person, "dana")], window)
        return found

    async def rows(self) -> list[dict[str, object]]:
        """Dana's calendars as they are kept."""
        async with self.desk.world.house.database.connection() as conn:
            found = await conn.fetch(
                "select * from availability_source where person_id = $1 order by made_at, id", self.person
            )
        return [dict(row) for row in found]

    async def everything_kept(self) -> str:
        """Every row of every table, octets in hexadecimal digits."""
        async with self.desk.world.house.database.connection() as conn:
            tables = await conn.fetch("select tablename from pg_tables where schemaname = current_schema()")
            rows = [await conn.fetch(f'select t::text as said from "{row[0]}" t') for row in tables]
        assert len(tables) > 50
        return "\n".join(row["said"] for each in rows for row in each)

    def events(self, vendor: str, *hours: tuple[float, float], account: str = DANA) -> None:
        """Let these hours after now lie in a calendar there."""
        now = self.desk.clock.now()
        self.twin(vendor).calendars[account] = [
            Event(now + timedelta(hours=one), now + timedelta(hours=other), "Dr. Quist, teeth")
            for one, other in hours
        ]


@asynccontextmanager
async def place(language: str = "en", *, testing: bool = False) -> AsyncIterator[Place]:
    """Open it all."""
    clock, randomness = SetClock(MONDAY), SeededRandomness(7)
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=5)
    apps = [CalendarApp(f"app-{name}", secret, "") for name, secret in SECRETS.items()]
    try:
        async with (
            SandboxGoogleCalendar(apps[0], clock.now, testing=testing) as google,
            SandboxMicrosoftCalendar(apps[1], clock.now) as microsoft,
        ):
            chosen = settings(randomness)
            chosen = replace(
                chosen,
                availability=Availability(
                    GoogleCalendar("app-google", f"{google.url}{google.authorize}", google.url, google.url),
                    MicrosoftCalendar("app-microsoft", "organizations", microsoft.url, microsoft.url),
                ),
                secrets=replace(
                    chosen.secrets,
                    google_calendar_secret=SECRETS["google"],
                    microsoft_calendar_secret=SECRETS["microsoft"],
                ),
            )
            integrations: list[Integration] = [HttpMarketplace(), AvailabilityIntegration()]
            async with open_world(
                chosen, database, clock, randomness, work=False, integrations=integrations
            ) as world:
                for twin, name in ((google, "google"), (microsoft, "microsoft")):
                    twin.app = replace(twin.app, redirect_uri=f"{world.url}/calendars/{name}/oauth")
                    twin.calendars[DANA] = []
                desk = Reception(world, clock)
                guests = [{"email": DANA, "label": "Dana"}]
                seats = await desk.schedule(guests=guests)
                async with database.connection() as conn:
                    person = await conn.fetchval("select person_id from party where id = $1", seats["dana"])
                await desk.rewrite("update person set language = $2 where id = $1", person, language)
                dana = await desk.seated(seats["dana"])
                try:
                    yield Place(desk, google, microsoft, seats["dana"], dana, str(person))
                finally:
                    await desk.close()
    finally:
        await database.close()
        await postgres.give_back(dsn)
