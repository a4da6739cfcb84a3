"""Disclosure: the recorded moment at which a contract opens named fields of one member to the other.

Of the two members of the proposal only the fields that each chose to share; of guests and assistants only the
address, and only by their own consent (`people/consent.py`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.ledger import chain
from anteroom.people.consent import consented, keep, viewer_of
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
    for owner_id, viewer_id, name in await _wanted(conn, house, proposal):
        opened += await _open(conn, house, contract, owner_id, viewer_id, name)
    await conn.execute("update contract set disclosed_at = $2 where id = $1", contract.id, now)
    data = {
        "event": "contact.disclosed",
        "contract": contract.external_id,
        "proposal": proposal.external_id,
        "fields": str(opened),
    }
    await tell_marketplace(conn, house, contract.id, data)
    return opened


async def choose_anew(conn: Connection, house: House, proposal: Proposal, owner_id: str) -> None:
    """Follow another choice of one owner while a contract is in force: what was added opens, what was taken
    out ends. What was shown stays in the record. The proposal is locked.
    """
    now = house.clock.now()
    wanted = {
        (viewer, name) for owner, viewer, name in await _wanted(conn, house, proposal) if owner == owner_id
    }
    for contract in await store.contracts_of(conn, proposal.id):
        if contract.disclosed_at is None or contract.closed_at is not None or not contract.in_force(now):
            continue
        rows = await conn.fetch(
            """select viewer_id, field from disclosure where contract_id = $1 and owner_id = $2
            and (ended_at is null or ended_at > $3)""",
            contract.id,
            owner_id,
            now,
        )
        there = {(row["viewer_id"], row["field"]) for row in rows}
        for viewer_id, name in sorted(wanted - there):
            await _open(conn, house, contract, owner_id, viewer_id, name)
        for viewer_id, name in sorted(there - wanted):
            await conn.execute(
                """update disclosure set ended_at = $5 where contract_id = $1 and owner_id = $2
                and viewer_id = $3 and field = $4 and (ended_at is null or ended_at > $5)""",
                contract.id,
                owner_id,
                viewer_id,
                name,
                now,
            )
            facts = {"owner": owner_id, "viewer": viewer_id, "field": name, "until": now.isoformat()}
            await chain.write(conn, f"contract:{contract.id}", now, "disclosure.ended", owner_id, facts)


async def choose_to_share(house: House, interview_id: str, party_id: str, *, agreed: bool) -> None:
    """Keep a guest's or an assistant's own choice; a contract in force follows it at once.

    Raises NotFound, NotAllowed for a party that chooses elsewhere, or has nobody to show it to.
    """
    async with house.database.transaction() as conn:
        interview, proposal = await interviews.load_with_proposal(conn, interview_id)
        # One that is gone may still have something to take back.
        party = next((each for each in interview.parties if each.id == party_id), None)
        viewer_id = viewer_of(party, proposal) if party is not None else None
        if party is None or viewer_id is None:
            raise NotAllowed("There is nothing to choose here.")
        now = house.clock.now()
        if await keep(conn, interview_id, party_id, viewer_id, now, agreed=agreed):
            await choose_anew(conn, house, proposal, party.person_id)


async def _wanted(conn: Connection, house: House, proposal: Proposal) -> list[tuple[str, str, str]]:
    """Return (owner, viewer, field) of all that a contract on this proposal opens, by everybody's choice."""
    wanted = await consented(conn, proposal)
    for owner_id, viewer_id in (
        (proposal.client_id, proposal.freelancer_id),
        (proposal.freelancer_id, proposal.client_id),
    ):
        owner = await store.member_by_person(conn, owner_id)
        wanted += [(owner_id, viewer_id, name) for name in (owner.shares if owner else ())]
    unique = dict.fromkeys(wanted)
    return [each for each in unique if await house.vault.has(conn, each[0], each[2])]


async def _open(
    conn: Connection, house: House, contract: Contract, owner_id: str, viewer_id: str, name: str
) -> bool:
    now = house.clock.now()
    fresh = await conn.fetchval(
        """insert into disclosure (contract_id, owner_id, viewer_id, field, at, ended_at)
        select $1, $2, $3, $4, $5, $6 where not exists (select from disclosure where contract_id = $1
            and owner_id = $2 and viewer_id = $3 and field = $4 and (ended_at is null or ended_at > $5))
        on conflict (contract_id, owner_id, viewer_id, field, at) do update set ended_at = excluded.ended_at
        returning true""",
        contract.id,
        owner_id,
        viewer_id,
        name,
        now,
        contract.ended_at,
    )
    if fresh:
        facts = {"owner": owner_id, "viewer": viewer_id, "field": name}
        await chain.write(conn, f"contract:{contract.id}", now, "contact.disclosed", "contract", facts)
    return bool(fresh)


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


async def put_off(conn: Connection, house: House, contract: Contract) -> None:
    """Let the disclosures of a contract that has not started after all end now; its start makes them anew."""
    now = house.clock.now()
    await end_disclosure(conn, house, replace(contract, ended_at=now))
    await conn.execute("update contract set disclosed_at = null where id = $1", contract.id)


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
