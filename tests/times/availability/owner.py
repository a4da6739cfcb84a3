"""A person who says when to be met, on the page behind the own pass."""

from __future__ import annotations

import re
from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from anteroom.times.availability.known import Wanted, attendees
from anteroom.times.availability.model import Window
from anteroom.times.availability.refreshing import refresh
from anteroom.times.finder.model import Attendee
from passes.reception import Answer, Browser, Reception


class Owner:
    """Leo at his page; `path` is the page's."""

    def __init__(self, reception: Reception, browser: Browser, seat: str, person_id: str) -> None:
        self.reception = reception
        self.browser = browser
        self.path = f"/availability/{seat}"
        self.seat = seat
        self.person_id = person_id

    @classmethod
    async def come(cls, world: World, clock: SetClock) -> Owner:
        """Invite Leo and let him open his pass."""
        reception = Reception(world, clock)
        seat = (await reception.schedule())["leo"]
        async with world.house.database.connection() as conn:
            person_id = await conn.fetchval("select person_id from party where id = $1", seat)
        return cls(reception, await reception.seated(seat), seat, str(person_id))

    @property
    def world(self) -> World:
        """Where it takes place."""
        return self.reception.world

    async def page(self) -> str:
        """The page as it stands."""
        answer = await self.browser.get(self.path)
        assert answer.status == 200, answer.text
        return answer.text

    async def add(self, kind: str, **typed: str) -> Answer:
        """Add a calendar."""
        return await self.browser.send(f"{self.path}/add", {"kind": kind, **typed})

    async def take_away(self) -> None:
        """Take the first calendar away."""
        found = re.search(r'name="source" value="(\w+)"', await self.page())
        assert found is not None
        answer = await self.browser.send(f"{self.path}/close", {"source": found[1]})
        assert answer.status == 303, answer.text

    async def asked_later(self, minutes: int = 6) -> None:
        """Let time pass, and somebody look for a time."""
        self.reception.clock.set(self.reception.clock.now() + timedelta(minutes=minutes))
        await refresh(self.world.house, [self.person_id])

    async def known(self, days: int = 28) -> Attendee:
        """What the finder is told."""
        window = Window.ahead(self.reception.clock.now())
        window = Window(window.begins, window.begins + days * 86400)
        async with self.world.house.database.connection() as conn:
            (found,) = await attendees(self.world.house, conn, [Wanted(self.person_id, "leo")], window)
        return found

    async def stored(self) -> str:
        """Every row of every table, as text."""
        async with self.world.house.database.connection() as conn:
            tables = await conn.fetch(
                "select table_name as name from information_schema.tables where table_schema = 'public'"
            )
            rows = [await conn.fetch(f'select t::text from "{each["name"]}" t') for each in tables]
        return "\n".join(row[0] for each in rows for row in each)

    async def close(self) -> None:
        """Shut the browser."""
        await self.reception.close()
