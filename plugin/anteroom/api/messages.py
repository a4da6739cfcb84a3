"""REST v1: what was decided about a message. What it says is not kept."""

from __future__ import annotations

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.guard import Action
from anteroom.proposals.messages import find_message


class MessageKnown(Shown, frozen=True):
    """What was decided about a message, and by which version of the guard."""

    id: str
    proposal: str
    sender: str | None = msgspec.field(name="from")
    sent_at: Instant
    verdict: Action
    guard: str


async def get_message(request: web.Request) -> web.Response:
    """Show what was decided about a message."""
    async with house_of(request).database.connection() as conn:
        found = await find_message(conn, request.match_info["id"])
    if found is None:
        raise NotFound("There is no such message.")
    sent_at = found.sent_at.isoformat()
    request[PASSAGE] = Passage(minted=(sent_at,))
    shown = MessageKnown(
        id=found.external_id,
        proposal=found.proposal,
        sender=found.sender,
        sent_at=sent_at,
        verdict=found.action,
        guard=found.guard,
    )
    return respond(request, shown)


ROUTES = (
    Route(
        method="GET",
        path="/v1/messages/{id}",
        name="show_message",
        tag="Messages",
        summary="Show what was decided about a message",
        handler=get_message,
        scope=Scope.MESSAGES_READ,
        answers={200: MessageKnown},
        notes="What it says is not kept.",
    ),
)
