"""REST v1: where an interview's call takes place."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.doorway import HOUSE
from anteroom.api.interview_bodies import Link, ToolName
from anteroom.api.interviews import answer_with
from anteroom.api.members import Short, person_of
from anteroom.meetings import actions as meetings


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
    house, interview_id = request.app[HOUSE], request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(request, await meetings.place(house, interview_id, person, body.link, body.tool))


ROUTES = (web.post("/v1/interviews/{id}/place", place_interview),)
