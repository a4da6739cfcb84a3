"""Calendars of people in tests: a kind of source that says what was planted, as an outside would."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from anteroom.sandbox.world import World
from anteroom.times.availability.actions import keep_calendar
from anteroom.times.availability.model import Account, Busy, Kind, Span, Unchanged, Unknown, Window, merged
from anteroom.times.availability.source import Field

HOUR, DAY = 3600, 86_400


class PlantedCalendars:
    """Answers at once, for whoever is named in what was given; nobody's is ever slow or broken."""

    kind = Kind.CALDAV
    fields: tuple[Field, ...] = ()
    connect_path = ""

    def __init__(self) -> None:
        self.spans: dict[str, list[Span]] = {}

    def read(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        return typed

    def shown(self, given: Mapping[str, str]) -> str:
        return "planted"

    async def busy(self, account: Account, window: Window) -> Busy | Unchanged | Unknown:
        return Busy(merged(self.spans[account.given["whose"]], window))

    async def revoke(self, account: Account) -> None:
        return None

    async def plant(self, world: World, person_id: str, spans: Iterable[Span]) -> None:
        """Let a person open a calendar to us that says this."""
        self.spans[person_id] = list(spans)
        await keep_calendar(world.house, person_id, self.kind, {"whose": person_id})


def plant_in(world: World) -> PlantedCalendars:
    """Let a deployment ask planted calendars."""
    calendars = PlantedCalendars()
    world.house.availability.register(calendars)
    return calendars


def random_days(chance: random.Random, monday: datetime, share: float = 0.5) -> list[Span]:
    """Draw a week's appointments between 7 and 19 o'clock in UTC, which fill about this share of it."""
    found = []
    for day in range(5):
        at = int((monday + timedelta(days=day, hours=7)).timestamp())
        ends = at + 12 * HOUR
        while at < ends:
            length = chance.choice((1, 2, 2, 3, 4, 4, 6)) * 900
            if chance.random() < share:
                found.append((at, min(at + length, ends)))
            at += length
    return found


async def person_of(world: World, member: str) -> str:
    """Return the person behind a member."""
    async with world.house.database.connection() as conn:
        return str(await conn.fetchval("select person_id from member where external_id = $1", member))
