"""REST v1: the polite answer of a freelancer who was asked to talk elsewhere."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct.lessons import polite
from anteroom.conduct.lessons.polite import PoliteAnswer
from anteroom.errors import Conflict, NotAllowed, NotFound, ProposalNotLiving
from anteroom.proposals import store as proposals


class PoliteBody(Told, frozen=True):
    """The proposal's freelancer, who answers."""

    member: Short


class PoliteShown(Shown, frozen=True):
    """What the freelancer can send: `text` in the client's `language`, `reading` the same in the own one.

    `reading` is "" where both speak the same language.
    """

    proposal: str
    asked_at: Instant
    language: str
    text: str
    reading_language: str
    reading: str


async def get_answer(request: web.Request) -> web.Response:
    """Show what can be answered."""
    house = house_of(request)
    async with house.database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, request.match_info["id"])
        if proposal is None:
            raise NotFound("There is no such proposal.")
        found = await polite.polite_answer(conn, house, proposal)
    if found is None:
        raise NotFound("Nobody was asked lately, or it is answered.")
    return _shown(request, found, proposal.external_id)


async def post_answer(request: web.Request) -> web.Response:
    """Send it, and offer an interview."""
    body = await read(request, PoliteBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, request.match_info["id"])
        if proposal is None:
            raise NotFound("There is no such proposal.")
        person_id = await person_of(conn, body.member, "member")
    sent = await polite.send(house, proposal.id, person_id)
    return _shown(request, sent, proposal.external_id)


def _shown(request: web.Request, answer: PoliteAnswer, proposal: str) -> web.Response:
    shown = PoliteShown(
        proposal=proposal,
        asked_at=answer.asked_at.isoformat(),
        language=answer.language,
        text=answer.text,
        reading_language=answer.reading_language,
        reading=answer.reading,
    )
    request[PASSAGE] = Passage(minted=(shown.asked_at,))
    return respond(request, shown)


ROUTES = (
    Route(
        method="GET",
        path="/v1/proposals/{id}/polite-answer",
        name="show_polite_answer",
        tag="Interview offers",
        summary="Show what a freelancer who was asked to leave can answer",
        handler=get_answer,
        scope=Scope.INTERVIEWS_READ,
        answers={200: PoliteShown},
        problems=(NotFound,),
        notes="404 where nobody was asked lately, and where an answer, an interview or an offer stands.",
    ),
    Route(
        method="POST",
        path="/v1/proposals/{id}/polite-answer",
        name="send_polite_answer",
        tag="Interview offers",
        summary="Send the polite answer and offer an interview",
        handler=post_answer,
        scope=Scope.INTERVIEWS_WRITE,
        body=PoliteBody,
        answers={200: PoliteShown},
        problems=(NotFound, NotAllowed, ProposalNotLiving, Conflict),
        actor="the proposal's freelancer",
        notes="`polite_answer.sent` then has you post its text as the freelancer's message.",
        example={"member": "m-kofi"},
        remembers=True,
    ),
)
