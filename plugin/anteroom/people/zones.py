"""A person's time zone: who said which, the one that counts, and where somebody is for a while.

`person.time_zone` is always the one that counts now: whatever is told settles it anew, and the timekeeper
does when a journey begins or ends. Nobody's zone is ever guessed: where nobody said one there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.people.persons import known_zone

if TYPE_CHECKING:
    from anteroom.house import House

STALE_AFTER = timedelta(days=180)
"""After that, whoever said a zone may speak of a person who has moved: what was said since comes first."""
SAME_FOR = timedelta(days=1)
"""What is said once more within this time is not written again."""
LONGEST_JOURNEY = timedelta(days=366)


class Source(StrEnum):
    """Who says where somebody lives, the most trusted first."""

    SAID = "said"
    """The person, on a page of ours or through the marketplace."""
    SLACK = "slack"
    """The profile in Slack, which follows the person's device."""
    MARKETPLACE = "marketplace"
    BROWSER = "browser"
    """What a form showed and the person sent."""
    ANSWER = "answer"
    """The zone in which a calendar proposed another time."""


@dataclass(frozen=True, slots=True)
class Told:
    """One word on a person's zone; `zone` is an IANA name."""

    source: Source
    zone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Travel:
    """Where a person is from `begins_at` on until, and without, `until`."""

    zone: str
    begins_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """All that is known of where somebody is: `home` counts where no journey does."""

    home: Told | None
    travel: Travel | None

    def at(self, moment: datetime) -> str | None:
        """Return the zone that counts at a moment; None where nobody said any."""
        travel = self.travel
        if travel is not None and travel.begins_at <= moment < travel.until:
            return travel.zone
        return self.home.zone if self.home else None


NOWHERE = Whereabouts(None, None)


def best(told: Iterable[Told], now: datetime) -> Told | None:
    """Return the word that counts: what the person said, then fresh ones by trust, then stale ones."""

    def rank(each: Told) -> tuple[bool, int, datetime]:
        stale = each.source is not Source.SAID and now - each.at > STALE_AFTER
        return stale, list(Source).index(each.source), each.at

    return min(told, key=rank, default=None)


async def tell(conn: Connection, person_id: str, source: Source, zone: str | None, now: datetime) -> None:
    """Keep what a source says of a person's zone in place of what it said before, if it is a zone."""
    if known_zone(zone) is None:
        return
    assert zone is not None
    same = await conn.fetchval(
        "select true from zone_told where person_id = $1 and source = $2 and time_zone = $3 and told_at > $4",
        person_id,
        source.value,
        zone,
        now - SAME_FOR,
    )
    if same:
        return
    await _hold(conn, person_id)
    await conn.execute(
        """insert into zone_told (person_id, source, time_zone, told_at) values ($1, $2, $3, $4)
        on conflict (person_id, source) do update set time_zone = excluded.time_zone,
            told_at = excluded.told_at""",
        person_id,
        source.value,
        zone,
        now,
    )
    await _settle(conn, person_id, now)


async def untell(conn: Connection, person_id: str, source: Source, now: datetime) -> None:
    """Forget what a source said of a person's zone."""
    known = await conn.fetchval(
        "select true from zone_told where person_id = $1 and source = $2", person_id, source.value
    )
    if not known:
        return
    await _hold(conn, person_id)
    await conn.execute("delete from zone_told where person_id = $1 and source = $2", person_id, source.value)
    await _settle(conn, person_id, now)


async def say_travel(
    house: House, person_id: str, zone: str, until: date, begins: date | None = None
) -> Travel:
    """Keep that somebody is elsewhere, to the end of the day `until` as people there count it.

    Without `begins` from now on. Takes the place of what was said before. Raises BadInput.
    """
    now = house.clock.now()
    travel = travel_of(zone, until, begins, now)
    async with house.database.transaction() as conn:
        await _hold(conn, person_id)
        await conn.execute(
            """insert into travel (person_id, time_zone, begins_at, until, told_at, due_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (person_id) do update set time_zone = excluded.time_zone,
                begins_at = excluded.begins_at, until = excluded.until, told_at = excluded.told_at,
                due_at = excluded.due_at""",
            person_id,
            travel.zone,
            travel.begins_at,
            travel.until,
            now,
            travel.begins_at if travel.begins_at > now else travel.until,
        )
        await _settle(conn, person_id, now)
    return travel


async def come_home(house: House, person_id: str) -> None:
    """Forget that somebody is elsewhere, or will be."""
    async with house.database.transaction() as conn:
        await _hold(conn, person_id)
        await conn.execute("delete from travel where person_id = $1", person_id)
        await _settle(conn, person_id, house.clock.now())


def travel_of(zone: str, until: date, begins: date | None, now: datetime) -> Travel:
    """Return the journey that days stand for. Raises BadInput for one that cannot be."""
    known = known_zone(zone)
    if known is None:
        raise BadInput("This time zone is not known.", field="time_zone")
    try:
        ends = _midnight(until + timedelta(days=1), known)
        starts = max(now, _midnight(begins, known)) if begins else now
    except OverflowError as error:
        raise BadInput("This day is not in our calendar.", field="until") from error
    if ends <= starts:
        raise BadInput("The last day there must not be over already.", field="until")
    if ends - now > LONGEST_JOURNEY:
        raise BadInput("Say where you are for a year at most.", field="until")
    return Travel(zone, starts, ends)


async def whereabouts(conn: Connection, person_ids: Sequence[str], now: datetime) -> dict[str, Whereabouts]:
    """Return what is known of these persons; those of whom nothing is are not among them."""
    told: dict[str, list[Told]] = {}
    for row in await conn.fetch(
        "select * from zone_told where person_id = any($1::text[])", list(person_ids)
    ):
        each = Told(Source(row["source"]), row["time_zone"], row["told_at"])
        told.setdefault(row["person_id"], []).append(each)
    away = {
        row["person_id"]: Travel(row["time_zone"], row["begins_at"], row["until"])
        for row in await conn.fetch(
            "select * from travel where person_id = any($1::text[]) and until > $2", list(person_ids), now
        )
    }
    return {
        person_id: Whereabouts(best(told.get(person_id, ()), now), away.get(person_id))
        for person_id in told.keys() | away.keys()
    }


async def told_of(conn: Connection, person_id: str) -> list[Told]:
    """Return all that was said of where somebody lives, the newest first, for the person."""
    rows = await conn.fetch(
        "select * from zone_told where person_id = $1 order by told_at desc, source", person_id
    )
    return [Told(Source(row["source"]), row["time_zone"], row["told_at"]) for row in rows]


async def turn_due(house: House) -> int:
    """Let journeys begin and end whose time has come; return how many."""
    now = house.clock.now()
    async with house.database.transaction() as conn:
        rows = await conn.fetch(
            "select person_id from travel where due_at <= $1 order by person_id limit 200", now
        )
        for row in rows:
            await _hold(conn, row["person_id"])
            await conn.execute(
                "delete from travel where person_id = $1 and until <= $2", row["person_id"], now
            )
            await conn.execute(
                "update travel set due_at = until where person_id = $1 and begins_at <= $2",
                row["person_id"],
                now,
            )
            await _settle(conn, row["person_id"], now)
    return len(rows)


async def forget(conn: Connection, person_id: str) -> None:
    """Forget all that was said of where a person is, who is erased."""
    await conn.execute("delete from zone_told where person_id = $1", person_id)
    await conn.execute("delete from travel where person_id = $1", person_id)


async def _hold(conn: Connection, person_id: str) -> None:
    # Two who tell at once must not each settle without having read the other.
    await conn.execute("select 1 from person where id = $1 for no key update", person_id)


async def _settle(conn: Connection, person_id: str, now: datetime) -> None:
    found = (await whereabouts(conn, [person_id], now)).get(person_id, NOWHERE)
    await conn.execute(
        """update person set time_zone = $2 where id = $1 and erased_at is null
        and time_zone is distinct from $2""",
        person_id,
        found.at(now),
    )
    if found.travel is not None:
        home = found.home.zone if found.home else None
        await conn.execute("update travel set home = $2 where person_id = $1", person_id, home)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
