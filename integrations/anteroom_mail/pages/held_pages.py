"""What the writer of a held text does about it from a mail: appeal, or take it back.

The link is the proof: it stands in the writer's own mail and nowhere else. Looking, as link scanners do,
changes nothing; what the text says is not shown, since mails are passed on.
"""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import BadInput, NotFound
from anteroom.house import House
from anteroom.pages.plain import go_to, page
from anteroom.pages.reader import read_by
from anteroom.texts import actions, store
from anteroom.texts.model import Held, State
from anteroom_mail.letters.words import words
from anteroom_mail.pages.courtesy_pages import Sayer
from anteroom_mail.pages.held_address import HELD_PATH, held_named


async def show(request: web.Request) -> web.Response:
    """Say what has become of the text, and offer what can still be done."""
    house = request.app[HOUSE]
    return await _page(request, house, await _held(request, house))


async def decide(request: web.Request) -> web.StreamResponse:
    """Do what the button says."""
    house = request.app[HOUSE]
    held = await _held(request, house)
    match (await read_form(request)).get("wish"):
        case "appeal":
            await actions.appeal(house, held.id, held.writer_id)
        case "withdraw":
            await actions.withdraw(house, held.id, held.writer_id)
        case _:
            raise BadInput("Please press one of the page's buttons.", field="wish")
    return go_to(request.path)


async def _held(request: web.Request, house: House) -> Held:
    held_id = held_named(house.settings.secrets.link_key, request.match_info["name"])
    if held_id is None:
        raise NotFound("There is nothing here.", reason="not made by us")
    async with house.database.connection() as conn:
        return await store.load(conn, held_id)


async def _page(request: web.Request, house: House, held: Held) -> web.Response:
    async with house.database.connection() as conn:
        said = words(await read_by(request, conn, held.writer_id))
    request[PASSAGE] = Passage(interview_id=held.interview_id, readers=(held.writer_id,), minted=(held.id,))
    appealed = held.state is State.HELD and held.appealed_at is not None
    return page(
        request,
        "held.html",
        standing="appealed" if appealed else held.state.value,
        reviewed=house.settings.reviewed,
        say=Sayer(said, house),
        language=said.language,
    )


ROUTES = (web.get(HELD_PATH + "{name}", show), web.post(HELD_PATH + "{name}", decide))
