"""Teaching: a slip is weighed when a text is read, and kept in the transaction that acts on the text."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.conduct.lessons import store
from anteroom.conduct.lessons.model import Lesson, Slip, suggests_report, weigh
from anteroom.conduct.lessons.store import Taught
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace
from anteroom.embeds.telling import tell
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

TIME_TO_LEARN = timedelta(days=30)
"""Without a slip for as long somebody has learned."""


def window(house: House) -> timedelta:
    """Return for how long a slip counts here."""
    return timedelta(days=house.settings.conduct.lessons.days)


async def weighed(conn: Connection, house: House, slip: Slip) -> Lesson:
    """Return what follows from a slip; nothing is kept."""
    return weigh(await store.before(conn, slip.writer_id, slip.at - window(house)), slip, window(house))


async def keep(conn: Connection, house: House, lesson: Lesson) -> None:
    """Keep a lesson that its writer is shown now, and tell of it; of the same text once.

    The proposal is held. The marketplace is told, and whom it may tell that a report can be made.
    """
    slip = lesson.slip
    if await store.of_text(conn, slip.digest, slip.at - window(house)) is not None:
        return
    suggested = suggests_report(slip, lesson.number) and not lesson.known
    lesson_id = await store.insert(conn, house, lesson, slip.at if suggested else None)
    proposal = await proposals.proposal(conn, slip.proposal_id)
    facts: dict[str, chain.Fact] = {
        "lesson": lesson_id,
        "step": lesson.step.value,
        "kind": slip.kind.value,
        "number": lesson.number,
    }
    await chain.write(conn, f"proposal:{proposal.id}", slip.at, "lesson.shown", slip.writer_id, facts)
    if lesson.known:
        return
    writer = await proposals.member_by_person(conn, slip.writer_id)
    told = {"lesson": lesson_id, "step": lesson.step.value, "kind": slip.kind.value}
    if writer is not None:
        event = {"event": "lesson.shown", "proposal": proposal.external_id, **told}
        await tell_marketplace(conn, house, proposal.id, event | {"member": writer.external_id})
    if suggested:
        await _suggest(conn, house, proposal, slip, lesson_id)
    if slip.seen:
        await tell(conn, proposal.id)


async def _suggest(conn: Connection, house: House, proposal: Proposal, slip: Slip, lesson_id: str) -> None:
    """Have the marketplace tell whoever is asked on the other side that a report may be made."""
    other_id = proposal.client_id if slip.writer_id == proposal.freelancer_id else proposal.freelancer_id
    facts = {"lesson": lesson_id, "to": other_id}
    await chain.write(conn, f"proposal:{proposal.id}", slip.at, "report.suggested", "lessons", facts)
    other = await proposals.member_by_person(conn, other_id)
    if other is not None:
        event = {"event": "report.suggested", "proposal": proposal.external_id}
        await tell_marketplace(conn, house, proposal.id, event | {"member": other.external_id})


async def figures(house: House, since: datetime, until: datetime) -> Taught:
    """Return what became of those who got their first lesson in a time, as far as is known now."""
    async with house.database.connection() as conn:
        return await store.taught(conn, since, until, house.clock.now() - TIME_TO_LEARN)
