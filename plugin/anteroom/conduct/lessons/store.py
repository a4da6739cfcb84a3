"""SQL of lessons: one row is one text that was a slip, never what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.conduct.lessons.model import Kind, Lesson, Slip, Standing, Step
from anteroom.database.connection import Connection, Row
from anteroom.house import House
from anteroom.proposals.model import Proposal
from anteroom.texts.store import STANDS

MOST = 200
"""Slips of one writer that are looked back at; more than anybody is taught by."""
STANDING = """case
    when exists (select from held_text where held_text.digest = lesson.digest and state = 'released')
        then 'released'
    when exists (select from held_text where held_text.digest = lesson.digest and state = 'held'
        and appealed_at is not null) then 'looked_at'
    else 'counts' end as standing"""

COUNTS = f"not exists (select from held_text where held_text.digest = lesson.digest and not {STANDS})"


@dataclass(frozen=True, slots=True)
class Kept:
    """A lesson as its row tells it. `answered_at`: the freelancer sent the polite answer to it."""

    id: str
    lesson: Lesson
    step: Step
    suggested_at: datetime | None
    answered_at: datetime | None


async def insert(conn: Connection, house: House, lesson: Lesson, suggested_at: datetime | None) -> str:
    """Write a lesson and return its id."""
    slip, lesson_id = lesson.slip, f"les_{house.randomness.token(20)}"
    await conn.execute(
        """insert into lesson (id, writer_id, proposal_id, digest, kind, surface, pieces, seen, number, step,
            suggested_at, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
        lesson_id,
        slip.writer_id,
        slip.proposal_id,
        slip.digest,
        slip.kind.value,
        slip.surface,
        sorted(slip.pieces),
        slip.seen,
        lesson.number,
        lesson.step.value,
        suggested_at,
        slip.at,
    )
    return lesson_id


async def of_text(conn: Connection, digest: bytes, since: datetime) -> Kept | None:
    """Return the newest lesson about a text."""
    row = await conn.fetchrow(
        f"select *, {STANDING} from lesson where digest = $1 and at > $2 order by at desc limit 1",
        digest,
        since,
    )
    return _kept(row) if row is not None else None


async def of_held(conn: Connection, held_id: str) -> Kept | None:
    """Return the lesson about a held text."""
    row = await conn.fetchrow(
        f"""select *, {STANDING} from lesson where digest = (select digest from held_text where id = $1)
        order by at desc limit 1""",
        held_id,
    )
    return _kept(row) if row is not None else None


async def is_held(conn: Connection, digest: bytes) -> bool:
    """Tell whether a text is or was held."""
    return bool(await conn.fetchval("select true from held_text where digest = $1 limit 1", digest))


async def before(conn: Connection, writer_id: str, since: datetime) -> Sequence[Slip]:
    """Return a writer's slips on all proposals since an instant, oldest first."""
    rows = await conn.fetch(
        f"select *, {STANDING} from lesson where writer_id = $1 and at > $2 order by at desc, id limit $3",
        writer_id,
        since,
        MOST,
    )
    return [slip_of(row) for row in reversed(rows)]


async def shown_to_freelancer(conn: Connection, proposal: Proposal, since: datetime) -> list[Kept]:
    """Return what the client's side let a proposal's freelancer read and that counts, newest first."""
    return await _shown(conn, proposal, "writer_id <> $2", since)


async def shown_to_client(conn: Connection, proposal: Proposal, since: datetime) -> list[Kept]:
    """Return what a proposal's freelancer let the client's side read and that counts, newest first."""
    return await _shown(conn, proposal, "writer_id = $2", since)


async def _shown(conn: Connection, proposal: Proposal, whose: str, since: datetime) -> list[Kept]:
    rows = await conn.fetch(
        f"""select * from (select *, {STANDING} from lesson
            where proposal_id = $1 and {whose} and seen and at > $3) as lesson
        where standing = 'counts' order by at desc, id limit $4""",
        proposal.id,
        proposal.freelancer_id,
        since,
        MOST,
    )
    return [_kept(row) for row in rows]


async def answered(conn: Connection, proposal_id: str, at: datetime) -> None:
    """Keep that the freelancer has answered whatever was asked on a proposal so far."""
    await conn.execute(
        """update lesson set answered_at = $2 where proposal_id = $1 and answered_at is null and writer_id <>
            (select freelancer_id from proposal where id = $1)""",
        proposal_id,
        at,
    )


async def reported_since(conn: Connection, person_id: str, proposal_id: str, since: datetime) -> bool:
    """Tell whether somebody has reported something on a proposal since."""
    found = await conn.fetchval(
        "select true from report where reporter_id = $1 and proposal_id = $2 and at >= $3 limit 1",
        person_id,
        proposal_id,
        since,
    )
    return bool(found)


@dataclass(frozen=True, slots=True)
class Taught:
    """How many people got their first lesson in a time, and of these how many slipped again since.

    `too_early` are those whose time to show it is not over and who have not slipped again. `warned` and
    `suggested_of` are how many people the warnings and the suggestions were about.
    """

    people: int
    again: int
    too_early: int
    warnings: int
    suggested: int
    warned: int
    suggested_of: int

    @property
    def learned(self) -> int:
        """Of how many it is known that no slip followed."""
        return self.people - self.again - self.too_early

    @property
    def fewest(self) -> int:
        """The fewest people whom one of its numbers is about."""
        return min(self.learned, self.again, self.too_early, self.warned, self.suggested_of)


async def taught(conn: Connection, since: datetime, until: datetime, seen_before: datetime) -> Taught:
    """Return what became of first lessons of a time. `seen_before`: who was taught later had no time yet."""
    row = await conn.fetchrow(
        f"""with first as (select distinct on (writer_id) * from lesson
                where step = 'lesson' and at >= $1 and at < $2 and {COUNTS} order by writer_id, at, id),
            fate as (select first.at, exists (select from lesson where lesson.writer_id = first.writer_id
                and lesson.at >= first.at and lesson.number > first.number and {COUNTS}) as again from first),
            slips as (select * from lesson where at >= $1 and at < $2 and {COUNTS})
        select count(*) as people, count(*) filter (where again) as again,
            count(*) filter (where not again and at >= $3) as too_early,
            (select count(*) from slips where step = 'warning') as warnings,
            (select count(*) from slips where suggested_at is not null) as suggested,
            (select count(distinct writer_id) from slips where step = 'warning') as warned,
            (select count(distinct writer_id) from slips where suggested_at is not null) as suggested_of
        from fate""",
        since,
        until,
        seen_before,
    )
    assert row is not None
    return Taught(**dict(row))


def slip_of(row: Row) -> Slip:
    """Return a row as a slip."""
    return Slip(
        writer_id=row["writer_id"],
        proposal_id=row["proposal_id"],
        digest=bytes(row["digest"]),
        kind=Kind(row["kind"]),
        surface=row["surface"],
        at=row["at"],
        pieces=frozenset(row["pieces"]),
        seen=row["seen"],
        standing=Standing(row["standing"]),
    )


def _kept(row: Row) -> Kept:
    lesson = Lesson(slip_of(row), row["number"], known=True)
    return Kept(row["id"], lesson, Step(row["step"]), row["suggested_at"], row["answered_at"])
