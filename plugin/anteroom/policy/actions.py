"""Setting the policy from a date on, and noting what the settings say. What was in force stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, BadInput
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.ledger.chain import Fact
from anteroom.policy import store
from anteroom.policy.store import Source, Table, Version

CHAIN = "policy"
FURTHEST_YEARS = 5
SETTINGS = "settings"
"""Who changed a table that stands in the settings, and why: the deployment says no more."""


class PolicyUnread(AnteroomError):
    """The policy is only changed by who says which one has been read: the If-Match header is missing."""

    code = "precondition-required"
    status = 428


async def set_policy(
    house: House, table: Table, since: date | None, *, by: str, reason: str, key: str
) -> Version:
    """Let a table be in force from the beginning of a day (UTC), today's from now on; None is today.

    `key` is the id of the API key that it came by. Raises BadInput for a day in the past: what was decided
    was decided by what was in force.
    """
    async with house.database.transaction() as conn:
        await store.lock(conn)
        now = house.clock.now()
        before = await _noted(conn, house, now)
        begins = _begins(since, now)
        version = await _add(conn, table, "api", begins, now, before.number + 1, by, reason, key)
    house.tables[version.digest] = table
    return version


async def note_settings(house: House) -> Version:
    """Keep the settings' table as a version where it is not the newest one of the settings already."""
    async with house.database.transaction() as conn:
        await store.lock(conn)
        return await _noted(conn, house, house.clock.now())


async def _noted(conn: Connection, house: House, now: datetime) -> Version:
    """Return the newest version of all, once the settings' table is among them."""
    newest = await store.newest(conn)
    last = await store.newest(conn, source="settings")
    if newest is not None and last is not None and last.digest == store.digest_of(house.policy):
        return newest
    number = newest.number + 1 if newest else 1
    return await _add(conn, house.policy, "settings", now, now, number, SETTINGS, SETTINGS, "")


async def _add(
    conn: Connection,
    table: Table,
    source: Source,
    since: datetime,
    now: datetime,
    number: int,
    by: str,
    reason: str,
    key: str,
) -> Version:
    digest = await store.keep_table(conn, table, now)
    version = Version(number, digest, source, since, now, by, reason)
    await store.add_version(conn, version)
    facts: dict[str, Fact] = {
        "version": number,
        "policy": digest,
        "source": source,
        "since": since.isoformat(),
        "reason": reason,
        "key": key or None,
    }
    await chain.write(conn, CHAIN, now, "policy.changed", by, facts)
    return version


async def hold_policy(conn: Connection, _: str) -> None:
    """Hold the policy against other writers until we commit."""
    await store.lock(conn)


def _begins(since: date | None, now: datetime) -> datetime:
    today = now.date()
    day = since or today
    if day < today:
        raise BadInput("A policy begins today at the earliest: the past stays as it was.", field="from")
    if day.year > today.year + FURTHEST_YEARS:
        raise BadInput(f"A policy begins within {FURTHEST_YEARS} years.", field="from")
    return max(now, datetime.combine(day, time(), UTC))
