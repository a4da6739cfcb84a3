"""The SQL of endpoints, their secrets, events, and how far each has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from asyncpg import Record

from anteroom.database.connection import Connection
from anteroom.people.vault import Vault
from anteroom.webhooks.model import FIRST, Delivery, Endpoint, Event, Standing, Why

KIND = "webhook_delivery"
_DELIVERIES = f"""select effect.id, position, effect.state, shown, wanted, attempts, trouble, next_at,
        data->>'endpoint' as endpoint_id, event.id as event_id, event.type, event.at
    from effect join webhook_event event on event.id = data->>'event' where kind = '{KIND}'"""
_IS = {
    Standing.WAITING: "shown < wanted and effect.state <> 'held'",
    Standing.DEAD: "effect.state = 'held'",
    Standing.DELIVERED: "shown >= wanted and effect.state <> 'held'",
}


async def keep_first(conn: Connection, url: str | None, now: datetime) -> None:
    """Let the endpoint of app.yaml be what the file says now; at another address it is enabled again."""
    if url is None:
        await delete(conn, FIRST)
        return
    await conn.execute(
        """insert into webhook_endpoint (id, url, description, events, made_at)
        values ($1, $2, 'app.yaml', '{}', $3)
        on conflict (id) do update set url = excluded.url, disabled_at = null, disabled_for = '',
            failing_since = null, rests_until = null where webhook_endpoint.url <> excluded.url""",
        FIRST,
        url,
        now,
    )


async def put(conn: Connection, endpoint: Endpoint) -> None:
    """Save an endpoint, but for how it fares."""
    await conn.execute(
        """insert into webhook_endpoint
            (id, url, description, events, made_at, disabled_at, disabled_for)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do update set url = excluded.url, description = excluded.description,
            events = excluded.events, disabled_at = excluded.disabled_at,
            disabled_for = excluded.disabled_for,
            failing_since = case when webhook_endpoint.url = excluded.url
                then webhook_endpoint.failing_since end,
            rests_until = case when webhook_endpoint.url = excluded.url
                then webhook_endpoint.rests_until end""",
        endpoint.id,
        endpoint.url,
        endpoint.description,
        list(endpoint.events),
        endpoint.made_at,
        endpoint.disabled_at,
        endpoint.disabled_for.value if endpoint.disabled_for else "",
    )


async def delete(conn: Connection, endpoint_id: str) -> None:
    """Forget an endpoint, and whatever was still to be sent there."""
    await conn.execute(f"delete from effect where kind = '{KIND}' and data->>'endpoint' = $1", endpoint_id)
    await conn.execute("delete from webhook_endpoint where id = $1", endpoint_id)


async def endpoint(conn: Connection, endpoint_id: str, *, lock: bool = False) -> Endpoint | None:
    """Return an endpoint."""
    row = await conn.fetchrow(
        f"select * from webhook_endpoint where id = $1{' for update' if lock else ''}", endpoint_id
    )
    return _endpoint(row) if row else None


async def endpoints(conn: Connection) -> list[Endpoint]:
    """Return all of them: the one of app.yaml first, the others as they were made."""
    rows = await conn.fetch("select * from webhook_endpoint order by id <> $1, made_at, id", FIRST)
    return [_endpoint(row) for row in rows]


async def disable(conn: Connection, endpoint_id: str, why: Why, now: datetime) -> bool:
    """Disable an endpoint; tell whether it was not before."""
    return bool(
        await conn.fetchval(
            """update webhook_endpoint set disabled_at = $2, disabled_for = $3
            where id = $1 and disabled_at is null returning true""",
            endpoint_id,
            now,
            why.value,
        )
    )


async def fails(conn: Connection, endpoint_id: str, now: datetime) -> datetime:
    """Note that an endpoint did not take something; return since when it has not."""
    since: datetime | None = await conn.fetchval(
        """update webhook_endpoint set failing_since = coalesce(failing_since, $2) where id = $1
        returning failing_since""",
        endpoint_id,
        now,
    )
    return since or now


async def rests(conn: Connection, endpoint_id: str, until: datetime) -> None:
    """Let nothing be sent to an endpoint for a while."""
    await conn.execute("update webhook_endpoint set rests_until = $2 where id = $1", endpoint_id, until)


async def works(conn: Connection, endpoint_id: str) -> None:
    """Note that an endpoint takes events again."""
    await conn.execute(
        "update webhook_endpoint set failing_since = null, rests_until = null where id = $1", endpoint_id
    )


async def add_secret(
    conn: Connection, vault: Vault, endpoint_id: str, secret: str, now: datetime, others_until: datetime
) -> None:
    """Let a new secret sign for an endpoint; the others do so until `others_until` and no longer."""
    await conn.execute(
        "delete from webhook_secret where endpoint_id = $1 and ends_at <= $2", endpoint_id, now
    )
    await conn.execute(
        "update webhook_secret set ends_at = least(ends_at, $2) where endpoint_id = $1",
        endpoint_id,
        others_until,
    )
    await conn.execute(
        """insert into webhook_secret (endpoint_id, position, sealed, made_at)
        select $1, coalesce(max(position), 0) + 1, $2, $3 from webhook_secret where endpoint_id = $1""",
        endpoint_id,
        vault.seal(secret.encode(), endpoint_id),
        now,
    )


async def secrets(conn: Connection, vault: Vault, endpoint_id: str, now: datetime) -> list[str]:
    """Return what signs for an endpoint now, newest first. Raises ValueError where a vault key is missing."""
    rows = await conn.fetch(
        """select sealed from webhook_secret where endpoint_id = $1 and (ends_at is null or ends_at > $2)
        order by position desc""",
        endpoint_id,
        now,
    )
    return [vault.unseal(row["sealed"], endpoint_id).decode() for row in rows]


async def add_event(conn: Connection, event: Event) -> None:
    """Keep an event; one that is there already stays as it is."""
    await conn.execute(
        """insert into webhook_event (id, type, body, interview_id, at) values ($1, $2, $3, $4, $5)
        on conflict (id) do nothing""",
        event.id,
        event.type,
        event.body,
        event.interview_id,
        event.at,
    )


async def event(conn: Connection, event_id: str) -> Event | None:
    """Return an event."""
    row = await conn.fetchrow("select * from webhook_event where id = $1", event_id)
    return _event(row) if row else None


async def events_since(conn: Connection, since: datetime, most: int) -> list[Event]:
    """Return the oldest events since an instant, at most so many."""
    rows = await conn.fetch(
        "select * from webhook_event where at >= $1 order by at, id limit $2", since, most
    )
    return [_event(row) for row in rows]


async def delivery(conn: Connection, delivery_id: str) -> Delivery | None:
    """Return a delivery."""
    row = await conn.fetchrow(f"{_DELIVERIES} and effect.id = $1", delivery_id)
    return _delivery(row) if row else None


async def deliveries(
    conn: Connection, standing: Standing | None, endpoint_id: str | None, behind: int | None, most: int
) -> list[Delivery]:
    """Return deliveries, newest first; those behind a position."""
    said = f"and {_IS[standing]}" if standing else ""
    rows = await conn.fetch(
        f"""{_DELIVERIES} {said} and ($1::text is null or data->>'endpoint' = $1)
        and ($2::bigint is null or position < $2) order by position desc limit $3""",
        endpoint_id,
        behind,
        most,
    )
    return [_delivery(row) for row in rows]


async def dead_since(conn: Connection, endpoint_id: str, since: datetime, most: int) -> list[str]:
    """Return the oldest deliveries to an endpoint that were given up, of events since an instant."""
    rows = await conn.fetch(
        f"""{_DELIVERIES} and {_IS[Standing.DEAD]} and data->>'endpoint' = $1 and event.at >= $2
        order by position limit $3""",
        endpoint_id,
        since,
        most,
    )
    return [row["id"] for row in rows]


async def known(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Return which of these deliveries there are."""
    rows = await conn.fetch("select id from effect where id = any($1::text[])", list(ids))
    return {row["id"] for row in rows}


async def again(conn: Connection, ids: Sequence[str], now: datetime) -> int:
    """Let deliveries that are over be made once more, the same octets under the same id; return how many."""
    done = await conn.fetch(
        f"""update effect set shown = 0, state = 'idle', attempts = 0, trouble = '', next_at = $2
        where id = any($1::text[]) and kind = '{KIND}' and (state = 'held' or shown >= wanted)
        returning id""",
        list(ids),
        now,
    )
    return len(done)


async def tally(conn: Connection) -> tuple[int, int, int]:
    """Return how many endpoints are disabled (but not by request), how many fail, how many events died."""
    row = await conn.fetchrow(
        f"""select count(*) filter (where disabled_for = 'gone') as gone,
            count(*) filter (where failing_since is not null and disabled_at is null) as failing,
            (select count(*) from effect where kind = '{KIND}' and state = 'held') as dead
        from webhook_endpoint"""
    )
    assert row is not None
    return row["gone"], row["failing"], row["dead"]


def _endpoint(row: Record) -> Endpoint:
    return Endpoint(
        id=row["id"],
        url=row["url"],
        description=row["description"],
        events=tuple(row["events"]),
        made_at=row["made_at"],
        disabled_at=row["disabled_at"],
        disabled_for=Why(row["disabled_for"]) if row["disabled_for"] else None,
        failing_since=row["failing_since"],
        rests_until=row["rests_until"],
    )


def _event(row: Record) -> Event:
    return Event(row["id"], row["type"], row["body"], row["interview_id"], row["at"])


def _delivery(row: Record) -> Delivery:
    waits = row["shown"] < row["wanted"]
    standing = Standing.DEAD if row["state"] == "held" else Standing.WAITING if waits else Standing.DELIVERED
    return Delivery(
        id=row["id"],
        event_id=row["event_id"],
        type=row["type"],
        endpoint_id=row["endpoint_id"],
        standing=standing,
        failures=row["attempts"],
        trouble=row["trouble"],
        at=row["at"],
        next_at=row["next_at"] if standing is Standing.WAITING else None,
        position=row["position"],
    )
