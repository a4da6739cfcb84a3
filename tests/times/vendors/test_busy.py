"""What Google and Microsoft say of somebody's time becomes busy spans, or it is unknown, and never "free"."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.calendars.consenting import CalendarApp, Consenting, Event
from anteroom.sandbox.calendars.google import SandboxGoogleCalendar, slow_down
from anteroom.sandbox.calendars.microsoft import SandboxMicrosoftCalendar
from anteroom.sandbox.server import Weather
from anteroom.times.availability.model import Span, Trouble, Window
from anteroom_availability import google, microsoft
from anteroom_availability.asking import LARGEST, Asking, TokenRefused, Untold
from times.vendors.consent import consents, posted
from times.vendors.test_twins import DANA, START, asked, grant

APP = CalendarApp("app-1", "a-secret-of-the-app", "https://anteroom.example/calendars/back")
DAY = timedelta(days=1)
BOTH = pytest.mark.parametrize("vendor", ["google", "microsoft"])
TWINS: dict[str, Callable[..., Consenting]] = {
    "google": SandboxGoogleCalendar,
    "microsoft": SandboxMicrosoftCalendar,
}
ASK = {"google": google.busy, "microsoft": microsoft.busy}
PATHS = {"google": "/calendar/v3/freeBusy", "microsoft": "/v1.0/me/calendar/getSchedule"}


@dataclass
class Place:
    """A calendar elsewhere, and the key to it."""

    vendor: str
    twin: Consenting
    asking: Asking
    token: str

    async def busy(self, days: float = 14, begins: datetime = START) -> tuple[Span, ...]:
        """Ask from an instant on."""
        window = Window(seconds(begins), seconds(begins + days * DAY))
        return await ASK[self.vendor](self.asking, self.twin.url, self.token, window)

    async def trouble(self) -> Trouble:
        """Ask, and return why there is no answer."""
        with pytest.raises(Untold) as caught:
            await self.busy()
        assert "@" not in repr(caught.value)
        return caught.value.trouble

    @property
    def questions(self) -> int:
        """How often it was asked for times."""
        return sum(each.path == PATHS[self.vendor] for each in self.twin.heard)


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())


@asynccontextmanager
async def place(vendor: str, *events: Event, timeout: float = 5.0) -> AsyncIterator[Place]:
    """Open a vendor at which somebody with these events consented."""
    clock = SetClock(START)
    async with TWINS[vendor](APP, clock.now) as twin:
        twin.calendars[DANA] = list(events)
        code = (await consents(asked(twin), DANA)).query["code"]
        _, said = await posted(f"{twin.url}{twin.token}", grant(code))
        asking = Asking(allow_private=True, timeout=aiohttp.ClientTimeout(total=timeout))
        await asking.open()
        try:
            yield Place(vendor, twin, asking, str(said["access_token"]))
        finally:
            await asking.close()


def hours(begins: float, ends: float, status: str = "busy") -> Event:
    """An entry, in hours after the start."""
    return Event(START + timedelta(hours=begins), START + timedelta(hours=ends), "Dr. Quist, teeth", status)


@BOTH
async def test_it_takes_merged_times_of_the_own_calendar_and_nothing_else(vendor: str) -> None:
    events = (hours(1, 2), hours(2, 3), hours(2.5, 4), hours(-3, 0.5), hours(26, 27), hours(14 * 24 - 1, 400))
    async with place(vendor, *events, hours(6, 7, "free")) as here:
        begin = seconds(START)
        expected = ((0, 1800), (3600, 4 * 3600), (26 * 3600, 27 * 3600), ((14 * 24 - 1) * 3600, 14 * 86400))
        found = await here.busy()
        assert found == tuple((begin + one, begin + other) for one, other in expected)
        assert here.questions == 1
        assert not any(b"Quist" in repr(each).encode() for each in (found, here.asking))
        if vendor == "microsoft":
            assert here.twin.heard[-1].said["schedules"] == [DANA]


@BOTH
async def test_it_asks_in_pieces_for_more_than_one_answer_holds(vendor: str) -> None:
    events = [hours(24 * each + 1, 24 * each + 2) for each in range(130)]
    async with place(vendor, *events, hours(60 * 24 - 1, 60 * 24 + 1)) as here:
        found = await here.busy(days=130)
        assert len(found) == 130  # one of them goes on where the first answer of Google ends
        assert here.questions == 3
        half_an_hour = await here.busy(days=1 / 48, begins=START + timedelta(hours=1))
        assert half_an_hour == ((seconds(START) + 3600, seconds(START) + 5400),)
        assert await here.busy(days=1 / 1440, begins=START + timedelta(hours=3)) == ()


async def test_it_takes_whoever_may_come_to_something_else_for_busy() -> None:
    states = ("busy", "tentative", "oof", "workingElsewhere", "free")
    events = [hours(2 * at, 2 * at + 1, status) for at, status in enumerate(states)]
    async with place("microsoft", *events) as here:
        found = await here.busy()
        assert [(one - seconds(START)) // 7200 for one, _ in found] == [0, 1, 2]


@BOTH
@pytest.mark.parametrize(
    ("weather", "trouble"),
    [
        (Weather(429, headers={"Retry-After": "30"}), Trouble.THROTTLED),
        (Weather(500), Trouble.UNREACHABLE),
        (Weather(503), Trouble.UNREACHABLE),
        (Weather(cut=True), Trouble.UNREACHABLE),
        (Weather(400), Trouble.BROKEN),
        (Weather(302, headers={"Location": "http://127.0.0.1:1/"}), Trouble.BROKEN),
        (Weather(403), Trouble.DENIED),
        (Weather(404), Trouble.NO_CALENDAR),
        (Weather(200, body="not json"), Trouble.BROKEN),
        (Weather(200, body='{"calendars": [], "value": 7}'), Trouble.BROKEN),
        (Weather(200, body='{"calendars": {}, "value": []}'), Trouble.BROKEN),
        (Weather(200, body="[" * 50_000), Trouble.BROKEN),
        (Weather(200, body=" " * (LARGEST + 1)), Trouble.TOO_LARGE),
    ],
)
async def test_it_says_why_it_is_not_known(vendor: str, weather: Weather, trouble: Trouble) -> None:
    async with place(vendor, hours(1, 2)) as here:
        here.twin.due += [weather, weather]  # whoever asks once more, as for a lost connection, is not helped
        assert await here.trouble() is trouble
        here.twin.due.clear()
        assert len(await here.busy()) == 1  # and the next time it is well again


@BOTH
async def test_it_waits_for_nobody(vendor: str) -> None:
    async with place(vendor, hours(1, 2), timeout=0.05) as here:
        here.twin.due.append(Weather(hang=0.3))
        assert await here.trouble() is Trouble.SLOW


@BOTH
async def test_it_tells_a_token_that_is_over_from_a_permission_that_is_not_there(vendor: str) -> None:
    async with place(vendor) as here:
        here.twin.end(DANA)
        with pytest.raises(TokenRefused):
            await here.busy()
        code = (await consents(asked(here.twin, scope="openid"), DANA)).query["code"]
        here.token = str((await posted(f"{here.twin.url}{here.twin.token}", grant(code)))[1]["access_token"])
        assert await here.trouble() is Trouble.DENIED


async def test_google_limits_by_403_as_well() -> None:
    async with place("google") as here:
        for reason in ("userRateLimitExceeded", "rateLimitExceeded"):
            here.twin.due.append(Weather(403, body=slow_down(reason)))
            assert await here.trouble() is Trouble.THROTTLED


@pytest.mark.parametrize(
    ("vendor", "reason", "trouble"),
    [
        ("google", "internalError", Trouble.BROKEN),
        ("google", "notFound", Trouble.NO_CALENDAR),
        ("google", "of-tomorrow", Trouble.BROKEN),
        ("microsoft", "5009", Trouble.NO_CALENDAR),
        ("microsoft", "5006", Trouble.BROKEN),
    ],
)
async def test_a_partial_answer_is_none(vendor: str, reason: str, trouble: Trouble) -> None:
    """Google's says `busy: []` beside the error: taken for what it looks like, it would be "free"."""
    async with place(vendor, hours(1, 2)) as here:
        assert isinstance(here.twin, SandboxGoogleCalendar | SandboxMicrosoftCalendar)
        here.twin.troubles[DANA] = reason
        assert await here.trouble() is trouble


@pytest.mark.parametrize(
    "item",
    [
        '{"status": "busy", "start": {"dateTime": "2026-11-24T09:00:00", "timeZone": "Tonga Standard Time"}, '
        '"end": {"dateTime": "2026-11-24T10:00:00", "timeZone": "UTC"}}',
        '{"status": "busy", "start": {"dateTime": "2026-11-24T09:00:00+02:00", "timeZone": "UTC"}, '
        '"end": {"dateTime": "2026-11-24T10:00:00", "timeZone": "UTC"}}',
        '{"status": "busy", "start": {"dateTime": "soon", "timeZone": "UTC"}, '
        '"end": {"dateTime": "later", "timeZone": "UTC"}}',
        '{"status": "busy"}',
    ],
)
async def test_it_believes_no_time_that_it_cannot_place(item: str) -> None:
    async with place("microsoft") as here:
        here.twin.due += [None, Weather(200, body=f'{{"value": [{{"scheduleItems": [{item}]}}]}}')]
        assert await here.trouble() is Trouble.BROKEN
        for body in ('{"value": [{"availabilityView": "0220"}]}', '{"value": []}'):
            here.twin.due += [None, Weather(200, body=body)]
            assert await here.trouble() is Trouble.BROKEN
    async with place("google") as other:
        busy = '{"start": "2026-11-24T09:00:00", "end": "2026-11-24T10:00:00"}'
        other.twin.due.append(Weather(200, body=f'{{"calendars": {{"primary": {{"busy": [{busy}]}}}}}}'))
        assert await other.trouble() is Trouble.BROKEN


@BOTH
async def test_it_reads_parts_of_seconds_and_never_says_less(vendor: str) -> None:
    event = Event(
        datetime(2026, 11, 24, 9, 0, 0, 400_000, UTC), datetime(2026, 11, 24, 9, 59, 59, 999_999, UTC)
    )
    async with place(vendor, event) as here:
        ((begins, ends),) = await here.busy()
        assert begins == seconds(datetime(2026, 11, 24, 9, tzinfo=UTC))
        assert ends - begins == (3600 if vendor == "google" else 3599)


async def test_it_goes_to_no_private_address() -> None:
    asking = Asking()
    await asking.open()
    try:
        with pytest.raises(Untold) as caught:
            await asking.ask("GET", "https://127.0.0.1/")
        assert caught.value.trouble is Trouble.PRIVATE
        with pytest.raises(Untold) as caught:
            await asking.ask("GET", "https://localhost/")
        assert caught.value.trouble is Trouble.UNREACHABLE
    finally:
        await asking.close()
