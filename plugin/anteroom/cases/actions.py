"""What one can do with a case: open, assign, take, note, wait, solve. All of it is in the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from anteroom.cases import adopting, model, store
from anteroom.cases.model import (
    KEPT,
    LONGEST_NOTE,
    MOST_NOTES,
    OWNER,
    Case,
    Note,
    NoteKind,
    OpenCase,
    Outcome,
    State,
    WrittenNote,
)
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace, want_surface
from anteroom.errors import BadInput, Conflict
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.plain_text import lines

TICKET = "ticket"
"""The adapter that shows a case in the help desk, a surface of its own."""
REASON = re.compile(r"[a-z0-9_-]{1,64}")
"""Why, in one word, which the ledger keeps."""


async def open_case(conn: Connection, house: House, command: OpenCase) -> Case:
    """Open a case in the caller's transaction, or return the one that stands about the same thing, as it is.

    Raises BadInput for a topic that the settings do not name.
    """
    if command.topic not in house.settings.support.topics:
        raise BadInput("There is no such topic.", field="topic", reason=command.topic)
    now = house.clock.now()
    case = Case(
        id=f"case_{house.randomness.token(20)}",
        topic=command.topic,
        state=State.OPEN,
        owner=None,
        about=command.about,
        proposal_id=command.proposal_id,
        interview_id=command.interview_id,
        person_id=command.person_id,
        opened_at=now,
        changed_at=now,
    )
    if not await store.insert(conn, case):
        found = await store.about(conn, command.about)
        assert found is not None, "nothing deletes a case"
        return found
    facts = {"topic": case.topic, "about": case.about.key, "proposal": case.proposal_id}
    await chain.write(conn, f"case:{case.id}", now, "case.opened", command.by, facts)
    await adopting.adopt(conn, house, case)
    await show(conn, house, case)
    await tell(conn, house, case, "case.opened")
    return case


async def assign(house: House, case_id: str, owner: str, by: str, reason: str) -> Case:
    """Put a case into somebody's hands; whoever takes it is `by`. The same owner again changes nothing.

    Raises NotFound, BadInput, Conflict for a solved one.
    """
    refuse_no_reason(by, reason)
    async with house.database.transaction() as conn:
        return await _put_into(conn, house, await store.load(conn, case_id, lock=True), owner, by, reason)


async def take(house: House, case_id: str, by: str, reason: str) -> Case:
    """Take a case oneself. Raises NotFound, BadInput, Conflict for one that somebody else has, or solved."""
    refuse_no_reason(by, reason)
    async with house.database.transaction() as conn:
        case = await store.load(conn, case_id, lock=True)
        if case.owner not in (None, by):
            raise Conflict("Somebody else has this case. It can be assigned to you.")
        return await _put_into(conn, house, case, by, by, reason)


async def wait(house: House, case_id: str, by: str, reason: str) -> Case:
    """Note that a case's owner waits for somebody. Raises NotFound, BadInput, Conflict."""
    refuse_no_reason(by, reason)
    async with house.database.transaction() as conn:
        case = await store.load(conn, case_id, lock=True)
        if case.state is State.WAITING:
            return case
        after = model.waiting(case, house.clock.now())
        await changed(conn, house, after, "case.waiting", by, reason, {})
    return after


async def solve(house: House, case_id: str, outcome: Outcome, by: str, reason: str) -> Case:
    """Solve a case; the same outcome again changes nothing. Raises NotFound, BadInput, Conflict."""
    refuse_no_reason(by, reason)
    async with house.database.transaction() as conn:
        case = await store.load(conn, case_id, lock=True)
        after = model.solved(case, outcome, house.clock.now())
        if after is not case:
            await changed(conn, house, after, "case.solved", by, reason, {"outcome": outcome.value})
    return after


async def note(house: House, case_id: str, words: str, by: str) -> Note:
    """Write something into a case, sealed. Raises NotFound, BadInput, Conflict for a case that is full."""
    async with house.database.transaction() as conn:
        case = await store.load(conn, case_id, lock=True)
        if not OWNER.fullmatch(by):
            raise BadInput("Who writes is named by an id of the marketplace's.", field="by")
        written = await write_note(conn, house, case, NoteKind.NOTE, by, words)
        await changed(
            conn, house, replace(case, changed_at=written.at), "case.noted", by, "", {"note": written.id}
        )
    return written


async def read_notes(house: House, case_id: str, reader: str, reason: str) -> list[WrittenNote]:
    """Return what was written in a case; who read it and why is in the ledger before it is shown.

    Raises NotFound, BadInput without a reason.
    """
    refuse_no_reason(reader, reason)
    async with house.database.transaction() as conn:
        case = await store.load(conn, case_id, lock=True)
        await chain.write(conn, f"case:{case.id}", house.clock.now(), "case.read", reader, {"reason": reason})
        return [
            WrittenNote(each, await _words(conn, house, each, sealed, person_id))
            for each, sealed, person_id in await store.notes_of(conn, case.id)
        ]


async def forget(conn: Connection, now: datetime) -> None:
    """Forget what was written in cases that were solved long ago, and tickets that found no case."""
    await store.forget(conn, now - KEPT)
    await adopting.forget(conn, now)


async def write_note(
    conn: Connection,
    house: House,
    case: Case,
    kind: NoteKind,
    author: str,
    words: str,
    *,
    person_id: str | None = None,
    note_id: str = "",
) -> Note:
    """Seal words into a case whose row is held, under the person's own key if it is a person's.

    Raises BadInput for none or too many words, Conflict for a case that is full.
    """
    words = lines(words).strip()
    if not words:
        raise BadInput("There is nothing in it.", field="words")
    if len(words) > LONGEST_NOTE:
        raise BadInput(f"At most {LONGEST_NOTE:,} characters.", field="words")
    if sum(await store.count_notes(conn, case.id)) >= MOST_NOTES:
        raise Conflict("So much was written in this case that nothing more can be.")
    made = Note(note_id or f"not_{house.randomness.token(20)}", case.id, kind, author, house.clock.now())
    if person_id is not None:
        sealed = await house.vault.seal_own(conn, person_id, words.encode(), made.id)
    else:
        sealed = house.vault.seal(words.encode(), made.id)
    await store.add_note(conn, made, sealed, person_id)
    return made


async def changed(
    conn: Connection,
    house: House,
    case: Case,
    event: str,
    by: str,
    reason: str,
    facts: Mapping[str, chain.Fact],
    *,
    shown: bool = True,
) -> None:
    """Keep a case whose row is held, and say so in the ledger and, where it is `shown`, outside.

    Whoever needs a reason has seen to it that there is one (`refuse_no_reason`).
    """
    await store.update(conn, case)
    told = dict(facts) | ({"reason": reason} if reason else {})
    await chain.write(conn, f"case:{case.id}", case.changed_at, event, by, told)
    if shown:
        await show(conn, house, case)
    await tell(conn, house, case, event)


async def show(conn: Connection, house: House, case: Case) -> None:
    """Have the help desk show a case as it stands."""
    if house.adapters.of(TICKET) is not None:
        await want_surface(conn, house, TICKET, case.id, interview_id=case.interview_id)


async def tell(conn: Connection, house: House, case: Case, event: str) -> None:
    """Tell the marketplace that a case was opened or solved."""
    if event in ("case.opened", "case.solved"):
        data = {"event": event, "case": case.id, "topic": case.topic} | await _named(conn, case)
        await tell_marketplace(conn, house, case.id, data)


def refuse_no_reason(by: str, reason: str) -> None:
    """Raise BadInput unless both who and why are words that the ledger may keep."""
    if not OWNER.fullmatch(by):
        raise BadInput("Who does this is named by an id of the marketplace's.", field="by")
    if not REASON.fullmatch(reason):
        raise BadInput("Say why in one word.", field="reason")


async def _put_into(conn: Connection, house: House, case: Case, owner: str, by: str, reason: str) -> Case:
    """Put a case whose row is held into an owner's hands, unless that one has it in hand already."""
    if case.owner == owner and case.state is State.ASSIGNED:
        return case
    after = model.assigned(case, owner, house.clock.now())
    await changed(conn, house, after, "case.assigned", by, reason, {"owner": owner})
    return after


async def _named(conn: Connection, case: Case) -> dict[str, str]:
    """Return the ids by which the marketplace knows what a case is about."""
    named = {"outcome": case.outcome.value} if case.outcome else {}
    if case.proposal_id is not None:
        proposal = await conn.fetchval("select external_id from proposal where id = $1", case.proposal_id)
        named["proposal"] = proposal
    return named


async def _words(
    conn: Connection, house: House, written: Note, sealed: bytes | None, person_id: str | None
) -> str | None:
    if sealed is None:
        return None
    if person_id is None:
        return house.vault.unseal(sealed, written.id).decode()
    return (await house.vault.open_own(conn, person_id, sealed, written.id)).decode()
