"""What a slip is, how slips are counted, and what follows from a count: pure, and written once.

A slip is a text that the guard held for a contact detail, or in which somebody asked to leave the
marketplace, as far as its writer is told. The first is met with a lesson, the second with a warning; from the
third on those who saw one are told that they may report it. Nothing else follows: people decide.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.guard import Kind as Found
from anteroom.policy.outcome import Outcome

REQUEST = Found.SOLICITATION.value
NO_SLIP = frozenset({Found.OVERLONG.value})
"""What is held and tells nothing of its writer."""
ONE_FORM = frozenset({"title", "agenda"})
"""Surfaces that are filled in together."""
FORM_TIME = timedelta(hours=1)
"""Title and agenda of one form that are held one after the other, so close, are one slip."""


class Kind(StrEnum):
    """What somebody slipped in."""

    DETAIL = "detail"
    LEAVING = "leaving"


class Step(StrEnum):
    """What follows from a slip."""

    LESSON = "lesson"
    WARNING = "warning"
    REPORT = "report"


class Standing(StrEnum):
    """Whether a slip counts. One that people are looking at does not, nor one that they released."""

    COUNTS = "counts"
    LOOKED_AT = "looked_at"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Slip:
    """One text of one writer that was a slip.

    `digest` stands for the text. `pieces` are the earlier messages without which there was nothing in it.
    `seen`: the other side read some of it.
    """

    writer_id: str
    proposal_id: str
    digest: bytes
    kind: Kind
    surface: str
    at: datetime
    pieces: frozenset[str] = frozenset()
    seen: bool = False
    standing: Standing = Standing.COUNTS


def kind_of(
    found: Collection[str], became: Outcome, *, permits: bool = False, door: bool = False
) -> Kind | None:
    """Return what a text in which the guard `found` kinds slipped in, by what became of it; None for no slip.

    What the policy permits is none, nor what it lets pass masked, nor what merely looked like a detail and
    went on. A request to leave is one though it goes on. `door`: it holds what really is somebody's.
    """
    if permits:
        return None
    if door and became is Outcome.HELD:
        return Kind.DETAIL
    if not set(found) - NO_SLIP:
        return None
    if became is Outcome.HELD:
        return Kind.LEAVING if set(found) - NO_SLIP == {REQUEST} else Kind.DETAIL
    if became is Outcome.TOLD and REQUEST in found:
        return Kind.LEAVING
    return None


def same(one: Slip, other: Slip) -> bool:
    """Tell whether two slips are one: one text, pieces of one talk, or title and agenda of one form."""
    if (one.writer_id, one.proposal_id) != (other.writer_id, other.proposal_id):
        return False
    if one.digest == other.digest or one.pieces & other.pieces:
        return True
    together = {one.surface, other.surface} == ONE_FORM
    return together and abs(one.at - other.at) < FORM_TIME


def count(before: Sequence[Slip], slip: Slip, window: timedelta) -> int:
    """Return which slip of its writer `slip` is, over all proposals, within a window; from 1.

    `before` are the writer's, oldest first. A text that was one of these already is no new one: it keeps the
    number that it would have now.
    """
    counted: list[Slip] = []
    for each in before:
        counts = each.standing is Standing.COUNTS and slip.at - each.at < window
        if counts and not any(same(each, known) for known in counted):
            counted.append(each)
    for number, each in enumerate(counted, start=1):
        if same(each, slip):
            return number
    return len(counted) + 1


def step_of(number: int) -> Step:
    """Return what follows from somebody's slip of this number."""
    if number <= 1:
        return Step.LESSON
    return Step.WARNING if number == 2 else Step.REPORT


@dataclass(frozen=True, slots=True)
class Lesson:
    """A slip, which one of its writer it is, and therefore what its writer is told.

    `known`: it is one with an earlier slip, of which its writer was told.
    """

    slip: Slip
    number: int
    known: bool = False

    @property
    def step(self) -> Step:
        """What follows from it."""
        return step_of(self.number)


def weigh(before: Sequence[Slip], slip: Slip, window: timedelta) -> Lesson:
    """Return what follows from a slip after those `before` it, the writer's own, oldest first."""
    known = any(same(each, slip) for each in before if slip.at - each.at < window)
    return Lesson(slip, count(before, slip, window), known)


def suggests_report(slip: Slip, number: int) -> bool:
    """Tell whether the other side is told that it may report: of a third slip, where it read some of it.

    To suggest it to somebody who saw nothing would be a machine's accusation.
    """
    return step_of(number) is Step.REPORT and slip.seen
