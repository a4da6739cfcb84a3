"""HTTP of how people keep the rule, in an embed: the polite answer is sent, something is reported."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE
from anteroom.conduct.lessons import polite
from anteroom.conduct.reports.actions import make_report
from anteroom.conduct.reports.model import Category, MakeReport, Way
from anteroom.embeds.cards import draw
from anteroom.embeds.sessions import NoSession, viewer_of_request
from anteroom.errors import AnteroomError


async def send_answer(request: web.Request) -> web.Response:
    """Send the polite answer and offer an interview; a second press finds it sent."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    try:
        await polite.send(house, viewer.proposal.id, viewer.person_id)
    except NoSession:
        raise
    except AnteroomError as error:
        return await draw(request, house, viewer, error.status, trouble=error.sentence)
    return await draw(request, house, viewer, done="asked.sent")


async def report_leaving(request: web.Request) -> web.Response:
    """Report that one was asked to leave, as the viewer says it."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    form = await read_form(request)
    command = MakeReport(
        person_id=viewer.person_id,
        category=Category.LEAVING,
        words=form.get("words", ""),
        way=Way.CARD,
        proposal_id=viewer.proposal.id,
    )
    try:
        await make_report(house, command)
    except AnteroomError as error:
        return await draw(request, house, viewer, error.status, trouble=error.sentence)
    return await draw(request, house, viewer, done="suggest.thanks")


ROUTES = (
    web.post("/embed/answer", send_answer),
    web.post("/embed/report", report_leaving),
)
"""Of a proposal, not of one interview: both stand below its cards."""
