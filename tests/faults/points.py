"""The points at which the service is killed: named failpoints, arrivals outside, and random moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from anteroom.sandbox.twins import Twins
from faults.keeper import Arm

Arrived = Callable[[Twins], bool]


@dataclass(frozen=True, slots=True)
class Moment:
    """Kill after a random while, at most `longest` seconds after the acknowledgement of a step."""

    step: str
    longest: float
    seed: int


@dataclass(frozen=True, slots=True)
class Point:
    """One way to die: at `arms`, at a `moment`, or the moment something has `arrived` outside.

    What arrived is not yet answered then: the twins are slow. `doors`: played with an interview that is near;
    `hasty`: with people who wait for nobody.
    """

    name: str
    arms: tuple[Arm, ...] = ()
    moment: Moment | None = None
    arrived: Arrived | None = None
    doors: bool = False
    hasty: bool = False

    @property
    def deaths(self) -> int:
        """How often the service dies."""
        return len(self.arms) or 1


def _at(place: str, count: int = 1, *, doors: bool = False) -> Point:
    return Point(f"{place} #{count}{' (doors)' if doors else ''}", (Arm(place, count),), doors=doors)


def _mails(count: int) -> Arrived:
    return lambda twins: len(twins.mailbox.captures) >= count


def _events(count: int) -> Arrived:
    return lambda twins: len(twins.marketplace.events) >= count


def _cards(twins: Twins) -> bool:
    return bool(twins.marketplace.books.cards)


def _posts(twins: Twins) -> bool:
    return any(capture.path == "/api/chat.postMessage" and capture.to for capture in twins.slack.captures)


NAMED = (
    _at("interview-written/proposed"),
    _at("interview-scheduled"),
    _at("effect-frozen/calendar", 1),
    _at("effect-frozen/calendar", 4),
    _at("effect-frozen/calendar", 9),
    _at("effect-sent/calendar", 1),
    _at("effect-sent/calendar", 7),
    _at("effect-sent/calendar", 17),
    _at("mail-introduced", 3),
    _at("mail-handed-over", 2),
    _at("effect-frozen/webhook", 1),
    _at("effect-frozen/webhook", 5),
    _at("effect-sent/webhook", 1),
    _at("effect-sent/webhook", 4),
    _at("effect-frozen/webhook_delivery", 2),
    _at("effect-sent/webhook_delivery", 1),
    _at("effect-sent/webhook_delivery", 5),
    _at("effect-frozen/thread_card", 1),
    _at("effect-sent/thread_card", 2),
    _at("effect-frozen/slack_card", 2),
    _at("effect-sent/slack_card", 1),
    _at("effect-sent/slack_card", 5),
    _at("mail-answer-applied", 1),
    _at("mail-answer-taken", 1),
    _at("mail-answer-applied", 2),
    _at("interview-changed", 2),
    _at("interview-written/cancelled"),
    _at("effect-frozen/pass_mail", 1, doors=True),
    _at("effect-sent/pass_mail", 2, doors=True),
    _at("effect-sent/slack_pass", 1, doors=True),
)
ARRIVALS = (
    Point("the 3rd mail has come, unanswered", arrived=_mails(3)),
    Point("the 8th mail has come, unanswered", arrived=_mails(8)),
    Point("the 1st webhook has come, unanswered", arrived=_events(1)),
    Point("the thread's card has come, unanswered", arrived=_cards),
    Point("a Slack post has come, unanswered", arrived=_posts),
)
RANDOM = tuple(
    Point(f"random after {step}, seed {seed}", moment=Moment(step, 0.6, seed), hasty=seed % 2 == 0)
    for step, seeds in (("scheduled", (1, 2, 3)), ("moved", (4, 5)), ("cancelled", (6, 7, 8)))
    for seed in seeds
)
REPEATED = (
    Point(
        "the same mail dies three times",
        (Arm("effect-sent/calendar"), Arm("effect-sent/calendar"), Arm("mail-handed-over")),
    ),
    Point("dies again while it recovers", (Arm("effect-sent/slack_card"), Arm("effect-frozen/webhook"))),
)
ALL = (*NAMED, *ARRIVALS, *RANDOM, *REPEATED)

SAMPLE = (*ARRIVALS[:1], *RANDOM[3:4])
"""What is run of all these before anything lands, besides the bad day; `make check` runs the first."""

A_BAD_DAY = (
    Arm("effect-sent/calendar", 2),
    Arm("effect-frozen/webhook", 2),
    Arm("mail-answer-applied"),
    Arm("effect-sent/slack_card", 2),
    Arm("effect-frozen/thread_card"),
    Arm("effect-frozen/calendar", 2),
)
"""Deaths one after the other while interviews are played."""
