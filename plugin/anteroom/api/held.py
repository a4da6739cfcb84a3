"""REST v1: held texts, as their writers' marketplace handles them. What they say is never shown here."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.holding import held_links
from anteroom.api.members import Short, person_of
from anteroom.house import House
from anteroom.proposals import store as proposals
from anteroom.texts import actions, store
from anteroom.texts.model import Held


class RewordBody(Told, frozen=True):
    """Other words of a held text's writer."""

    member: Short
    text: Annotated[str, msgspec.Meta(max_length=20_000)]


class WriterBody(Told, frozen=True):
    """The writer of a held text, who takes it back or says that it is no contact information."""

    member: Short


async def get_held(request: web.Request) -> web.Response:
    """Show what has become of a held text."""
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        held = await store.load(conn, request.match_info["id"])
    return await _shown(request, held)


async def post_reword(request: web.Request) -> web.Response:
    """Do with other words what was asked."""
    body = await read(request, RewordBody)
    house, held_id = request.app[HOUSE], request.match_info["id"]
    async with house.database.connection() as conn:
        writer = await person_of(conn, body.member, "member")
    done = await actions.reword(house, held_id, writer, body.text)
    answer: dict[str, object] = {"id": held_id, "interview": done.interview_id}
    if done.message is not None:
        answer |= {
            "verdict": done.message.action.value,
            "explanation": done.message.why,
            "text": done.message.text,
        }
        if done.message.held is not None:
            answer["held"] = held_links(house, done.message.held)
    if done.request_id is not None:
        answer["request"] = done.request_id
    minted = (held_id, done.interview_id or "", done.request_id or "")
    request[PASSAGE] = Passage(interview_id=done.interview_id, minted=minted)
    return web.json_response(answer)


async def post_withdraw(request: web.Request) -> web.Response:
    """Take it back."""
    body = await read(request, WriterBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        writer = await person_of(conn, body.member, "member")
    return await _shown(request, await actions.withdraw(house, request.match_info["id"], writer))


async def post_appeal(request: web.Request) -> web.Response:
    """Say that it is no contact information."""
    body = await read(request, WriterBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        writer = await person_of(conn, body.member, "member")
    return await _shown(request, await actions.appeal(house, request.match_info["id"], writer))


async def held_json(house: House, held: Held) -> dict[str, object]:
    """Return what anybody at the marketplace may know of a held text."""
    async with house.database.connection() as conn:
        proposal = await proposals.proposal(conn, held.proposal_id)
        writer = await proposals.member_by_person(conn, held.writer_id)
    return {
        "id": held.id,
        "proposal": proposal.external_id,
        "interview": held.interview_id,
        "member": writer.external_id if writer else None,
        "field": held.field,
        "way": held.way.value,
        "state": held.state.value,
        "verdict": held.verdict,
        "kinds": list(held.kinds),
        "try": held.nth,
        "at": held.at.isoformat(),
        "expires_at": held.expires_at.isoformat(),
        "appealed_at": held.appealed_at.isoformat() if held.appealed_at else None,
    }


async def _shown(request: web.Request, held: Held) -> web.Response:
    shown = await held_json(request.app[HOUSE], held)
    instants = [value for name, value in shown.items() if name.endswith("at") and isinstance(value, str)]
    request[PASSAGE] = Passage(minted=(held.id, held.interview_id or "", *instants))
    return web.json_response(shown)


ROUTES = (
    web.get("/v1/held/{id}", get_held),
    web.post("/v1/held/{id}/reword", post_reword),
    web.post("/v1/held/{id}/withdraw", post_withdraw),
    web.post("/v1/held/{id}/appeal", post_appeal),
)
