"""REST v1: trust people close an interview, in the middle of a call too."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from anteroom.api.body import read
from anteroom.api.caller import CALLER
from anteroom.api.interview_answers import InterviewShown, answer_with
from anteroom.api.joined import afterwards, house_of
from anteroom.api.reviews import ReadingBody
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import AlreadyOver, NotFound
from anteroom.interviews.closing import close
from anteroom.passes.seats import ROOMS
from anteroom.rooms.hooks import Reason


class ClosingBody(ReadingBody, frozen=True):
    """Who closes an interview, and why."""


async def close_interview(request: web.Request) -> web.Response:
    """Close an interview; whoever is in the call is cut off at once."""
    body = await read(request, ClosingBody)
    interview = await close(
        house_of(request), request.match_info["id"], body.reviewer, body.reason, request[CALLER].id
    )
    room, reason = interview.room, Reason.CLOSED_BY_MARKETPLACE
    await afterwards(request, partial(request.app[ROOMS].close, room, reason))
    return await answer_with(request, interview)


ROUTES = (
    Route(
        method="POST",
        path="/v1/interviews/{id}/close",
        name="close_interview",
        tag="Trust",
        summary="Close an interview at once, in the middle of a call too",
        handler=close_interview,
        scope=Scope.TRUST_DECIDE,
        body=ClosingBody,
        answers={200: InterviewShown},
        problems=(NotFound, AlreadyOver),
        notes="It is cancelled, passes die, and a call is cut without the minutes that a closed proposal "
        "leaves. Who did it and why is in the ledger; people read that the marketplace closed it.",
        remembers=True,
        tagged=True,
    ),
)
