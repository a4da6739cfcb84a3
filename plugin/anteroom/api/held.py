"""REST v1: held texts, as their writers' marketplace handles them. What they say is never shown here."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.holding import HeldLinks, held_links
from anteroom.api.interview_answers import REFUSED
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import Conflict, ContactInText, NotAllowed, TooManyInvitations
from anteroom.guard import Action
from anteroom.house import House
from anteroom.proposals import store as proposals
from anteroom.texts import actions, store
from anteroom.texts.model import Held, State, Way


class RewordBody(Told, frozen=True):
    """Other words of a held text's writer."""

    member: Short
    text: Annotated[str, msgspec.Meta(max_length=20_000)]


class WriterBody(Told, frozen=True):
    """The writer of a held text, who takes it back or says that it is no contact information."""

    member: Short


class HeldShown(Shown, frozen=True):
    """What anybody at the marketplace may know of a held text; never what it says."""

    id: str
    proposal: str
    interview: str | None
    member: str | None
    field: str
    way: Way
    state: State
    verdict: str
    kinds: tuple[str, ...]
    nth: int = msgspec.field(name="try")
    at: Instant
    expires_at: Instant
    appealed_at: Instant | None


class RewordedShown(Shown, frozen=True):
    """What was done with other words. Of a message it has what may be shown; `held` if it was held again."""

    id: str
    interview: str | None
    verdict: Action | msgspec.UnsetType = msgspec.UNSET
    explanation: str | msgspec.UnsetType = msgspec.UNSET
    text: str | msgspec.UnsetType = msgspec.UNSET
    held: HeldLinks | msgspec.UnsetType = msgspec.UNSET
    request: str | msgspec.UnsetType = msgspec.UNSET


async def get_held(request: web.Request) -> web.Response:
    """Show what has become of a held text."""
    house = house_of(request)
    async with house.database.connection() as conn:
        held = await store.load(conn, request.match_info["id"])
    return await _shown(request, held)


async def post_reword(request: web.Request) -> web.Response:
    """Do with other words what was asked."""
    body = await read(request, RewordBody)
    house, held_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        writer = await person_of(conn, body.member, "member")
    done = await actions.reword(house, held_id, writer, body.text)
    said, again = done.message, done.message.held if done.message else None
    answer = RewordedShown(
        id=held_id,
        interview=done.interview_id,
        verdict=said.action if said else msgspec.UNSET,
        explanation=said.why if said else msgspec.UNSET,
        text=said.text if said else msgspec.UNSET,
        held=held_links(house, again) if again else msgspec.UNSET,
        request=done.request_id if done.request_id is not None else msgspec.UNSET,
    )
    minted = (held_id, done.interview_id or "", done.request_id or "")
    request[PASSAGE] = Passage(interview_id=done.interview_id, minted=minted)
    return respond(request, answer)


async def post_withdraw(request: web.Request) -> web.Response:
    """Take it back."""
    body = await read(request, WriterBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        writer = await person_of(conn, body.member, "member")
    return await _shown(request, await actions.withdraw(house, request.match_info["id"], writer))


async def post_appeal(request: web.Request) -> web.Response:
    """Say that it is no contact information."""
    body = await read(request, WriterBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        writer = await person_of(conn, body.member, "member")
    return await _shown(request, await actions.appeal(house, request.match_info["id"], writer))


async def held_shown(house: House, held: Held) -> HeldShown:
    """Return what anybody at the marketplace may know of a held text."""
    async with house.database.connection() as conn:
        proposal = await proposals.proposal(conn, held.proposal_id)
        writer = await proposals.member_by_person(conn, held.writer_id)
    return HeldShown(
        id=held.id,
        proposal=proposal.external_id,
        interview=held.interview_id,
        member=writer.external_id if writer else None,
        field=held.field,
        way=held.way,
        state=held.state,
        verdict=held.verdict,
        kinds=held.kinds,
        nth=held.nth,
        at=held.at.isoformat(),
        expires_at=held.expires_at.isoformat(),
        appealed_at=written(held.appealed_at),
    )


def instants_of(shown: HeldShown) -> tuple[str, ...]:
    """Return the instants in it, which are ours and no numbers of anybody."""
    return tuple(each for each in (shown.at, shown.expires_at, shown.appealed_at) if each)


async def _shown(request: web.Request, held: Held) -> web.Response:
    shown = await held_shown(house_of(request), held)
    request[PASSAGE] = Passage(minted=(held.id, held.interview_id or "", *instants_of(shown)))
    return respond(request, shown)


ROUTES = (
    Route(
        method="GET",
        path="/v1/held/{id}",
        name="show_held",
        tag="Held texts",
        summary="Show what has become of a held text",
        handler=get_held,
        scope=Scope.MESSAGES_READ,
        answers={200: HeldShown},
    ),
    Route(
        method="POST",
        path="/v1/held/{id}/reword",
        name="reword_held",
        tag="Held texts",
        summary="Do with other words what was asked",
        handler=post_reword,
        scope=Scope.MESSAGES_WRITE,
        body=RewordBody,
        answers={200: RewordedShown},
        problems=(*REFUSED, ContactInText, TooManyInvitations),
        actor="Its writer.",
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/held/{id}/withdraw",
        name="withdraw_held",
        tag="Held texts",
        summary="Take a held text back",
        handler=post_withdraw,
        scope=Scope.MESSAGES_WRITE,
        body=WriterBody,
        answers={200: HeldShown},
        problems=(NotAllowed, Conflict),
        actor="Its writer.",
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/held/{id}/appeal",
        name="appeal_held",
        tag="Held texts",
        summary="Say that it is no contact information",
        handler=post_appeal,
        scope=Scope.MESSAGES_WRITE,
        body=WriterBody,
        answers={200: HeldShown},
        problems=(NotAllowed, Conflict),
        actor="Its writer.",
        notes="Your trust people look at it.",
        remembers=True,
    ),
)
