"""HTTP of the form that schedules: in the embed's frame, and on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode

import msgspec
from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.conduct.lessons.words import taught
from anteroom.embeds.pages import shell
from anteroom.embeds.sessions import Viewer, open_session, viewer_of_request
from anteroom.errors import AnteroomError, Conflict, ProposalNotLiving
from anteroom.house import House
from anteroom.interview_offers import actions as offers
from anteroom.interviews.commands import MOST_PEOPLE
from anteroom.interviews.invite import refuse_unless_living
from anteroom.interviews.offers import MOST
from anteroom.pages.plain import page
from anteroom.passes.words import words_of_browser
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.schedule import drafts
from anteroom.schedule.actions import keep, send, try_out
from anteroom.schedule.filled import Filled, TypedGuest, TypedTime, blank, read_filled
from anteroom.schedule.offering import ROUTES as OFFERING
from anteroom.schedule.pages import (
    Trouble,
    check_page,
    done_page,
    form_page,
    note_page,
    of_faults,
    of_refusal,
)
from anteroom.schedule.words import schedule_words
from anteroom.texts import actions as texts

FORM = "/embed/schedule"
ALONE = timedelta(hours=1)
"""A page of its own has nobody around it who could vouch anew while somebody types."""


async def show_form(request: web.Request) -> web.StreamResponse:
    """Show the form, with what this viewer filled in a moment ago and has not sent."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    if (refused := _refused(request, viewer)) is not None:
        return refused
    async with house.database.connection() as conn:
        draft = await drafts.newest(conn, house, viewer.proposal.id, viewer.person_id)
        zone, _ = await zone_and_language(conn, viewer.person_id)
    if draft is not None and draft.filled is not None:
        return await form_page(request, viewer, draft.filled, draft.id, kept=True)
    return await form_page(request, viewer, blank(zone), "")


async def take_form(request: web.Request) -> web.StreamResponse:
    """Take what was filled in: show the last step, or the form again with what is wrong or one row more."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    if (refused := _refused(request, viewer)) is not None:
        return refused
    form = await read_form(request)
    filled, draft_id, wish = read_filled(form), form.get("draft", ""), form.get("wish", "check")
    if wish == "anew":
        return await _anew(request, house, viewer, draft_id)
    try:
        draft_id = await keep(house, viewer, draft_id, filled)
    except Conflict as error:
        return await form_page(request, viewer, filled, "", Trouble(whole=error.sentence))
    changed = _changed(filled, wish)
    if changed is not None:
        return await form_page(request, viewer, changed.filled, draft_id, focus=changed.focus)
    if wish.startswith("appeal."):
        return await _appealed(request, house, viewer, _Form(draft_id, filled), wish.removeprefix("appeal."))
    return await _checked(request, house, viewer, _Form(draft_id, filled), hold=True)


async def take_sending(request: web.Request) -> web.StreamResponse:
    """Send; where that cannot be, say why on the last step, or at the field that has to be changed."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    if not viewer.schedules:
        return _not_theirs(request, viewer)
    form = await read_form(request)
    draft_id = form.get("draft", "")
    try:
        interview_id = await send(house, viewer, draft_id, form.get("shown", ""))
    except AnteroomError as error:
        return await _not_sent(request, house, viewer, draft_id, error)
    async with house.database.connection() as conn:
        freelancer = await proposals.member_by_person(conn, viewer.proposal.freelancer_id)
    return done_page(request, viewer, interview_id, freelancer.label if freelancer else "")


async def take_change(request: web.Request) -> web.StreamResponse:
    """Show the form again that stands behind the last step."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    if not viewer.schedules:
        return _not_theirs(request, viewer)
    draft_id = (await read_form(request)).get("draft", "")
    return await _form_of(request, house, viewer, draft_id, None)


async def take_decline(request: web.Request) -> web.StreamResponse:
    """Decline the freelancer's offer."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    say = schedule_words(viewer.member.language)
    try:
        await offers.decline(house, (await read_form(request)).get("offer", ""), viewer.person_id)
    except AnteroomError as error:
        return note_page(
            request, viewer, say("schedule.title"), (error.sentence,), go=FORM, status=error.status
        )
    async with house.database.connection() as conn:
        freelancer = await proposals.member_by_person(conn, viewer.proposal.freelancer_id)
    what = say("offer.decline.what", freelancer=freelancer.label if freelancer else "")
    return note_page(request, viewer, say("offer.decline.title"), (what,), go=FORM)


async def neutral(request: web.Request) -> web.Response:
    """Lead who opens the address directly to the marketplace, which knows who it is."""
    house = request.app[HOUSE]
    say = schedule_words(words_of_browser(request.headers.get("Accept-Language", "")).language)
    marketplace = house.settings.marketplace
    here = f"{house.settings.public_url}/schedule/{quote(request.match_info['proposal'], safe='')}"
    go = f"{marketplace.url}/connect?{urlencode({'return_to': here, 'state': 'schedule'})}"
    request[PASSAGE] = Passage(minted=(here, go))
    return page(
        request, "schedule_alone.html", say=say, language=say.language, marketplace=marketplace.name, go=go
    )


async def neutral_vouched(request: web.Request) -> web.Response:
    """Open the form, or the freelancer's offer, on a page of its own for whom the marketplace vouches."""
    house = request.app[HOUSE]
    form = await read_form(request, compared="viewer")
    session, member = await open_session(
        house, form.get("viewer", ""), proposal=request.match_info["proposal"], life=ALONE
    )
    start = FORM if member.role == "client" else "/embed/offer"
    return shell(request, session=session, start=start)


@dataclass(frozen=True, slots=True)
class _Form:
    draft_id: str
    filled: Filled


@dataclass(frozen=True, slots=True)
class _Changed:
    filled: Filled
    focus: str


def _changed(filled: Filled, wish: str) -> _Changed | None:
    """Return the form with a row more or fewer; None where no such thing was asked for."""
    name, _, number = wish.partition(".")
    replaced = msgspec.structs.replace
    match name:
        case "guest" if len(filled.guests) < MOST_PEOPLE:
            focus = f"guest.{len(filled.guests)}.email"
            return _Changed(replaced(filled, guests=(*filled.guests, TypedGuest())), focus)
        case "offer" if len(filled.offers) < MOST:
            focus = f"offer.{len(filled.offers)}.day"
            return _Changed(replaced(filled, offers=(*filled.offers, TypedTime())), focus)
        case "remove":
            left = tuple(each for place, each in enumerate(filled.guests) if str(place) != number)
            return _Changed(replaced(filled, guests=left or (TypedGuest(),)), "people")
        case _:
            return None


async def _checked(
    request: web.Request, house: House, viewer: Viewer, form: _Form, *, hold: bool, appealed: bool = False
) -> web.Response:
    say = schedule_words(viewer.member.language)
    tried = await try_out(house, viewer, form.filled, say, hold=hold)
    if tried.preview is not None:
        return check_page(request, viewer, form.filled, form.draft_id, tried.preview)
    if tried.refusal is not None:
        lesson = await taught(house, tried.refusal)
        trouble = of_refusal(tried.refusal, appealed=appealed, lesson=lesson)
    else:
        trouble = of_faults(tried.faults or {}, say)
    return await form_page(request, viewer, form.filled, form.draft_id, trouble)


async def _appealed(
    request: web.Request, house: House, viewer: Viewer, form: _Form, held_id: str
) -> web.Response:
    """Ask people to look at what the guard holds, and show the form as it stands."""
    try:
        await texts.appeal(house, held_id, viewer.person_id)
    except AnteroomError as error:
        return await form_page(request, viewer, form.filled, form.draft_id, Trouble(whole=error.sentence))
    return await _checked(request, house, viewer, form, hold=True, appealed=True)


async def _anew(request: web.Request, house: House, viewer: Viewer, draft_id: str) -> web.Response:
    async with house.database.transaction() as conn:
        await drafts.drop(conn, draft_id, viewer.proposal.id, viewer.person_id)
        zone, _ = await zone_and_language(conn, viewer.person_id)
    return await form_page(request, viewer, blank(zone), "")


async def _not_sent(
    request: web.Request, house: House, viewer: Viewer, draft_id: str, error: AnteroomError
) -> web.Response:
    """Show the last step anew with why it was not sent; the form, where that has to be changed."""
    try:
        async with house.database.connection() as conn:
            draft = await drafts.load(conn, house, draft_id, viewer.proposal.id, viewer.person_id)
    except Conflict as gone:
        return await form_page(request, viewer, Filled(), "", Trouble(whole=gone.sentence))
    if draft.filled is None:
        return await form_page(request, viewer, Filled(), "", Trouble(whole=error.sentence))
    say = schedule_words(viewer.member.language)
    tried = await try_out(house, viewer, draft.filled, say, hold=False)
    if tried.preview is None:
        return await _form_of(request, house, viewer, draft_id, error)
    return check_page(request, viewer, draft.filled, draft.id, tried.preview, error.sentence)


async def _form_of(
    request: web.Request, house: House, viewer: Viewer, draft_id: str, error: AnteroomError | None
) -> web.Response:
    trouble = of_refusal(error, lesson=await taught(house, error)) if error is not None else None
    try:
        async with house.database.connection() as conn:
            draft = await drafts.load(conn, house, draft_id, viewer.proposal.id, viewer.person_id)
    except Conflict as gone:
        return await form_page(request, viewer, Filled(), "", Trouble(whole=gone.sentence))
    return await form_page(request, viewer, draft.filled or Filled(), draft.id, trouble)


def _refused(request: web.Request, viewer: Viewer) -> web.Response | None:
    """Return what is said where nobody can schedule: to the other side, and on a closed proposal."""
    say = schedule_words(viewer.member.language)
    if not viewer.schedules:
        said = (say("not_scheduler.what"),)
        return note_page(request, viewer, say("not_scheduler.title"), said, status=403)
    try:
        refuse_unless_living(viewer.proposal)
    except ProposalNotLiving:
        return note_page(request, viewer, say("closed.title"), (say("closed.state"),), status=409)
    return None


def _not_theirs(request: web.Request, viewer: Viewer) -> web.Response:
    """Say whose the form is; even an empty one tells which tools the client's company has."""
    say = schedule_words(viewer.member.language)
    return note_page(request, viewer, say("not_scheduler.title"), (say("not_scheduler.what"),), status=403)


ROUTES = (
    web.get(FORM, show_form),
    web.post(FORM, take_form),
    web.post(f"{FORM}/send", take_sending),
    web.post(f"{FORM}/change", take_change),
    web.post(f"{FORM}/decline", take_decline),
    *OFFERING,
    web.get("/schedule/{proposal}", neutral),
    web.post("/schedule/{proposal}", neutral_vouched),
)
