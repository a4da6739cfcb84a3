"""REST v1: interviews."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web

from anteroom.agreements.notetakers import Notetaker
from anteroom.api.answers import Shown, respond
from anteroom.api.body import read, read_query, required_instant
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.interview_answers import REFUSED, InterviewShown, answer_with, interview_shown
from anteroom.api.interview_bodies import (
    AgreementBody,
    AnswerBody,
    CancelBody,
    CounterBody,
    InterviewBody,
    LateBody,
    MoveBody,
    OffersBody,
    TakeBody,
)
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import (
    BadInput,
    ContactInText,
    KeyReused,
    NoProposal,
    NotFound,
    OlderRevision,
    TooManyInvitations,
)
from anteroom.interviews import actions, agency, store
from anteroom.interviews.commands import GuestWish, ProposeCounter, ScheduleInterview
from anteroom.interviews.lateness import run_late
from anteroom.interviews.model import Answer
from anteroom.interviews.offers import offer_times
from anteroom.meetings.choice import ToolNotAllowed, ToolNotThere
from anteroom.meetings.link import LinkRefused
from anteroom.proposals import store as proposals

NONE_YET = (
    "There is no such proposal yet, and an interview hangs on one. Once the freelancer has sent a proposal, "
    "tell us of it and schedule again."
)


class InterviewsQuery(PageQuery, frozen=True, kw_only=True):
    """Whose interviews."""

    proposal: Short


class InterviewsShown(Shown, frozen=True):
    """A proposal's interviews, oldest first; `next_cursor` leads on, null at the end."""

    interviews: tuple[InterviewShown, ...]
    next_cursor: str | None


async def post_interview(request: web.Request) -> web.Response:
    """Invite everybody."""
    body = await read(request, InterviewBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, body.proposal)
        if proposal is None:
            raise NoProposal(NONE_YET, field="proposal")
        host = await person_of(conn, body.host, "host")
    starts_at = required_instant(body.starts_at, "starts_at")
    asked = body.agreement or (AgreementBody() if body.nda else None)
    command = ScheduleInterview(
        proposal_id=proposal.id,
        actor=host,
        starts_at=starts_at,
        ends_at=_after(starts_at, timedelta(minutes=body.minutes)),
        title=body.title,
        agenda=body.agenda,
        nda=asked.whole if asked else "",
        nda_title=asked.title if asked else "",
        guests=tuple(
            GuestWish(label=guest.label, email=guest.email, required=guest.required) for guest in body.guests
        ),
        link=body.link,
        tool=body.tool,
    )
    return await answer_with(request, await actions.schedule(house, command), 201)


async def get_interview(request: web.Request) -> web.Response:
    """Show an interview."""
    async with house_of(request).database.connection() as conn:
        interview = await store.load(conn, request.match_info["id"])
    return await answer_with(request, interview)


async def list_interviews(request: web.Request) -> web.Response:
    """Show a proposal's interviews."""
    external = read_query(request, InterviewsQuery).proposal
    async with house_of(request).database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, external)
        if proposal is None:
            raise NotFound("There is no such proposal.")
        page = wanted(request, f"interviews:{proposal.id}", 1)
        behind = page.place[0] if page.place else None
        found = await store.page_of_proposal(conn, proposal.id, behind, page.limit + 1)
        rows = [await interview_shown(conn, interview, external) for interview in found[: page.limit]]
    more = cursor_behind(request, page, (rows[-1].id,)) if len(found) > page.limit else ""
    # What an exempt client was permitted to write in these interviews is no leak in their list.
    request[PASSAGE] = Passage(minted=(more, *(text for each in found for text in each.permitted)))
    said = InterviewsShown(interviews=tuple(rows), next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def move_interview(request: web.Request) -> web.Response:
    """Give it another time."""
    body = await read(request, MoveBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
        interview = await store.load(conn, interview_id)
    starts_at = required_instant(body.starts_at, "starts_at")
    length = timedelta(minutes=body.minutes) if body.minutes else interview.length
    ends_at = _after(starts_at, length)
    return await answer_with(request, await actions.move(house, interview_id, person, starts_at, ends_at))


async def cancel_interview(request: web.Request) -> web.Response:
    """Call it off."""
    body = await read(request, CancelBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(
        request, await actions.cancel(house, request.match_info["id"], person, body.reason)
    )


async def answer_interview(request: web.Request) -> web.Response:
    """Take a member's answer from the thread's card."""
    body = await read(request, AnswerBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    saw = Answer(body.saw) if body.saw else None
    interview = await agency.answer(house, request.match_info["id"], person, Answer(body.answer), saw=saw)
    return await answer_with(request, interview)


async def counter_interview(request: web.Request) -> web.Response:
    """Take another time that a member proposes."""
    body = await read(request, CounterBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    starts_at = required_instant(body.starts_at, "starts_at")
    command = ProposeCounter(
        interview_id=request.match_info["id"],
        person_id=person,
        starts_at=starts_at,
        ends_at=_after(starts_at, timedelta(minutes=body.minutes)),
        comment=body.comment,
    )
    return await answer_with(request, await agency.counter(house, command))


async def late_interview(request: web.Request) -> web.Response:
    """Tell everybody else that a member runs late."""
    body = await read(request, LateBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await run_late(house, request.match_info["id"], person, body.minutes)
    return await answer_with(request, interview)


async def offer_times_of(request: web.Request) -> web.Response:
    """Offer the freelancer other times."""
    body = await read(request, OffersBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
        length = (await store.load(conn, interview_id)).length
    starts = [required_instant(each, "offers") for each in body.offers]
    spans = [(each, _after(each, length)) for each in starts]
    return await answer_with(request, await offer_times(house, interview_id, person, spans))


async def take_offer_of(request: web.Request) -> web.Response:
    """Take an offered time."""
    body = await read(request, TakeBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(
        request, await agency.take(house, interview_id, request.match_info["offer"], person)
    )


def _after(starts_at: datetime, length: timedelta) -> datetime:
    try:
        return starts_at + length
    except OverflowError as error:
        raise BadInput("There is no such instant.", field="starts_at") from error


ROUTES = (
    Route(
        method="POST",
        path="/v1/interviews",
        name="schedule_interview",
        tag="Interviews",
        summary="Schedule an interview and invite everybody",
        handler=post_interview,
        scope=Scope.INTERVIEWS_WRITE,
        body=InterviewBody,
        answers={201: InterviewShown},
        problems=(
            *REFUSED,
            ContactInText,
            TooManyInvitations,
            KeyReused,
            LinkRefused,
            ToolNotThere,
            ToolNotAllowed,
            Notetaker,
            NoProposal,
        ),
        actor="The `host`: the proposal's client, or a colleague who may schedule for its organisation.",
        remembers=True,
        tagged=True,
    ),
    Route(
        method="GET",
        path="/v1/interviews",
        name="list_interviews",
        tag="Interviews",
        summary="Show a proposal's interviews",
        handler=list_interviews,
        scope=Scope.INTERVIEWS_READ,
        query=InterviewsQuery,
        answers={200: InterviewsShown},
        problems=(NotFound,),
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/interviews/{id}",
        name="show_interview",
        tag="Interviews",
        summary="Show an interview",
        handler=get_interview,
        scope=Scope.INTERVIEWS_READ,
        answers={200: InterviewShown},
        tagged=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/move",
        name="move_interview",
        tag="Interviews",
        summary="Give it another time",
        handler=move_interview,
        scope=Scope.INTERVIEWS_WRITE,
        body=MoveBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, TooManyInvitations),
        actor="The host.",
        notes="All are asked anew. Without `minutes` it stays as long as it was.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/cancel",
        name="cancel_interview",
        tag="Interviews",
        summary="Call it off",
        handler=cancel_interview,
        scope=Scope.INTERVIEWS_WRITE,
        body=CancelBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, ContactInText),
        actor="The host.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/answers",
        name="answer_interview",
        tag="Interviews",
        summary="Accept, decline or say perhaps",
        handler=answer_interview,
        scope=Scope.INTERVIEWS_WRITE,
        body=AnswerBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, OlderRevision),
        actor="A party of the interview, or for the freelancer a manager of the agency.",
        notes="`saw` is the answer that the card showed: of two presses the later one loses.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/counters",
        name="propose_time",
        tag="Interviews",
        summary="Propose another time",
        handler=counter_interview,
        scope=Scope.INTERVIEWS_WRITE,
        body=CounterBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, ContactInText),
        actor="The freelancer or a manager of the agency, or a guest: the host moves it instead.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/late",
        name="run_late",
        tag="Interviews",
        summary="Say that a member runs late",
        handler=late_interview,
        scope=Scope.INTERVIEWS_WRITE,
        body=LateBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="A party of the interview.",
        notes="From two hours before the start, at most three times. Everybody else is told once.",
        remembers=True,
        tagged=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/offers",
        name="offer_times",
        tag="Interviews",
        summary="Offer the freelancer other times",
        handler=offer_times_of,
        scope=Scope.INTERVIEWS_WRITE,
        body=OffersBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="The host.",
        notes="Each as long as the interview. None takes them back.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/offers/{offer}/take",
        name="take_offer",
        tag="Interviews",
        summary="Take an offered time",
        handler=take_offer_of,
        scope=Scope.INTERVIEWS_WRITE,
        body=TakeBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, TooManyInvitations),
        actor="The freelancer, or a manager of the agency.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
)
