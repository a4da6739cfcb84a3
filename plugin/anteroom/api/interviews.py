"""REST v1: interviews, as their hosts arrange them."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from anteroom.api.answers import Shown, respond
from anteroom.api.body import read, read_query, required_instant
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.interview_answers import NOT_INVITED, REFUSED, InterviewShown, answer_with, interview_shown
from anteroom.api.interview_bodies import (
    CancelBody,
    InterviewBody,
    MoveBody,
    OffersBody,
    end_of,
)
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import (
    ContactInText,
    NoProposal,
    NotFound,
    TooManyInvitations,
)
from anteroom.interviews import actions, store
from anteroom.interviews.offers import offer_times
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
    span = starts_at, end_of(starts_at, timedelta(minutes=body.minutes))
    command = body.command(proposal.id, host, span)
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
    ends_at = end_of(starts_at, length)
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


async def offer_times_of(request: web.Request) -> web.Response:
    """Offer the freelancer other times."""
    body = await read(request, OffersBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
        length = (await store.load(conn, interview_id)).length
    starts = [required_instant(each, "offers") for each in body.offers]
    spans = [(each, end_of(each, length)) for each in starts]
    return await answer_with(request, await offer_times(house, interview_id, person, spans))


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
        problems=(*NOT_INVITED, NoProposal),
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
)
