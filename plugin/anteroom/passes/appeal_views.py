"""A word against the guard, from a call: whoever wrote what is held has people look at it, account or not."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews.written import FIELD
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.texts import store
from anteroom.texts.actions import appeal


def appeal_offered(house: House, seated: Seated) -> str:
    """Return where the call page sends it; "" where nobody would look."""
    return f"/room/{seated.party.id}/appeal" if house.settings.reviewed else ""


async def appeal_newest(request: web.Request) -> web.Response:
    """Have people look at the newest text that is held of this seat's; the page itself asks."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    writer, proposal = seated.party.person_id, seated.interview.proposal_id
    async with house.database.connection() as conn:
        waiting = await store.open_of(conn, proposal, writer, appealed=False)
    held = [each for each in waiting if each.field == FIELD]
    if not held:
        raise NotFound("Nothing that you wrote here is held.")
    await appeal(house, held[-1].id, writer)
    return web.Response(status=204)


ROUTES = (web.post("/room/{seat}/appeal", appeal_newest),)
