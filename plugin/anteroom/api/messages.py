"""REST v1: thread messages, read before the other side sees them. What one says is not kept."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Moment, Told, read, required_instant
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.holding import HeldLinks, held_links
from anteroom.api.joined import house_of
from anteroom.api.lessons import LessonShown, lesson_shown
from anteroom.api.members import Short
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.guard import Action
from anteroom.proposals.messages import MessageTold, find_message, tell_message


class MessageBody(Told, frozen=True):
    """A message that a member wrote in the thread, before the other side sees it."""

    proposal: Short
    sender: Short = msgspec.field(name="from")
    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    sent_at: Moment

    def told(self, external_id: str) -> MessageTold:
        """Return what is told of the message of this id. Raises BadInput for an instant without a zone."""
        return MessageTold(
            external_id=external_id,
            proposal=self.proposal,
            sender=self.sender,
            text=self.text,
            sent_at=required_instant(self.sent_at, "sent_at"),
        )


class MessageShown(Shown, frozen=True):
    """What may be shown of a message: `text`, which is "" where nothing may. `explanation` is for its sender.

    `held` is there where it was held, `cover` where it completes what earlier messages of its sender began,
    `lesson` where its sender slipped.
    """

    id: str
    verdict: Action
    explanation: str
    text: str
    held: HeldLinks | msgspec.UnsetType = msgspec.UNSET
    cover: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    lesson: LessonShown | msgspec.UnsetType = msgspec.UNSET


class MessageKnown(Shown, frozen=True):
    """What was decided about a message, and by which version of the guard."""

    id: str
    proposal: str
    sender: str | None = msgspec.field(name="from")
    sent_at: Instant
    verdict: Action
    guard: str


async def put_message(request: web.Request) -> web.Response:
    """Read a message and say what may be shown to the other side."""
    body = await read(request, MessageBody)
    told = body.told(request.match_info["id"])
    read_as = await tell_message(house_of(request), told)
    if read_as.permitted:
        request[PASSAGE] = Passage(minted=(read_as.text,))
    shown = MessageShown(
        id=told.external_id,
        verdict=read_as.action,
        explanation=read_as.why,
        text=read_as.text,
        held=held_links(house_of(request), read_as.held) if read_as.held else msgspec.UNSET,
        cover=read_as.cover or msgspec.UNSET,
        lesson=await lesson_shown(house_of(request), read_as.lesson) or msgspec.UNSET,
    )
    return respond(request, shown)


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
        method="PUT",
        path="/v1/messages/{id}",
        name="tell_message",
        tag="Messages",
        summary="Have a message read before you show it",
        handler=put_message,
        scope=Scope.MESSAGES_WRITE,
        body=MessageBody,
        answers={200: MessageShown},
        notes="Another text under the same id takes the place of the first.",
    ),
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
