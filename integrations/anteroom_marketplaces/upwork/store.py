"""SQL of Upwork's accounts, and of what of Upwork's stands in our tables since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection, Row

CONNECTOR = "upwork"
MEMBER, ORGANISATION, PROPOSAL, STORY = "member", "organisation", "proposal", "story"
LOST = "lost"


@dataclass(frozen=True, slots=True)
class Copy:
    """Something of Upwork's in our tables: a member, an organisation or a proposal, by its id there."""

    kind: str
    id: str
    account: str
    place: str = ""


async def account(conn: Connection, account_id: str, *, lock: bool = False) -> Row | None:
    """Return an organisation's account, if its consent is good. `lock`: nobody else asks for its token."""
    query = "select * from connector_account where connector = $1 and account = $2 and trouble = ''"
    return await conn.fetchrow(f"{query}{' for update' if lock else ''}", CONNECTOR, account_id)


async def accounts(conn: Connection) -> list[str]:
    """Return the organisations whose consent is good, in a fixed order."""
    rows = await conn.fetch(
        "select account from connector_account where connector = $1 and trouble = '' order by account",
        CONNECTOR,
    )
    return [row["account"] for row in rows]


async def put_account(
    conn: Connection,
    account_id: str,
    *,
    refresh: bytes | None,
    access: bytes | None,
    until: datetime,
    at: datetime,
) -> None:
    """Keep an organisation's tokens, sealed."""
    await conn.execute(
        """insert into connector_account (connector, account, refresh, access, until, at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (connector, account) do update set refresh = excluded.refresh, access = excluded.access,
            until = excluded.until, trouble = '', at = excluded.at""",
        CONNECTOR,
        account_id,
        refresh,
        access,
        until,
        at,
    )


async def lose_account(conn: Connection, account_id: str) -> None:
    """Note that somebody's consent is over; its tokens are good for nothing and go."""
    await conn.execute(
        """update connector_account set trouble = $3, refresh = null, access = null
        where connector = $1 and account = $2""",
        CONNECTOR,
        account_id,
        LOST,
    )


async def drop_account(conn: Connection, account_id: str) -> bool:
    """Forget an organisation's tokens; whether there were any."""
    found = await conn.fetchval(
        "delete from connector_account where connector = $1 and account = $2 returning true",
        CONNECTOR,
        account_id,
    )
    return bool(found)


async def note_copies(conn: Connection, copies: Iterable[Copy], now: datetime) -> None:
    """Note what was read anew."""
    await conn.executemany(
        """insert into connector_copy (connector, kind, id, account, place, read_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (connector, kind, id) do update set account = excluded.account, place = excluded.place,
            read_at = excluded.read_at, named = true""",
        [(CONNECTOR, each.kind, each.id, each.account, each.place, now) for each in copies],
    )


async def account_of_room(conn: Connection, room: str) -> str | None:
    """Return in whose name a room was read last."""
    found = await conn.fetchval(
        "select account from connector_copy where connector = $1 and kind = $2 and place = $3"
        " order by read_at desc limit 1",
        CONNECTOR,
        PROPOSAL,
        room,
    )
    return str(found) if found is not None else None


async def living_rooms(conn: Connection, account_id: str, after: str, most: int) -> list[str]:
    """Return rooms of an account's living proposals behind `after`, in their order."""
    rows = await conn.fetch(
        """select distinct place from connector_copy
        join proposal on external_id = connector_copy.id and kind = 'proposal'
        where connector = $1 and account = $2 and place > $3
            and living
        order by place limit $4""",
        CONNECTOR,
        account_id,
        after,
        most,
    )
    return [row["place"] for row in rows]


async def stale_copies(conn: Connection, before: datetime, most: int) -> Sequence[Copy]:
    """Return what was read last before then and still stands here by name; nobody else takes it meanwhile."""
    rows = await conn.fetch(
        """select kind, id, account, place from connector_copy
        where connector = $1 and named and read_at <= $2 order by read_at, kind, id limit $3
        for update skip locked""",
        CONNECTOR,
        before,
        most,
    )
    return [Copy(row["kind"], row["id"], row["account"], row["place"]) for row in rows]


async def unnamed(conn: Connection, copy: Copy) -> None:
    """Note that a copy's name is gone from here."""
    await conn.execute(
        "update connector_copy set named = false where connector = $1 and kind = $2 and id = $3",
        CONNECTOR,
        copy.kind,
        copy.id,
    )


async def note_own_story(conn: Connection, account_id: str, story: str, room: str, now: datetime) -> None:
    """Note that a message in a room is ours: its id alone."""
    await conn.execute(
        """insert into connector_copy (connector, kind, id, account, place, read_at, named)
        values ($1, $2, $3, $4, $5, $6, false) on conflict do nothing""",
        CONNECTOR,
        STORY,
        story,
        account_id,
        room,
        now,
    )


async def own_stories(conn: Connection, stories: Iterable[str]) -> set[str]:
    """Return which of these messages are ours."""
    rows = await conn.fetch(
        "select id from connector_copy where connector = $1 and kind = $2 and id = any($3::text[])",
        CONNECTOR,
        STORY,
        list(stories),
    )
    return {row["id"] for row in rows}
