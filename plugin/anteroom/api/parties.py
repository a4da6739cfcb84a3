"""REST v1: who is in an interview that stands already."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from anteroom.agreements.notetakers import Notetaker
from anteroom.api.body import Told, read
from anteroom.api.interview_answers import REFUSED, InterviewShown, answer_with
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import ContactInText, TooManyInvitations
from anteroom.gate import actions as gate
from anteroom.house import House
from anteroom.interviews import hosting, store
from anteroom.interviews.actions import party_of
from anteroom.interviews.commands import GuestWish
from anteroom.passes.seats import ROOMS
from anteroom.rooms.hooks import Reason

Act = Callable[[House, str, str, str], Awaitable[object]]


class PartyBody(Told, frozen=True):
    """Somebody to loop in, by the host."""

    member: Short
    email: Short
    label: Short
    required: bool = True


class RemoveBody(Told, frozen=True):
    """Letting somebody go, by the host."""

    member: Short


class GateBody(Told, frozen=True):
    """Letting somebody in, refusing or dismissing somebody, by who keeps the gate."""

    member: Short


async def post_party(request: web.Request) -> web.Response:
    """Loop somebody in; only the new one is asked."""
    body = await read(request, PartyBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        host = await person_of(conn, body.member, "member")
    wish = GuestWish(label=body.label, email=body.email, required=body.required)
    interview = await hosting.add_guest(house, request.match_info["id"], host, wish)
    return await answer_with(request, interview, 201)


async def remove_party(request: web.Request) -> web.Response:
    """Let a guest go; one that is gone already changes nothing."""
    body = await read(request, RemoveBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        host = await person_of(conn, body.member, "member")
    party_id = request.match_info["party"]
    return await answer_with(
        request, await hosting.remove_party(house, request.match_info["id"], host, party_id)
    )


async def admit_party(request: web.Request) -> web.Response:
    """Let in who waits, was put out, or asks for something."""
    return await _at_the_gate(request, gate.admit)


async def refuse_party(request: web.Request) -> web.Response:
    """Do not let in who waits, or do not grant what is asked for."""
    return await _at_the_gate(request, gate.refuse)


async def dismiss_party(request: web.Request) -> web.Response:
    """Put out of the call who sits there; it stays a party and can be let in again."""
    return await _at_the_gate(request, gate.dismiss, cut=True)


async def _at_the_gate(request: web.Request, act: Act, *, cut: bool = False) -> web.Response:
    body = await read(request, GateBody)
    house, interview_id = house_of(request), request.match_info["id"]
    party_id = request.match_info["party"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
        interview = await store.load(conn, interview_id)
    by, rooms = party_of(interview, person), request.app[ROOMS]
    await act(house, interview_id, by, party_id)
    if cut:
        await rooms.remove(interview.room, party_id, Reason.REMOVED)
    await rooms.show_gate(interview.room)
    async with house.database.connection() as conn:
        interview = await store.load(conn, interview_id)
    return await answer_with(request, interview)


ROUTES = (
    Route(
        method="POST",
        path="/v1/interviews/{id}/parties",
        name="add_party",
        tag="Parties",
        summary="Loop somebody in",
        handler=post_party,
        scope=Scope.INTERVIEWS_WRITE,
        body=PartyBody,
        answers={201: InterviewShown},
        problems=(*REFUSED, ContactInText, TooManyInvitations, Notetaker),
        actor="The host.",
        notes="The new one alone is asked; everybody's entry shows one more.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/parties/{party}/remove",
        name="remove_party",
        tag="Parties",
        summary="Let a guest go",
        handler=remove_party,
        scope=Scope.INTERVIEWS_WRITE,
        body=RemoveBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, TooManyInvitations),
        actor="The host.",
        notes="The entry is cancelled and the pass opens nothing from then on, in a running call too.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/parties/{party}/admit",
        name="admit_party",
        tag="Parties",
        summary="Let in who waits",
        handler=admit_party,
        scope=Scope.INTERVIEWS_WRITE,
        body=GateBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="Who keeps the gate.",
        notes="Also who was put out, or asks for something.",
        tagged=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/parties/{party}/refuse",
        name="refuse_party",
        tag="Parties",
        summary="Do not let in who waits",
        handler=refuse_party,
        scope=Scope.INTERVIEWS_WRITE,
        body=GateBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="Who keeps the gate.",
        tagged=True,
    ),
    Route(
        method="POST",
        path="/v1/interviews/{id}/parties/{party}/dismiss",
        name="dismiss_party",
        tag="Parties",
        summary="Put somebody out of the call at once",
        handler=dismiss_party,
        scope=Scope.INTERVIEWS_WRITE,
        body=GateBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="Who keeps the gate.",
        notes="Who was put out stays a party and can be let in again.",
        tagged=True,
    ),
)
