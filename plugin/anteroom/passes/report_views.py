"""Leave, block and report: the short form in the call, taken whether or not its writer is still in it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.conduct.blocks import can_be_blocked, chosen, make_block
from anteroom.conduct.reports.actions import make_report
from anteroom.conduct.reports.model import Category, MakeReport, Way
from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.once import once
from anteroom.passes.seats import ROOMS, Seated, seat_given_up
from anteroom.rooms.hooks import Reason

SEEN = "call-report"
WITHOUT_WORDS = "Reported from the call, without words."
LONGEST_KEY = 40


def report_offered(house: House, seated: Seated) -> dict[str, Any]:
    """Return what the call page is given for its form.

    No categories where nobody would read a report; nothing where nobody could be blocked either.
    """
    others = can_be_blocked(seated.interview, seated.party)
    if not house.settings.reviewed and not others:
        return {}
    return {
        "report_path": f"/room/{seated.party.id}/report",
        "report_key": house.randomness.token(20),
        "categories": [category.value for category in Category] if house.settings.reviewed else [],
        "blockable": [(str(each.position), each.label) for each in others],
        "marketplace": house.settings.marketplace.name,
    }


async def report(request: web.Request) -> web.Response:
    """Take a report, a block, or both; the same form twice is one.

    Whoever was put out of the call may still send it. Who blocks is cut off at once, whatever its page does.
    """
    house = request.app[HOUSE]
    seated = await seat_given_up(request, house)
    form = await read_form(request)
    category, key, number = form.get("category", ""), form.get("key", ""), form.get("block", "")
    if not 0 < len(key) <= LONGEST_KEY or (category not in set(Category) and (category or not number)):
        raise BadInput("Choose what it is about.", field="category")
    whom = chosen(seated.interview, seated.party, number) if number else ""
    words = form.get("words", "").strip() or WITHOUT_WORDS

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        # In the order in which jsonb gives them back, so that a repeat is answered byte for byte.
        done = {"blocked": "", "reference": ""}
        if whom:
            done["blocked"] = (await make_block(house, seated.interview.id, seated.party.id, whom)).id
        if category:
            command = MakeReport(
                seated.party.person_id, Category(category), words, seated.interview.id, Way.CALL
            )
            done["reference"] = (await make_report(house, command)).id
        return done

    answer, _ = await once(house, SEEN, f"{seated.party.id} {key}", act)
    if whom:
        await request.app[ROOMS].remove(seated.interview.room, seated.party.id, Reason.LEFT)
    request[PASSAGE] = Passage(
        interview_id=seated.interview.id,
        readers=(seated.party.person_id,),
        minted=tuple(str(each) for each in answer.values() if each),
    )
    return web.json_response(answer)


ROUTES = (web.post("/room/{seat}/report", report),)
