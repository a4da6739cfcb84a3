"""Opening a calendar to us and closing it again: its owner's to do, nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.times.availability import store
from anteroom.times.availability.model import MOST_SOURCES, Account, Kind, Source, State
from anteroom.times.availability.refreshing import refresh

TOO_MANY = f"At most {MOST_SOURCES} calendars can be added. Take one away first."


async def open_calendar(house: House, person_id: str, kind: Kind, typed: Mapping[str, str]) -> str:
    """Keep a calendar that its owner typed, ask it at once, and return its id.

    Whether it works stands in its row afterwards. Raises BadInput for what cannot be one, NotFound for a
    kind that is not set up here.
    """
    found = house.availability.of(kind)
    if found is None or not found.fields:
        raise NotFound("Such a calendar cannot be added here.")
    return await keep_calendar(house, person_id, kind, found.read(typed))


async def keep_calendar(
    house: House,
    person_id: str,
    kind: Kind,
    given: Mapping[str, str],
    *,
    in_place_of_refused: bool = False,
) -> str:
    """Keep a calendar that a service let us into, ask it at once, and return its id.

    With `in_place_of_refused` those of its kind go that let us in no more: whoever connects an account anew
    would else stay unknown for the old one's sake.
    """
    now = house.clock.now()
    source_id = f"cal_{house.randomness.token(20)}"
    async with house.database.transaction() as conn:
        if not await store.lock_person(conn, person_id):
            raise NotFound("There is no such person.")
        for source in await store.sources_of(conn, person_id):
            if in_place_of_refused and source.kind is kind and source.state is State.REFUSED:
                await store.remove(conn, person_id, source.id)
                gone: dict[str, chain.Fact] = {"kind": kind.value, "source": source.id}
                await chain.write(conn, f"person:{person_id}", now, "availability.closed", person_id, gone)
        if len(await store.sources_of(conn, person_id)) >= MOST_SOURCES:
            raise BadInput(TOO_MANY, field="kind")
        await store.add(conn, house.vault, source_id, person_id, kind, given, now)
        facts: dict[str, chain.Fact] = {"kind": kind.value, "source": source_id}
        await chain.write(conn, f"person:{person_id}", now, "availability.opened", person_id, facts)
    await refresh(house, [person_id])
    return source_id


async def close_calendar(house: House, person_id: str, source_id: str, actor: str = "") -> Source:
    """Forget a calendar, its credentials and all that it said; then tell its service, as far as it hears.

    Raises NotFound for one that the person does not have.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        if not await store.lock_person(conn, person_id):
            raise NotFound("There is no such calendar.")
        known = {source.id: source for source in await store.sources_of(conn, person_id)}
        account = await store.account(conn, house.vault, person_id, source_id)
        if account is None or not await store.remove(conn, person_id, source_id):
            raise NotFound("There is no such calendar.")
        facts: dict[str, chain.Fact] = {"kind": account.kind.value, "source": source_id}
        await chain.write(conn, f"person:{person_id}", now, "availability.closed", actor or person_id, facts)
    await revoke(house, [account])
    return known[source_id]


async def accounts_of(house: House, conn: Connection, person_id: str) -> list[Account]:
    """Return a person's calendars with what is needed to ask them, as far as it can be opened still."""
    found = []
    for source in await store.sources_of(conn, person_id):
        try:
            account = await store.account(conn, house.vault, person_id, source.id)
        except ValueError:
            continue  # sealed under a key that is gone: nothing can be said in its name any more
        if account is not None:
            found.append(account)
    return found


async def revoke(house: House, accounts: Sequence[Account]) -> None:
    """Tell services of calendars that we are let in no more, as far as they hear; in no transaction."""
    kinds = [(house.availability.of(each.kind), each) for each in accounts]
    await asyncio.gather(*(kind.revoke(account) for kind, account in kinds if kind is not None))
