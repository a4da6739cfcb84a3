"""REST v1: appeals for the marketplace's trust people, behind a key of their own."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.held import held_json
from anteroom.errors import BadInput
from anteroom.texts import review

MOST = 100
Name = Annotated[
    str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^(?![\d._:-]{7,}\Z)[A-Za-z0-9._:-]+\Z")
]
"""An id of the marketplace's for one of its people; never an address or a telephone number, since the ledger
keeps it: of digits alone it has at most six."""


class ReadingBody(Told, frozen=True):
    """Who reads a held text, and why."""

    reviewer: Name
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+\Z")]


class DecisionBody(Told, frozen=True):
    """What was decided, by whom and why."""

    reviewer: Name
    decision: review.Decision
    reason: review.Reason


async def list_reviews(request: web.Request) -> web.Response:
    """Show what was appealed, oldest first, without what it says."""
    house = request.app[HOUSE]
    after, wanted = request.query.get("after", ""), request.query.get("state", "held")
    if wanted not in ("held", "all"):
        raise BadInput("The state is “held” or “all”.", field="state")
    page, following = await review.list_appealed(house, after, page_limit(request), still=wanted == "held")
    rows = [await held_json(house, held) for held in page]
    minted = [str(value) for row in rows for name, value in row.items() if name.endswith("at")]
    request[PASSAGE] = Passage(minted=(*minted, *(held.id for held in page)))
    return web.json_response({"reviews": rows, "next": following or None})


async def post_reading(request: web.Request) -> web.Response:
    """Show what a held text says, to who bears the key; the reading is in the ledger."""
    body = await read(request, ReadingBody)
    house = request.app[HOUSE]
    held, content = await review.read_held(house, request.match_info["id"], body.reviewer, body.reason)
    shown = await held_json(house, held) | {
        "rules": list(held.rules),
        "guard": held.guard,
        "row": held.row,
        "text": content.text,
        "findings": [{"start": each.start, "end": each.end, "kind": each.kind} for each in content.spans],
        "explanation": content.why,
        "completes": list(content.completes),
    }
    # The exception of a key that bears the scope: what the door would know in this very text may be read.
    request[PASSAGE] = Passage(minted=(content.text, held.id, *content.completes))
    return web.json_response(shown)


async def post_decision(request: web.Request) -> web.Response:
    """Release a held text or keep it."""
    body = await read(request, DecisionBody)
    house = request.app[HOUSE]
    held, went = await review.decide(
        house, request.match_info["id"], body.decision, body.reviewer, body.reason
    )
    request[PASSAGE] = Passage(minted=(held.id, went))
    shown = await held_json(house, held)
    return web.json_response({**shown, "reason": held.reason, "went_to": went or None})


def page_limit(request: web.Request) -> int:
    """Return how many rows a list is asked for, 50 where that is left open. Raises BadInput."""
    written = request.query.get("limit", "50")
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= MOST):
        raise BadInput(f"The limit is a number from 1 to {MOST}.", field="limit")
    return int(written)


ROUTES = (
    web.get("/v1/reviews", list_reviews),
    web.post("/v1/reviews/{id}/reading", post_reading),
    web.post("/v1/reviews/{id}/decision", post_decision),
)
