"""What the policy says about one proposal today."""

from __future__ import annotations

from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.policy import store as versions
from anteroom.policy.model import Circumstances, Purpose, Ruling, Stage, decide
from anteroom.policy.store import Table, digest_of
from anteroom.proposals import store
from anteroom.proposals.model import Proposal

MOST_KNOWN = 64
"""Tables that a process keeps at hand."""


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
    digest, table = await table_now(conn, house)
    ruling = decide(table, Circumstances(plan, stage, rating, jobs, purpose, surface), now)
    return replace(ruling, policy=digest)


async def table_now(conn: Connection, house: House) -> tuple[str, Table]:
    """Return the table in force, with its digest: the newest by API that has begun, or the settings'."""
    version = await versions.in_force(conn, house.clock.now())
    if version is None or version.source == "settings":
        return digest_of(house.policy), house.policy
    return version.digest, await table_by_digest(conn, house, version.digest)


async def table_by_digest(conn: Connection, house: House, digest: str) -> Table:
    """Return a table that is or was in force; it never changes, so each process reads it once."""
    known = house.tables.get(digest)
    if known is None:
        known = await versions.table(conn, digest)
        assert known is not None, "a version names a table that is not kept"
        if len(house.tables) >= MOST_KNOWN:
            house.tables.clear()
        house.tables[digest] = known
    return known
