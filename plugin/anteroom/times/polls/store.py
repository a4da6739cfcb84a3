"""SQL of polls: one is loaded, decided upon and saved whole, under its interview's lock."""

from __future__ import annotations

from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.interviews.model import Polling
from anteroom.times.polls.model import Mark, Offered, Poll, PollState, TimeState, Voice

MOST_DUE = 50


async def of_interview(conn: Connection, interview_id: str) -> Poll | None:
    """Return the poll of an interview, be it open or over; None where there never was one."""
    row = await conn.fetchrow("select * from poll where interview_id = $1", interview_id)
    return await _whole(conn, row) if row is not None else None


async def due(conn: Connection, now: datetime) -> list[str]:
    """Return the interviews at whose polls time must look now."""
    rows = await conn.fetch(
        "select interview_id from poll where due_at <= $1 order by due_at limit $2", now, MOST_DUE
    )
    return [row["interview_id"] for row in rows]


async def time_of_entry(conn: Connection, party_id: str, uid: str) -> str | None:
    """Return the time that an entry in a party's calendar holds or held; None for any other entry."""
    found = await conn.fetchval(
        "select time_id from poll_mark where party_id = $1 and uid = $2", party_id, uid
    )
    return str(found) if found else None


async def save(conn: Connection, poll: Poll) -> None:
    """Write a poll, new or changed."""
    await conn.execute(
        """insert into poll (id, interview_id, automatic, stage, state, sequence, opened_at, deadline,
            team_until, undecided_at, due_at, closed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (id) do update set stage = excluded.stage, state = excluded.state,
            deadline = excluded.deadline, team_until = excluded.team_until,
            undecided_at = excluded.undecided_at, due_at = excluded.due_at, closed_at = excluded.closed_at""",
        poll.id,
        poll.interview_id,
        poll.automatic,
        poll.stage.value,
        poll.state.value,
        poll.sequence,
        poll.opened_at,
        poll.deadline,
        poll.team_until,
        poll.undecided_at,
        poll.due_at,
        poll.closed_at,
    )
    await conn.executemany(
        """insert into poll_time (id, poll_id, rank, starts_at, ends_at, state)
        values ($1, $2, $3, $4, $5, $6) on conflict (id) do update set state = excluded.state""",
        [
            (each.id, poll.id, each.rank, each.starts_at, each.ends_at, each.state.value)
            for each in poll.times
        ],
    )
    await save_voices(conn, poll.voices)


async def save_voices(conn: Connection, voices: tuple[Voice, ...]) -> None:
    """Write what some say to some times."""
    await conn.executemany(
        """insert into poll_mark (time_id, party_id, uid, mark, stamp, held) values ($1, $2, $3, $4, $5, $6)
        on conflict (time_id, party_id) do update set mark = excluded.mark, stamp = excluded.stamp,
            held = excluded.held""",
        [(each.time_id, each.party_id, each.uid, each.mark.value, each.stamp, each.held) for each in voices],
    )


async def _whole(conn: Connection, row: Row) -> Poll:
    times = await conn.fetch("select * from poll_time where poll_id = $1 order by rank", row["id"])
    voices = await conn.fetch(
        """select poll_mark.* from poll_mark join poll_time on poll_time.id = time_id
        where poll_id = $1 order by rank, party_id""",
        row["id"],
    )
    return Poll(
        **{
            **dict(row),
            "stage": Polling(row["stage"]),
            "state": PollState(row["state"]),
            "times": tuple(_offered(each) for each in times),
            "voices": tuple(Voice(**{**dict(each), "mark": Mark(each["mark"])}) for each in voices),
        }
    )


def _offered(row: Row) -> Offered:
    fields = {name: value for name, value in row.items() if name != "poll_id"}
    return Offered(**{**fields, "state": TimeState(row["state"])})
