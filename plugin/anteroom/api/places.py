"""REST v1: where an interview's call takes place."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.interview_answers import InterviewShown, answer_with
from anteroom.api.interview_bodies import Link, ToolName
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import AlreadyOver, Conflict, NotAllowed, ProposalNotLiving, TooManyInvitations
from anteroom.meetings import actions as meetings
from anteroom.meetings.choice import ToolNotAllowed, ToolNotThere
from anteroom.meetings.link import LinkRefused


class PlaceBody(Told, frozen=True):
    """Where the call takes place: the company's own link, or a tool in which we make it.

    With neither it is the room in the browser.
    """

    member: Short
    link: Link = ""
    tool: ToolName = ""


async def place_interview(request: web.Request) -> web.Response:
    """Choose where the call takes place. The link is taken and never told again."""
    body = await read(request, PlaceBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(request, await meetings.place(house, interview_id, person, body.link, body.tool))


ROUTES = (
    Route(
        method="POST",
        path="/v1/interviews/{id}/place",
        name="place_interview",
        tag="Interviews",
        summary="Choose where the call takes place",
        handler=place_interview,
        scope=Scope.INTERVIEWS_WRITE,
        body=PlaceBody,
        answers={200: InterviewShown},
        problems=(
            LinkRefused,
            ToolNotThere,
            ToolNotAllowed,
            NotAllowed,
            Conflict,
            AlreadyOver,
            ProposalNotLiving,
            TooManyInvitations,
        ),
        actor="The host.",
        notes="In the room in the browser, behind the company's own link, or in a tool that we make it in.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
)
