"""Disclosure: the recorded moment at which a contract opens named fields of one member to the other.

Only the two members of the proposal, only the fields that each chose to share; never a guest's.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_one_off
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.people.sealed import Plain
from anteroom.proposals import store
from anteroom.proposals.model import Contract, Proposal


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One field of one owner that one viewer may see; `value` shows itself only when asked."""

    owner_id: str
    viewer_id: str
    field: str
    at: datetime
    value: Plain = dataclasses.field(repr=False)


async def disclose(conn: Connection, house: House, contract: Contract, proposal: Proposal) -> int:
    """Make a started contract's disclosure; return how many fields were opened. Done once a contract."""
    now = house.clock.now()
    opened = 0
    for owner_id, viewer_id in (
        (proposal.client_id, proposal.freelancer_id),
        (proposal.freelancer_id, proposal.client_id),
    ):
        owner = await store.member_by_person(conn, owner_id)
        for name in owner.shares if owner else ():
            if not await house.vault.has(conn, owner_id, name):
                continue
            await conn.execute(
                """insert into disclosure (contract_id, owner_id, viewer_id, field, at)
                values ($1, $2, $3, $4, $5) on conflict do nothing""",
                contract.id,
                owner_id,
                viewer_id,
                name,
                now,
            )
            facts = {"owner": owner_id, "viewer": viewer_id, "field": name}
            await chain.write(conn, f"contract:{contract.id}", now, "contact.disclosed", "contract", facts)
            opened += 1
    await conn.execute("update contract set disclosed_at = $2 where id = $1", contract.id, now)
    data = {
        "event": "contact.disclosed",
        "contract": contract.external_id,
        "proposal": proposal.external_id,
        "fields": str(opened),
    }
    await want_one_off(conn, house, "webhook", f"webhook:{contract.id}", data)
    return opened


async def end_disclosure(conn: Connection, house: House, contract: Contract) -> None:
    """Let a contract's disclosures end when it does, now or on a day ahead; what was seen stays recorded.

    An end ahead may be put off or taken back; one that has come opens nothing again, whatever is told later.
    """
    now = house.clock.now()
    changed = await conn.fetch(
        """update disclosure set ended_at = $2::timestamptz where contract_id = $1
        and (ended_at is null or ended_at > $3) and ended_at is distinct from $2::timestamptz
        returning owner_id, viewer_id, field""",
        contract.id,
        contract.ended_at,
        now,
    )
    ended = contract.ended_at is not None and contract.ended_at <= now
    event = "disclosure.ended" if ended else "disclosure.end_told"
    until = contract.ended_at.isoformat() if contract.ended_at else None
    for row in changed:
        facts = {"owner": row["owner_id"], "viewer": row["viewer_id"], "field": row["field"], "until": until}
        await chain.write(conn, f"contract:{contract.id}", now, event, "contract", facts)


async def disclosed_to(
    conn: Connection, house: House, contract_external_id: str, viewer_id: str
) -> list[Disclosed]:
    """Return what a contract discloses to a viewer now; the look itself goes into the ledger."""
    # Looks go into the contract's chain, which has no head row: whoever writes it locks the contract.
    rows = await conn.fetch(
        """select disclosure.* from disclosure join contract on contract.id = contract_id
        where external_id = $1 and viewer_id = $2
        and (disclosure.ended_at is null or disclosure.ended_at > $3)
        order by owner_id, field for update of contract""",
        contract_external_id,
        viewer_id,
        house.clock.now(),
    )
    shown = []
    for row in rows:
        value = await house.vault.open(conn, row["owner_id"], row["field"])
        if value is None:
            continue
        shown.append(Disclosed(row["owner_id"], viewer_id, row["field"], row["at"], value))
        facts = {"owner": row["owner_id"], "viewer": viewer_id, "field": row["field"]}
        await chain.write(
            conn, f"contract:{row['contract_id']}", house.clock.now(), "contact.shown", "marketplace", facts
        )
    return shown


async def disclose_due(house: House) -> int:
    """Make the disclosures of all contracts whose start has come; return how many contracts."""
    async with house.database.transaction() as conn:
        due = await store.contracts_due(conn, house.clock.now())
        for contract in due:
            await disclose(conn, house, contract, await store.proposal(conn, contract.proposal_id))
            await end_disclosure(conn, house, contract)
    return len(due)
