"""REST v1: who is in an interview that stands already."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.doorway import HOUSE
from anteroom.api.interviews import answer_with
from anteroom.api.members import Short, person_of
from anteroom.interviews import hosting
from anteroom.interviews.commands import GuestWish


class PartyBody(Told, frozen=True):
    """Somebody to loop in, by the host."""

    member: Short
    email: Short
    label: Short
    required: bool = True


class RemoveBody(Told, frozen=True):
    """Letting somebody go, by the host."""

    member: Short


async def post_party(request: web.Request) -> web.Response:
    """Loop somebody in; only the new one is asked."""
    body = await read(request, PartyBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        host = await person_of(conn, body.member, "member")
    wish = GuestWish(label=body.label, email=body.email, required=body.required)
    interview = await hosting.add_guest(house, request.match_info["id"], host, wish)
    return await answer_with(request, interview, 201)


async def remove_party(request: web.Request) -> web.Response:
    """Let a guest go; one that is gone already changes nothing."""
    body = await read(request, RemoveBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        host = await person_of(conn, body.member, "member")
    party_id = request.match_info["party"]
    return await answer_with(
        request, await hosting.remove_party(house, request.match_info["id"], host, party_id)
    )


ROUTES = (
    web.post("/v1/interviews/{id}/parties", post_party),
    web.post("/v1/interviews/{id}/parties/{party}/remove", remove_party),
)
