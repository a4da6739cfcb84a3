"""HTTP of the freelancer's one button: offer a sanctioned interview, and take the offer back."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.embeds.pages import fragment
from anteroom.embeds.sessions import Viewer, viewer_of_request
from anteroom.errors import AnteroomError, NotAllowed
from anteroom.house import House
from anteroom.interview_offers import actions, store
from anteroom.interview_offers.model import State
from anteroom.interview_offers.words import answer_to_paste
from anteroom.interviews import store as interviews
from anteroom.passes.times import day
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.schedule.words import schedule_words

OFFER = "/embed/offer"


async def show_offer(request: web.Request) -> web.Response:
    """Show what offering an interview does, or how the offer stands."""
    house = request.app[HOUSE]
    viewer = await _freelancer(request, house)
    return await _page(request, house, viewer)


async def take_offering(request: web.Request) -> web.Response:
    """Offer an interview. A second press finds the offer there, and says so."""
    house = request.app[HOUSE]
    viewer = await _freelancer(request, house)
    async with house.database.connection() as conn:
        stands = await store.open_on(conn, viewer.proposal.id)
    if stands is None:
        try:
            await actions.make(house, viewer.proposal.id, viewer.person_id)
        except AnteroomError as error:
            async with house.database.connection() as conn:
                stands = await store.open_on(conn, viewer.proposal.id)
            if stands is None:
                return await _page(request, house, viewer, error)
    return await _page(request, house, viewer)


async def take_withdrawal(request: web.Request) -> web.Response:
    """Take the offer back."""
    house = request.app[HOUSE]
    viewer = await _freelancer(request, house)
    try:
        await actions.withdraw(house, (await read_form(request)).get("offer", ""), viewer.person_id)
    except AnteroomError as error:
        return await _page(request, house, viewer, error)
    return await _page(request, house, viewer)


async def _freelancer(request: web.Request, house: House) -> Viewer:
    viewer = await viewer_of_request(request, house)
    if not viewer.is_freelancer:
        raise NotAllowed("Only this proposal's freelancer can offer an interview.")
    return viewer


async def _page(
    request: web.Request, house: House, viewer: Viewer, error: AnteroomError | None = None
) -> web.Response:
    async with house.database.connection() as conn:
        newest = await store.newest_of(conn, viewer.proposal.id)
        client = await proposals.member_by_person(conn, viewer.proposal.client_id)
        zone, _ = await zone_and_language(conn, viewer.person_id)
        known = await interviews.of_proposal(conn, viewer.proposal.id)
        ahead = any(not (each.state.over or each.hidden) for each in known)
    offer = newest[0] if newest else None
    say = schedule_words(viewer.member.language)
    stands = offer is not None and offer.open
    request[PASSAGE] = Passage(readers=(viewer.person_id,), minted=(offer.id,) if offer else ())
    return fragment(
        request,
        "offer.html",
        say.language,
        error.status if error else 200,
        say=say,
        offer=offer,
        stands=stands,
        ahead=ahead,
        ended=offer is not None and offer.state in (State.WITHDRAWN, State.DECLINED, State.EXPIRED),
        living=viewer.proposal.living,
        trouble=error.sentence if error else "",
        client=client.label if client else "",
        freelancer=viewer.member.label,
        marketplace=house.settings.marketplace.name,
        until=day(offer.expires_at, zone, say) if offer is not None and stands else "",
        answer=answer_to_paste(house, viewer.member.language),
    )


ROUTES = (
    web.get(OFFER, show_offer),
    web.post(OFFER, take_offering),
    web.post(f"{OFFER}/withdraw", take_withdrawal),
)
