"""SQL of who asked for common times of whom, and of what was told: so that there is an end to asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.errors import TooManyQuestions
from anteroom.times.telling import week_of_cell

DAY = timedelta(days=1)
SAME_FOR = timedelta(minutes=15)
"""So long the same question gets the answer that it got, whatever came into a calendar meanwhile."""
MOST_OF_ASKER = 100
"""Questions of one person in a day."""
MOST_ABOUT = 40
"""Questions of one side about one person in a day."""
MOST_ABOUT_IN_ALL = 200
"""Questions about one person in a day, whoever asks."""
ALL_TOLD = b"all told"
"""In the place of a question's digest, which is longer: that a side was told all there is."""
FORGET_TOLD_AFTER = 2
"""Weeks behind which nobody needs to know any more what was told of them."""

_COUNTS = """select who, count(*) as of_all, min(at) as first, count(*) filter (where side = $2) as of_side,
        min(at) filter (where side = $2) as first_of_side
    from time_question, unnest(about) as who
    where at > $3 and digest <> $4 and about && $1::text[] and who = any($1::text[]) group by who"""


async def hold(conn: Connection, side: str, person_ids: Sequence[str]) -> None:
    """Let questions of one side, and such about one person, be answered one after the other."""
    # In one order for everybody, so that two of us never wait for one another.
    for name in sorted({f"asks:{side}", *(f"asked:{each}" for each in person_ids)}):
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)


async def answered(conn: Connection, side: str, digest: bytes, now: datetime) -> bytes | None:
    """Return what the same question of this side was answered a short while ago; None where it was not."""
    found = await conn.fetchval(
        """select answer from time_question where side = $1 and digest = $2 and at > $3
            and answer is not null order by at desc limit 1""",
        side,
        digest,
        now - SAME_FOR,
    )
    return bytes(found) if found is not None else None


async def refuse_if_too_many(
    conn: Connection, side: str, asker_id: str, about: Sequence[str], now: datetime
) -> None:
    """Raise TooManyQuestions where a day's are used up: the asker's own, or those about one of the people.

    Whose it is that are used up is not said.
    """
    row = await conn.fetchrow(
        """select count(*) as asked, min(at) as first from time_question
        where asker_id = $1 and at > $2 and digest <> $3""",
        asker_id,
        now - DAY,
        ALL_TOLD,
    )
    if row is not None and row["asked"] >= MOST_OF_ASKER:
        raise TooManyQuestions("You have looked for times often enough today.", again_at=row["first"] + DAY)
    for row in await conn.fetch(_COUNTS, list(about), side, now - DAY, ALL_TOLD):
        first = None
        if row["of_side"] >= MOST_ABOUT:
            first = row["first_of_side"]
        elif row["of_all"] >= MOST_ABOUT_IN_ALL:
            first = row["first"]
        if first is not None:
            raise TooManyQuestions(
                "Times were looked for often enough today with one of these people. Choose among those that "
                "you were shown, or propose one.",
                again_at=first + DAY,
            )


async def note(
    conn: Connection,
    side: str,
    asker_id: str,
    digest: bytes,
    about: Sequence[str],
    answer: bytes,
    now: datetime,
) -> None:
    """Keep that somebody asked, and for a short while what was answered."""
    await conn.execute(
        """insert into time_question (side, asker_id, digest, about, answer, at)
        values ($1, $2, $3, $4, $5, $6)""",
        side,
        asker_id,
        digest,
        list(about),
        answer,
        now,
    )


async def all_told_today(conn: Connection, side: str, about: Sequence[str], now: datetime) -> bool:
    """Tell whether a side was told within a day that there are no other times, of any of these people."""
    return bool(
        await conn.fetchval(
            """select exists (select from time_question where side = $1 and digest = $2 and at > $3
                and about && $4::text[])""",
            side,
            ALL_TOLD,
            now - DAY,
            list(about),
        )
    )


async def note_all_told(
    conn: Connection, side: str, asker_id: str, about: Sequence[str], now: datetime
) -> None:
    """Keep that a side is told so, beside its question."""
    await conn.execute(
        "insert into time_question (side, asker_id, digest, about, at) values ($1, $2, $3, $4, $5)",
        side,
        asker_id,
        ALL_TOLD,
        list(about),
        now,
    )


async def told(conn: Connection, side: str, person_ids: Sequence[str]) -> dict[str, frozenset[int]]:
    """Return the quarter-hours that a side was told of, by person."""
    rows = await conn.fetch(
        "select person_id, cells from time_told where side = $1 and person_id = any($2::text[])",
        side,
        list(person_ids),
    )
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(row["person_id"], set()).update(row["cells"])
    return {person_id: frozenset(cells) for person_id, cells in found.items()}


async def add_told(conn: Connection, side: str, new: Mapping[str, frozenset[int]]) -> None:
    """Note quarter-hours that a side is told of for the first time."""
    rows = []
    for person_id, cells in new.items():
        for week in sorted({week_of_cell(cell) for cell in cells}):
            of_week = sorted(cell for cell in cells if week_of_cell(cell) == week)
            rows.append((side, person_id, week, of_week))
    await conn.executemany(
        """insert into time_told (side, person_id, week, cells) values ($1, $2, $3, $4)
        on conflict (side, person_id, week) do update set cells = time_told.cells || excluded.cells""",
        rows,
    )


async def forget(conn: Connection, now: datetime) -> None:
    """Forget answers that are not given again, questions that nobody counts, and weeks that are over."""
    await conn.execute("delete from time_question where at < $1", now - DAY)
    await conn.execute("update time_question set answer = null where at < $1", now - SAME_FOR)
    week = week_of_cell(int(now.timestamp()) // 900)
    await conn.execute("delete from time_told where week < $1", week - FORGET_TOLD_AFTER)


async def forget_person(conn: Connection, person_id: str) -> None:
    """Forget what somebody asked, who is erased, and what was told of this one."""
    await conn.execute("delete from time_told where person_id = $1", person_id)
    await conn.execute("delete from time_question where asker_id = $1 or about @> array[$1::text]", person_id)
