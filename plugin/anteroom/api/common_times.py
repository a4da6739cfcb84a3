"""REST v1: times that people have in common. Nobody is told when anybody is busy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Moment, Told, read, read_query, required_instant
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.database.connection import Connection
from anteroom.errors import AlreadyOver, BadInput, NotAllowed, NotFound, ProposalNotLiving, TooManyQuestions
from anteroom.interviews import store
from anteroom.interviews.invite import refuse_unless_living, refuse_unless_scheduler
from anteroom.interviews.life import refuse_if_over
from anteroom.people.persons import is_address, known_by_email
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.times.common import MOST, CommonTime, next_common
from anteroom.times.finder.model import Code, Reason
from anteroom.times.met_before import met_before
from anteroom.times.search import Invitee, search

Why = Literal["all_can", "required_can", "unknown", "outside_hours", "early_or_late", "best_for_everybody"]
Minutes = Annotated[int, msgspec.Meta(ge=15, le=480)]


class SoughtBody(Told, frozen=True):
    """Somebody who is to be there, too; who need not be only ranks."""

    email: Short
    label: Short
    required: bool = True


class FindBody(Told, frozen=True):
    """What is looked for: so many minutes with the freelancer and these people."""

    member: Short
    minutes: Minutes
    since: Moment
    until: Moment
    guests: Annotated[tuple[SoughtBody, ...], msgspec.Meta(max_length=20)] = ()


class NextQuery(Told, frozen=True):
    """Whose question it is."""

    member: Short
    count: Annotated[int, msgspec.Meta(ge=1, le=9)] = 5


class ReasonShown(Shown, frozen=True):
    """A reason: `count` people out of `of`. `who` are labels of those that may be named."""

    why: Why
    count: int
    of: int
    who: tuple[str, ...]


class CommonTimeShown(Shown, frozen=True):
    """A time at which these people can meet; the reasons are the host's."""

    starts_at: Instant
    ends_at: Instant
    reasons: tuple[ReasonShown, ...]


class CommonTimesShown(Shown, frozen=True):
    """Times, the best first. `short`: there may be more, and enough was told of somebody's week.

    `unknown` are labels of those of whom it is not known when they can.
    """

    times: tuple[CommonTimeShown, ...]
    short: bool
    unknown: tuple[str, ...]


async def find_times(request: web.Request) -> web.Response:
    """Find times for an interview that is not there yet."""
    body = await read(request, FindBody)
    house = house_of(request)
    since, until = required_instant(body.since, "since"), required_instant(body.until, "until")
    async with house.database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, request.match_info["id"])
        if proposal is None:
            raise NotFound("There is no such proposal.")
        member = await person_of(conn, body.member, "member")
        await refuse_unless_scheduler(conn, proposal, member)
        refuse_unless_living(proposal)
        people = await _people(request, conn, proposal, member, body.guests)
    found = await search(house, member, people, since, until, timedelta(minutes=body.minutes))
    unknown = (*found.silent, *found.untold)
    return _answer(request, found.times, unknown, found.labels, short=found.short, reasons=True)


async def next_times(request: web.Request) -> web.Response:
    """Show the next times at which the people of an interview can meet."""
    query = read_query(request, NextQuery)
    house = house_of(request)
    async with house.database.connection() as conn:
        member = await person_of(conn, query.member, "member")
        interview = await store.load(conn, request.match_info["id"])
    refuse_if_over(interview)
    found = await next_common(house, interview, member, count=query.count)
    labels = {each.id: each.label for each in interview.present}
    hosts = interview.host.person_id == member
    unknown = tuple(labels[key] for key in found.unknown)
    return _answer(request, found.times, unknown, labels, short=found.short, reasons=hosts)


async def _people(
    request: web.Request,
    conn: Connection,
    proposal: Proposal,
    member: str,
    guests: Sequence[SoughtBody],
) -> list[Invitee]:
    house = house_of(request)
    people = [
        Invitee("host", "host", member),
        Invitee("candidate", "candidate", proposal.freelancer_id, ours=False),
    ]
    taken = {member, proposal.freelancer_id}
    for number, guest in enumerate(guests):
        if not is_address(guest.email):
            raise BadInput("This is no e-mail address.", field="guests")
        owners = await known_by_email(conn, house.vault, guest.email)
        # Of somebody whom this side never met nothing is read: an address tells of nobody whose it is.
        met = [each for each in await met_before(conn, member, owners) if each not in taken]
        person = next(iter(met), None)
        taken |= set(met[:1])
        people.append(Invitee(f"guest{number}", guest.label, person, required=guest.required))
    return people


def _answer(
    request: web.Request,
    times: Sequence[CommonTime],
    unknown: tuple[str, ...],
    labels: dict[str, str],
    *,
    short: bool,
    reasons: bool,
) -> web.Response:
    shown = CommonTimesShown(
        times=tuple(
            CommonTimeShown(
                starts_at=each.starts_at.isoformat(),
                ends_at=each.ends_at.isoformat(),
                reasons=tuple(_reason(why, labels) for why in each.reasons) if reasons else (),
            )
            for each in times[:MOST]
        ),
        short=short,
        unknown=unknown if reasons else (),
    )
    instants = tuple(text for each in shown.times for text in (each.starts_at, each.ends_at))
    request[PASSAGE] = Passage(minted=instants)
    return respond(request, shown)


def _reason(reason: Reason, labels: dict[str, str]) -> ReasonShown:
    assert reason.code is not Code.OPTIONAL_CAN, "it would tell of one person"
    who = tuple(labels[key] for key in reason.who)
    why: Why = msgspec.convert(reason.code.value, type=Why)
    return ReasonShown(why=why, count=reason.count, of=reason.of, who=who)


ROUTES = (
    Route(
        method="POST",
        path="/v1/proposals/{id}/common-times",
        name="find_times",
        tag="Interviews",
        summary="Find times at which everybody can meet",
        handler=find_times,
        scope=Scope.INTERVIEWS_WRITE,
        body=FindBody,
        answers={200: CommonTimesShown},
        problems=(NotFound, NotAllowed, ProposalNotLiving, TooManyQuestions),
        actor="Whoever may schedule for the proposal.",
        notes="At most ten times, none overlapping another. Nobody is asked anything and nobody is told.",
    ),
    Route(
        method="GET",
        path="/v1/interviews/{id}/common-times",
        name="next_common_times",
        tag="Interviews",
        summary="Show the next times at which the people of an interview can meet",
        handler=next_times,
        scope=Scope.INTERVIEWS_READ,
        query=NextQuery,
        answers={200: CommonTimesShown},
        problems=(NotFound, NotAllowed, AlreadyOver, TooManyQuestions),
        actor="Any party.",
    ),
)
