"""SQL of calendars that people opened to us, and of when these say that somebody is busy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from anteroom.database.connection import Connection, Row
from anteroom.people.persons import known_zone
from anteroom.people.vault import Vault
from anteroom.times.availability.model import (
    FORGOTTEN,
    FRESH,
    GUESTS_KEPT,
    MOST_SPANS,
    NOT_OFTENER,
    Account,
    Busy,
    Kind,
    Source,
    Span,
    State,
    Trouble,
    Window,
    merged,
)
from anteroom_calendar import Doubt

UNPLACED = Doubt.UNREADABLE.value
"""The doubt that leaves somebody busy at a time which nobody knows."""
SHOWN = """select availability_source.id, person_id, kind, state, trouble, doubts, looked_at, fetched_at,
        forget_at from availability_source left join busy_time on source_id = availability_source.id"""


async def add(
    conn: Connection,
    vault: Vault,
    source_id: str,
    person_id: str,
    kind: Kind,
    given: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep a calendar, not asked yet."""
    sealed = await vault.seal_own(conn, person_id, msgspec.json.encode(given), source_id)
    await conn.execute(
        """insert into availability_source (id, person_id, kind, given, made_at)
        values ($1, $2, $3, $4, $5)""",
        source_id,
        person_id,
        kind.value,
        sealed,
        now,
    )


async def sources_of(conn: Connection, person_id: str) -> list[Source]:
    """Return a person's calendars, oldest first."""
    rows = await conn.fetch(f"{SHOWN} where person_id = $1 order by made_at, id", person_id)
    return [_source(row) for row in rows]


async def calendars_of(conn: Connection, person_ids: Sequence[str]) -> dict[str, int]:
    """Return how many calendars those of these persons have who opened any."""
    rows = await conn.fetch(
        """select person_id, count(*) as many from availability_source where person_id = any($1::text[])
        group by person_id""",
        list(person_ids),
    )
    return {row["person_id"]: row["many"] for row in rows}


async def kept_of(conn: Connection, person_id: str) -> list[tuple[Source, Sequence[Span]]]:
    """Return a person's calendars with all that is kept of each, for the owner alone."""
    rows = await conn.fetch(
        "select busy_time.* from busy_time join availability_source on id = source_id where person_id = $1",
        person_id,
    )
    spans = {row["source_id"]: tuple(zip(row["begins"], row["ends"], strict=True)) for row in rows}
    return [(source, spans.get(source.id, ())) for source in await sources_of(conn, person_id)]


async def lock_person(conn: Connection, person_id: str) -> bool:
    """Hold a person against others until we commit; False for nobody, and for one who is erased."""
    found = await conn.fetchval(
        "select true from person where id = $1 and erased_at is null for no key update", person_id
    )
    return bool(found)


async def is_guest(conn: Connection, person_id: str) -> bool:
    """Tell whether a person has no account, so that `forget` takes the calendars away in time."""
    return bool(await conn.fetchval("select kind = 'guest' from person where id = $1", person_id))


async def remove(conn: Connection, person_id: str, source_id: str) -> bool:
    """Forget a calendar with its credentials and all that it said; False where the person has none such."""
    done = await conn.fetchval(
        "delete from availability_source where id = $1 and person_id = $2 returning true",
        source_id,
        person_id,
    )
    return bool(done)


async def account(conn: Connection, vault: Vault, person_id: str, source_id: str) -> Account | None:
    """Return a calendar with what is needed to ask it."""
    row = await conn.fetchrow(
        """select availability_source.*, time_zone, null as from_at, null as until_at
        from availability_source join person on person.id = person_id
        where availability_source.id = $1 and person_id = $2""",
        source_id,
        person_id,
    )
    return None if row is None else await _account(conn, vault, row, None)


async def claim(conn: Connection, vault: Vault, person_ids: Sequence[str], now: datetime) -> list[Account]:
    """Return those calendars of these persons that are to be asked now; nobody else asks them meanwhile.

    What an earlier answer said comes along only where "unchanged" would mean the same as then: in the same
    zone, for a window that is still known whole.
    """
    rows = await conn.fetch(
        """with due as (select id from availability_source where person_id = any($1::text[])
            and (looked_at is null or looked_at <= $3) order by id for update skip locked)
        update availability_source set looked_at = $2 from person, due
        where person.id = person_id and availability_source.id = due.id
        returning availability_source.*, time_zone,
            (select from_at from busy_time where source_id = availability_source.id and forget_at > $2)
                as from_at,
            (select until_at from busy_time where source_id = availability_source.id) as until_at""",
        list(person_ids),
        now,
        now - NOT_OFTENER,
    )
    return [await _account(conn, vault, row, Window.ahead(now)) for row in rows]


async def keep_busy(
    conn: Connection, vault: Vault, account: Account, window: Window, busy: Busy, now: datetime
) -> None:
    """Keep what a calendar said in place of what it said before; nothing where it was revoked meanwhile."""
    person_id = await _still_there(conn, account.source_id)
    if person_id is None:
        return
    await conn.execute(
        """update availability_source set state = 'working', trouble = '', doubts = $2, remembered = $3
        where id = $1""",
        account.source_id,
        sorted(set(busy.doubts)),
        await vault.seal_own(
            conn, person_id, _written(account, busy.remembered), f"{account.source_id}:remembered"
        ),
    )
    if busy.given is not None:
        await keep_given(conn, vault, account.source_id, busy.given)
    spans = merged(busy.spans, window)[:MOST_SPANS]
    cut = Window(window.begins, spans[-1][1]) if len(spans) == MOST_SPANS else window
    await conn.execute(
        """insert into busy_time (source_id, from_at, until_at, begins, ends, fetched_at, forget_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (source_id) do update set from_at = excluded.from_at, until_at = excluded.until_at,
            begins = excluded.begins, ends = excluded.ends, fetched_at = excluded.fetched_at,
            forget_at = excluded.forget_at""",
        account.source_id,
        cut.begins,
        cut.ends,
        [begins for begins, _ in spans],
        [ends for _, ends in spans],
        now,
        now + FORGOTTEN,
    )


async def keep_given(conn: Connection, vault: Vault, source_id: str, given: Mapping[str, str]) -> None:
    """Keep what a calendar's service gave in place of what was given, such as a token that is good once."""
    person_id = await _still_there(conn, source_id)
    if person_id is not None:
        sealed = await vault.seal_own(conn, person_id, msgspec.json.encode(given), source_id)
        await conn.execute("update availability_source set given = $2 where id = $1", source_id, sealed)


async def keep_unchanged(conn: Connection, source_id: str, now: datetime) -> None:
    """Note that a calendar still says what it said."""
    await conn.execute(
        "update availability_source set state = 'working', trouble = '' where id = $1", source_id
    )
    await conn.execute(
        "update busy_time set fetched_at = $2, forget_at = $3 where source_id = $1",
        source_id,
        now,
        now + FORGOTTEN,
    )


async def keep_trouble(conn: Connection, source_id: str, trouble: Trouble) -> None:
    """Note that a calendar could not be read. What it said before stays busy until it is forgotten."""
    await conn.execute(
        "update availability_source set state = $2, trouble = $3 where id = $1",
        source_id,
        (State.REFUSED if trouble.refuses else State.FAILING).value,
        trouble.value,
    )


async def forget(conn: Connection, now: datetime) -> None:
    """Delete what calendars said a day ago and never again, and those of guests who are not here any more.

    A guest's pass opens nothing after the interview, so that this one could not take them away.
    """
    await conn.execute(
        """delete from availability_source using person where person.id = person_id and person.kind = 'guest'
            and made_at <= $1 and not exists (select from party join interview on interview.id = interview_id
                where party.person_id = availability_source.person_id and interview.ends_at > $1)""",
        now - GUESTS_KEPT,
    )
    rows = await conn.fetch("delete from busy_time where forget_at <= $1 returning source_id", now)
    await conn.execute(
        "update availability_source set remembered = null where id = any($1::text[])",
        [row["source_id"] for row in rows],
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What the calendars of some persons say. `asked` have any; of `unknown` one does not answer."""

    spans: Mapping[str, Sequence[Span]]
    asked: frozenset[str]
    unknown: frozenset[str]


async def said_of(conn: Connection, person_ids: Sequence[str], window: Window, now: datetime) -> Said:
    """Return when these persons are busy by their calendars, and of whom that is not known for certain.

    That is whoever has a calendar that does not work or holds an entry at a time that cannot be read, that
    said nothing lately, or nothing of the whole window; what such a one did say counts all the same.
    """
    rows = await conn.fetch(
        """select person_id, state, doubts, from_at, until_at, begins, ends, fetched_at, forget_at
        from availability_source left join busy_time on source_id = availability_source.id
        where person_id = any($1::text[])""",
        list(person_ids),
    )
    spans: dict[str, list[Span]] = {}
    unknown: set[str] = set()
    for row in rows:
        said = row["fetched_at"] is not None and row["forget_at"] > now
        if said:
            found = zip(row["begins"], row["ends"], strict=True)
            spans.setdefault(row["person_id"], []).extend(
                (begins, ends) for begins, ends in found if begins < window.ends and window.begins < ends
            )
        works = row["state"] == State.WORKING.value and UNPLACED not in row["doubts"]
        fresh = said and works and row["fetched_at"] > now - FRESH
        if not (fresh and Window(row["from_at"], row["until_at"]).holds(window)):
            unknown.add(row["person_id"])
    return Said(spans, frozenset(row["person_id"] for row in rows), frozenset(unknown))


async def _still_there(conn: Connection, source_id: str) -> str | None:
    """Return whose calendar it is, held until we commit; None where it was revoked."""
    found = await conn.fetchval(
        "select person_id from availability_source where id = $1 for update", source_id
    )
    return str(found) if found else None


ZONE = "zone"
"""The key under which is remembered in which zone an answer was read."""


def _written(account: Account, remembered: Mapping[str, str]) -> bytes:
    return msgspec.json.encode({**remembered, ZONE: account.zone.key if account.zone else ""})


async def _account(conn: Connection, vault: Vault, row: Row, needed: Window | None) -> Account:
    person_id, source_id = row["person_id"], row["id"]
    given = await vault.open_own(conn, person_id, row["given"], source_id)
    zone, remembered = known_zone(row["time_zone"]), {}
    if row["remembered"] is not None and row["from_at"] is not None and needed is not None:
        kept = await vault.open_own(conn, person_id, row["remembered"], f"{source_id}:remembered")
        remembered = msgspec.json.decode(kept, type=dict[str, str])
        same = remembered.pop(ZONE, "") == (zone.key if zone else "")
        if not (same and Window(row["from_at"], row["until_at"]).holds(needed)):
            remembered = {}
    return Account(
        source_id, Kind(row["kind"]), zone, msgspec.json.decode(given, type=dict[str, str]), remembered
    )


def _source(row: Row) -> Source:
    trouble = Trouble(row["trouble"]) if row["trouble"] else None
    fields = {**dict(row), "kind": Kind(row["kind"]), "state": State(row["state"]), "trouble": trouble}
    return Source(**{**fields, "doubts": tuple(row["doubts"])})
