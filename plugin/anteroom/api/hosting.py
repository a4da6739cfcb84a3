"""REST v1: who hosts, the times that somebody proposed, and the personal links to seats."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.interview_answers import REFUSED, InterviewShown, answer_with
from anteroom.api.joined import afterwards, house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import TooManyInvitations
from anteroom.gate.model import Stands
from anteroom.gate.store import seats_of
from anteroom.interviews import actions, hosting, store
from anteroom.interviews.model import CounterState
from anteroom.passes.seats import ROOMS
from anteroom.rooms.hooks import Reason


class HandOverBody(Told, frozen=True):
    """Handing the hosting over, by the host; `party` is the `id` in the interview's `parties`."""

    member: Short
    party: Short


class ChoiceBody(Told, frozen=True):
    """Who decides about a time that somebody proposed."""

    member: Short


class RenewalBody(Told, frozen=True):
    """Who wants a pass to open nothing any more."""

    member: Short


class CounterShown(Shown, frozen=True):
    """Another time that a party proposed, and what became of it."""

    id: str
    party: str
    starts_at: Instant
    ends_at: Instant
    state: CounterState
    made_at: Instant


class CountersShown(Shown, frozen=True):
    """The times that were proposed, oldest first."""

    counters: tuple[CounterShown, ...]


class PassShown(Shown, frozen=True):
    """How a party's personal link stands; never the link. `generation` grows with each that was revoked."""

    party: str
    generation: int
    seat: Stands
    since: Instant | None


class PassesShown(Shown, frozen=True):
    """How each party's personal link stands."""

    passes: tuple[PassShown, ...]


async def hand_over(request: web.Request) -> web.Response:
    """Let another party of the host's side host."""
    body = await read(request, HandOverBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await actions.hand_over(house, request.match_info["id"], person, body.party)
    await afterwards(request, partial(request.app[ROOMS].show_gate, interview.room))
    return await answer_with(request, interview)


async def list_counters(request: web.Request) -> web.Response:
    """Show the times that were proposed."""
    async with house_of(request).database.connection() as conn:
        interview = await store.load(conn, request.match_info["id"])
    rows = tuple(
        CounterShown(
            id=each.id,
            party=each.party_id,
            starts_at=each.starts_at.isoformat(),
            ends_at=each.ends_at.isoformat(),
            state=each.state,
            made_at=each.made_at.isoformat(),
        )
        for each in interview.counters
    )
    minted = (text for row in rows for text in (row.id, row.party, row.starts_at, row.ends_at, row.made_at))
    request[PASSAGE] = Passage(interview_id=interview.id, minted=tuple(minted))
    return respond(request, CountersShown(counters=rows))


async def accept_counter(request: web.Request) -> web.Response:
    """Move to a time that somebody proposed."""
    body = await read(request, ChoiceBody)
    house, counter_id = house_of(request), request.match_info["counter"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await actions.accept_counter(house, request.match_info["id"], counter_id, person)
    return await answer_with(request, interview)


async def decline_counter(request: web.Request) -> web.Response:
    """Keep the time; who proposed another is told."""
    body = await read(request, ChoiceBody)
    house, counter_id = house_of(request), request.match_info["counter"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await actions.decline_counter(house, request.match_info["id"], counter_id, person)
    return await answer_with(request, interview)


async def list_passes(request: web.Request) -> web.Response:
    """Show how each party's personal link stands."""
    async with house_of(request).database.connection() as conn:
        interview = await store.load(conn, request.match_info["id"])
        seats = await seats_of(conn, interview)
    rows = tuple(
        PassShown(
            party=party.id,
            generation=party.epoch,
            seat=seats[party.id].stands,
            since=written(seats[party.id].since),
        )
        for party in interview.present
    )
    minted = (text for row in rows for text in (row.party, row.since or ""))
    request[PASSAGE] = Passage(interview_id=interview.id, minted=tuple(minted))
    return respond(request, PassesShown(passes=rows))


async def revoke_pass(request: web.Request) -> web.Response:
    """Let a party's personal link open nothing any more, in a running call too; it gets another one."""
    body = await read(request, RenewalBody)
    house, party_id = house_of(request), request.match_info["party"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await hosting.renew_pass(house, request.match_info["id"], person, party_id)
    rooms = request.app[ROOMS]
    await rooms.remove(interview.room, party_id, Reason.PASS_REVOKED)
    await rooms.show_gate(interview.room)
    return await answer_with(request, interview)


HOME = "/v1/interviews/{id}"
ROUTES = (
    Route(
        method="POST",
        path=f"{HOME}/hand-over",
        name="hand_over",
        tag="Interviews",
        summary="Hand the hosting over",
        handler=hand_over,
        scope=Scope.INTERVIEWS_WRITE,
        body=HandOverBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, TooManyInvitations),
        actor="The host.",
        notes="To another party of the host's side. Nobody is asked anew; addresses and entries stay.",
        matches=True,
        remembers=True,
        tagged=True,
    ),
    Route(
        method="GET",
        path=f"{HOME}/counters",
        name="list_counters",
        tag="Interviews",
        summary="Show the times that were proposed",
        handler=list_counters,
        scope=Scope.INTERVIEWS_READ,
        answers={200: CountersShown},
    ),
    Route(
        method="POST",
        path=f"{HOME}/counters/{{counter}}/accept",
        name="accept_counter",
        tag="Interviews",
        summary="Move to a time that somebody proposed",
        handler=accept_counter,
        scope=Scope.INTERVIEWS_WRITE,
        body=ChoiceBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, TooManyInvitations),
        actor="The host.",
        matches=True,
        remembers=True,
        tagged=True,
    ),
    Route(
        method="POST",
        path=f"{HOME}/counters/{{counter}}/decline",
        name="decline_counter",
        tag="Interviews",
        summary="Keep the time; who proposed another is told",
        handler=decline_counter,
        scope=Scope.INTERVIEWS_WRITE,
        body=ChoiceBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="The host.",
        matches=True,
        remembers=True,
        tagged=True,
    ),
    Route(
        method="GET",
        path=f"{HOME}/passes",
        name="list_passes",
        tag="Passes",
        summary="Show how each party's personal link stands, never the link",
        handler=list_passes,
        scope=Scope.INTERVIEWS_READ,
        answers={200: PassesShown},
    ),
    Route(
        method="POST",
        path=f"{HOME}/parties/{{party}}/revoke",
        name="revoke_pass",
        tag="Passes",
        summary="Let a party's personal link open nothing any more",
        handler=revoke_pass,
        scope=Scope.INTERVIEWS_WRITE,
        body=RenewalBody,
        answers={200: InterviewShown},
        problems=REFUSED,
        actor="The host, or the member whose pass it is.",
        notes="At once, in a running call too. The party stays and is sent another link.",
    ),
)
