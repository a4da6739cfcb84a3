"""What the policy says about one proposal today."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.policy.model import Circumstances, Purpose, Ruling, Stage, decide
from anteroom.proposals import store
from anteroom.proposals.model import Proposal


async def ruling_for(
    conn: Connection,
    house: House,
    proposal: Proposal,
    *,
    purpose: Purpose = Purpose.TALK,
    surface: str = "",
) -> Ruling:
    """Decide by the client's plan (its organisation's, if it has one), the stage and the text's use."""
    client = await store.member_by_person(conn, proposal.client_id)
    now = house.clock.now()
    under_contract = await store.contract_in_force(conn, proposal.id, now)
    plan, rating, jobs = "basic", None, 0
    if client is not None:
        plan, rating, jobs = client.plan, client.rating, client.completed_jobs
        if client.organisation_id is not None:
            organisation = await store.organisation(conn, client.organisation_id)
            plan = organisation.plan if organisation else plan
    stage = Stage.UNDER_CONTRACT if under_contract else Stage.BEFORE_CONTRACT
    return decide(house.policy, Circumstances(plan, stage, rating, jobs, purpose, surface), now)
