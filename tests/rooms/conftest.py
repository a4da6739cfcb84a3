"""Pages that meet at the hub, for whoever tests it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from calls import call_house, relay_process
from rooms.company import START, Company


@fixture
async def company() -> AsyncIterator[Company]:
    """Pages to come, on a Thursday at two."""
    relay = relay_process()
    await relay.start()
    clock = SetClock(START)
    control = relay.control()
    try:
        async with call_house(clock, relay.access(), relay.control()) as house:
            company = Company(house, clock, control)
            try:
                yield company
            finally:
                await company.go_home()
                await control.close()
    finally:
        await relay.stop()
