"""What is done about silence: it is put before the client once, and the client chooses."""

from __future__ import annotations

from dataclasses import replace

from anteroom.cases import actions as cases
from anteroom.cases import store as case_store
from anteroom.cases.model import woken
from anteroom.database.connection import Connection
from anteroom.effects.wish import nearest, tell_marketplace, want_one_off
from anteroom.errors import BadInput, Conflict, NotFound
from anteroom.house import House
from anteroom.interviews.succession import may_host
from anteroom.ledger import chain
from anteroom.nudges import store as waits
from anteroom.nudges.escalation import store
from anteroom.nudges.escalation.model import Choice, Escalation, chosen
from anteroom.nudges.model import Waiting
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

GROUP = "escalation"
"""The group of the adapters that write to the client, nearest first. No opt-out from nudges stops them."""
OVER = "This waits no more, so there is nothing left to choose."


async def begin(conn: Connection, house: House, waiting: Waiting, case_id: str) -> Escalation:
    """Put what waits before the client who waits, in the caller's transaction; twice is once.

    A guest to whom the hosting was handed has no business with the shortlist: then the proposal's client is
    asked. The proposal's row is held. `case_id` is the case that people in support have of it.
    """
    proposal = await proposals.proposal(conn, waiting.waits.proposal_id)
    waiter_id = waiting.waits.waiter_id
    fresh = Escalation(
        id=f"esc_{house.randomness.token(20)}",
        waiting_id=waiting.id,
        proposal_id=waiting.waits.proposal_id,
        client_id=waiter_id if await may_host(conn, proposal, waiter_id) else proposal.client_id,
        case_id=case_id,
        at=house.clock.now(),
    )
    if not await store.insert(conn, fresh):
        found = await store.about(conn, waiting.id)
        assert found is not None, "nothing deletes what waits while it does"
        return found
    await _tell(conn, house, proposal, fresh, "escalation.opened", "time", {})
    adapter = await nearest(conn, house, GROUP, fresh.client_id)
    if adapter is not None:
        data = {"waiting": waiting.id, "escalation": fresh.id, "person": fresh.client_id}
        stream = f"{GROUP}:{waiting.id}"
        await want_one_off(conn, house, adapter.kind, stream, data, effect_id=f"{adapter.kind}:{waiting.id}")
    return fresh


async def choose(
    house: House, escalation_id: str, person_id: str, choice: Choice, picked: str = ""
) -> Escalation:
    """Do what the client chose; the same again changes nothing. `picked` is a proposal of ours.

    Raises NotFound for somebody else's, BadInput for whom the shortlist does not hold, Conflict once nothing
    waits.
    """
    async with house.database.transaction() as conn:
        found = await store.load(conn, escalation_id)
        if found.client_id != person_id:
            raise NotFound(store.NONE, reason="not the client's")
        proposal = await proposals.proposal(conn, found.proposal_id, lock=True)
        found = await store.load(conn, escalation_id)
        waiting = await waits.load(conn, found.waiting_id)
        if waiting is None or not waiting.open:
            raise Conflict(OVER)
        named = next(
            (each for each in await store.shortlist(conn, proposal) if each.proposal_id == picked), None
        )
        if choice is Choice.PICK and named is None:
            raise BadInput("This freelancer is not on your shortlist any more.", field="picked")
        picked_id = named.proposal_id if named is not None and choice is Choice.PICK else None
        after = chosen(found, choice, picked_id, house.clock.now())
        if after is found:
            return found
        await store.update(conn, after)
        facts = {"choice": choice.value}
        if named is not None and picked_id is not None:
            facts["picked"] = named.external_id
        await _tell(conn, house, proposal, after, "escalation.chosen", person_id, facts)
        await _into_the_case(conn, house, after, facts)
    house.failpoints.reach("escalation-chosen")
    return after


async def _into_the_case(
    conn: Connection, house: House, escalation: Escalation, facts: dict[str, str]
) -> None:
    """Let whoever has the case see what the client chose; help that is asked for wakes it."""
    case = await case_store.load(conn, escalation.case_id, lock=True)
    now = house.clock.now()
    after = woken(case, now) if escalation.choice is Choice.HELP else replace(case, changed_at=now)
    told: dict[str, chain.Fact] = {"escalation": escalation.id, **facts}
    await cases.changed(conn, house, after, "case.client_chose", "client", "", told)


async def _tell(
    conn: Connection,
    house: House,
    proposal: Proposal,
    escalation: Escalation,
    event: str,
    actor: str,
    facts: dict[str, str],
) -> None:
    """Write it into the proposal's chain and tell the marketplace. The proposal is held."""
    told: dict[str, chain.Fact] = {"escalation": escalation.id, "case": escalation.case_id, **facts}
    await chain.write(conn, f"proposal:{proposal.id}", house.clock.now(), event, actor, told)
    data = {
        "event": event,
        "escalation": escalation.id,
        "case": escalation.case_id,
        "proposal": proposal.external_id,
        **facts,
    }
    await tell_marketplace(conn, house, escalation.id, data)
