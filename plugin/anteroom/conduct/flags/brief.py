"""A contract that ends within a day of its start, after it opened contact details: a flag for people.

It may be a mistake, a cancelled order or a way to get at details; a machine cannot tell, and nothing follows
by itself. What it disclosed ended with it, and who saw it is in the record.
"""

from __future__ import annotations

from datetime import timedelta

from anteroom.conduct.flags.model import Kind
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.proposals import store
from anteroom.proposals.model import Contract, Proposal

BRIEF = timedelta(days=1)
COUNTED = timedelta(days=90)
"""How far back a client's other brief contracts are counted."""


async def flag_if_brief(conn: Connection, house: House, contract: Contract, proposal: Proposal) -> str | None:
    """Raise the flag once a contract and return its id; None where there is none to raise.

    The proposal is locked. The flag says how many such contracts the client has had lately, with this one.
    """
    starts = [at for at in (contract.accepted_at, contract.starts_at) if at is not None]
    if contract.disclosed_at is None or contract.ended_at is None or not starts:
        return None
    if contract.ended_at - min(starts) > BRIEF:
        return None
    now, flag_id = house.clock.now(), f"flg_{house.randomness.token(20)}"
    fresh = await conn.fetchval(
        """insert into flag (id, kind, person_id, proposal_id, contract_id, at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (contract_id) where contract_id is not null do nothing returning true""",
        flag_id,
        Kind.BRIEF_CONTRACT.value,
        proposal.client_id,
        proposal.id,
        contract.id,
        now,
    )
    if not fresh:
        return None
    nth = await conn.fetchval(
        "select count(*) from flag where kind = $1 and person_id = $2 and at > $3",
        Kind.BRIEF_CONTRACT.value,
        proposal.client_id,
        now - COUNTED,
    )
    facts: dict[str, chain.Fact] = {
        "flag": flag_id,
        "kind": Kind.BRIEF_CONTRACT.value,
        "contract": contract.id,
        "nth": int(nth),
    }
    await chain.write(conn, f"proposal:{proposal.id}", now, "flag.raised", "contract", facts)
    client = await store.member_by_person(conn, proposal.client_id)
    data = {
        "event": "flag.raised",
        "flag": flag_id,
        "kind": Kind.BRIEF_CONTRACT.value,
        "contract": contract.external_id,
        "proposal": proposal.external_id,
        "nth": str(nth),
    } | ({"member": client.external_id} if client else {})
    await tell_marketplace(conn, house, contract.id, data)
    return flag_id
