"""SQL of calendar requests. An event's UID, which may be an address, is found by a keyed digest of it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.house import House
from anteroom.requests.model import CalendarRequest, Note, Refusal


def digest(house: House, *said: object) -> bytes:
    """Return what stands for something said: equal where it is equal, and telling nothing of it."""
    key = house.settings.secrets.index_key
    return hmac.new(key, f"calendar-request\0{said!r}".encode(), hashlib.sha256).digest()


async def load(
    conn: Connection, house: House, uid: str, organizer_id: str, *, lock: bool = False
) -> CalendarRequest | None:
    """Return what we know of an event. With `lock` nobody else takes a message of it until we commit."""
    event = digest(house, "uid", uid)
    if lock:
        # Not the row's lock: of an event that is new there is no row yet, and two messages may come at once.
        name = f"calendar-request:{event.hex()}:{organizer_id}"
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)
    row = await conn.fetchrow(
        "select * from calendar_request where event = $1 and organizer_id = $2", event, organizer_id
    )
    return _request(row) if row else None


async def by_id(conn: Connection, request_id: str) -> CalendarRequest | None:
    """Return a request by its id."""
    row = await conn.fetchrow("select * from calendar_request where id = $1", request_id)
    return _request(row) if row else None


async def of_interview(conn: Connection, interview_id: str) -> CalendarRequest | None:
    """Return the request from which an interview was scheduled, if it was scheduled so."""
    row = await conn.fetchrow("select * from calendar_request where interview_id = $1", interview_id)
    return _request(row) if row else None


async def uid_of(conn: Connection, house: House, request_id: str) -> str:
    """Return the event's UID as its organizer's calendar wrote it."""
    sealed = await conn.fetchval("select sealed from calendar_request where id = $1", request_id)
    return house.vault.unseal(sealed, request_id).decode()


async def asked_since(conn: Connection, organizer_id: str, since: datetime) -> int:
    """Count the events that an organizer has brought to us since then."""
    found = await conn.fetchval(
        "select count(*) from calendar_request where organizer_id = $1 and at > $2", organizer_id, since
    )
    return int(found)


async def save(conn: Connection, house: House, request: CalendarRequest, uid: str) -> None:
    """Write a request, a new one or one that is known."""
    await conn.execute(
        """insert into calendar_request (id, event, organizer_id, sealed, local, proposal_id, interview_id,
            cancelled, refusal, sentence, notes, sequence, stamp, starts_at, ends_at, content, words, guests,
            heard, at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $20)
        on conflict (id) do update set local = excluded.local, proposal_id = excluded.proposal_id,
            interview_id = excluded.interview_id, cancelled = excluded.cancelled, refusal = excluded.refusal,
            sentence = excluded.sentence, notes = excluded.notes, sequence = excluded.sequence,
            stamp = excluded.stamp, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
            content = excluded.content, words = excluded.words, guests = excluded.guests,
            heard = excluded.heard, changed_at = excluded.changed_at""",
        request.id,
        digest(house, "uid", uid),
        request.organizer_id,
        house.vault.seal(uid.encode(), request.id),
        request.local,
        request.proposal_id,
        request.interview_id,
        request.cancelled,
        request.refusal.value,
        request.sentence,
        [note.value for note in request.notes],
        request.sequence,
        request.stamp,
        request.starts_at,
        request.ends_at,
        request.content,
        request.words,
        list(request.guests),
        request.heard,
        house.clock.now(),
    )


def _request(row: Row) -> CalendarRequest:
    fields = dict(row)
    for unread in ("event", "sealed", "at", "changed_at"):
        del fields[unread]
    return CalendarRequest(
        **{
            **fields,
            "refusal": Refusal(row["refusal"]),
            "notes": tuple(Note(note) for note in row["notes"]),
            "guests": tuple(row["guests"]),
        }
    )
