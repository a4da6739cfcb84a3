"""REST v1: proposals, contracts, thread messages, disclosures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.body import Told, instant, read, required_instant
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.holding import held_links
from anteroom.api.members import Short
from anteroom.errors import BadInput, NotFound
from anteroom.people.disclosure import disclosed_to
from anteroom.proposals import actions, store
from anteroom.proposals.address import interview_address
from anteroom.proposals.messages import MessageTold, tell_message
from anteroom.proposals.model import Proposal, ProposalState


class JobBody(Told, frozen=True):
    """The job that a proposal answers."""

    id: Short
    title: Short


class ProposalBody(Told, frozen=True):
    """A proposal."""

    client: Short
    freelancer: Short
    job: JobBody
    thread: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^(?!\.{1,2}$)")]
    """Never "." or "..", which the address of the thread's card would take for a way up."""
    state: ProposalState


class ContractBody(Told, frozen=True):
    """A contract; it starts on acceptance or on its start date, whichever comes first."""

    proposal: Short
    accepted_at: datetime | None = None
    starts_at: datetime | None = None
    ended_at: datetime | None = None


class MessageBody(Told, frozen=True):
    """A message that a member wrote in the thread, before the other side sees it."""

    proposal: Short
    sender: Short = msgspec.field(name="from")
    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    sent_at: datetime


async def put_proposal(request: web.Request) -> web.Response:
    """Learn a proposal and its state."""
    body = await read(request, ProposalBody)
    told = actions.ProposalTold(
        external_id=request.match_info["id"],
        client=body.client,
        freelancer=body.freelancer,
        job_id=body.job.id,
        job_title=body.job.title,
        thread=body.thread,
        state=body.state,
    )
    return await _shown(request, await actions.tell_proposal(request.app[HOUSE], told))


async def get_proposal(request: web.Request) -> web.Response:
    """Show a proposal."""
    async with request.app[HOUSE].database.connection() as conn:
        proposal = await store.proposal_by_external_id(conn, request.match_info["id"])
    if proposal is None:
        raise NotFound("There is no such proposal.")
    return await _shown(request, proposal)


async def put_contract(request: web.Request) -> web.Response:
    """Learn a contract; a started one discloses what the two members chose to share."""
    body = await read(request, ContractBody)
    contract = await actions.tell_contract(
        request.app[HOUSE],
        request.match_info["id"],
        body.proposal,
        accepted_at=instant(body.accepted_at, "accepted_at"),
        starts_at=instant(body.starts_at, "starts_at"),
        ended_at=instant(body.ended_at, "ended_at"),
    )
    disclosed = contract.disclosed_at
    return web.json_response(
        {
            "id": contract.external_id,
            "proposal": body.proposal,
            "disclosed_at": disclosed.isoformat() if disclosed else None,
        }
    )


async def put_message(request: web.Request) -> web.Response:
    """Read a message and say what may be shown to the other side."""
    body = await read(request, MessageBody)
    told = MessageTold(
        external_id=request.match_info["id"],
        proposal=body.proposal,
        sender=body.sender,
        text=body.text,
        sent_at=required_instant(body.sent_at, "sent_at"),
    )
    read_as = await tell_message(request.app[HOUSE], told)
    answer: dict[str, object] = {
        "id": told.external_id,
        "verdict": read_as.action.value,
        "explanation": read_as.why,
        "text": read_as.text,
    }
    if read_as.held is not None:
        answer["held"] = held_links(request.app[HOUSE], read_as.held)
    if read_as.cover:
        answer["cover"] = list(read_as.cover)
    if read_as.permitted:
        request[PASSAGE] = Passage(minted=(read_as.text,))
    return web.json_response(answer)


async def get_disclosures(request: web.Request) -> web.Response:
    """Show what a contract discloses to one viewer; each look goes into the ledger."""
    contract, viewer = request.query.get("contract"), request.query.get("viewer")
    if not contract or not viewer:
        raise BadInput("Say which contract and which viewer.", field="contract")
    house = request.app[HOUSE]
    async with house.database.transaction() as conn:
        member = await store.member_by_external_id(conn, viewer)
        if member is None:
            raise NotFound("There is no such member.")
        shown = await disclosed_to(conn, house, contract, member.person_id)
        owners = {each.owner_id: await store.member_by_person(conn, each.owner_id) for each in shown}
    request[PASSAGE] = Passage(readers=(member.person_id,))
    rows = [
        {
            "owner": owner.external_id if (owner := owners[each.owner_id]) else None,
            "viewer": viewer,
            "field": each.field,
            "value": each.value.reveal(),
            "at": each.at.isoformat(),
        }
        for each in shown
    ]
    return web.json_response({"disclosures": rows})


async def _shown(request: web.Request, proposal: Proposal) -> web.Response:
    """Show a proposal as the marketplace knows it, with the address that its client adds to an event."""
    house = request.app[HOUSE]
    async with house.database.transaction() as conn:
        address = await interview_address(conn, house, proposal.id)
    shown = {
        "id": proposal.external_id,
        "job": {"id": proposal.job_id, "title": proposal.job_title},
        "thread": proposal.thread,
        "state": proposal.state.value,
        "interview_address": address,
    }
    return web.json_response(shown)


ROUTES = (
    web.put("/v1/proposals/{id}", put_proposal),
    web.get("/v1/proposals/{id}", get_proposal),
    web.put("/v1/contracts/{id}", put_contract),
    web.put("/v1/messages/{id}", put_message),
    web.get("/v1/disclosures", get_disclosures),
)
