"""REST v1: several times offered for one interview, and what people say to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.body import Moment, Told, instant, read, read_query, required_instant
from anteroom.api.interview_answers import NOT_INVITED, REFUSED, InterviewShown, answer_with
from anteroom.api.interview_bodies import InvitingBody
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.poll_answers import PollAnswer, answer_with_poll
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import (
    AlreadyOver,
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    TooManyInvitations,
)
from anteroom.interviews import actions as interviews
from anteroom.interviews import agency
from anteroom.interviews.commands import PollWish
from anteroom.meetings.link import LinkRefused
from anteroom.proposals import store as proposals
from anteroom.times.polls import actions
from anteroom.times.polls.model import FEWEST, MOST, Mark
from anteroom.times.polls.view import Span

Times = Annotated[tuple[Moment, ...], msgspec.Meta(min_length=FEWEST, max_length=MOST)]


class PollBody(InvitingBody, frozen=True, kw_only=True):
    """Several times for one interview, the best first, each so many minutes long; else as `InterviewBody`.

    `choice`: `automatic` takes the best time as soon as all who must be there say yes, or at the deadline;
    `host` leaves it to the host. `team_first`: the freelancer is asked once the client's own people were.
    Without a `deadline` it is two days from now, or half an hour before the first time.
    """

    times: Times
    choice: Literal["automatic", "host"] = "automatic"
    team_first: bool = False
    deadline: Moment | None = None


class MarkBody(Told, frozen=True):
    """What is said to one time; "" takes a mark back."""

    time: Short
    mark: Literal["yes", "if_need_be", "no", ""]


class MarksBody(Told, frozen=True):
    """What a member says to some of the times."""

    member: Short
    marks: Annotated[tuple[MarkBody, ...], msgspec.Meta(min_length=1, max_length=MOST)]


class ChosenTimeBody(Told, frozen=True):
    """The time that the host chooses."""

    member: Short
    time: Short


class ExtendBody(Told, frozen=True):
    """More time to answer, and more times to choose from, each as long as the others."""

    member: Short
    deadline: Moment | None = None
    times: Annotated[tuple[Moment, ...], msgspec.Meta(max_length=MOST)] = ()


class PollQuery(Told, frozen=True):
    """For which member the answer is; without one it holds counts alone."""

    viewer: Short | None = None


async def post_poll(request: web.Request) -> web.Response:
    """Offer times, and ask everybody."""
    body = await read(request, PollBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, request.match_info["id"])
        if proposal is None:
            raise NotFound("There is no such proposal.")
        host = await person_of(conn, body.host, "host")
    spans = _spans(body.times, timedelta(minutes=body.minutes))
    wish = PollWish(
        times=spans,
        automatic=body.choice == "automatic",
        team_first=body.team_first,
        deadline=instant(body.deadline, "deadline"),
    )
    interview = await interviews.schedule(house, body.command(proposal.id, host, spans[0], wish))
    return await answer_with_poll(request, interview.id, host, 201)


async def get_poll(request: web.Request) -> web.Response:
    """Show the times, as one member may see them or as counts."""
    viewer = read_query(request, PollQuery).viewer
    person = None
    if viewer is not None:
        async with house_of(request).database.connection() as conn:
            person = await person_of(conn, viewer, "viewer")
    return await answer_with_poll(request, request.match_info["id"], person)


async def post_marks(request: web.Request) -> web.Response:
    """Take what a member says to some of the times."""
    body = await read(request, MarksBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    marks = {each.time: Mark(each.mark) for each in body.marks}
    if len(marks) < len(body.marks):
        raise BadInput("A time is marked twice.", field="marks")
    await agency.mark(house, interview_id, person, marks)
    return await answer_with_poll(request, interview_id, person)


async def post_choice(request: web.Request) -> web.Response:
    """Choose a time for the host."""
    body = await read(request, ChosenTimeBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(request, await actions.choose(house, interview_id, person, body.time))


async def post_extension(request: web.Request) -> web.Response:
    """Offer more times, or give people longer."""
    body = await read(request, ExtendBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview, _ = await actions.of(house, interview_id)
    spans = _spans(body.times, interview.length)
    await actions.extend(house, interview_id, person, instant(body.deadline, "deadline"), spans)
    return await answer_with_poll(request, interview_id, person)


def _spans(times: tuple[Moment, ...], length: timedelta) -> tuple[Span, ...]:
    try:
        starts = [required_instant(each, "times") for each in times]
        return tuple((each, each + length) for each in starts)
    except OverflowError as error:
        raise BadInput("There is no such instant.", field="times") from error


ROUTES = (
    Route(
        method="POST",
        path="/v1/proposals/{id}/polls",
        name="open_poll",
        tag="Polls",
        summary="Offer several times for an interview, and ask everybody which suit",
        handler=post_poll,
        scope=Scope.INTERVIEWS_WRITE,
        body=PollBody,
        answers={201: PollAnswer},
        problems=(*NOT_INVITED, NotFound),
        actor="The `host`: the proposal's client, or a colleague who may schedule for its organisation.",
        notes="The interview is there from now on, and everybody is invited once a time is chosen.",
        remembers=True,
    ),
    Route(
        method="GET",
        path="/v1/interviews/{id}/poll",
        name="show_poll",
        tag="Polls",
        summary="Show the times that are offered for an interview",
        handler=get_poll,
        scope=Scope.INTERVIEWS_READ,
        query=PollQuery,
        answers={200: PollAnswer},
        problems=(NotFound,),
        notes="With a `viewer` it is what that member may see: the freelancer sees the own marks alone.",
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/poll/marks",
        name="mark_times",
        tag="Polls",
        summary="Say which times suit",
        handler=post_marks,
        scope=Scope.INTERVIEWS_WRITE,
        body=MarksBody,
        answers={200: PollAnswer},
        problems=(*REFUSED, NotFound),
        actor="A party of the interview, or for the freelancer a manager of the agency.",
        notes="What is not named stays as it was. A mark can be changed until a time is chosen.",
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/poll/choose",
        name="choose_time",
        tag="Polls",
        summary="Choose a time, and invite everybody",
        handler=post_choice,
        scope=Scope.INTERVIEWS_WRITE,
        body=ChosenTimeBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, NotFound, LinkRefused),
        actor="The host.",
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/poll/extend",
        name="extend_poll",
        tag="Polls",
        summary="Offer more times, or give people longer",
        handler=post_extension,
        scope=Scope.INTERVIEWS_WRITE,
        body=ExtendBody,
        answers={200: PollAnswer},
        problems=(NotAllowed, NotFound, Conflict, AlreadyOver, TooManyInvitations),
        actor="The host.",
        notes="Without a `deadline` the house sets one, as for a new poll.",
        remembers=True,
    ),
)
