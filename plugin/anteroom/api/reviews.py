"""REST v1: appeals for the marketplace's trust people, behind a key of their own."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.answers import Shown, respond
from anteroom.api.body import Told, read, read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.held import HeldShown, held_shown, instants_of
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import Conflict, NotFound
from anteroom.texts import review

Name = Annotated[
    str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^(?![\d._:-]{7,}\Z)[A-Za-z0-9._:-]+\Z")
]
"""An id of the marketplace's for one of its people; never an address or a telephone number, since the ledger
keeps it: of digits alone it has at most six."""
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+\Z")]
"""A reason in one word, which the ledger keeps."""


class ReadingBody(Told, frozen=True):
    """Who reads a held text, and why."""

    reviewer: Name
    reason: Word


class DecisionBody(Told, frozen=True):
    """What was decided, by whom and why."""

    reviewer: Name
    decision: review.Decision
    reason: review.Reason


class ReviewsQuery(PageQuery, frozen=True):
    """What is still to be decided, or all that was appealed."""

    state: Literal["held", "all"] = "held"


class ReviewsShown(Shown, frozen=True):
    """What was appealed, oldest first; `next_cursor` leads on, null at the end."""

    reviews: tuple[HeldShown, ...]
    next_cursor: str | None


class FindingShown(Shown, frozen=True):
    """What the guard found, as offsets in code points; the end is exclusive."""

    start: int
    end: int
    kind: str


class ReadingShown(HeldShown, frozen=True):
    """What a held text says, where the guard found something, and what it completes."""

    rules: tuple[str, ...]
    guard: str
    row: str
    text: str
    findings: tuple[FindingShown, ...]
    explanation: str
    completes: tuple[str, ...]


class DecidedShown(HeldShown, frozen=True):
    """What was decided; `went_to` is the interview that a released text was for, if there is one."""

    reason: str | None
    went_to: str | None


async def list_reviews(request: web.Request) -> web.Response:
    """Show what was appealed, oldest first, without what it says."""
    house = house_of(request)
    query = read_query(request, ReviewsQuery)
    still = query.state == "held"
    page = wanted(request, f"reviews:{query.state}", 1)
    after = page.place[0] if page.place else ""
    found, following = await review.list_appealed(house, after, page.limit, still=still)
    rows = [await held_shown(house, held) for held in found]
    more = cursor_behind(request, page, (following,)) if following else ""
    instants = (each for row in rows for each in instants_of(row))
    request[PASSAGE] = Passage(minted=(*instants, more, *(held.id for held in found)))
    said = ReviewsShown(reviews=tuple(rows), next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def post_reading(request: web.Request) -> web.Response:
    """Show what a held text says, to who bears the key; the reading is in the ledger."""
    body = await read(request, ReadingBody)
    house = house_of(request)
    held, content = await review.read_held(house, request.match_info["id"], body.reviewer, body.reason)
    shown = ReadingShown(
        **msgspec.structs.asdict(await held_shown(house, held)),
        rules=held.rules,
        guard=held.guard,
        row=held.row,
        text=content.text,
        findings=tuple(
            FindingShown(start=each.start, end=each.end, kind=each.kind) for each in content.spans
        ),
        explanation=content.why,
        completes=content.completes,
    )
    # The exception of a key that bears the scope: what the door would know in this very text may be read.
    request[PASSAGE] = Passage(minted=(content.text, held.id, *content.completes))
    return respond(request, shown)


async def post_decision(request: web.Request) -> web.Response:
    """Release a held text or keep it."""
    body = await read(request, DecisionBody)
    house = house_of(request)
    held, went = await review.decide(
        house, request.match_info["id"], body.decision, body.reviewer, body.reason
    )
    request[PASSAGE] = Passage(minted=(held.id, went))
    shown = msgspec.structs.asdict(await held_shown(house, held))
    return respond(request, DecidedShown(**shown, reason=held.reason, went_to=went or None))


ROUTES = (
    Route(
        method="GET",
        path="/v1/reviews",
        name="list_reviews",
        tag="Trust",
        summary="Show what was appealed, oldest first, without what it says",
        handler=list_reviews,
        scope=Scope.TRUST_READ,
        query=ReviewsQuery,
        answers={200: ReviewsShown},
        problems=(NotFound,),
        paged=True,
    ),
    Route(
        method="POST",
        path="/v1/reviews/{id}/reading",
        name="read_review",
        tag="Trust",
        summary="Show what a held text says, by whom and for a reason",
        handler=post_reading,
        scope=Scope.TRUST_READ,
        body=ReadingBody,
        answers={200: ReadingShown},
        problems=(Conflict,),
        notes="Who read it and why is in the ledger before it is shown.",
    ),
    Route(
        method="POST",
        path="/v1/reviews/{id}/decision",
        name="decide_review",
        tag="Trust",
        summary="Release a held text or keep it",
        handler=post_decision,
        scope=Scope.TRUST_DECIDE,
        body=DecisionBody,
        answers={200: DecidedShown},
        problems=(Conflict,),
        remembers=True,
    ),
)
