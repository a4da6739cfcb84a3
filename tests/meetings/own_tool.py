"""A company's own tool, as its people choose, read and open it, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anteroom.ledger import chain
from anteroom.meetings.model import Kind, Place, Tool
from anteroom.meetings.words import hash_of
from passes.reception import Answer, Browser, Reception

ZOOM = "https://zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1"
MEET = "https://meet.google.com/kqw-zvtx-rnp"
AGREED = {"agree": "yes", "text": hash_of(Place(Kind.LINK, Tool.ZOOM))}


async def ledger(reception: Reception) -> list[tuple[str, str, Mapping[str, Any]]]:
    """What the interview's ledger tells: event, actor, facts."""
    async with reception.world.house.database.connection() as conn:
        entries = await chain.read(conn, reception.interview["id"])
    return [(each.event, each.actor, each.facts) for each in entries]


async def place(reception: Reception, link: str, member: str = "") -> tuple[int, Mapping[str, Any]]:
    """Choose where the call takes place, as the marketplace does for its member."""
    body = {"member": member or reception.world.twins.cast.maya.member, "link": link}
    return await reception.api.post(f"/v1/interviews/{reception.interview['id']}/place", body)


async def agrees(browser: Browser, seat: str, **more: str) -> Answer:
    """Tick what the tool shows."""
    return await browser.send(f"/lobby/{seat}/tool", {**AGREED, **more})


async def opens(browser: Browser, seat: str) -> Answer:
    """Press the button that opens the tool."""
    return await browser.send(f"/lobby/{seat}/tool/open", {})


async def is_led(reception: Reception, browser: Browser, seat: str) -> Answer:
    """Press that button, and be let in by the host where one has to wait."""
    answer = await opens(browser, seat)
    if answer.headers.get("Location") == f"/lobby/{seat}":
        await reception.at_gate("admit", seat)
        answer = await opens(browser, seat)
    assert answer.headers.get("Location") == ZOOM, answer.text
    return answer


async def kept(reception: Reception) -> bytes | None:
    """What is kept of the link, as it lies in the database."""
    async with reception.world.house.database.connection() as conn:
        found = await conn.fetchval(
            "select sealed from meeting where interview_id = $1", reception.interview["id"]
        )
    return bytes(found) if found is not None else None
