"""REST v1: sanctioned interviews that freelancers offer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, Uri, respond
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import Conflict, NotAllowed, NotFound, ProposalNotLiving
from anteroom.house import House
from anteroom.interview_offers import actions, store
from anteroom.interview_offers.model import InterviewOffer
from anteroom.interview_offers.words import answer_to_paste, schedule_url
from anteroom.proposals import store as proposals

NEWEST = 20


class OfferingBody(Told, frozen=True):
    """The member who acts: the proposal's freelancer offers and takes back, the client's side declines."""

    member: Short


class InterviewOfferShown(Shown, frozen=True):
    """An offer as both members may see it.

    `url` is where the client's side schedules, for whom you vouch. `answer` is a polite answer that the
    freelancer may paste into the thread, in the freelancer's language. `interview` is the one by which the
    offer was taken.
    """

    id: str
    proposal: str
    member: str | None
    state: Literal["open", "taken", "withdrawn", "declined", "expired", "void"]
    made_at: Instant
    expires_at: Instant
    ended_at: Instant | None
    interview: str | None
    url: Uri
    answer: str


class InterviewOffersShown(Shown, frozen=True):
    """A proposal's offers, newest first, at most twenty."""

    offers: list[InterviewOfferShown]


async def post_offer(request: web.Request) -> web.Response:
    """Offer the client an interview."""
    body = await read(request, OfferingBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, request.match_info["id"])
        if proposal is None:
            raise NotFound("There is no such proposal.")
        person_id = await person_of(conn, body.member, "member")
    return respond(request, await _shown(request, await actions.make(house, proposal.id, person_id)), 201)


async def get_offers(request: web.Request) -> web.Response:
    """Show a proposal's offers."""
    async with house_of(request).database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, request.match_info["id"])
        if proposal is None:
            raise NotFound("There is no such proposal.")
        found = await store.newest_of(conn, proposal.id, NEWEST)
    shown = [await _shown(request, each) for each in found]
    minted = tuple(text for each in shown for text in _minted(each))
    request[PASSAGE] = Passage(minted=minted)
    return respond(request, InterviewOffersShown(offers=shown))


async def get_offer(request: web.Request) -> web.Response:
    """Show how an offer stands."""
    async with house_of(request).database.connection() as conn:
        offer = await store.load(conn, request.match_info["id"])
    return respond(request, await _shown(request, offer))


async def post_withdrawal(request: web.Request) -> web.Response:
    """Take an offer back."""
    return await _ended(request, actions.withdraw)


async def post_decline(request: web.Request) -> web.Response:
    """Decline an offer."""
    return await _ended(request, actions.decline)


async def _ended(
    request: web.Request, act: Callable[[House, str, str], Awaitable[InterviewOffer]]
) -> web.Response:
    body = await read(request, OfferingBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person_id = await person_of(conn, body.member, "member")
    return respond(request, await _shown(request, await act(house, request.match_info["id"], person_id)))


async def _shown(request: web.Request, offer: InterviewOffer) -> InterviewOfferShown:
    house = house_of(request)
    async with house.database.connection() as conn:
        proposal = await proposals.proposal(conn, offer.proposal_id)
        member = await proposals.member_by_person(conn, offer.freelancer_id)
    shown = InterviewOfferShown(
        id=offer.id,
        proposal=proposal.external_id,
        member=member.external_id if member else None,
        state=offer.state.value,
        made_at=offer.made_at.isoformat(),
        expires_at=offer.expires_at.isoformat(),
        ended_at=offer.ended_at.isoformat() if offer.ended_at else None,
        interview=offer.interview_id,
        url=schedule_url(house, proposal),
        answer=answer_to_paste(house, member.language if member else "en"),
    )
    request[PASSAGE] = Passage(minted=_minted(shown))
    return shown


def _minted(shown: InterviewOfferShown) -> tuple[str, ...]:
    own = (shown.id, shown.interview, shown.made_at, shown.expires_at, shown.ended_at, shown.url)
    return tuple(text for text in own if text)


ROUTES = (
    Route(
        method="POST",
        path="/v1/proposals/{id}/interview-offers",
        name="offer_interview",
        tag="Interview offers",
        summary="Offer the client a sanctioned interview",
        handler=post_offer,
        scope=Scope.INTERVIEWS_WRITE,
        body=OfferingBody,
        answers={201: InterviewOfferShown},
        problems=(NotFound, NotAllowed, ProposalNotLiving, Conflict),
        actor="the proposal's freelancer",
        notes="Nobody is invited by it: the client's side schedules from the card, or does not.",
        example={"member": "m-kofi"},
        remembers=True,
    ),
    Route(
        method="GET",
        path="/v1/proposals/{id}/interview-offers",
        name="list_interview_offers",
        tag="Interview offers",
        summary="Show a proposal's offers",
        handler=get_offers,
        scope=Scope.INTERVIEWS_READ,
        answers={200: InterviewOffersShown},
        problems=(NotFound,),
    ),
    Route(
        method="GET",
        path="/v1/interview-offers/{id}",
        name="show_interview_offer",
        tag="Interview offers",
        summary="Show how an offer stands",
        handler=get_offer,
        scope=Scope.INTERVIEWS_READ,
        answers={200: InterviewOfferShown},
        problems=(NotFound,),
    ),
    Route(
        method="POST",
        path="/v1/interview-offers/{id}/withdraw",
        name="withdraw_interview_offer",
        tag="Interview offers",
        summary="Take an offer back",
        handler=post_withdrawal,
        scope=Scope.INTERVIEWS_WRITE,
        body=OfferingBody,
        answers={200: InterviewOfferShown},
        problems=(NotFound, Conflict),
        actor="the freelancer who made it",
        example={"member": "m-kofi"},
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/interview-offers/{id}/decline",
        name="decline_interview_offer",
        tag="Interview offers",
        summary="Decline an offer",
        handler=post_decline,
        scope=Scope.INTERVIEWS_WRITE,
        body=OfferingBody,
        answers={200: InterviewOfferShown},
        problems=(NotFound, Conflict),
        actor="the proposal's client, or who schedules for its organisation",
        example={"member": "m-ada"},
        remembers=True,
    ),
)
