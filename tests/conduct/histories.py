"""Seeded histories of what one person wrote, with what must follow from the last text and what must not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from anteroom.conduct.lessons.model import Kind, Lesson, Slip, Standing, kind_of, weigh
from anteroom.policy.outcome import Outcome

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
WINDOW = timedelta(days=180)
DETAILS = ("email", "phone", "handle", "link", "address")


@dataclass(frozen=True)
class Text:
    """A text as the guard and the policy left it, before anybody asks whether it is a slip."""

    found: tuple[str, ...]
    became: Outcome
    at: datetime
    words: str
    proposal: str = "p-1"
    surface: str = "message"
    permits: bool = False
    door: bool = False
    pieces: frozenset[str] = frozenset()
    seen: bool = True
    standing: Standing = Standing.COUNTS

    @property
    def kind(self) -> Kind | None:
        """Return what it slipped in, as the rule says."""
        return kind_of(self.found, self.became, permits=self.permits, door=self.door)

    def slip(self, kind: Kind) -> Slip:
        """Return it as a slip."""
        return Slip(
            writer_id="per_1",
            proposal_id=self.proposal,
            digest=f"{self.proposal} {self.words}".encode(),
            kind=kind,
            surface=self.surface,
            at=self.at,
            pieces=self.pieces,
            seen=self.seen,
            standing=self.standing,
        )


def follows(history: list[Text]) -> Lesson | None:
    """Return what follows from the last text of a history, oldest first; None for what is no slip."""
    last = history[-1]
    kind = last.kind
    if kind is None:
        return None
    before = [text.slip(found) for text in history[:-1] if (found := text.kind) is not None]
    return weigh(before, last.slip(kind), WINDOW)


class Writer:
    """Somebody who writes, at random but the same for the same seed; times go on."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.at = BEGINS + timedelta(minutes=self.chance.randrange(10_000))
        self.count = 0

    def later(
        self, least: timedelta = timedelta(minutes=1), most: timedelta = timedelta(days=20)
    ) -> datetime:
        """Go on in time, by more than an hour in most cases."""
        self.at += least + (most - least) * self.chance.random()
        return self.at

    def words(self) -> str:
        """Return words that nobody has written yet."""
        self.count += 1
        return f"text {self.count}"

    def slip(self, **more: Any) -> Text:
        """Write what is a slip without doubt."""
        plain = Text(
            (self.chance.choice(DETAILS),),
            Outcome.HELD,
            self.later(),
            self.words(),
            proposal=f"p-{self.chance.randrange(4)}",
        )
        if self.chance.random() < 0.3:
            plain = replace(plain, found=("solicitation",), became=Outcome.TOLD)
        return replace(plain, **more)

    def no_slip(self) -> Text:
        """Write what is none, for one of the reasons of the rule."""
        at, words = self.later(), self.words()
        detail = self.chance.choice(DETAILS)
        return self.chance.choice(
            [
                Text((), Outcome.PASSED, at, words),
                Text((detail,), Outcome.TOLD, at, words),
                Text(("pointer",), Outcome.TOLD, at, words),
                Text((detail, "solicitation"), Outcome.TOLD, at, words, permits=True),
                Text((detail,), Outcome.PASSED, at, words, permits=True),
                Text((detail,), Outcome.MASKED, at, words),
                Text((detail,), Outcome.PASSED, at, words),
                Text(("overlong",), Outcome.HELD, at, words),
            ]
        )

    def noise(self) -> list[Text]:
        """Write some that are none."""
        return [self.no_slip() for _ in range(self.chance.randrange(4))]

    def no_new_slip(self, first: Text) -> Text:
        """Write once more what `first` said, in one of the ways in which that is one slip."""
        way = self.chance.randrange(3)
        if way == 0:
            return replace(first, at=self.later())
        if way == 1:
            pieces = first.pieces | {"m-other"}
            return replace(
                first, at=self.later(most=timedelta(minutes=25)), words=self.words(), pieces=pieces
            )
        at = first.at + timedelta(minutes=self.chance.randrange(1, 59))
        return replace(first, at=at, words=self.words(), surface="agenda")

    def uncounted(self) -> Text:
        """Write a slip that people look at or have released."""
        return self.slip(standing=self.chance.choice([Standing.RELEASED, Standing.LOOKED_AT]))

    def first_of_form(self) -> Text:
        """Write a slip of which more may follow that are one with it."""
        return self.slip(surface="title", pieces=frozenset({"m-first"}), became=Outcome.HELD, seen=False)


History = Callable[[Writer], list[Text]]


def _lesson(me: Writer) -> list[Text]:
    return [*me.noise(), me.slip()]


def _lesson_though_others_do_not_count(me: Writer) -> list[Text]:
    return [me.uncounted(), *me.noise(), me.uncounted(), me.slip()]


def _lesson_at_the_door(me: Writer) -> list[Text]:
    return [*me.noise(), Text((), Outcome.HELD, me.later(), me.words(), door=True)]


def _nothing(me: Writer) -> list[Text]:
    return [me.slip(), *me.noise(), me.no_slip()]


def _warning(me: Writer) -> list[Text]:
    return [*me.noise(), me.slip(), *me.noise(), me.slip()]


def _warning_with_one_released(me: Writer) -> list[Text]:
    return [me.slip(), me.uncounted(), *me.noise(), me.slip()]


def _no_warning_same_text(me: Writer) -> list[Text]:
    first = me.first_of_form()
    return [first, me.no_new_slip(first)]


def _no_warning_too_long_ago(me: Writer) -> list[Text]:
    first = me.slip()
    return [first, me.slip(at=first.at + WINDOW + timedelta(minutes=me.chance.randrange(1, 10_000)))]


def _no_warning_released(me: Writer) -> list[Text]:
    return [me.uncounted(), *me.noise(), me.slip()]


def _suggestion(me: Writer) -> list[Text]:
    more = [me.slip() for _ in range(me.chance.randrange(2))]
    return [me.slip(), *me.noise(), me.slip(), *more, me.slip(seen=True)]


def _no_suggestion_unseen(me: Writer) -> list[Text]:
    return [me.slip(), me.slip(), me.slip(), me.slip(seen=False)]


def _no_suggestion_one_released(me: Writer) -> list[Text]:
    return [me.slip(), me.uncounted(), *me.noise(), me.slip(seen=True)]


def _no_suggestion_one_text(me: Writer) -> list[Text]:
    first = me.first_of_form()
    return [first, me.no_new_slip(first), me.slip(at=first.at + timedelta(days=2), seen=True)]


def _no_suggestion_too_long_ago(me: Writer) -> list[Text]:
    first, second = me.slip(), me.slip()
    return [first, second, me.slip(at=first.at + WINDOW + timedelta(minutes=5), seen=True)]


MUST: dict[str, tuple[History, ...]] = {
    "lesson": (_lesson, _lesson_though_others_do_not_count, _lesson_at_the_door),
    "warning": (_warning, _warning_with_one_released),
    "suggestion": (_suggestion,),
}
MUST_NOT: dict[str, tuple[History, ...]] = {
    "lesson": (_nothing,),
    "warning": (
        _lesson,
        _nothing,
        _no_warning_same_text,
        _no_warning_too_long_ago,
        _no_warning_released,
    ),
    "suggestion": (
        _lesson,
        _warning,
        _no_suggestion_unseen,
        _no_suggestion_one_released,
        _no_suggestion_one_text,
        _no_suggestion_too_long_ago,
    ),
}


def histories(kinds: tuple[History, ...], each: int) -> Iterator[list[Text]]:
    """Return `each` histories of every kind, the same ones every time."""
    for number, make in enumerate(kinds):
        for seed in range(each):
            yield make(Writer(1_000 * number + seed))
