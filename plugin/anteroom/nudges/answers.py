"""What somebody answers to a nudge: into the thread, read by the guard like any message, or to people.

An answer about an interview goes the way of all that is typed about one (`interviews/typed.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import replace as replaced
from datetime import timedelta
from enum import StrEnum

from anteroom.cases.answers import Answered, take_answer
from anteroom.cases.model import LONGEST_NOTE, About, OpenCase
from anteroom.cases.model import Kind as CaseKind
from anteroom.cases.settings import SILENCE
from anteroom.conduct.blocks import standing
from anteroom.database.connection import Connection
from anteroom.effects.wish import want_one_off
from anteroom.house import House
from anteroom.interviews.typed_reading import LONGEST
from anteroom.nudges.model import Waiting
from anteroom.once import Joined
from anteroom.plain_text import lines
from anteroom.proposals import store as proposals
from anteroom.proposals.messages import MessageTold, tell_message
from anteroom.proposals.model import Member, Proposal
from anteroom.texts.notices import cover

POST = "nudge_answer"
"""The kind of the adapter that writes an answer into the thread."""
UNSAID = "nudge_unsaid_mail"
"""The kind of the adapter that tells its writer what of it does not stand there."""
MOST_AN_HOUR = 20
"""Answers of one person: more than a person types, and where a loop that nothing else stops ends."""


class Fate(StrEnum):
    """What became of an answer."""

    THREAD = "thread"
    PARTLY = "partly"
    """In the thread, without what cannot be shared there."""
    KEPT = "kept"
    """The guard kept it back, and its writer is told why."""
    TEAM = "team"
    SEEN = "seen"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class NudgeAnswer:
    """What a person answered about something that waits, or waited. `id` is the same for every repeat."""

    id: str
    waiting: Waiting
    person_id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as its adapters read it; a text is None once it has arrived."""

    waiting_id: str
    person_id: str
    fate: Fate
    permitted: bool
    text: str | None = field(repr=False)
    why: str | None = field(repr=False)


async def take(house: House, answer: NudgeAnswer) -> Fate:
    """Take an answer whose writer is known; the same again changes nothing.

    Of whoever is waited for it goes into the thread, as long as there is one and neither of the two blocks
    the other; all else is for people of the marketplace, in the case of what waits.
    """
    text = lines(answer.text)[:LONGEST].rstrip()
    async with house.database.transaction() as conn:
        proposal = await proposals.proposal(conn, answer.waiting.waits.proposal_id, lock=True)
        if await conn.fetchval("select true from nudge_answer where id = $1", answer.id):
            return Fate.SEEN
        if await _too_many(conn, house, answer.person_id):
            return Fate.TOO_MANY
        writer = await _talks(conn, house, proposal, answer)
        if writer is not None:
            return await _into_the_thread(conn, house, proposal, writer, answer, text)
        await _to_the_team(conn, house, answer, text)
        await _keep(conn, house, answer, Fate.TEAM, None, None)
    return Fate.TEAM


async def load(conn: Connection, house: House, answer_id: str) -> Kept | None:
    """Return an answer; None once it is forgotten."""
    row = await conn.fetchrow("select * from nudge_answer where id = $1", answer_id)
    if row is None:
        return None
    text, why = (
        house.vault.unseal(row[part], f"{answer_id}:{part}").decode() if row[part] is not None else None
        for part in ("sealed", "why")
    )
    return Kept(row["waiting_id"], row["person_id"], Fate(row["fate"]), row["permitted"], text, why)


async def arrived(house: House, answer_id: str, *, told: bool = False) -> None:
    """Forget what an answer says, for it has arrived; `told`: forget what its writer was told of it."""
    part = "why" if told else "sealed"
    async with house.database.connection() as conn:
        await conn.execute(f"update nudge_answer set {part} = null where id = $1", answer_id)


async def _talks(conn: Connection, house: House, proposal: Proposal, answer: NudgeAnswer) -> Member | None:
    """Return who writes into the thread by this answer; None where it is nothing for the thread."""
    waited_for = answer.waiting.waits.person_id == answer.person_id
    if not waited_for or not proposal.living or house.adapters.of(POST) is None:
        return None
    if answer.person_id not in (proposal.client_id, proposal.freelancer_id):
        return None
    # The address of a nudge outlives it: it is no way to somebody who will not be reached any more.
    if (await standing(conn, proposal.id)).apart(proposal.client_id, proposal.freelancer_id):
        return None
    return await proposals.member_by_person(conn, answer.person_id)


async def _into_the_thread(
    conn: Connection, house: House, proposal: Proposal, writer: Member, answer: NudgeAnswer, text: str
) -> Fate:
    told = MessageTold(answer.id, proposal.external_id, writer.external_id, text, house.clock.now())
    read = await tell_message(replaced(house, database=Joined(conn)), told)
    whole = read.action.passes and read.text == text
    fate = Fate.THREAD if whole else Fate.PARTLY if read.text else Fate.KEPT
    if read.cover:
        await cover(conn, house, proposal, read.cover)
    unsaid = None if whole else read.why
    await _keep(conn, house, answer, fate, read.text or None, unsaid, permitted=read.permitted)
    data = {"answer": answer.id}
    if read.text:
        await want_one_off(conn, house, POST, f"{POST}:{proposal.id}", data, effect_id=f"{POST}:{answer.id}")
    if not whole and house.adapters.of(UNSAID) is not None:
        stream = f"{UNSAID}:{answer.id}"
        await want_one_off(conn, house, UNSAID, stream, data, effect_id=stream)
    return fate


async def _to_the_team(conn: Connection, house: House, answer: NudgeAnswer, text: str) -> None:
    """Put an answer into the case of what it is about."""
    waits = answer.waiting.waits
    about = OpenCase(
        topic=SILENCE,
        about=About(CaseKind.ITEM, answer.waiting.id),
        proposal_id=waits.proposal_id,
        interview_id=waits.interview_id,
        person_id=waits.waiter_id,
        by="answer",
    )
    await take_answer(conn, house, Answered(about, answer.person_id, text[:LONGEST_NOTE], answer.id))


async def _too_many(conn: Connection, house: House, person_id: str) -> bool:
    since = house.clock.now() - timedelta(hours=1)
    count = await conn.fetchval(
        "select count(*) from nudge_answer where person_id = $1 and at > $2", person_id, since
    )
    return bool(count >= MOST_AN_HOUR)


async def _keep(
    conn: Connection,
    house: House,
    answer: NudgeAnswer,
    fate: Fate,
    text: str | None,
    why: str | None,
    *,
    permitted: bool = False,
) -> None:
    def sealed(part: str, said: str | None) -> bytes | None:
        return house.vault.seal(said.encode(), f"{answer.id}:{part}") if said else None

    await conn.execute(
        """insert into nudge_answer (id, waiting_id, person_id, fate, sealed, why, at, permitted)
        values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        answer.id,
        answer.waiting.id,
        answer.person_id,
        fate.value,
        sealed("sealed", text),
        sealed("why", why),
        house.clock.now(),
        permitted,
    )
