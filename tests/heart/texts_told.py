"""What tests of held texts say and look up: over the marketplace's API, at its webhook, in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

START = MONDAY + timedelta(days=2, hours=5)
NUMBER = "or call me at five five five, 0147 0199"
HINT = "Or shall we move this over to WhatsApp instead?"


def wish(world: World, **more: Any) -> dict[str, Any]:
    """What the marketplace asks for when it schedules."""
    offered = world.twins.cast.proposals[0]
    return {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": START.isoformat(),
        "minutes": 45,
        **more,
    }


def message(world: World, text: str, sender: str = "") -> dict[str, Any]:
    """What the marketplace tells of a message."""
    offered = world.twins.cast.proposals[0]
    return {
        "proposal": offered.id,
        "from": sender or offered.freelancer,
        "text": text,
        "sent_at": MONDAY.isoformat(),
    }


def told(world: World, kind: str) -> list[Mapping[str, Any]]:
    """The facts of the events of a kind that arrived at the webhook."""
    return [event.data for event in world.twins.marketplace.events if event.type == kind]


async def ledger(world: World, event: str) -> list[Mapping[str, Any]]:
    """The facts of all entries of a kind."""
    async with world.house.database.connection() as conn:
        rows = await conn.fetch("select facts from ledger_entry where event = $1 order by at, number", event)
    return [row["facts"] for row in rows]


async def refused(api: ApiClient, world: World, agenda: str) -> Mapping[str, Any]:
    """Try an agenda that may not stand; return the answer."""
    status, problem = await api.post("/v1/interviews", wish(world, agenda=agenda))
    assert status == 422, problem
    return problem


async def appealed(api: ApiClient, problem: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """Say that it is no contact information."""
    status, held = await api.post(problem["held"]["appeal"], {"member": member})
    assert status == 200, held
    return held
