"""Leave and report: the short form in the call, taken whether or not its writer is still in it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.conduct.reports import Category, MakeReport, make_report
from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.once import once
from anteroom.passes.seats import Seated, seat_given_up

SEEN = "call-report"
WITHOUT_WORDS = "Reported from the call, without words."
LONGEST_KEY = 40


def report_offered(house: House, seated: Seated) -> dict[str, Any]:
    """Return what the call page is given for its form; nothing where nobody would read a report."""
    if not house.settings.reviewed:
        return {}
    return {
        "report_path": f"/room/{seated.party.id}/report",
        "report_key": house.randomness.token(20),
        "categories": [category.value for category in Category],
        "marketplace": house.settings.marketplace.name,
    }


async def report(request: web.Request) -> web.Response:
    """Take a report; the same form twice is one. Whoever was put out of the call may still send it."""
    house = request.app[HOUSE]
    seated = await seat_given_up(request, house)
    form = await read_form(request)
    category, key = form.get("category", ""), form.get("key", "")
    if category not in set(Category) or not 0 < len(key) <= LONGEST_KEY:
        raise BadInput("Choose what it is about.", field="category")
    words = form.get("words", "").strip() or WITHOUT_WORDS
    command = MakeReport(seated.party.person_id, Category(category), words, seated.interview.id)

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        return {"reference": (await make_report(house, command)).id}

    answer, _ = await once(house, SEEN, f"{seated.party.id} {key}", act)
    request[PASSAGE] = Passage(
        interview_id=seated.interview.id,
        readers=(seated.party.person_id,),
        minted=(str(answer["reference"]),),
    )
    return web.json_response(answer)


ROUTES = (web.post("/room/{seat}/report", report),)
