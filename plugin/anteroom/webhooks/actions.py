"""What a marketplace's engineers do with endpoints and with what did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from yarl import URL

from anteroom.api.standard_webhooks import new_secret
from anteroom.database.connection import Connection
from anteroom.effects.model import Part, Rendered
from anteroom.effects.wish import CHANNEL
from anteroom.errors import BadInput, Conflict, NotFound, Withheld
from anteroom.house import House
from anteroom.keys.model import Caller
from anteroom.ledger import chain
from anteroom.targets import is_literal, is_public
from anteroom.webhooks import store
from anteroom.webhooks.event import delivery_id_of, want_delivery
from anteroom.webhooks.model import (
    FAMILIES,
    FIRST,
    MOST_ENDPOINTS,
    MOST_SECRETS,
    TEST,
    TYPES,
    Delivery,
    Endpoint,
    Event,
    Why,
)

SECRET_OCTETS = 32
MOST_REPLAYED = 1000
"""Events sent again by one call; the answer says where to go on."""
IN_APP_YAML = "This endpoint stands in app.yaml"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be different about an endpoint; None leaves it as it is."""

    url: str | None = None
    description: str | None = None
    events: tuple[str, ...] | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many are sent again; `since` is where to go on, None once there are no more."""

    count: int
    since: datetime | None


async def make(house: House, by: Caller, wish: Wish) -> tuple[Endpoint, str]:
    """Make an endpoint with a secret of its own; return both. Raises BadInput, and Conflict for too many."""
    now = house.clock.now()
    fresh = Endpoint(f"whe_{house.randomness.token(20)}", "", "", (), now)
    endpoint = _changed(house, fresh, wish)
    secret = new_secret(house.randomness.bytes(SECRET_OCTETS))
    async with house.database.transaction() as conn:
        await conn.execute("lock table webhook_endpoint in share row exclusive mode")
        if len(await store.endpoints(conn)) >= MOST_ENDPOINTS:
            raise Conflict(f"There are {MOST_ENDPOINTS} endpoints already.")
        await _refuse_details(conn, house, endpoint)
        await store.put(conn, endpoint)
        await store.add_secret(conn, house.vault, endpoint.id, secret, now, now)
        await _note(conn, house, endpoint, "webhook.made", by)
    return endpoint, secret


async def change(house: House, by: Caller, endpoint_id: str, wish: Wish) -> Endpoint:
    """Change an endpoint. Raises NotFound, BadInput, and Conflict for what only app.yaml says."""
    async with house.database.transaction() as conn:
        found = await _found(conn, endpoint_id, lock=True)
        if found.id == FIRST and wish.url is not None and wish.url != found.url:
            raise Conflict(f"{IN_APP_YAML}, and so does its address.")
        endpoint = _changed(house, found, wish)
        await _refuse_details(conn, house, endpoint)
        await store.put(conn, endpoint)
        if endpoint != found:
            moved = {"address": "changed"} if endpoint.url != found.url else {}
            await _note(conn, house, endpoint, "webhook.changed", by, **moved)
    return endpoint


async def remove(house: House, by: Caller, endpoint_id: str) -> None:
    """Remove an endpoint, and whatever was still to be sent there. Raises NotFound, Conflict."""
    async with house.database.transaction() as conn:
        found = await _found(conn, endpoint_id, lock=True)
        if found.id == FIRST:
            raise Conflict(f"{IN_APP_YAML}: take it out there, or disable it.")
        await _note(conn, house, found, "webhook.removed", by)
        await store.delete(conn, found.id)


async def rotate(house: House, by: Caller, endpoint_id: str, overlap: timedelta) -> tuple[Endpoint, str]:
    """Give an endpoint a new secret; the others sign beside it until the overlap is over.

    Raises NotFound, and Conflict for the endpoint of app.yaml and where too many secrets are good at once.
    """
    now = house.clock.now()
    secret = new_secret(house.randomness.bytes(SECRET_OCTETS))
    async with house.database.transaction() as conn:
        found = await _found(conn, endpoint_id, lock=True)
        if found.id == FIRST:
            raise Conflict(f"{IN_APP_YAML}: give ANTEROOM_MARKETPLACE_SECRET two, with a blank between.")
        if overlap and len(await store.secrets(conn, house.vault, found.id, now)) >= MOST_SECRETS:
            raise Conflict(f"{MOST_SECRETS} of its secrets are good already; rotate without an overlap.")
        await store.add_secret(conn, house.vault, found.id, secret, now, now + overlap)
        await _note(conn, house, found, "webhook.rotated", by)
    return found, secret


async def send_test(house: House, endpoint_id: str) -> Delivery:
    """Send a `webhook.test` to one endpoint, whatever it asked for. Raises NotFound, Conflict."""
    now = house.clock.now()
    async with house.database.transaction() as conn:
        found = await _found(conn, endpoint_id)
        _refuse_disabled(found)
        stamp = now.isoformat().replace("+00:00", "Z")
        said = f'{{"type": "{TEST}", "timestamp": "{stamp}", "data": {{"endpoint": "{found.id}"}}}}'
        event = Event(f"eff_{house.randomness.token(24)}", TEST, said, None, now)
        await store.add_event(conn, event)
        delivery = await store.delivery(conn, await want_delivery(conn, house, event, found.id))
    assert delivery is not None
    return delivery


async def send_again(house: House, delivery_id: str) -> Delivery:
    """Send once more what was given up, or taken. Raises NotFound, and Conflict while it is on its way."""
    async with house.database.transaction() as conn:
        found = await store.delivery(conn, delivery_id)
        if found is None:
            raise NotFound("There is no such delivery.")
        _refuse_disabled(await _found(conn, found.endpoint_id))
        if not await store.again(conn, [found.id], house.clock.now()):
            raise Conflict("It is on its way.")
        again = await store.delivery(conn, delivery_id)
        await _wake(conn)
    assert again is not None
    return again


async def send_all_again(house: House, endpoint_id: str, since: datetime, *, everything: bool) -> Replayed:
    """Send what was given up since an instant once more; or `everything` that happened since then.

    The latter is for whoever lost what was taken, or joined late: what the endpoint was never sent goes
    there, too. Oldest first, a bounded number at a time. Raises NotFound, Conflict.
    """
    async with house.database.transaction() as conn:
        found = await _found(conn, endpoint_id)
        _refuse_disabled(found)
        if not everything:
            dead = await store.dead_since(conn, found.id, since, MOST_REPLAYED)
            count = await store.again(conn, dead, house.clock.now())
            replayed = Replayed(count, since if len(dead) == MOST_REPLAYED else None)
        else:
            replayed = await _everything(conn, house, found, since)
        await _wake(conn)
    return replayed


async def _everything(conn: Connection, house: House, endpoint: Endpoint, since: datetime) -> Replayed:
    events = await store.events_since(conn, since, MOST_REPLAYED)
    more = len(events) == MOST_REPLAYED
    # Events of one instant stay together: who goes on there gets all of them.
    last = events[-1].at if more else None
    those = [each for each in events if each.at != last or last == events[0].at]
    wanted = [each for each in those if endpoint.wants(each.type) and each.type != TEST]
    ids = [delivery_id_of(each, endpoint.id) for each in wanted]
    known = await store.known(conn, ids)
    count = await store.again(conn, ids, house.clock.now())
    for event in (each for each, its in zip(wanted, ids, strict=True) if its not in known):
        await want_delivery(conn, house, event, endpoint.id)
        count += 1
    return Replayed(count, last)


async def _note(
    conn: Connection, house: House, endpoint: Endpoint, event: str, by: Caller, **facts: str
) -> None:
    """Write it into the endpoint's chain; whoever does so holds its row or has just made it."""
    stands = "disabled" if endpoint.disabled_at is not None else "enabled"
    told = {"state": stands, "events": " ".join(endpoint.events), **facts}
    await chain.write(conn, f"webhook:{endpoint.id}", house.clock.now(), event, by.id, told)


async def _wake(conn: Connection) -> None:
    await conn.execute(f"notify {CHANNEL}")


async def _found(conn: Connection, endpoint_id: str, *, lock: bool = False) -> Endpoint:
    found = await store.endpoint(conn, endpoint_id, lock=lock)
    if found is None:
        raise NotFound("There is no such endpoint.")
    return found


async def _refuse_details(conn: Connection, house: House, endpoint: Endpoint) -> None:
    """Raise BadInput for an address with somebody's contact detail in it: it stands in answers."""
    given = Rendered(b"", (Part("text/plain", endpoint.url.encode()),))
    try:
        if "@" in URL(endpoint.url).path_qs:
            raise Withheld("an address of a person, known to us or not")
        await house.door.inspect(conn, None, given)
    except Withheld as error:
        raise BadInput("This address gives a contact detail away.", field="url") from error


def _refuse_disabled(endpoint: Endpoint) -> None:
    if endpoint.disabled_at is not None:
        raise Conflict("This endpoint is disabled. Enable it first.")


def _changed(house: House, endpoint: Endpoint, wish: Wish) -> Endpoint:
    url = endpoint.url if wish.url is None else _address(house, wish.url)
    events = endpoint.events if wish.events is None else _known(wish.events)
    description = endpoint.description if wish.description is None else wish.description
    changed = replace(endpoint, url=url, events=events, description=description)
    if wish.disabled is None or wish.disabled is (changed.disabled_at is not None):
        return changed
    if wish.disabled:
        return replace(changed, disabled_at=house.clock.now(), disabled_for=Why.ASKED)
    return replace(changed, disabled_at=None, disabled_for=None)


def _known(events: Sequence[str]) -> tuple[str, ...]:
    for each in events:
        if each not in TYPES and each not in FAMILIES:
            raise BadInput("There is no such type of event.", field="events")
    return tuple(dict.fromkeys(events))


def _address(house: House, written: str) -> str:
    """Return an address that events may go to; a name is looked at each time something is sent."""
    try:
        url = URL(written)
        host = url.host or ""
        whole = url.scheme in ("http", "https") and bool(host) and url.port != 0
    except ValueError:
        raise BadInput("This is no address.", field="url") from None
    if not whole or url.user is not None or url.password is not None or url.fragment:
        raise BadInput("An http or https address, without a user and without a fragment.", field="url")
    if url.scheme != "https" and not house.settings.sandbox:
        raise BadInput("The address must be https.", field="url")
    if not house.settings.allow_private_targets and is_literal(host) and not is_public(host):
        raise BadInput("The address is not a public one.", field="url")
    return str(url)
