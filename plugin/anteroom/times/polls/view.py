"""A poll as one viewer may see it.

The host sees by label what everybody says, the client's side what its own people say. The freelancer, and
whoever stands between the sides, sees the times and the own marks: nobody of the one side learns from here
when who of the other can come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anteroom.database.connection import Connection
from anteroom.interviews.model import Interview, Party, Role, Side
from anteroom.times.polls import store
from anteroom.times.polls.model import Mark, Offered, Poll, TimeState, best

Span = tuple[datetime, datetime]
"""When something begins and ends."""
SIGNS: Final[Mapping[Mark, str]] = {Mark.YES: "✓", Mark.IF_NEED_BE: "?", Mark.NO: "✗", Mark.NONE: "·"}
"""Beside the words on every surface, never alone."""


@dataclass(frozen=True, slots=True)
class MarkShown:
    """What somebody says to a time, under the label that others read."""

    label: str
    mark: Mark
    required: bool


@dataclass(frozen=True, slots=True)
class TimeShown:
    """One time. `own` is what the viewer says to it, `marks` what those say of whom the viewer may know."""

    id: str
    starts_at: datetime
    ends_at: datetime
    own: Mark
    marks: tuple[MarkShown, ...] = ()
    best: bool = False

    def count(self, mark: Mark) -> int:
        """Return how many of those whom the viewer may know of say this."""
        return sum(each.mark is mark for each in self.marks)


@dataclass(frozen=True, slots=True)
class PollShown:
    """An open poll for one viewer, its times in the order in which they begin.

    `may_mark`: the viewer is asked. `may_choose`: the viewer hosts. `undecided`: the host was told that it is
    the host's to go on; False for everybody else. `team`: the freelancer is not asked yet.
    """

    id: str
    automatic: bool
    team: bool
    deadline: datetime
    undecided: bool
    may_mark: bool
    may_choose: bool
    times: tuple[TimeShown, ...]

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own in it."""
        instants = [moment for each in self.times for moment in (each.starts_at, each.ends_at)]
        own = [moment.isoformat() for moment in (self.deadline, *instants)]
        return (self.id, *(each.id for each in self.times), *own)


async def shown_to(conn: Connection, interview: Interview, viewer: Party | None) -> PollShown | None:
    """Return the open poll of an interview for a party, or for nobody in particular; None where none is open.

    None too for whoever is not asked yet.
    """
    if not interview.undecided:
        return None
    poll = await store.of_interview(conn, interview.id)
    if poll is None or not poll.open or (viewer is None and interview.hidden):
        return None
    if viewer is not None and not poll.asks(viewer):
        return None
    return shown(poll, interview, viewer)


def shown(poll: Poll, interview: Interview, viewer: Party | None) -> PollShown:
    """Return an open poll for a party, or for nobody in particular."""
    hosts = viewer is not None and viewer.role is Role.HOST
    known = known_to(interview, viewer)
    leading = best(poll, interview) if hosts else None
    times = tuple(
        _time(poll, each, viewer, known, is_best=each == leading)
        for each in sorted(poll.open, key=lambda each: each.starts_at)
    )
    return PollShown(
        id=poll.id,
        automatic=poll.automatic,
        team=interview.hidden,
        deadline=poll.deadline,
        undecided=hosts and poll.undecided_at is not None,
        may_mark=viewer is not None,
        may_choose=hosts,
        times=times,
    )


def known_to(interview: Interview, viewer: Party | None) -> tuple[Party, ...]:
    """Return the parties whose marks a viewer may know."""
    if viewer is None or viewer.side is not Side.CLIENT:
        return ()
    if viewer.role is Role.HOST:
        return interview.present
    return tuple(party for party in interview.present if party.side is Side.CLIENT)


def told_of(poll: Poll, viewer: Party | None) -> tuple[Offered, ...]:
    """Return the times of a poll that a viewer may know of, whatever became of them.

    Not those about which only the team was asked: what it refused says when it cannot come.
    """
    if viewer is None or viewer.side is Side.CLIENT:
        return poll.times
    return tuple(each for each in poll.times if poll.voice(each.id, viewer.id) is not None)


def hides(interview: Interview, viewer: Party | None, person_id: str | None) -> bool:
    """Tell whether the times are hidden from a person: who takes no part, or is not asked yet."""
    if person_id is None:
        return False
    return viewer is None or (interview.hidden and viewer.side is Side.FREELANCER)


def _time(
    poll: Poll, time: Offered, viewer: Party | None, known: tuple[Party, ...], *, is_best: bool
) -> TimeShown:
    assert time.state is TimeState.OPEN
    return TimeShown(
        id=time.id,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        own=poll.mark(time.id, viewer.id) if viewer else Mark.NONE,
        marks=tuple(
            MarkShown(party.label, poll.mark(time.id, party.id), party.required)
            for party in known
            if poll.asks(party)
        ),
        best=is_best,
    )
