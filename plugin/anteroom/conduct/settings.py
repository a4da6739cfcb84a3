"""How lessons count and what credit takes, of app.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anteroom.settings.document import Document

Badge = Literal["nobody", "client", "freelancer", "both"]
BADGES: tuple[Badge, ...] = ("nobody", "client", "freelancer", "both")


@dataclass(frozen=True)
class Lessons:
    """For how many `days` a slip of a person counts, over all proposals."""

    days: int


@dataclass(frozen=True)
class Credit:
    """How a record of interviews held properly is reckoned, and of whom an embed shows a badge.

    Interviews of the last `days` count. Below `least` other members there is too little to say. `badge` is a
    side, `both` or `nobody`.
    """

    days: int
    least: int
    badge: Badge


@dataclass(frozen=True)
class Conduct:
    """What follows from keeping the rule, and from not keeping it."""

    lessons: Lessons
    credit: Credit


def read_conduct(document: Document) -> Conduct:
    """Read what a deployment says of conduct; every fault is noted in the document."""
    return Conduct(
        Lessons(document.whole("conduct.lessons.days", low=7, high=730, default=180)),
        Credit(
            document.whole("conduct.credit.days", low=30, high=3650, default=365),
            document.whole("conduct.credit.least", low=2, high=50, default=3),
            document.choice("conduct.credit.badge", BADGES, default="nobody"),
        ),
    )
