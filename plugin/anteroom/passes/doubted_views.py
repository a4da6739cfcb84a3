"""Where a party decides on an answer that was doubted, behind its own pass."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.interviews import doubted
from anteroom.pages.plain import page
from anteroom.pages.reader import read_in
from anteroom.passes.doubted_words import Question, decided, question
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.passes.words import lobby_words
from anteroom.people.persons import zone_and_language


async def questions(conn: Connection, house: House, seated: Seated, language: str) -> list[Question]:
    """Return what a party is asked about its answers, oldest first; nearly always nothing."""
    zone, _ = await zone_and_language(conn, seated.party.person_id)
    live = await doubted.open_of(conn, house, seated.interview, seated.party)
    return [question(each, language, zone) for each in live]


async def decide(request: web.Request) -> web.Response:
    """Take the party's word on one doubted answer."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    request[PASSAGE] = Passage(interview_id=seated.interview.id, readers=(seated.party.person_id,))
    form = await read_form(request)
    own = {"yes": True, "no": False}.get(form.get("own", ""))
    if own is None:
        raise BadInput("Please say yes or no.", field="own")
    doubted_id = form.get("doubted", "")[:100]
    said = await doubted.decide(house, seated.interview, seated.party, doubted_id, own=own)
    async with house.database.connection() as conn:
        zone, _ = await zone_and_language(conn, seated.party.person_id)
    words = decided(said, read_in(request), zone, own=own)
    return page(
        request,
        "decided.html",
        words=words,
        say=lobby_words(words.language),
        language=words.language,
        marketplace=house.settings.marketplace.name,
        seat=seated.party.id,
    )


ROUTES = (web.post("/lobby/{seat}/doubted", decide),)
