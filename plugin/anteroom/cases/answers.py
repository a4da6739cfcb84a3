"""What somebody answers to a reminder and a team should read: it lies in the case of that item, sealed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from anteroom.cases import model, store
from anteroom.cases.actions import changed, open_case, write_note
from anteroom.cases.model import Case, NoteKind, OpenCase
from anteroom.database.connection import Connection
from anteroom.house import House


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer for a team. `about` opens the case where none stands yet.

    `answer_id` is the answer's own name, such as its mail's Message-ID: told twice, it lies there once.
    """

    about: OpenCase
    person_id: str
    words: str = field(repr=False)
    answer_id: str


async def take_answer(conn: Connection, house: House, answered: Answered) -> Case:
    """Put an answer into the case of what it answers, in the caller's transaction.

    Its words are sealed under the answerer's own key, and shown for a reason alone. A case that waited, or
    was solved, goes back to its owner. Raises BadInput for an answer without words or too long, Conflict for
    a case that is full.
    """
    opened = await open_case(conn, house, answered.about)
    case = await store.load(conn, opened.id, lock=True)
    key = hashlib.sha256(f"{case.id}:{answered.answer_id}".encode()).hexdigest()[:32]
    if await store.has_note(conn, f"not_{key}"):
        return case
    written = await write_note(
        conn,
        house,
        case,
        NoteKind.ANSWER,
        answered.person_id,
        answered.words,
        person_id=answered.person_id,
        note_id=f"not_{key}",
    )
    after = model.woken(case, written.at)
    await changed(conn, house, after, "case.answered", answered.person_id, "", {"note": written.id})
    return after
