"""REST v1: in whose hands a report is, and what people found."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.answers import respond, texts_of
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.reports import ReportShown, report_shown
from anteroom.api.reviews import Name, Word
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct.reports import actions
from anteroom.conduct.reports.model import Outcome, Report
from anteroom.errors import Conflict


class AssignmentBody(Told, frozen=True):
    """Into whose hands a report is put, and by whom; both are your own names for your people."""

    reviewer: Name
    assignee: Name


class FindingBody(Told, frozen=True):
    """What was found, by whom and why."""

    reviewer: Name
    outcome: Outcome
    reason: Word


class ReopeningBody(Told, frozen=True):
    """Who has a report looked at once more, and why."""

    reviewer: Name
    reason: Word


async def post_assignment(request: web.Request) -> web.Response:
    """Put a report into somebody's hands."""
    body = await read(request, AssignmentBody)
    report = await actions.assign(house_of(request), request.match_info["id"], body.assignee, body.reviewer)
    return await _shown(request, report)


async def post_decision(request: web.Request) -> web.Response:
    """Say what was found."""
    body = await read(request, FindingBody)
    house, report_id = house_of(request), request.match_info["id"]
    report = await actions.decide(house, report_id, body.outcome, body.reviewer, body.reason)
    return await _shown(request, report)


async def post_reopening(request: web.Request) -> web.Response:
    """Have a decided report looked at once more."""
    body = await read(request, ReopeningBody)
    report = await actions.reopen(house_of(request), request.match_info["id"], body.reviewer, body.reason)
    return await _shown(request, report)


async def _shown(request: web.Request, report: Report) -> web.Response:
    async with house_of(request).database.connection() as conn:
        shown = await report_shown(conn, report)
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown)


ROUTES = (
    Route(
        method="POST",
        path="/v1/reports/{id}/assignment",
        name="assign_report",
        tag="Trust",
        summary="Put a report into somebody's hands",
        handler=post_assignment,
        scope=Scope.TRUST_DECIDE,
        body=AssignmentBody,
        answers={200: ReportShown},
        problems=(Conflict,),
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/reports/{id}/decision",
        name="decide_report",
        tag="Trust",
        summary="Say what was found",
        handler=post_decision,
        scope=Scope.TRUST_DECIDE,
        body=FindingBody,
        answers={200: ReportShown},
        problems=(Conflict,),
        notes="Whoever reported is told that it was looked at, and in a word what was found. No sanction "
        "follows by itself, and whoever it complains of is told nothing.",
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/reports/{id}/reopening",
        name="reopen_report",
        tag="Trust",
        summary="Have a decided report looked at once more",
        handler=post_reopening,
        scope=Scope.TRUST_DECIDE,
        body=ReopeningBody,
        answers={200: ReportShown},
        problems=(Conflict,),
        remembers=True,
    ),
)
