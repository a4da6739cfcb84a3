"""Making, rotating and revoking keys. A key gives nobody more than it bears itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from anteroom.api.scopes import Scope
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, Conflict, NotAllowed, NotFound
from anteroom.house import House
from anteroom.keys import store
from anteroom.keys.model import (
    FIRST,
    FIRST_TRUST,
    LONGEST_OVERLAP,
    Caller,
    Key,
    digest_of,
    first_caller,
    first_trust_caller,
    id_in,
    new_id,
    new_secret,
    opens,
)
from anteroom.ledger import chain
from anteroom.passes.mint import same

OPERATOR = Caller("operator", "operator", frozenset(Scope) - {Scope.ANYBODY})
"""Whoever runs the command line; may give away everything that a key can bear."""
NO_SUCH_KEY = "There is no such key."


async def caller_of(house: House, written: str) -> Caller | None:
    """Return who calls with a key, or None where it opens nothing (any more). Compared in constant time."""
    secrets = house.settings.secrets
    if same(written, secrets.api_key):
        return first_caller()
    if secrets.review_key is not None and same(written, secrets.review_key):
        return first_trust_caller()
    key_id = id_in(written)
    if key_id is None:
        return None
    now = house.clock.now()
    async with house.database.connection() as conn:
        key = await store.load(conn, key_id)
        if key is None or not opens(key, written) or not key.standing(now).works:
            return None
        if key.last_used_at is None or now - key.last_used_at >= timedelta(hours=1):
            await store.used(conn, key.id, now)
    return Caller(key.id, key.family, key.scopes, key.expires_at)


async def make(
    house: House, by: Caller, name: str, scopes: Iterable[Scope], expires_at: datetime | None = None
) -> tuple[Key, str]:
    """Make a key; return it and the secret, which is told this once and kept nowhere.

    Raises BadInput without scopes or with an end in the past, NotAllowed for a scope that `by` lacks and for
    a time in which `by` does not work any more.
    """
    wanted, now = frozenset(scopes), house.clock.now()
    if not wanted or Scope.ANYBODY in wanted:
        raise BadInput("Say at least one scope that a key can bear.", field="scopes")
    if expires_at is not None and expires_at <= now:
        raise BadInput("A key ends in the future.", field="expires_at")
    _refuse_more(by, wanted)
    _refuse_longer(by, expires_at)
    key_id = new_id(house.randomness)
    secret = new_secret(key_id, house.randomness)
    key = Key(key_id, key_id, name, digest_of(secret), wanted, now, expires_at=expires_at)
    async with house.database.transaction() as conn:
        await store.insert(conn, key)
        await _tell(conn, house, key, "key.made", by)
    return key, secret


async def rotate(house: House, by: Caller, key_id: str, overlap: timedelta) -> tuple[Key, str]:
    """Put a new key in a key's place; both work during the overlap. Returns the new one and its secret.

    Raises NotFound, NotAllowed for a key that bears more than `by` or ends later, BadInput for an overlap out
    of bounds, Conflict for a key that does not work any more or was rotated already.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise BadInput("The overlap is from no time to 30 days.", field="overlap_hours")
    now = house.clock.now()
    async with house.database.transaction() as conn:
        before = await _held(conn, by, key_id)
        if not before.standing(now).works:
            raise Conflict("This key does not work any more; make another one.")
        if before.replaced_by is not None:
            raise Conflict("This key was rotated already; rotate the one that took its place.")
        _refuse_longer(by, before.expires_at)
        successor = new_id(house.randomness)
        secret = new_secret(successor, house.randomness)
        after = Key(
            successor,
            before.family,
            before.name,
            digest_of(secret),
            before.scopes,
            now,
            expires_at=before.expires_at,
        )
        await store.insert(conn, after)
        ends = now + overlap
        ends = min(ends, before.expires_at) if before.expires_at else ends
        await store.replace(conn, before.id, after.id, ends)
        await _tell(conn, house, before, "key.rotated", by, successor=after.id, until=ends.isoformat())
        await _tell(conn, house, after, "key.made", by)
    return after, secret


async def revoke(house: House, by: Caller, key_id: str) -> Key:
    """Let a key open nothing from now on; one that is revoked already stays as it is.

    Raises NotFound, and NotAllowed for a key that bears more than `by`.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        key = await _held(conn, by, key_id)
        if key.revoked_at is not None:
            return key
        await store.revoke(conn, key.id, now)
        await _tell(conn, house, key, "key.revoked", by)
    return replace(key, revoked_at=now)


async def find(house: House, key_id: str) -> Key:
    """Return a key. Raises NotFound."""
    async with house.database.connection() as conn:
        key = await store.load(conn, key_id)
    if key is None:
        raise NotFound(NO_SUCH_KEY)
    return key


async def _held(conn: Connection, by: Caller, key_id: str) -> Key:
    if key_id in (FIRST, FIRST_TRUST):
        raise BadInput("This key comes from the environment: change it there.", field="id")
    key = await store.load(conn, key_id, lock=True)
    if key is None:
        raise NotFound(NO_SUCH_KEY)
    _refuse_more(by, key.scopes)
    return key


def _refuse_more(by: Caller, wanted: frozenset[Scope]) -> None:
    """Whoever may make keys would otherwise make itself one for everything."""
    lacking = sorted(scope.value for scope in wanted - by.scopes)
    if lacking:
        raise NotAllowed(f"A key gives no more than it bears, and this one lacks {', '.join(lacking)}.")


def _refuse_longer(by: Caller, expires_at: datetime | None) -> None:
    """Whoever has a key for an hour, or one that is rotated away, would otherwise leave one for ever."""
    if by.ends_at is not None and (expires_at is None or expires_at > by.ends_at):
        raise NotAllowed(f"A key makes none that outlives it, and this one ends at {by.ends_at.isoformat()}.")


async def _tell(conn: Connection, house: House, key: Key, event: str, by: Caller, **facts: str) -> None:
    """Write it into the key's chain; whoever does so holds the key's row or has just made it."""
    told = {"scopes": " ".join(sorted(scope.value for scope in key.scopes)), **facts}
    await chain.write(conn, f"key:{key.id}", house.clock.now(), event, by.id, told)
