"""In the sandbox people connect calendars in which their mailbox lies, and a week as people have it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.world import open_world
from anteroom.times.availability.known import Wanted, attendees
from anteroom.times.availability.model import Window
from deployment import MONDAY, settings
from passes.reception import START, Reception
from times.vendors.place import Place


async def test_a_member_connects_the_calendar_of_the_sandbox() -> None:
    clock, randomness = SetClock(MONDAY), SeededRandomness(7)
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=5)
    try:
        async with open_world(
            settings(randomness), database, clock, randomness, work=False, with_vendors=True
        ) as world:
            assert world.vendors is not None
            leo = world.twins.cast.person("leo")
            desk = Reception(world, clock)
            seats = await desk.schedule()
            await world.settle()
            async with database.connection() as conn:
                person = str(await conn.fetchval("select person_id from party where id = $1", seats["leo"]))
            browser = await desk.seated(seats["leo"])
            vendors = world.vendors
            here = Place(desk, vendors.google, vendors.microsoft, seats["leo"], browser, person)
            for vendor in ("google", "microsoft"):
                done = await here.connect(vendor, leo.email)
                assert done.status == 200, done.text
            begins = int(MONDAY.timestamp())
            async with database.connection() as conn:
                (found,) = await attendees(
                    world.house, conn, [Wanted(person, "leo")], Window(begins, begins + 7 * 86400)
                )
            assert found.known
            lunch = datetime(2026, 11, 24, 12, 30, tzinfo=ZoneInfo(leo.zone)).astimezone(UTC)
            for moment in (lunch, START):
                second = int((moment + timedelta(minutes=5)).timestamp())
                assert any(one <= second < other for one, other in found.busy), moment
            await desk.close()
    finally:
        await database.close()
        await postgres.give_back(dsn)
