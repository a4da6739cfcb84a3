"""SQL of interviews: an interview is loaded, decided upon and saved whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound
from anteroom.interviews.model import Counter, Interview, Party, State
from anteroom.meetings.kept import written
from anteroom.proposals.model import Proposal

NOT_OVER = [state.value for state in State if not state.over]


async def load(conn: Connection, interview_id: str, *, lock: bool = False) -> Interview:
    """Return an interview. With `lock` nobody else changes it until we commit. Raises NotFound."""
    if lock:
        # By itself: what is read together with a lock may be older than the wait for it.
        await conn.execute("select from interview where id = $1 for update", interview_id)
    found = await conn.fetchval(f"select {_WHOLE} from interview where id = $1", interview_id)
    if found is None:
        raise NotFound("There is no such interview.")
    return _INTERVIEW.decode(found)


async def load_with_proposal(conn: Connection, interview_id: str) -> tuple[Interview, Proposal]:
    """Return an interview and the proposal it hangs on, both held against others until we commit.

    The proposal is locked before its interview, everywhere, so that two of us never wait for one another (why
    not for update: `proposals.store.proposal`). Raises NotFound.
    """
    found = await conn.fetchval("select held_interview($1)::text", interview_id)
    if found is None:
        raise NotFound("There is no such interview.")
    held = _HELD.decode(found)
    return held.interview, held.proposal


class _Held(msgspec.Struct):
    interview: Interview
    proposal: Proposal


# JSON of the functions of the migration 0035, whose keys are the fields of what is read from it.
_WHOLE = "whole_interview(interview)::text as whole"
_INTERVIEW = msgspec.json.Decoder(Interview)
_HELD = msgspec.json.Decoder(_Held)


async def of_proposal(conn: Connection, proposal_id: str, *, lock: bool = False) -> list[Interview]:
    """Return a proposal's interviews, oldest first."""
    those = "from interview where proposal_id = $1 order by created_at, id"
    if lock:
        await conn.execute(f"select {those} for update", proposal_id)
    return _read(await conn.fetch(f"select {_WHOLE} {those}", proposal_id))


async def page_of_proposal(
    conn: Connection, proposal_id: str, behind: str | None, limit: int
) -> list[Interview]:
    """Return at most `limit` of a proposal's interviews, oldest first, behind the one that `behind` names."""
    rows = await conn.fetch(
        f"""select {_WHOLE} from interview where proposal_id = $1 and ($2::text is null
            or (created_at, id) > (select created_at, id from interview where id = $2))
        order by created_at, id limit $3""",
        proposal_id,
        behind,
        limit,
    )
    return _read(rows)


async def of_person(conn: Connection, person_id: str, now: datetime) -> list[Interview]:
    """Return the interviews ahead in which this person is a party, soonest first, at most fifty."""
    return _read(await conn.fetch(ahead_sql(_WHOLE, "$1", "$2", "$3"), person_id, now, NOT_OVER))


def ahead_sql(columns: str, person: str, now: str, states: str) -> str:
    """Return the query behind `of_person`, for whoever asks for more in one go; values as SQL has them.

    What the person has is found first: a condition on both tables at once would have the planner go through
    everybody's interviews.
    """
    own = f"select distinct interview_id from party where person_id = {person} and removed_at is null"
    return f"""select {columns} from ({own}) own join interview on interview.id = own.interview_id
        where ends_at > {now} and state = any({states}::text[])
            and (polling <> 'team' or interview.id in ({own} and side <> 'freelancer'))
        order by starts_at limit 50"""


async def recent_of_person(conn: Connection, person_id: str, since: datetime) -> list[Interview]:
    """Return the interviews in which this person is or was a party and that ended after `since` or will.

    Latest first, at most fifty.
    """
    rows = await conn.fetch(
        f"""select {_WHOLE} from interview where ends_at > $2
        and id = any(array(select interview_id from party where person_id = $1)) and (polling <> 'team'
            or id in (select interview_id from party where person_id = $1 and side <> 'freelancer'))
        order by starts_at desc limit 50""",
        person_id,
        since,
    )
    return _read(rows)


async def place_in_day(conn: Connection, interview: Interview) -> tuple[int, int]:
    """Return which of how many of its day an interview is, in the order of their times."""
    row = await conn.fetchrow(
        """select count(*) filter (where (starts_at, id) <= ($2, $3)) as place, count(*) as all
        from interview where day = $1""",
        interview.day,
        interview.starts_at,
        interview.id,
    )
    assert row is not None
    return row["place"], row["all"]


async def due(conn: Connection, now: datetime, limit: int = 50) -> list[str]:
    """Return the ids of interviews that time itself must change now."""
    rows = await conn.fetch(
        "select id from interview where due_at <= $1 order by due_at limit $2", now, limit
    )
    return [row["id"] for row in rows]


async def interview_of_party(conn: Connection, party_id: str) -> str | None:
    """Return the interview that a party belongs to, unless it was removed."""
    found = await conn.fetchval(
        "select interview_id from party where id = $1 and removed_at is null", party_id
    )
    return str(found) if found else None


async def party_of_reply(conn: Connection, local: str) -> tuple[str, str, str] | None:
    """Return (interview, party, person) that a reply address stands for."""
    row = await conn.fetchrow("select interview_id, id, person_id from party where reply_local = $1", local)
    return (row["interview_id"], row["id"], row["person_id"]) if row else None


async def interview_of_neutral(conn: Connection, neutral: str) -> str | None:
    """Return the interview behind a thread card's address."""
    found = await conn.fetchval("select id from interview where neutral = $1", neutral)
    return str(found) if found else None


async def busy(
    conn: Connection, person_ids: Sequence[str], start: datetime, end: datetime, but: str
) -> set[str]:
    """Return which of these persons have another living interview in that span."""
    return set(await held(conn, person_ids, start, end, but))


async def held(
    conn: Connection, person_ids: Sequence[str], start: datetime, end: datetime, but: str
) -> dict[str, list[tuple[datetime, datetime]]]:
    """Return when these persons have living interviews within a span, by person, the first first.

    One that somebody declined, or is not to come to any more, occupies nobody; nor does the interview `but`.
    """
    rows = await conn.fetch(
        """select distinct person_id, interview.id, starts_at, ends_at
        from party join interview on interview.id = interview_id
        where person_id = any($1::text[]) and removed_at is null and answer <> 'declined'
            and interview.state = any($5::text[])
            and starts_at < $3 and ends_at > $2 and interview.id <> $4
        order by starts_at, interview.id""",
        list(person_ids),
        start,
        end,
        but,
        NOT_OVER,
    )
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append((row["starts_at"], row["ends_at"]))
    return found


async def save(conn: Connection, interview: Interview, *, new: bool = False) -> None:
    """Write an interview with its parties and counters."""
    if new:
        await conn.execute(
            """insert into interview (id, proposal_id, room, neutral, created_at, state, revision, sequence,
                starts_at, ends_at, title, agenda, nda, day, of_client, of_freelancer)
            values ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, '', '', '', $9,
                (select client_id from proposal where id = $2),
                (select freelancer_id from proposal where id = $2))""",
            interview.id,
            interview.proposal_id,
            interview.room,
            interview.neutral,
            interview.created_at,
            interview.state.value,
            interview.starts_at,
            interview.ends_at,
            interview.day,
        )
    previous = interview.previous or (None, None)
    await conn.execute(
        """update interview set state = $2, revision = $3, sequence = $4, starts_at = $5, ends_at = $6,
            title = $7, agenda = $8, nda = $9, readings = $10, permitted = $11, previous_starts_at = $12,
            previous_ends_at = $13, reason = $14, opened_at = $15, first_together_at = $16, ended_at = $17,
            held_minutes = $18, closes_at = $19, due_at = $20, place = $21, tool = $22, nda_title = $23,
            nda_full = $24, place_shows = $25, place_ready = $26, instead_of = $27, polling = $28
        where id = $1""",
        interview.id,
        interview.state,
        interview.revision,
        interview.sequence,
        interview.starts_at,
        interview.ends_at,
        interview.title,
        interview.agenda,
        interview.nda,
        dict(interview.readings),
        list(interview.permitted),
        previous[0],
        previous[1],
        interview.reason,
        interview.opened_at,
        interview.first_together_at,
        interview.ended_at,
        interview.held_minutes,
        interview.closes_at,
        interview.due_at,
        interview.place.kind,
        interview.place.tool,
        interview.nda_title,
        interview.nda_full,
        written(interview.place.shows),
        interview.place.ready,
        interview.place.instead_of,
        interview.polling,
    )
    await conn.executemany(PUT_PARTY, [_party_row(interview.id, party) for party in interview.parties])
    if interview.counters:
        await conn.executemany(PUT_COUNTER, [_counter_row(interview.id, each) for each in interview.counters])


PUT_PARTY = """insert into party (id, interview_id, person_id, position, role, side, label, required, answer,
        answered_sequence, answer_stamp, reachable, removed_at, uid, reply_local, epoch, consented_at,
        consent_hash, late_until, late_count, tool_hash, tool_agreed_at, may_record, nda_declined_at,
        notetaker)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25)
    on conflict (id) do update set role = excluded.role, label = excluded.label,
        required = excluded.required, answer = excluded.answer, uid = excluded.uid,
        answered_sequence = excluded.answered_sequence, answer_stamp = excluded.answer_stamp,
        reachable = excluded.reachable, removed_at = excluded.removed_at, epoch = excluded.epoch,
        consented_at = excluded.consented_at, consent_hash = excluded.consent_hash,
        late_until = excluded.late_until, late_count = excluded.late_count,
        tool_hash = excluded.tool_hash, tool_agreed_at = excluded.tool_agreed_at,
        may_record = excluded.may_record, nda_declined_at = excluded.nda_declined_at,
        notetaker = excluded.notetaker"""
PUT_COUNTER = """insert into counter (id, interview_id, party_id, starts_at, ends_at, comment, sequence,
        state, made_at, stamp) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (id) do update set state = excluded.state, stamp = excluded.stamp,
        comment = excluded.comment"""


def _party_row(interview_id: str, party: Party) -> tuple[object, ...]:
    return (
        party.id,
        interview_id,
        party.person_id,
        party.position,
        party.role,
        party.side,
        party.label,
        party.required,
        party.answer,
        party.answered_sequence,
        party.answer_stamp,
        party.reachable,
        party.removed_at,
        party.uid,
        party.reply_local,
        party.epoch,
        party.consented_at,
        party.consent_hash,
        party.late_until,
        party.late_count,
        party.tool_hash,
        party.tool_agreed_at,
        party.may_record,
        party.nda_declined_at,
        party.notetaker,
    )


def _counter_row(interview_id: str, counter: Counter) -> tuple[object, ...]:
    return (
        counter.id,
        interview_id,
        counter.party_id,
        counter.starts_at,
        counter.ends_at,
        counter.comment,
        counter.sequence,
        counter.state,
        counter.made_at,
        counter.stamp,
    )


def _read(rows: Iterable[Row]) -> list[Interview]:
    return [_INTERVIEW.decode(row["whole"]) for row in rows]


async def relabel(conn: Connection, person_id: str, label: str) -> None:
    """Show a person as `label` in every interview from now on."""
    await conn.execute("update party set label = $2 where person_id = $1 and label <> $2", person_id, label)
