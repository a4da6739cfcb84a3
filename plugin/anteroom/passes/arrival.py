"""Coming: the exchange of a pass for a seat on this device, and the thread card's address."""

from __future__ import annotations

import msgspec
from aiohttp import web

from anteroom.api.body import Told, read, read_form
from anteroom.api.doorway import HOUSE
from anteroom.errors import NotAllowed, NotFound
from anteroom.gate.devices import Taken, take_seat
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Interview, State
from anteroom.pages.plain import go_to, page, plain_page
from anteroom.pages.reader import read_by
from anteroom.passes.seats import ROOMS, Seated, device_of, seat_of_party, seat_of_pass, set_cookie
from anteroom.passes.vouched import vouched_member
from anteroom.passes.words import lobby_words, words_of_browser
from anteroom.rooms.hooks import Reason


class PassBody(Told, frozen=True):
    """A pass, as the page read it from the fragment of its address; `move`: to this device, from another."""

    pass_text: str = msgspec.field(name="pass")
    move: bool = False


async def arrive(request: web.Request) -> web.Response:
    """Show the door. The pass is in the fragment, which never reaches us here: looking consumes nothing."""
    say = words_of_browser(request.headers.get("Accept-Language", ""))
    return page(request, "arrive.html", say=say, language=say.language)


async def exchange(request: web.Request) -> web.Response:
    """Take a pass for a cookie. A wrong, revoked or expired one gets the same plain answer.

    Where another device holds the seat, say so instead, and move the seat once that is asked for.
    """
    body = await read(request, PassBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        seated = await seat_of_pass(conn, house, body.pass_text)
    # Once it is over there is no seat to hold, only a page to read and to go on from.
    move = body.move or seated.interview.state.over
    taken, key = await _take(request, house, seated, move=move)
    if taken in (Taken.ELSEWHERE, Taken.LIVE, Taken.QUEUED):
        return web.json_response({"elsewhere": taken.value})
    if taken is Taken.ASKED:
        answer = web.json_response({"elsewhere": taken.value})
    else:
        answer = web.json_response({"lobby": f"/lobby/{seated.party.id}"})
    set_cookie(answer, house, seated.party, key)
    return answer


async def neutral_vouched(request: web.Request) -> web.StreamResponse:
    """Open a thread card's address for a member whom the marketplace vouches for, on this device."""
    house = request.app[HOUSE]
    form = await read_form(request, compared="viewer")
    async with house.database.transaction() as conn:
        interview_id = await store.interview_of_neutral(conn, request.match_info["neutral"])
        member = await vouched_member(conn, house, form.get("viewer", ""))
        if interview_id is None:
            raise NotFound("There is no such interview.")
        interview = await store.load(conn, interview_id)
    return await seat_for(request, house, interview, member.person_id)


async def seat_for(
    request: web.Request, house: House, interview: Interview, person_id: str
) -> web.StreamResponse:
    """Seat somebody on this device whom the marketplace has just vouched for, and lead on to the lobby.

    Raises NotAllowed for who is no party.
    """
    party = interview.party_of(person_id)
    if party is None:
        raise NotAllowed("This interview is open to its parties only.")
    async with house.database.connection() as conn:
        say = lobby_words(await read_by(request, conn, person_id))
    if interview.state is State.VOID:
        then = say("void.then", marketplace=house.settings.marketplace.name)
        sentences = (interview.reason or say("void.closed"), then)
        return plain_page(request, 410, say("void.title"), sentences, language=say.language)
    seated = await seat_of_party(house, interview, party)
    # The marketplace has just said who this is: nobody need be asked about another idle device.
    taken, key = await _take(request, house, seated, move=seated.seat.stands.value != "in_call")
    if taken is Taken.LIVE:
        return plain_page(
            request, 409, say("elsewhere.title"), (say("elsewhere.what"),), language=say.language
        )
    answer = go_to(f"/lobby/{party.id}")
    set_cookie(answer, house, party, key)
    return answer


async def _take(request: web.Request, house: House, seated: Seated, *, move: bool) -> tuple[Taken, str]:
    """Let this device take the seat; the one that held it is told, and its media is cut."""
    party = seated.party
    epoch, held = device_of(request, party.id)
    if epoch != party.epoch:
        held = ""
    taken, key = await take_seat(house, seated.interview.id, party.id, party.epoch, held, move=move)
    rooms = request.app[ROOMS]
    if taken is Taken.MOVED:
        await rooms.remove(seated.interview.room, party.id, Reason.REPLACED)
    if taken in (Taken.MOVED, Taken.ASKED):
        await rooms.show_gate(seated.interview.room)
    return taken, key


ROUTES = (
    web.get("/i", arrive),
    web.post("/i", exchange),
    web.post("/t/{neutral}", neutral_vouched),
)
