"""REST v1: interview days, on which several freelancers of one job meet the same people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.agreements.notetakers import Notetaker
from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Moment, Told, read, required_instant
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.interview_bodies import GuestBody, Minutes, Text
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import (
    BadInput,
    Conflict,
    ContactInText,
    KeyReused,
    NoProposal,
    NotAllowed,
    ProposalNotLiving,
    TooManyInvitations,
)
from anteroom.interviews.commands import ScheduleInterview
from anteroom.interviews.day import MOST, schedule_day, slots
from anteroom.interviews.offers import MOST as MOST_SHARED
from anteroom.interviews.shared import share_times
from anteroom.once import Joined
from anteroom.proposals import store as proposals


class DayBody(Told, frozen=True):
    """A day: one interview a proposal, one after the other from `starts_at` on, in this order.

    `shared` are further times, each as long, that all of the freelancers may take, whoever is first.
    """

    host: Short
    proposals: Annotated[tuple[Short, ...], msgspec.Meta(min_length=2, max_length=MOST)]
    starts_at: Moment
    minutes: Minutes
    pause_minutes: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    title: Annotated[str, msgspec.Meta(max_length=120)] = ""
    agenda: Text = ""
    guests: Annotated[tuple[GuestBody, ...], msgspec.Meta(max_length=20)] = ()
    shared: Annotated[tuple[Moment, ...], msgspec.Meta(max_length=MOST_SHARED)] = ()


class OfDayShown(Shown, frozen=True):
    """One interview of a day; its time stands in it."""

    proposal: str
    interview: str
    starts_at: Instant


class RefusedShown(Shown, frozen=True):
    """A proposal of which no interview was scheduled, and why."""

    proposal: str
    code: str
    detail: str


class DayShown(Shown, frozen=True):
    """What became of a day."""

    interviews: tuple[OfDayShown, ...]
    refused: tuple[RefusedShown, ...]


async def post_day(request: web.Request) -> web.Response:
    """Invite everybody to every interview of a day."""
    body = await read(request, DayBody)
    house = house_of(request)
    length, pause = timedelta(minutes=body.minutes), timedelta(minutes=body.pause_minutes)
    starts_at = required_instant(body.starts_at, "starts_at")
    shared = [required_instant(each, "shared") for each in body.shared]
    async with house.database.transaction() as conn:
        host = await person_of(conn, body.host, "host")
        ids: dict[str, str] = {}
        for external in body.proposals:
            proposal = await proposals.proposal_by_external_id(conn, external)
            if proposal is None:
                raise NoProposal("There is no such proposal.", field="proposals")
            ids[proposal.id] = external
        if len(ids) < len(body.proposals):
            raise BadInput("A proposal is named twice.", field="proposals")
        spans = _spans(starts_at, length, pause, len(ids))
        commands = [
            _command(body, proposal_id, host, span) for proposal_id, span in zip(ids, spans, strict=True)
        ]
        outcome = await schedule_day(replace(house, database=Joined(conn)), commands)
        await share_times(conn, house, outcome.scheduled, [(each, _after(each, length)) for each in shared])
    shown = DayShown(
        interviews=tuple(
            OfDayShown(
                proposal=ids[each.proposal_id], interview=each.id, starts_at=each.starts_at.isoformat()
            )
            for each in outcome.scheduled
        ),
        refused=tuple(
            RefusedShown(proposal=ids[proposal_id], code=error.code, detail=error.sentence)
            for proposal_id, error in outcome.refused
        ),
    )
    minted = tuple(text for each in shown.interviews for text in (each.interview, each.starts_at))
    request[PASSAGE] = Passage(minted=minted)
    return respond(request, shown, 201)


def _command(
    body: DayBody, proposal_id: str, host: str, span: tuple[datetime, datetime]
) -> ScheduleInterview:
    return ScheduleInterview(
        proposal_id=proposal_id,
        actor=host,
        starts_at=span[0],
        ends_at=span[1],
        title=body.title,
        agenda=body.agenda,
        guests=tuple(guest.wish for guest in body.guests),
    )


def _spans(
    starts_at: datetime, length: timedelta, pause: timedelta, count: int
) -> tuple[tuple[datetime, datetime], ...]:
    try:
        return slots(starts_at, length, pause, count)
    except OverflowError as error:
        raise BadInput("There is no such instant.", field="starts_at") from error


def _after(starts_at: datetime, length: timedelta) -> datetime:
    try:
        return starts_at + length
    except OverflowError as error:
        raise BadInput("There is no such instant.", field="shared") from error


ROUTES = (
    Route(
        method="POST",
        path="/v1/interview-days",
        name="schedule_day",
        tag="Interviews",
        summary="Schedule an interview day and invite everybody",
        handler=post_day,
        scope=Scope.INTERVIEWS_WRITE,
        body=DayBody,
        answers={201: DayShown},
        problems=(
            NotAllowed,
            Conflict,
            ProposalNotLiving,
            ContactInText,
            TooManyInvitations,
            KeyReused,
            Notetaker,
            NoProposal,
        ),
        actor="The `host`: the client of the job, or a colleague who may schedule for its organisation.",
        notes="No freelancer ever learns that there is a day, or that a shared time was another's.",
        example={
            "host": "m-ada",
            "proposals": ["p-41", "p-42"],
            "starts_at": "2026-11-26T14:00:00Z",
            "minutes": 30,
            "pause_minutes": 15,
            "shared": ["2026-11-26T16:00:00Z", "2026-11-27T14:00:00Z"],
        },
        remembers=True,
    ),
)
