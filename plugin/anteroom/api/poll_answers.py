"""REST v1: times that are offered for an interview, as they are shown."""

from __future__ import annotations

from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.interviews.model import Interview
from anteroom.times.polls import actions, view
from anteroom.times.polls.model import Mark, Poll


class MarkedShown(Shown, frozen=True):
    """What somebody says to a time, under the label that others read."""

    label: str
    mark: Literal["yes", "if_need_be", "no", ""]
    required: bool


class TimeShown(Shown, frozen=True):
    """One time. `own` and `marks` are for the viewer; the counts are of those whose word it may know."""

    id: str
    starts_at: Instant
    ends_at: Instant
    state: Literal["open", "chosen", "lost", "lapsed"]
    yes: int
    if_need_be: int
    no: int
    own: Literal["yes", "if_need_be", "no", ""]
    marks: tuple[MarkedShown, ...]


class PollAnswer(Shown, frozen=True):
    """Times offered for an interview. `team`: the freelancer is not asked yet."""

    id: str
    interview: str
    state: Literal["open", "chosen", "closed", "expired"]
    choice: Literal["automatic", "host"]
    team: bool
    deadline: Instant
    times: tuple[TimeShown, ...]


async def answer_with_poll(
    request: web.Request, interview_id: str, person: str | None, status: int = 200
) -> web.Response:
    """Answer with the poll of an interview, as a person may see it or as counts. Raises NotFound."""
    interview, poll = await actions.of(house_of(request), interview_id)
    said = _shown(interview, poll, person)
    instants = [moment for each in said.times for moment in (each.starts_at, each.ends_at)]
    ids = (said.id, said.interview, *(each.id for each in said.times))
    request[PASSAGE] = Passage(interview_id=interview.id, minted=(*ids, *instants, said.deadline))
    return respond(request, said, status)


def _shown(interview: Interview, poll: Poll, person: str | None) -> PollAnswer:
    viewer = interview.party_of(person) if person is not None else None
    known = interview.present if person is None else view.known_to(interview, viewer)
    times = []
    for each in sorted(view.told_of(poll, viewer), key=lambda time: time.starts_at):
        said = [poll.mark(each.id, party.id) for party in known]
        marks = tuple(
            MarkedShown(label=party.label, mark=mark.value, required=party.required)
            for party, mark in zip(known, said, strict=True)
        )
        times.append(
            TimeShown(
                id=each.id,
                starts_at=each.starts_at.isoformat(),
                ends_at=each.ends_at.isoformat(),
                state=each.state.value,
                yes=said.count(Mark.YES),
                if_need_be=said.count(Mark.IF_NEED_BE),
                no=said.count(Mark.NO),
                own=poll.mark(each.id, viewer.id).value if viewer else "",
                marks=marks if person is not None else (),
            )
        )
    return PollAnswer(
        id=poll.id,
        interview=interview.id,
        state=poll.state.value,
        choice="automatic" if poll.automatic else "host",
        team=interview.hidden,
        deadline=poll.deadline.isoformat(),
        times=() if view.hides(interview, viewer, person) else tuple(times),
    )
