"""People of the console as its pages name them, and the zone in which each reads times."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from anteroom.console.standing import WHO
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.pages.words import PageWords


async def names_of(conn: Connection, staff_ids: list[str]) -> Mapping[str, str]:
    """Return the names of people of the console by their ids, those that there are."""
    rows = await conn.fetch("select id, name from staff where id = any($1::text[])", staff_ids)
    return {row["id"]: row["name"] for row in rows}


def whose(request: web.Request, say: PageWords, owner: str | None, staff: Mapping[str, str]) -> str:
    """Say in whose hands something is: in one's own, in a colleague's by name, or in nobody's."""
    if owner is None:
        return say("whose.nobody")
    if owner == request[WHO].staff.id:
        return say("whose.you")
    return staff.get(owner) or owner


async def keep_zone(house: House, staff_id: str, zone: str) -> None:
    """Keep in which zone a person reads times."""
    async with house.database.connection() as conn:
        await conn.execute("update staff set zone = $2 where id = $1", staff_id, zone)
