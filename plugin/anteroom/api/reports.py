"""REST v1: what people report, for the marketplace's trust people, behind a key of their own."""

from __future__ import annotations

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of
from anteroom.api.body import read, read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.reviews import ReadingBody
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct import reports
from anteroom.conduct.reports import Category, Report
from anteroom.database.connection import Connection
from anteroom.errors import Conflict, NotFound


class ReportShown(Shown, frozen=True):
    """A report without its words; `member` is null for somebody without an account."""

    id: str
    at: Instant
    category: Category
    interview: str | None
    proposal: str | None
    member: str | None


class ReportsShown(Shown, frozen=True):
    """What was reported, newest first; `next_cursor` leads on, null at the end."""

    reports: tuple[ReportShown, ...]
    next_cursor: str | None


class ReportRead(ReportShown, frozen=True):
    """A report with what it says."""

    words: str


async def list_reports(request: web.Request) -> web.Response:
    """Show what was reported, newest first, without what it says."""
    house = house_of(request)
    read_query(request, PageQuery)
    page = wanted(request, "reports", 1)
    found, following = await reports.list_reports(house, page.place[0] if page.place else "", page.limit)
    more = cursor_behind(request, page, (following,)) if following else ""
    async with house.database.connection() as conn:
        rows = [await report_shown(conn, each) for each in found]
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    said = ReportsShown(reports=tuple(rows), next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def post_reading(request: web.Request) -> web.Response:
    """Show what a report says, to who bears the key; the reading is in the ledger."""
    body = await read(request, ReadingBody)
    house = house_of(request)
    found, words = await reports.read_report(house, request.match_info["id"], body.reviewer, body.reason)
    async with house.database.connection() as conn:
        shown = await report_shown(conn, found)
    # The exception of a key that bears the scope: who reports may have to say an address.
    request[PASSAGE] = Passage(minted=(words, *texts_of(shown)))
    return respond(request, ReportRead(**msgspec.structs.asdict(shown), words=words))


async def report_shown(conn: Connection, report: Report) -> ReportShown:
    """Return a report without its words."""
    member = await conn.fetchval("select external_id from member where person_id = $1", report.reporter_id)
    proposal = await conn.fetchval(
        """select proposal.external_id from interview join proposal on proposal.id = proposal_id
        where interview.id = $1""",
        report.interview_id,
    )
    return ReportShown(
        id=report.id,
        at=report.at.isoformat(),
        category=report.category,
        interview=report.interview_id,
        proposal=proposal,
        member=member,
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/reports",
        name="list_reports",
        tag="Trust",
        summary="Show what was reported, newest first, without what it says",
        handler=list_reports,
        scope=Scope.TRUST_READ,
        query=PageQuery,
        answers={200: ReportsShown},
        problems=(NotFound,),
        paged=True,
    ),
    Route(
        method="POST",
        path="/v1/reports/{id}/reading",
        name="read_report",
        tag="Trust",
        summary="Show what a report says, by whom and for a reason",
        handler=post_reading,
        scope=Scope.TRUST_READ,
        body=ReadingBody,
        answers={200: ReportRead},
        problems=(Conflict,),
        notes="Who read it and why is in the ledger before it is shown.",
    ),
)
