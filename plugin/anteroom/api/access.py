"""REST v1: an address that is needed for access to a system."""

from __future__ import annotations

from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import Conflict, ContactInText, NotAllowed
from anteroom.proposals import access, store
from anteroom.proposals.access import AccessRequest, State


class AccessBody(Told, frozen=True):
    """A member asks for the other's address."""

    member: Short
    system: Short
    purpose: Short


class GrantBody(Told, frozen=True):
    """Its owner decides."""

    member: Short
    decision: Literal["approve", "deny"]


class ShowBody(Told, frozen=True):
    """Who asked for it looks at it."""

    member: Short


class AccessShown(Shown, frozen=True):
    """How a request for an address stands; never the address."""

    id: str
    proposal: str
    member: str | None
    owner: str | None
    system: str
    purpose: str
    state: State
    lapses_at: Instant


class AddressShown(Shown, frozen=True):
    """The address that was asked for, shown once to who asked."""

    id: str
    state: State
    value: str


async def post_access(request: web.Request) -> web.Response:
    """Ask for an address."""
    body = await read(request, AccessBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        asker = await person_of(conn, body.member, "member")
    asked = await access.ask(house, request.match_info["id"], asker, body.system, body.purpose)
    return await _shown(request, asked, 201)


async def get_access(request: web.Request) -> web.Response:
    """Show how a request stands; never the address."""
    house = house_of(request)
    async with house.database.connection() as conn:
        found = await access.load(conn, house, request.match_info["id"])
    return await _shown(request, found)


async def post_decision(request: web.Request) -> web.Response:
    """Grant or deny it."""
    body = await read(request, GrantBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        owner = await person_of(conn, body.member, "member")
    approve = body.decision == "approve"
    return await _shown(request, await access.decide(house, request.match_info["id"], owner, approve=approve))


async def post_showing(request: web.Request) -> web.Response:
    """Show the address to who asked for it, once."""
    body = await read(request, ShowBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        asker = await person_of(conn, body.member, "member")
    shown, value = await access.show(house, request.match_info["id"], asker)
    # In the ledger as a disclosure to this viewer; it opens this very answer and nothing else.
    request[PASSAGE] = Passage(readers=(asker,), minted=(value.reveal(), shown.id))
    return respond(request, AddressShown(id=shown.id, state=shown.state, value=value.reveal()))


async def _shown(request: web.Request, found: AccessRequest, status: int = 200) -> web.Response:
    house = house_of(request)
    async with house.database.connection() as conn:
        proposal = await store.proposal(conn, found.proposal_id)
        asker = await store.member_by_person(conn, found.asker_id)
        owner = await store.member_by_person(conn, found.owner_id)
    lapses_at = found.lapses_at.isoformat()
    request[PASSAGE] = Passage(minted=(found.id, lapses_at))
    answer = AccessShown(
        id=found.id,
        proposal=proposal.external_id,
        member=asker.external_id if asker else None,
        owner=owner.external_id if owner else None,
        system=found.system,
        purpose=found.purpose,
        state=found.state,
        lapses_at=lapses_at,
    )
    return respond(request, answer, status)


ROUTES = (
    Route(
        method="POST",
        path="/v1/proposals/{id}/access-requests",
        name="ask_for_access",
        tag="Access",
        summary="Ask for an address that a system needs",
        handler=post_access,
        scope=Scope.PROPOSALS_WRITE,
        body=AccessBody,
        answers={201: AccessShown},
        problems=(ContactInText, NotAllowed, Conflict),
        actor="One of the proposal's two members, who asks the other.",
        remembers=True,
    ),
    Route(
        method="GET",
        path="/v1/access-requests/{id}",
        name="show_access",
        tag="Access",
        summary="Show how a request stands",
        handler=get_access,
        scope=Scope.PROPOSALS_READ,
        answers={200: AccessShown},
    ),
    Route(
        method="POST",
        path="/v1/access-requests/{id}/decision",
        name="decide_access",
        tag="Access",
        summary="Approve or deny it",
        handler=post_decision,
        scope=Scope.PROPOSALS_WRITE,
        body=GrantBody,
        answers={200: AccessShown},
        problems=(NotAllowed, Conflict),
        actor="Whose address it is.",
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/access-requests/{id}/showing",
        name="show_address",
        tag="Access",
        summary="Show the address to who asked for it, once",
        handler=post_showing,
        scope=Scope.DISCLOSURES_READ,
        body=ShowBody,
        answers={200: AddressShown},
        problems=(NotAllowed, Conflict),
        actor="Who asked.",
    ),
)
