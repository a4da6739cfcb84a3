"""The agreement behind a pass: read it, sign it, rather not; and for its host ask for another, or drop it."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from anteroom.agreements import life, store
from anteroom.agreements.actions import ask_for, decline, party_version, reconsider, sign
from anteroom.agreements.copies import text_file
from anteroom.agreements.ours import ours
from anteroom.agreements.shown import instants, part_of, sheet_of
from anteroom.agreements.words import agreement_words
from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import BadInput, Conflict, NotFound
from anteroom.gate import actions as gate
from anteroom.gate.model import Stands
from anteroom.house import House
from anteroom.interviews import actions, hosting
from anteroom.interviews.model import Role
from anteroom.pages.plain import go_to, page
from anteroom.passes.page_view import page_view
from anteroom.passes.seats import Seated, seat_of_request


async def agreement_page(request: web.Request) -> web.Response:
    """Show the agreement; to its host also who has signed, and what can be done."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    view = await page_view(request, house, seated)
    part = part_of(seated.interview, seated.party, view)
    sheet = None
    minted: tuple[str, ...] = ()
    if part is not None and seated.interview.nda:
        version = await party_version(house, seated.interview)
        async with house.database.connection() as conn:
            sheet = await sheet_of(conn, seated.interview, seated.party, view, part, version)
        minted = instants(sheet)
    request[PASSAGE] = Passage(
        interview_id=view.interview_id, readers=(view.person_id,), minted=(*view.minted, *minted)
    )
    words = part.words if part else agreement_words(view.language)
    return page(
        request,
        "agreement.html",
        language=words.language,
        words=words,
        view=view,
        seated=seated,
        own=next(line for line in view.lines if line.own),
        part=part,
        sheet=sheet,
        people=len(view.lines),
        changeable=seated.interview.first_together_at is None and not seated.interview.state.over,
    )


async def sign_it(request: web.Request) -> web.StreamResponse:
    """Keep that this party signs the agreement as it was shown."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    if not seated.must_consent:
        return _back(form, seated)
    if form.get("agree") != "yes":
        raise Conflict(life.CHANGED)
    await sign(house, seated.interview.id, seated.party.id, form.get("text", "")[:100])
    await gate.advance(house, seated.interview.id, seated.party.id, Stands.CONSENTED)
    return _back(form, seated)


async def answer_it(request: web.Request) -> web.StreamResponse:
    """Keep that this party would rather not, or thinks again."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    match form.get("wish"):
        case "decline":
            await decline(house, seated.interview.id, seated.party.id)
        case "reconsider":
            await reconsider(house, seated.interview.id, seated.party.id)
        case _:
            raise BadInput("Please press one of the page's buttons.", field="wish")
    return _back(form, seated)


async def change_it(request: web.Request) -> web.StreamResponse:
    """Ask for another agreement, or drop it. The host's alone: the action refuses everybody else."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    interview_id, person_id = seated.interview.id, seated.party.person_id
    match form.get("wish"):
        case "drop":
            await ask_for(house, interview_id, person_id, "", "")
        case "ask":
            text = form.get("nda", "").strip() or ours(form.get("in", "en")).text
            await ask_for(house, interview_id, person_id, form.get("title", ""), text)
        case "let_go":
            await _let_go(house, seated, form.get("party", ""))
        case _:
            raise BadInput("Please press one of the page's buttons.", field="wish")
    return _to_agreement(seated)


async def agreement_text(request: web.Request) -> web.Response:
    """Give the agreement as it is shown, as a text file."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    version = await party_version(house, seated.interview)
    view = await page_view(request, house, seated)
    async with house.database.connection() as conn:
        signed = await store.signatures(conn, seated.interview.id)
    own = [each for each in signed if each.party_id == seated.party.id and each.agreement_id == version.id]
    request[PASSAGE] = Passage(
        interview_id=view.interview_id,
        readers=(view.person_id,),
        minted=(*view.minted, version.shown_hash, version.full_hash),
    )
    return text_file(version, own[0] if own else None, view.language, view.zone)


async def _let_go(house: House, seated: Seated, party_id: str) -> None:
    """Go on without somebody; without the freelancer there is no interview."""
    party = seated.interview.party(party_id)
    if party is None:
        raise NotFound("There is no such seat.")
    interview_id, person_id = seated.interview.id, seated.party.person_id
    if party.role is Role.CANDIDATE:
        await actions.cancel(house, interview_id, person_id)
    else:
        await hosting.remove_party(house, interview_id, person_id, party_id)


def _back(form: Mapping[str, str], seated: Seated) -> web.Response:
    return _to_agreement(seated) if form.get("stay") == "yes" else go_to(f"/lobby/{seated.party.id}")


def _to_agreement(seated: Seated) -> web.Response:
    return go_to(f"/lobby/{seated.party.id}/agreement")


ROUTES = (
    web.get("/lobby/{seat}/agreement", agreement_page),
    web.get("/lobby/{seat}/agreement/text", agreement_text),
    web.post("/lobby/{seat}/consent", sign_it),
    web.post("/lobby/{seat}/agreement", answer_it),
    web.post("/lobby/{seat}/agreement/change", change_it),
)
