"""Access requests: an address that is needed for access to a system, before there is a contract.

A form instead of free text: what system, what for, whose address. Its owner decides; what is granted is shown
to who asked, once. Each step is in the ledger; that the address was shown is a disclosure of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.conduct.blocks import refuse_to_reach
from anteroom.database.connection import Connection, Row
from anteroom.door import tangled
from anteroom.effects.wish import tell_marketplace
from anteroom.errors import BadInput, Conflict, ContactInText, NotAllowed, NotFound
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.people.sealed import Plain
from anteroom.plain_text import one_line
from anteroom.policy.model import Purpose, Ruling
from anteroom.policy.ruling import ruling_for
from anteroom.proposals import store
from anteroom.proposals.model import Proposal
from anteroom.texts.doorstep import at_the_door
from anteroom.texts.errand import ToAsk
from anteroom.texts.holding import reworded
from anteroom.texts.judging import judge

FIELD = "email"
"""What systems are entered by; nothing else can be asked for."""
LIFE = timedelta(days=7)
LONGEST = 120
MOST_OPEN = 3
"""Of one asker on one proposal: nobody is to be pestered for the own address."""


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    DENIED = "denied"
    SHOWN = "shown"
    LAPSED = "lapsed"


WORDS = {
    State.ASKED: "Its owner has not decided yet.",
    State.APPROVED: "This was granted already.",
    State.DENIED: "Its owner said no.",
    State.SHOWN: "It was shown already, and is shown once.",
    State.LAPSED: "This has lapsed. Ask again if it is still needed.",
}


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """Who asks for whose address, for what system and purpose, and what became of it."""

    id: str
    proposal_id: str
    asker_id: str
    owner_id: str
    system: str
    purpose: str
    state: State
    at: datetime
    lapses_at: datetime


async def ask(
    house: House, proposal_external_id: str, asker_id: str, system: str, purpose: str
) -> AccessRequest:
    """Ask for the other member's address.

    Raises NotFound, NotAllowed where the policy has no such way, BadInput, ContactInText also for what the
    door would never show to its owner, Conflict for too many at once.
    """
    async with house.database.transaction() as conn:
        proposal = await store.proposal_by_external_id(conn, proposal_external_id, lock=True)
        if proposal is None:
            raise NotFound("There is no such proposal.")
        owner_id = _other(proposal, asker_id)
        await refuse_to_reach(conn, house, proposal.id, asker_id, owner_id)
        ruling = await _refuse_unless_open(conn, house, proposal)
        form = ToAsk(proposal_external_id, asker_id, one_line(system), one_line(purpose))
        for field, text in (("system", form.system), ("purpose", form.purpose)):
            _refuse_unless_plain(field, text)
            await _read(conn, house, proposal, form, field, text)
        # Their reader sees both: half a detail in each is a whole one.
        version = await _read(conn, house, proposal, form, "purpose", form.purpose, behind=form.system)
        for field in ("system", "purpose"):
            await reworded(conn, house, proposal.id, asker_id, field, None)
        await _refuse_too_many(conn, house, proposal, asker_id)
        now = house.clock.now()
        request = AccessRequest(
            id=f"acr_{house.randomness.token(24)}",
            proposal_id=proposal.id,
            asker_id=asker_id,
            owner_id=owner_id,
            system=form.system,
            purpose=form.purpose,
            state=State.ASKED,
            at=now,
            lapses_at=now + LIFE,
        )
        await conn.execute(
            """insert into access_request (id, proposal_id, asker_id, owner_id, field, system, purpose, guard,
                policy_row, state, at, lapses_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', $10, $11)""",
            request.id,
            request.proposal_id,
            request.asker_id,
            request.owner_id,
            FIELD,
            request.system,
            request.purpose,
            version,
            ruling.row,
            request.at,
            request.lapses_at,
        )
        await _note(conn, house, request, "access.asked", asker_id, ruling)
    return request


async def decide(house: House, request_id: str, owner_id: str, *, approve: bool) -> AccessRequest:
    """Let the owner grant or deny it; the same twice is once.

    What was granted may be denied until it was shown. Raises NotFound, NotAllowed, Conflict.
    """
    state = State.APPROVED if approve else State.DENIED
    async with house.database.transaction() as conn:
        request, proposal = await _locked(conn, house, request_id)
        if request.owner_id != owner_id:
            raise NotFound("There is no such request.", reason="not the owner")
        if request.state is state:
            return request
        if request.state is not State.ASKED and (approve or request.state is not State.APPROVED):
            raise Conflict(WORDS[request.state])
        if approve:
            await _refuse_unless_open(conn, house, proposal)
        await conn.execute(
            "update access_request set state = $2, decided_at = $3 where id = $1",
            request.id,
            state.value,
            house.clock.now(),
        )
        await _note(conn, house, request, f"access.{state}", owner_id)
    return replace(request, state=state)


async def show(house: House, request_id: str, asker_id: str) -> tuple[AccessRequest, Plain]:
    """Return a granted address to who asked for it, once; the ledger says so before anybody sees it.

    Raises NotFound, also where the owner has no address, Conflict for one that is not granted, or shown, and
    for a proposal that has closed since, NotAllowed where the policy has no such way any more.
    """
    async with house.database.transaction() as conn:
        request, proposal = await _locked(conn, house, request_id)
        if request.asker_id != asker_id:
            raise NotFound("There is no such request.", reason="not the asker")
        if request.state is not State.APPROVED:
            raise Conflict(WORDS[request.state])
        await _refuse_unless_open(conn, house, proposal)
        value = await house.vault.open(conn, request.owner_id, FIELD)
        if value is None:
            raise NotFound("There is no address to show.")
        await conn.execute(
            "update access_request set state = 'shown', shown_at = $2 where id = $1",
            request.id,
            house.clock.now(),
        )
        await _note(conn, house, request, "access.shown", asker_id)
    return replace(request, state=State.SHOWN), value


async def load(conn: Connection, house: House, request_id: str) -> AccessRequest:
    """Return a request as it stands now. Raises NotFound."""
    row = await conn.fetchrow("select * from access_request where id = $1", request_id)
    if row is None:
        raise NotFound("There is no such request.")
    return _request(row, house.clock.now())


async def _locked(conn: Connection, house: House, request_id: str) -> tuple[AccessRequest, Proposal]:
    request = await load(conn, house, request_id)
    proposal = await store.proposal(conn, request.proposal_id, lock=True)
    return await load(conn, house, request_id), proposal


async def _refuse_unless_open(conn: Connection, house: House, proposal: Proposal) -> Ruling:
    """Return the ruling that opens this way; asked at every step, since each may come days after the last."""
    if not proposal.living:
        raise Conflict(f"This proposal is {proposal.state}.")
    ruling = await ruling_for(conn, house, proposal, purpose=Purpose.ACCESS)
    if not ruling.permits:
        raise NotAllowed("Addresses for access to a system are not given here before a contract.")
    return ruling


def _refuse_unless_plain(field: str, text: str) -> None:
    if not text or len(text) > LONGEST or tangled(text):
        raise BadInput(f"Say it in at most {LONGEST} plain characters.", field=field)


async def _read(
    conn: Connection,
    house: House,
    proposal: Proposal,
    form: ToAsk,
    field: str,
    text: str,
    *,
    behind: str = "",
) -> str:
    """Read a line of the form as talk: the way for addresses is the form, and not what is typed into it.

    Return the version of the guard that let it pass. Raises ContactInText, by which the form is held.
    """
    judged = await judge(conn, house, proposal, form.person_id, text, surface="title", behind=behind)
    judged = await at_the_door(conn, house, proposal, judged)
    if not judged.passes:
        raise ContactInText(
            judged.why,
            reason=f"{judged.action} by {judged.ruling.row}",
            field=field,
            unsent=judged.unsent(proposal, field, form),
        )
    return judged.verdict.version


async def _refuse_too_many(conn: Connection, house: House, proposal: Proposal, asker_id: str) -> None:
    count = await conn.fetchval(
        """select count(*) from access_request where proposal_id = $1 and asker_id = $2
        and state in ('asked', 'denied') and lapses_at > $3""",
        proposal.id,
        asker_id,
        house.clock.now(),
    )
    if count >= MOST_OPEN:
        raise Conflict("You have asked often enough on this proposal for now.")


async def _note(
    conn: Connection,
    house: House,
    request: AccessRequest,
    event: str,
    actor: str,
    ruling: Ruling | None = None,
) -> None:
    facts = {"request": request.id, "owner": request.owner_id, "viewer": request.asker_id, "field": FIELD}
    if ruling is not None:
        facts |= {"row": ruling.row, "policy": ruling.policy}
    await chain.write(conn, f"proposal:{request.proposal_id}", house.clock.now(), event, actor, facts)
    proposal = await store.proposal(conn, request.proposal_id)
    data = {"event": event, "request": request.id, "proposal": proposal.external_id}
    await tell_marketplace(conn, house, request.id, data)


def _other(proposal: Proposal, asker_id: str) -> str:
    members = (proposal.client_id, proposal.freelancer_id)
    if asker_id not in members:
        raise NotAllowed("Only the two members of a proposal can ask one another.")
    return members[1] if asker_id == members[0] else members[0]


def _request(row: Row, now: datetime) -> AccessRequest:
    state = State(row["state"])
    if state in (State.ASKED, State.APPROVED) and row["lapses_at"] <= now:
        state = State.LAPSED
    return AccessRequest(
        id=row["id"],
        proposal_id=row["proposal_id"],
        asker_id=row["asker_id"],
        owner_id=row["owner_id"],
        system=row["system"],
        purpose=row["purpose"],
        state=state,
        at=row["at"],
        lapses_at=row["lapses_at"],
    )
