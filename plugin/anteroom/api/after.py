"""REST v1: after the call. Another try, and how the connection was."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Moment, Told, read, read_query, required_instant
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.interview_answers import REFUSED, InterviewShown, answer_with
from anteroom.api.interview_bodies import Minutes
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import Conflict, NotAllowed, TooManyInvitations
from anteroom.interviews import store
from anteroom.interviews.actions import party_of
from anteroom.verdicts import rebooking
from anteroom.verdicts.connection import say_how_it_was
from anteroom.verdicts.model import Said, Trouble


class AgainBody(Told, frozen=True):
    """Who would like another try."""

    member: Short


class RebookBody(Told, frozen=True):
    """When the host has everybody meet instead; without `minutes` as long as before."""

    member: Short
    starts_at: Moment
    minutes: Minutes | None = None


class ConnectionBody(Told, frozen=True):
    """How a member found the connection."""

    member: Short
    said: Said
    what: Annotated[tuple[Trouble, ...], msgspec.Meta(max_length=4)] = ()


class TimesQuery(Told, frozen=True):
    """Whom the times are to suit."""

    member: Short


class TimesShown(Shown, frozen=True):
    """Times for another try."""

    times: tuple[Instant, ...]


async def ask_again(request: web.Request) -> web.Response:
    """Tell the host that a member would like another try."""
    body = await read(request, AgainBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(request, await rebooking.ask_again(house, request.match_info["id"], person))


async def list_times(request: web.Request) -> web.Response:
    """Show times that suit the member for another try."""
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, read_query(request, TimesQuery).member, "member")
        interview = await store.load(conn, request.match_info["id"])
        party_of(interview, person)
        found = await rebooking.proposed_times(conn, interview, person, house.clock.now())
    times = [each.isoformat() for each in found]
    request[PASSAGE] = Passage(interview_id=interview.id, minted=tuple(times))
    return respond(request, TimesShown(times=tuple(times)))


async def rebook(request: web.Request) -> web.Response:
    """Schedule it once more; the answer is the new interview."""
    body = await read(request, RebookBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    starts_at = required_instant(body.starts_at, "starts_at")
    length = timedelta(minutes=body.minutes) if body.minutes else None
    made = await rebooking.rebook(house, request.match_info["id"], person, starts_at, length)
    return await answer_with(request, made, 201)


async def put_connection(request: web.Request) -> web.Response:
    """Keep how a member found the connection."""
    body = await read(request, ConnectionBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await say_how_it_was(house, request.match_info["id"], person, body.said, body.what)
    return await answer_with(request, interview)


ROUTES = (
    Route(
        method="POST",
        path="/v1/interviews/{id}/again",
        name="ask_again",
        tag="After the call",
        summary="Ask for another try",
        handler=ask_again,
        scope=Scope.INTERVIEWS_WRITE,
        body=AgainBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="A party but the host, who sets the time.",
        remembers=True,
        tagged=True,
    ),
    Route(
        method="GET",
        path="/v1/interviews/{id}/times",
        name="list_times",
        tag="After the call",
        summary="Show times for another try that suit a member",
        handler=list_times,
        scope=Scope.INTERVIEWS_READ,
        query=TimesQuery,
        answers={200: TimesShown},
        problems=(NotAllowed, Conflict),
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/rebook",
        name="rebook_interview",
        tag="After the call",
        summary="Set the time of another try",
        handler=rebook,
        scope=Scope.INTERVIEWS_WRITE,
        body=RebookBody,
        answers={201: InterviewShown},
        problems=(*REFUSED, TooManyInvitations),
        actor="The host.",
        notes="The answer is the new interview; it keeps people, title, agenda and agreement.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/connection",
        name="rate_connection",
        tag="After the call",
        summary="Say how a member found the connection",
        handler=put_connection,
        scope=Scope.INTERVIEWS_WRITE,
        body=ConnectionBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="A party of the interview.",
        notes="Nobody in the interview sees it.",
        remembers=True,
        tagged=True,
    ),
)
