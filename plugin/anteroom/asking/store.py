"""SQL of questions to the host's own people. What is to be sent lies sealed until the question has an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from anteroom.asking.model import Asked, Question, Said, State
from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews.commands import ScheduleInterview

MOST_DUE = 50


async def insert(
    conn: Connection, house: House, question: Question, commands: Sequence[ScheduleInterview]
) -> None:
    """Write a new question."""
    await conn.execute(
        """insert into team_question (id, host_id, sealed, starts_at, ends_at, state, at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        question.id,
        question.host_id,
        house.vault.seal(msgspec.json.encode(list(commands)), question.id),
        question.starts_at,
        question.ends_at,
        question.state.value,
        question.at,
        question.expires_at,
    )
    await conn.executemany(
        "insert into team_answer (question_id, person_id, position, label) values ($1, $2, $3, $4)",
        [(question.id, each.person_id, place, each.label) for place, each in enumerate(question.asked)],
    )


async def load(conn: Connection, question_id: str, *, lock: bool = False) -> Question:
    """Return a question. With `lock` nobody else changes it until we commit. Raises NotFound."""
    row = await conn.fetchrow(
        f"select * from team_question where id = $1{' for update' if lock else ''}", question_id
    )
    if row is None:
        raise NotFound("There is no such question.")
    answers = await conn.fetch(
        "select * from team_answer where question_id = $1 order by position", row["id"]
    )
    return _question(row, answers)


async def commands_of(conn: Connection, house: House, question_id: str) -> list[ScheduleInterview]:
    """Return what is to be sent; nothing once the question has an end."""
    sealed = await conn.fetchval("select sealed from team_question where id = $1", question_id)
    if sealed is None:
        return []
    return msgspec.json.decode(house.vault.unseal(sealed, question_id), type=list[ScheduleInterview])


async def save_answer(conn: Connection, question_id: str, person_id: str, said: Said, at: datetime) -> None:
    """Write what somebody said."""
    await conn.execute(
        "update team_answer set answer = $3, at = $4 where question_id = $1 and person_id = $2",
        question_id,
        person_id,
        said.value,
        at,
    )


async def save_trouble(conn: Connection, question_id: str, trouble: str) -> None:
    """Write why it could not be sent just now."""
    await conn.execute("update team_question set trouble = $2 where id = $1", question_id, trouble)


async def close(conn: Connection, question_id: str, state: State, trouble: str, at: datetime) -> None:
    """End a question; what was to be sent is gone with it."""
    await conn.execute(
        """update team_question set state = $2, trouble = $3, closed_at = $4, sealed = null
        where id = $1""",
        question_id,
        state.value,
        trouble,
        at,
    )


async def asked_for_nothing(conn: Connection, question_id: str) -> list[str]:
    """Return the guests whom a question asked, who are in no interview and in no other open question."""
    rows = await conn.fetch(
        """select person.id from team_answer own join person on person.id = own.person_id
        where own.question_id = $1 and person.kind = 'guest'
            and not exists (select from party where party.person_id = person.id)
            and not exists (select from team_answer other
                join team_question on team_question.id = other.question_id
                where other.person_id = person.id and other.question_id <> $1
                    and team_question.state = 'open')
        order by person.id""",
        question_id,
    )
    return [row["id"] for row in rows]


async def asked_since(conn: Connection, host_id: str, since: datetime) -> int:
    """Return how many people a host asked after that, each as often as asked.

    Two questions of one host at once cannot both pass: the second waits here for the first.
    """
    name = f"team_question:{host_id}"
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)
    count = await conn.fetchval(
        """select count(*) from team_answer join team_question on team_question.id = question_id
        where host_id = $1 and team_question.at > $2""",
        host_id,
        since,
    )
    return int(count)


async def times_asked(conn: Connection, person_ids: Sequence[str], since: datetime) -> int:
    """Return how often whoever of these was asked most was asked after that, by all hosts together."""
    count = await conn.fetchval(
        """select max(times) from (select count(*) as times from team_answer
            join team_question on team_question.id = question_id
            where person_id = any($1::text[]) and team_question.at > $2 group by person_id) counted""",
        list(person_ids),
        since,
    )
    return int(count or 0)


async def due(conn: Connection, now: datetime) -> list[str]:
    """Return the questions that end by themselves now."""
    rows = await conn.fetch(
        "select id from team_question where state = 'open' and expires_at <= $1 order by expires_at limit $2",
        now,
        MOST_DUE,
    )
    return [row["id"] for row in rows]


def _question(row: Row, answers: Sequence[Row]) -> Question:
    return Question(
        id=row["id"],
        host_id=row["host_id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=State(row["state"]),
        trouble=row["trouble"],
        at=row["at"],
        expires_at=row["expires_at"],
        asked=tuple(Asked(each["person_id"], each["label"], Said(each["answer"])) for each in answers),
    )
