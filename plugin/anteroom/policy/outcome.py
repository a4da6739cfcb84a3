"""What becomes of one text by one rule: pure, the same for what is decided now and for what is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom.guard import Action
from anteroom.policy.model import Level, Rule, Ruling


class Outcome(StrEnum):
    """What the other side gets, and whether the writer hears of it.

    `passed`: the text. `told`: the text, and its writer is told. `masked`: the text without what was found.
    `held`: nothing, or what is left of a message; the text waits for its writer or for people.
    """

    PASSED = "passed"
    TOLD = "told"
    MASKED = "masked"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a text once it was read.

    `found` is the guard's own action. `maskable`: what is left without the findings may pass. `released`:
    people have let this very text pass. `door`: the door would hold what may be shown of it. `nth`: which try
    of its writer on its proposal it is.
    """

    found: Action
    maskable: bool = False
    released: bool = False
    door: bool = False
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Decided:
    """One text's ruling with what it rests on; `door` is None where the door was not asked."""

    ruling: Ruling
    outcome: Outcome
    found: Action
    maskable: bool
    released: bool
    door: bool | None
    nth: int


def outcome(rule: Rule, looked: Looked, strict_from: int) -> Outcome:
    """Return what becomes of a text; from the try `strict_from` on a hint is enough to hold it."""
    if rule.level is Level.OPEN:
        nothing = looked.found is Action.ALLOW or rule is Rule.OPEN
        return Outcome.PASSED if nothing else Outcome.TOLD
    if looked.door:
        return Outcome.HELD
    if looked.found is Action.ALLOW or looked.released:
        return Outcome.PASSED
    if rule is Rule.MASKED:
        if looked.found is Action.WARN:
            return Outcome.TOLD
        return Outcome.MASKED if looked.maskable else Outcome.HELD
    if looked.found is Action.WARN and rule is not Rule.STRICT and looked.nth < strict_from:
        return Outcome.TOLD
    return Outcome.HELD
