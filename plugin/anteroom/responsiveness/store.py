"""SQL of how soon members answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.nudges.model import Stop
from anteroom.responsiveness.model import Band, Figure, Occasion


async def due(conn: Connection, now: datetime, limit: int) -> list[str]:
    """Take out at most so many people of whom an occasion is settled or counts no more; the rest wait."""
    rows = await conn.fetch(
        """with settled as (
            delete from responsiveness_news where position in (
                select position from responsiveness_news where settles_at <= $1
                order by settles_at limit $2 for update skip locked)
            returning person_id),
        over as (
            select person_id from responsiveness where due_at <= $1 order by due_at limit $2)
        select person_id from settled union select person_id from over order by person_id""",
        now,
        limit,
    )
    return [row["person_id"] for row in rows]


async def occasions(conn: Connection, people: Sequence[str]) -> dict[str, list[Occasion]]:
    """Return of each member what waited first in each thread, at each interview and as each offer.

    Whoever is no member, or not here any more, is left out.
    """
    members = await conn.fetch(
        """select person_id from member join person on person.id = person_id
        where person_id = any($1::text[]) and erased_at is null""",
        people,
    )
    rows = await conn.fetch(
        """select distinct on (person_id, place) person_id, since, ended_at, ended_for from (
            select *, case when kind = 'message' then proposal_id
                else coalesce(interview_id, about) end as place
            from waiting where person_id = any($1::text[])) as waited
        order by person_id, place, since, id""",
        people,
    )
    found: dict[str, list[Occasion]] = {row["person_id"]: [] for row in members}
    for row in rows:
        if row["person_id"] in found:
            stop = Stop(row["ended_for"]) if row["ended_for"] else None
            found[row["person_id"]].append(Occasion(row["since"], row["ended_at"], stop))
    return found


async def keep(conn: Connection, figures: Mapping[str, Figure], now: datetime) -> None:
    """Keep what is said of members in place of what was."""
    # In one order for everybody, so that two of us never wait for one another.
    told = sorted(figures.items())
    await conn.execute(
        """insert into responsiveness
            (person_id, band, counted, within_a_day, within_three_days, due_at, figured_at)
        select *, $7::timestamptz from unnest(
            $1::text[], $2::text[], $3::integer[], $4::integer[], $5::integer[], $6::timestamptz[])
        on conflict (person_id) do update set band = excluded.band, counted = excluded.counted,
            within_a_day = excluded.within_a_day, within_three_days = excluded.within_three_days,
            figured_at = excluded.figured_at, due_at = excluded.due_at""",
        [person_id for person_id, _ in told],
        [each.band.value for _, each in told],
        [each.counted for _, each in told],
        [each.within_a_day for _, each in told],
        [each.within_three_days for _, each in told],
        [each.due_at for _, each in told],
        now,
    )


async def of(conn: Connection, person_id: str) -> tuple[Figure, datetime | None]:
    """Return what is said of a member, and when it was figured out; of whom nothing is kept, too little."""
    row = await conn.fetchrow("select * from responsiveness where person_id = $1", person_id)
    if row is None:
        return Figure(Band.TOO_LITTLE, 0, 0, 0), None
    found = Figure(
        Band(row["band"]), row["counted"], row["within_a_day"], row["within_three_days"], row["due_at"]
    )
    return found, row["figured_at"]


async def forget(conn: Connection, *people: str) -> None:
    """Forget how soon people answer who are not here any more."""
    await conn.execute("delete from responsiveness where person_id = any($1::text[])", people)
    await conn.execute("delete from responsiveness_news where person_id = any($1::text[])", people)
