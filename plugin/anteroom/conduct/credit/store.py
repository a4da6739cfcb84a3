"""SQL of credit: the record is reckoned anew each time it is asked for; kept is what was told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.conduct.credit.model import Level, Meeting
from anteroom.database.connection import Connection

MEETINGS = """select case when of_client = $1 then of_freelancer else of_client end as other_id,
        held_minutes as minutes,
        exists (select from lesson where lesson.writer_id = $1 and lesson.proposal_id = interview.proposal_id
            and not exists (select from held_text where held_text.digest = lesson.digest
                and held_text.state = 'released')) as slipped,
        exists (select from report where report.about_id = $1 and report.outcome = 'upheld'
            and (report.proposal_id = interview.proposal_id or report.interview_id = interview.id)) as upheld,
        exists (select from contest where contest.interview_id = interview.id
            and contest.state = 'open') as contested
    from interview where (of_client = $1 or of_freelancer = $1) and state = 'held' and ended_at > $2"""
"""Asked for each card that shows a badge, so it looks at no more than a member's held interviews."""


@dataclass(frozen=True, slots=True)
class Told:
    """The highest level of which the marketplace was told, since when, and whether the member hides it."""

    level: Level = Level.TOO_LITTLE
    reached_at: datetime | None = None
    hidden: bool = False


async def meetings(conn: Connection, person_id: str, since: datetime) -> list[Meeting]:
    """Return what a member held since an instant."""
    rows = await conn.fetch(MEETINGS, person_id, since)
    return [Meeting(**dict(row)) for row in rows]


async def told(conn: Connection, person_id: str) -> Told:
    """Return what is kept of a member's credit."""
    row = await conn.fetchrow("select level, reached_at, hidden from credit where person_id = $1", person_id)
    return Told(Level(row["level"]), row["reached_at"], row["hidden"]) if row is not None else Told()


async def reached(conn: Connection, person_id: str, level: Level, at: datetime) -> bool:
    """Keep that a member reached a level; False where that one or a higher one was reached before."""
    found = await conn.fetchval(
        """insert into credit (person_id, level, reached_at) values ($1, $2, $3)
        on conflict (person_id) do update set level = excluded.level, reached_at = excluded.reached_at
            where credit.level = any($4::text[]) returning true""",
        person_id,
        level.value,
        at,
        [each.value for each in Level if each.rank < level.rank],
    )
    return bool(found)


async def hide(conn: Connection, person_id: str, *, hidden: bool) -> None:
    """Keep whether a member wants the badge hidden."""
    await conn.execute(
        """insert into credit (person_id, level, hidden) values ($1, $2, $3)
        on conflict (person_id) do update set hidden = excluded.hidden""",
        person_id,
        Level.TOO_LITTLE.value,
        hidden,
    )
