"""SQL of who speaks in Matrix rooms, and of which rooms and threads are those of proposals."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.house import House

CONNECTOR = "matrix"


@dataclass(frozen=True, slots=True)
class Thread:
    """A proposal's thread: `place` is a room's id, or that and the event that a thread in it began with."""

    proposal: str
    place: str
    client: str
    freelancer: str
    living: bool


def digest(house: House, user_id: str) -> bytes:
    """Return what stands for a user id: equal where it is equal, and telling nothing of it."""
    key = house.settings.secrets.index_key
    return hmac.new(key, f"matrix-user\0{user_id}".encode(), hashlib.sha256).digest()


async def put_user(conn: Connection, house: House, user_id: str, person_id: str) -> None:
    """Note which member speaks under a user id; it takes the place of what either of them was before."""
    mark = digest(house, user_id)
    await conn.execute(
        "delete from connector_user where connector = $1 and (digest = $2 or person_id = $3)",
        CONNECTOR,
        mark,
        person_id,
    )
    await conn.execute(
        "insert into connector_user (connector, digest, person_id, at) values ($1, $2, $3, $4)",
        CONNECTOR,
        mark,
        person_id,
        house.clock.now(),
    )


async def drop_user(conn: Connection, person_id: str) -> bool:
    """Forget under which user id a member speaks; whether it was known."""
    found = await conn.fetchval(
        "delete from connector_user where connector = $1 and person_id = $2 returning true",
        CONNECTOR,
        person_id,
    )
    return bool(found)


async def members_of(conn: Connection, house: House, user_ids: Iterable[str]) -> Mapping[str, str]:
    """Return the marketplace's id of whoever of these is a member, by user id."""
    marks = {digest(house, each): each for each in user_ids}
    rows = await conn.fetch(
        """select digest, external_id from connector_user join member using (person_id)
        where connector = $1 and digest = any($2::bytea[])""",
        CONNECTOR,
        list(marks),
    )
    return {marks[row["digest"]]: row["external_id"] for row in rows}


async def threads_in(conn: Connection, room: str) -> list[Thread]:
    """Return the proposals whose thread is in a room."""
    rows = await conn.fetch(
        """select proposal.external_id as proposal, thread as place, client.external_id as client,
            freelancer.external_id as freelancer,
            living
        from proposal join member client on client.person_id = proposal.client_id
        join member freelancer on freelancer.person_id = proposal.freelancer_id
        where thread = $1 or starts_with(thread, $1 || '/') order by proposal.id""",
        room,
    )
    return [
        Thread(row["proposal"], row["place"], row["client"], row["freelancer"], row["living"]) for row in rows
    ]
