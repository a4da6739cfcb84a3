"""Attempts to sign in at the console: who asks, and how one sees that nobody was let in."""

from __future__ import annotations

from anteroom.sandbox.staff.provider import SandboxStaff
from anteroom.sandbox.world import World
from console_visit import Seen

NOT_IN = "You are not signed in"


def staff_of(opened: World) -> SandboxStaff:
    """Return the provider."""
    assert opened.staff is not None
    return opened.staff


async def sessions(opened: World) -> int:
    """Count the sessions that there are."""
    async with opened.house.database.connection() as conn:
        return int(await conn.fetchval("select count(*) from console_session"))


async def refused(opened: World, shown: Seen, before: int) -> None:
    """See that nobody was let in: a calm page, no session, no cookie."""
    assert shown.status in (400, 503), shown.text
    assert NOT_IN in shown.text or "Nobody can sign in just now" in shown.text
    assert await sessions(opened) == before
