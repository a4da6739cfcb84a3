"""REST v1: what a party says of an interview: an answer, another time, an offered time, a delay."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from anteroom.api.body import read, required_instant
from anteroom.api.interview_answers import REFUSED, InterviewShown, answer_with
from anteroom.api.interview_bodies import AnswerBody, CounterBody, LateBody, TakeBody, end_of
from anteroom.api.joined import house_of
from anteroom.api.members import person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import ContactInText, OlderRevision, TooManyInvitations
from anteroom.interviews import agency
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.lateness import run_late
from anteroom.interviews.model import Answer


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
        ends_at=end_of(starts_at, timedelta(minutes=body.minutes)),
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


async def take_offer_of(request: web.Request) -> web.Response:
    """Take an offered time."""
    body = await read(request, TakeBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(
        request, await agency.take(house, interview_id, request.match_info["offer"], person)
    )


ROUTES = (
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
