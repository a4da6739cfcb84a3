"""What the device check asks: does a call get through from here? It is lent a login that reaches nobody."""

from __future__ import annotations

import msgspec
from aiohttp import web

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.languages import sentences
from anteroom.pages.reader import read_in
from anteroom.passes.seats import ROOMS, seat_of_request


async def relay(request: web.Request) -> web.Response:
    """Lend a login of a minute for a room in which nobody else can be, and words for what comes of it."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    language = read_in(request)
    login = request.app[ROOMS].login_to_try(seated.party.id)
    places = ", ".join(dict.fromkeys(url.partition(":")[2].partition("?")[0] for url in login.urls))
    say = sentences("anteroom.passes", language, "ways")
    words = {name: said.replace("{places}", places) for name, said in say.items()}
    request[PASSAGE] = Passage(
        interview_id=seated.interview.id,
        readers=(seated.party.person_id,),
        minted=(login.username, login.credential, *login.urls, places),
    )
    return web.json_response({"relay": msgspec.to_builtins(login), "words": words, "language": language})


ROUTES = (web.post("/lobby/{seat}/relay", relay),)
