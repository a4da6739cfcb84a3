"""Cases in the database, with what was written in them, sealed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.cases.model import About, Case, Kind, Note, NoteKind, Outcome, State
from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound

NONE = "There is no such case."


async def insert(conn: Connection, case: Case) -> bool:
    """Keep a new case; False where one about the same thing stands already."""
    row = await conn.fetchrow(
        """insert into support_case (id, topic, state, owner, about_kind, about_id, proposal_id, interview_id,
            person_id, opened_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (about_kind, about_id) do nothing returning id""",
        case.id,
        case.topic,
        case.state.value,
        case.owner,
        case.about.kind.value,
        case.about.id,
        case.proposal_id,
        case.interview_id,
        case.person_id,
        case.opened_at,
        case.changed_at,
    )
    return row is not None


async def update(conn: Connection, case: Case) -> None:
    """Keep what became of a case."""
    await conn.execute(
        """update support_case set topic = $2, state = $3, owner = $4, changed_at = $5, solved_at = $6,
            outcome = $7, words_kept = words_kept or $3 <> 'solved' where id = $1""",
        case.id,
        case.topic,
        case.state.value,
        case.owner,
        case.changed_at,
        case.solved_at,
        case.outcome.value if case.outcome else None,
    )


async def load(conn: Connection, case_id: str, *, lock: bool = False) -> Case:
    """Return a case, with its row held until we commit where it is to be changed. Raises NotFound."""
    row = await conn.fetchrow(
        f"select * from support_case where id = $1 {'for update' if lock else ''}", case_id
    )
    if row is None:
        raise NotFound(NONE)
    return _case(row)


async def about(conn: Connection, what: About, *, lock: bool = False) -> Case | None:
    """Return the case about something; None where there is none."""
    row = await conn.fetchrow(
        f"""select * from support_case where about_kind = $1 and about_id = $2
        {"for update" if lock else ""}""",
        what.kind.value,
        what.id,
    )
    return _case(row) if row is not None else None


async def unsolved_of_proposals(conn: Connection, proposal_ids: Collection[str]) -> Sequence[Case]:
    """Return the cases of these proposals that are not solved, newest first."""
    rows = await conn.fetch(
        """select * from support_case where proposal_id = any($1::text[]) and state <> 'solved'
        order by opened_at desc, id desc""",
        list(proposal_ids),
    )
    return [_case(row) for row in rows]


async def unsolved_of_people(conn: Connection, person_ids: Collection[str]) -> Sequence[Case]:
    """Return the cases that are not solved and in which somebody speaks with one of these persons.

    Not those of reports: a ticket that joined one would tell the help desk who reported.
    """
    rows = await conn.fetch(
        """select * from support_case where person_id = any($1::text[]) and state <> 'solved'
        and about_kind <> 'report'
        order by opened_at desc, id desc""",
        list(person_ids),
    )
    return [_case(row) for row in rows]


async def newest_first(
    conn: Connection,
    behind: tuple[datetime, str] | None,
    limit: int,
    *,
    states: Collection[State] = (),
    topic: str = "",
    owner: str = "",
) -> list[Case]:
    """Return at most so many cases behind one (by opening and id), or the newest; empty bounds are none."""
    # Said in so many words, so that of a million that are solved none is looked at (support_case_unsolved).
    unsolved = "state <> 'solved' and" if states and State.SOLVED not in states else ""
    at, last = behind or (None, "")
    rows = await conn.fetch(
        f"""select * from support_case where {unsolved}
        (opened_at, id) < (coalesce($1::timestamptz, 'infinity'), $2)
        and (cardinality($4::text[]) = 0 or state = any($4)) and ($5 = '' or topic = $5)
        and ($6 = '' or owner = $6) order by opened_at desc, id desc limit $3""",
        at,
        last,
        limit,
        [each.value for each in states],
        topic,
        owner,
    )
    return [_case(row) for row in rows]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One of the two members of a proposal, which `proposal` names as the marketplace does."""

    proposal: str
    person_id: str
    member: str
    label: str
    role: str


async def members_of(conn: Connection, proposal_ids: Collection[str]) -> dict[str, list[MemberRow]]:
    """Return the two members of each of these proposals, the client first."""
    rows = await conn.fetch(
        """select proposal.id, proposal.external_id as proposal, member.person_id,
            member.external_id as member, member.label, member.role
        from proposal join member on member.person_id in (proposal.client_id, proposal.freelancer_id)
        where proposal.id = any($1::text[]) order by member.role""",
        list(proposal_ids),
    )
    found: dict[str, list[MemberRow]] = {}
    for row in rows:
        named = {key: value for key, value in dict(row).items() if key != "id"}
        found.setdefault(row["id"], []).append(MemberRow(**named))
    return found


async def counts_of(conn: Connection, case_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return how many notes and how many answers lie in each of these cases."""
    rows = await conn.fetch(
        """select case_id, count(*) filter (where kind = 'note') as notes,
        count(*) filter (where kind = 'answer') as answers from case_note
        where case_id = any($1::text[]) group by case_id""",
        list(case_ids),
    )
    return {row["case_id"]: (row["notes"], row["answers"]) for row in rows}


async def add_note(conn: Connection, note: Note, sealed: bytes, person_id: str | None) -> None:
    """Keep what was written; `person_id` is under whose own key it is sealed, if anybody's."""
    await conn.execute(
        """insert into case_note (id, case_id, kind, author, person_id, sealed, at)
        values ($1, $2, $3, $4, $5, $6, $7)""",
        note.id,
        note.case_id,
        note.kind.value,
        note.author,
        person_id,
        sealed,
        note.at,
    )


async def has_note(conn: Connection, note_id: str) -> bool:
    """Tell whether something lies here already; of a case whose row is held."""
    return bool(await conn.fetchval("select true from case_note where id = $1", note_id))


async def notes_of(conn: Connection, case_id: str) -> list[tuple[Note, bytes | None, str | None]]:
    """Return what was written in a case, oldest first: without words, sealed, and under whose own key."""
    rows = await conn.fetch("select * from case_note where case_id = $1 order by at, id", case_id)
    return [
        (
            Note(row["id"], row["case_id"], NoteKind(row["kind"]), row["author"], row["at"]),
            row["sealed"],
            row["person_id"],
        )
        for row in rows
    ]


async def count_notes(conn: Connection, case_id: str) -> tuple[int, int]:
    """Return how many notes and how many answers lie in a case."""
    return (await counts_of(conn, [case_id])).get(case_id, (0, 0))


async def forget(conn: Connection, before: datetime) -> None:
    """Forget what was written in cases that were solved before an instant. That it was stays."""
    await conn.execute(
        """with gone as (update support_case set words_kept = false
            where state = 'solved' and words_kept and solved_at < $1 returning id)
        update case_note set sealed = null where case_id in (select id from gone)""",
        before,
    )


def _case(row: Row) -> Case:
    return Case(
        id=row["id"],
        topic=row["topic"],
        state=State(row["state"]),
        owner=row["owner"],
        about=About(Kind(row["about_kind"]), row["about_id"]),
        proposal_id=row["proposal_id"],
        interview_id=row["interview_id"],
        person_id=row["person_id"],
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        solved_at=row["solved_at"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
    )
