"""REST v1: an address that is needed for access to a system."""

from __future__ import annotations

from typing import Literal

from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.members import Short, person_of
from anteroom.proposals import access, store
from anteroom.proposals.access import AccessRequest


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


async def post_access(request: web.Request) -> web.Response:
    """Ask for an address."""
    body = await read(request, AccessBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        asker = await person_of(conn, body.member, "member")
    asked = await access.ask(house, request.match_info["id"], asker, body.system, body.purpose)
    return await _shown(request, asked, 201)


async def get_access(request: web.Request) -> web.Response:
    """Show how a request stands; never the address."""
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        found = await access.load(conn, house, request.match_info["id"])
    return await _shown(request, found)


async def post_decision(request: web.Request) -> web.Response:
    """Grant or deny it."""
    body = await read(request, GrantBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        owner = await person_of(conn, body.member, "member")
    approve = body.decision == "approve"
    return await _shown(request, await access.decide(house, request.match_info["id"], owner, approve=approve))


async def post_showing(request: web.Request) -> web.Response:
    """Show the address to who asked for it, once."""
    body = await read(request, ShowBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        asker = await person_of(conn, body.member, "member")
    shown, value = await access.show(house, request.match_info["id"], asker)
    # In the ledger as a disclosure to this viewer; it opens this very answer and nothing else.
    request[PASSAGE] = Passage(readers=(asker,), minted=(value.reveal(), shown.id))
    return web.json_response({"id": shown.id, "state": shown.state.value, "value": value.reveal()})


async def _shown(request: web.Request, found: AccessRequest, status: int = 200) -> web.Response:
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        proposal = await store.proposal(conn, found.proposal_id)
        asker = await store.member_by_person(conn, found.asker_id)
        owner = await store.member_by_person(conn, found.owner_id)
    lapses_at = found.lapses_at.isoformat()
    request[PASSAGE] = Passage(minted=(found.id, lapses_at))
    answer = {
        "id": found.id,
        "proposal": proposal.external_id,
        "member": asker.external_id if asker else None,
        "owner": owner.external_id if owner else None,
        "system": found.system,
        "purpose": found.purpose,
        "state": found.state.value,
        "lapses_at": lapses_at,
    }
    return web.json_response(answer, status=status)


ROUTES = (
    web.post("/v1/proposals/{id}/access-requests", post_access),
    web.get("/v1/access-requests/{id}", get_access),
    web.post("/v1/access-requests/{id}/decision", post_decision),
    web.post("/v1/access-requests/{id}/showing", post_showing),
)
