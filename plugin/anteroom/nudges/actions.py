"""What becomes due about what waits: found on our own rows, decided purely, each thing in one transaction.

Whoever waits for a nudge's answer is told by what happens then, never by the nudge. Nothing here reads what
anybody wrote.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from anteroom.cases import actions as cases
from anteroom.cases.model import About, OpenCase
from anteroom.cases.model import Kind as CaseKind
from anteroom.cases.settings import SILENCE as TOPIC
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace, want_one_off
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.nudges import ending, readers, stopping, store
from anteroom.nudges.cadence import Escalate, PutOff, Send, Suppress, decide
from anteroom.nudges.escalation import actions as escalation
from anteroom.nudges.model import Silence, Step, Stop, Waiting
from anteroom.nudges.preferences import way_to
from anteroom.one_by_one import one_by_one
from anteroom.proposals import store as proposals
from anteroom.proposals.model import ProposalState

log = structlog.get_logger()

AT_ONCE = 100
"""So much is done in one step, so that calls and doors need not wait; the rest follows in the next second."""
AGAIN_AFTER = timedelta(hours=1)
"""What could not be done is looked at again then, and stands in nobody's way meanwhile."""


async def take_due(house: House) -> int:
    """Do what is due about what waits; return how much was. One that fails holds up no other.

    Raises an ExceptionGroup of what failed, at the end.
    """
    if not house.settings.nudges.on:
        return 0
    async with house.database.connection() as conn:
        due = dict(await store.due(conn, house.clock.now(), AT_ONCE))

    async def take(waiting_id: str) -> None:
        try:
            await _take(house, waiting_id, due[waiting_id])
        except Exception:
            async with house.database.transaction() as conn:
                await store.put_off(conn, waiting_id, house.clock.now() + AGAIN_AFTER)
            raise

    return await one_by_one(list(due), take, _failed)


def _failed(reference: str) -> None:
    log.exception("nudge.stood_still", reference=reference)


async def _take(house: House, waiting_id: str, proposal_id: str) -> None:
    now = house.clock.now()
    async with house.database.transaction() as conn:
        waiting = await store.claim(conn, waiting_id, proposal_id, now)
        if waiting is None:
            return
        await store.one_at_a_time(conn, waiting.waits.person_id)
        stop = await _stopped(conn, waiting)
        if stop is not None:
            await stopping.stop(conn, house, waiting.id, stop)
            return
        await _go_on(conn, house, waiting, now)
    house.failpoints.reach("nudge-taken")


async def _go_on(conn: Connection, house: House, waiting: Waiting, now: datetime) -> None:
    """Take every step that is due now, and look again when the next is."""
    reader = await readers.reader_of(conn, house, waiting, now)
    while True:
        outcome = decide(waiting, house.settings.nudges, reader, now)
        match outcome:
            case Send(step):
                # Asked last: of what is not sent, or not now, nobody need know the way.
                kind = await way_to(conn, house, waiting.waits.person_id)
                if kind is None:
                    await _suppress(conn, house, waiting, step, Silence.UNREACHABLE, now)
                else:
                    await _send(conn, house, waiting, step, kind, now)
                    reader = replace(reader, sent=(now, *reader.sent))
            case Suppress(step, why):
                await _suppress(conn, house, waiting, step, why, now)
            case Escalate(step):
                await _escalate(conn, house, waiting, step, now)
            case PutOff(until):
                await store.put_off(conn, waiting.id, until)
                return
            case _:
                await store.put_off(conn, waiting.id, None)
                return
        waiting = replace(waiting, steps=step.number)


async def _stopped(conn: Connection, waiting: Waiting) -> Stop | None:
    """Return why something waits no more after all, though nobody told its row: a last look before a step."""
    waits = waiting.waits
    if await readers.gone(conn, (waits.person_id, waits.waiter_id)):
        return Stop.ERASED
    proposal = await proposals.proposal(conn, waits.proposal_id)
    if not proposal.living or proposal.state is ProposalState.ARCHIVED:
        return ending.of_proposal(proposal.state, waits, proposal.freelancer_id)
    return Stop.BLOCKED if await readers.apart(conn, waits) else None


async def _send(
    conn: Connection, house: House, waiting: Waiting, step: Step, kind: str, now: datetime
) -> None:
    effect_id = await want_one_off(
        conn,
        house,
        kind,
        f"nudge:{waiting.id}",
        {"waiting": waiting.id, "step": str(step.number), "person": waiting.waits.person_id},
        effect_id=f"{kind}:{waiting.id}:{step.number}",
    )
    await store.took_step(
        conn,
        _id(house),
        waiting,
        step,
        "sent",
        now,
        channel=kind,
        effect_id=effect_id,
    )
    await _tell(conn, house, waiting, step, "nudge.sent", {"channel": kind.removeprefix("nudge_")}, now)


async def _suppress(
    conn: Connection, house: House, waiting: Waiting, step: Step, why: Silence, now: datetime
) -> None:
    await store.took_step(conn, _id(house), waiting, step, "suppressed", now, why=why)
    await _tell(conn, house, waiting, step, "nudge.suppressed", {"why": why.value}, now)


async def _escalate(conn: Connection, house: House, waiting: Waiting, step: Step, now: datetime) -> None:
    """Open a case with people in support, and put it before the client who waits."""
    waits = waiting.waits
    await store.took_step(conn, _id(house), waiting, step, "escalated", now)
    about = About(CaseKind.ITEM, waiting.id)
    command = OpenCase(TOPIC, about, waits.proposal_id, waits.interview_id, waits.waiter_id)
    case = await cases.open_case(conn, house, command)
    await escalation.begin(conn, house, waiting, case.id)


async def _tell(
    conn: Connection,
    house: House,
    waiting: Waiting,
    step: Step,
    event: str,
    said: dict[str, str],
    now: datetime,
) -> None:
    """Write a step into the proposal's chain, and tell the marketplace. The proposal is locked."""
    waits = waiting.waits
    facts = {"waiting": waiting.id, "kind": waits.kind.value, "step": step.number, **said}
    about = f"proposal:{waits.proposal_id}"
    await chain.write(conn, about, now, event, "time", {**facts, "person": waits.person_id})
    proposal = await proposals.proposal(conn, waits.proposal_id)
    data = {
        "event": event,
        "waiting": waiting.id,
        "kind": waits.kind.value,
        "side": waits.side.value,
        "step": str(step.number),
        **said,
        "proposal": proposal.external_id,
    }
    await tell_marketplace(conn, house, waiting.id, data, interview_id=waits.interview_id)


def _id(house: House) -> str:
    return f"nud_{house.randomness.token(20)}"
