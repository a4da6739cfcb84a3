"""REST v1: what people report, for the marketplace's trust people, behind a key of their own."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import read
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.reviews import ReadingBody, page_limit
from anteroom.conduct import reports
from anteroom.conduct.reports import Report
from anteroom.database.connection import Connection


async def list_reports(request: web.Request) -> web.Response:
    """Show what was reported, newest first, without what it says."""
    house = request.app[HOUSE]
    page, following = await reports.list_reports(house, request.query.get("after", ""), page_limit(request))
    async with house.database.connection() as conn:
        rows = [await report_json(conn, each) for each in page]
    minted = tuple(str(value) for row in rows for value in row.values() if value)
    request[PASSAGE] = Passage(minted=minted)
    return web.json_response({"reports": rows, "next": following or None})


async def post_reading(request: web.Request) -> web.Response:
    """Show what a report says, to who bears the key; the reading is in the ledger."""
    body = await read(request, ReadingBody)
    house = request.app[HOUSE]
    found, words = await reports.read_report(house, request.match_info["id"], body.reviewer, body.reason)
    async with house.database.connection() as conn:
        shown = await report_json(conn, found)
    # The exception of a key that bears the scope: who reports may have to say an address.
    request[PASSAGE] = Passage(minted=(words, *(str(value) for value in shown.values() if value)))
    return web.json_response({**shown, "words": words})


async def report_json(conn: Connection, report: Report) -> dict[str, str | None]:
    """Return a report without its words; `member` is null for somebody without an account."""
    member = await conn.fetchval("select external_id from member where person_id = $1", report.reporter_id)
    proposal = await conn.fetchval(
        """select proposal.external_id from interview join proposal on proposal.id = proposal_id
        where interview.id = $1""",
        report.interview_id,
    )
    return {
        "id": report.id,
        "at": report.at.isoformat(),
        "category": report.category.value,
        "interview": report.interview_id,
        "proposal": proposal,
        "member": member,
    }


ROUTES = (
    web.get("/v1/reports", list_reports),
    web.post("/v1/reports/{id}/reading", post_reading),
)
