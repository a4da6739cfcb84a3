"""How well the guard does on a labelled corpus: counts with Wilson 95 % intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import Any, Final

from anteroom.guard.guard import Guard
from anteroom.guard.measure.corpus import Conversation, Corpus, Negative, Positive
from anteroom.guard.model import Action, Context, Verdict
from anteroom.guard.pieces.exchange import Exchange

_Z: Final = 1.959963984540054  # two-sided 95 % of the normal distribution
_STRICT: Final = frozenset({Action.REDACT, Action.BLOCK})
_BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PAUSE: Final = timedelta(seconds=40)
"""Between two messages of a conversation; a corpus names no times."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total`, with the Wilson score interval at 95 % (E. B. Wilson, JASA 22, 1927)."""

    hits: int
    total: int

    @property
    def rate(self) -> float:
        """From 0 to 1; 0 of nothing is 0."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end, from 0 to 1; everything is possible of nothing."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.rate
        middle = p + _Z * _Z / (2 * n)
        spread = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
        whole = 1 + _Z * _Z / n
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: the texts of one class, genre or language.

    `warned`: at warn or above; `redacted`: at redact or above. `hidden`: of the redacted texts that hold a
    value, those of which no character survives; None where there is no value to survive (negatives).
    """

    group: str
    name: str
    warned: Share
    redacted: Share
    hidden: Share | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A text that was judged wrongly: `wrong` says how, "missed", "only warned", "survived", ..."""

    id: str
    name: str
    wrong: str
    text: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Tables of lines, and what was wrong in the order of the corpus."""

    positives: tuple[Line, ...]
    negatives: tuple[Line, ...]
    split: tuple[Line, ...]
    clean: tuple[Line, ...]
    wrong: tuple[Missed, ...]
    version: str


@dataclass(frozen=True, slots=True)
class _Judged:
    """One text or conversation after the guard: which groups it counts in and what was done."""

    id: str
    groups: tuple[tuple[str, str], ...]
    text: str
    warned: bool
    redacted: bool
    hidden: bool | None = None


def evaluate(corpus: Corpus, guard: Guard, *, redact_at: float, version: str) -> Evaluation:
    """Reads every text as a message, and those of a conversation in their order, 40 seconds apart.

    `redact_at` is the score from which `guard` takes a span out.
    """
    positives = [_positive(row, guard, redact_at) for row in corpus.positives]
    negatives = [_negative(row, guard) for row in corpus.negatives]
    talks = [(talk.reveal_at is not None, _conversation(talk, guard)) for talk in corpus.conversations]
    split = [judged for reveals, judged in talks if reveals]
    clean = [judged for reveals, judged in talks if not reveals]
    wrong = [*map(_missed, [*positives, *split]), *map(_disturbed, [*negatives, *clean])]
    return Evaluation(
        _lines(positives, values=True),
        _lines(negatives),
        _lines(split),
        _lines(clean),
        tuple(missed for missed in wrong if missed is not None),
        version,
    )


def _positive(row: Positive, guard: Guard, redact_at: float) -> _Judged:
    verdict = guard.inspect(row.text, Context(countries=row.countries, language=row.lang))
    redacted = verdict.action in _STRICT
    hidden = _nothing_survives(row, verdict, redact_at) if redacted and row.values else None
    groups = (("class", row.class_), ("language", row.lang))
    return _Judged(row.id, groups, row.text, verdict.action is not Action.ALLOW, redacted, hidden)


def _nothing_survives(row: Positive, verdict: Verdict, redact_at: float) -> bool:
    """Whether every character of every value, blanks apart, lies in a span that was taken out."""
    if verdict.action is Action.BLOCK:
        return True
    gone = [(f.start, f.end) for f in verdict.findings if f.score >= redact_at]
    places = (at for start, end in row.values for at in range(start, end) if not row.text[at].isspace())
    return all(any(start <= at < end for start, end in gone) for at in places) and not any(
        end - start > 5 and row.text[start:end] in verdict.redacted for start, end in row.values
    )


def _negative(row: Negative, guard: Guard) -> _Judged:
    action = guard.inspect(row.text, Context(countries=row.countries, language=row.lang)).action
    groups = (("genre", row.genre), ("language", row.lang))
    return _Judged(row.id, groups, row.text, action is not Action.ALLOW, action in _STRICT)


def _conversation(talk: Conversation, guard: Guard) -> _Judged:
    """One message after the other. A split contact counts as seen only in the messages of whoever gives it,
    up to the one that completes it; a clean conversation is disturbed by any message."""
    actions = list(_actions(talk, guard))
    if talk.reveal_at is not None:
        giver = talk.messages[talk.reveal_at].from_
        upto = zip(talk.messages[: talk.reveal_at + 1], actions, strict=False)
        actions = [action for message, action in upto if message.from_ == giver]
    warned, redacted = any(a is not Action.ALLOW for a in actions), any(a in _STRICT for a in actions)
    text = " | ".join(f"{message.from_}: {message.text}" for message in talk.messages)
    return _Judged(talk.id, (("language", talk.lang),), text, warned, redacted)


def _actions(talk: Conversation, guard: Guard) -> Iterator[Action]:
    exchange, context = Exchange(), Context(countries=talk.countries, language=talk.lang)
    for number, message in enumerate(talk.messages):
        at = _BEGIN + number * _PAUSE
        verdict, exchange = exchange.said(
            guard, message.text, context, sender=message.from_, message=str(number), at=at
        )
        yield verdict.action


def _lines(judged: Sequence[_Judged], *, values: bool = False) -> tuple[Line, ...]:
    places: dict[tuple[str, str], list[_Judged]] = {}
    for one in judged:
        for place in one.groups:
            places.setdefault(place, []).append(one)
    groups = {group: None for group, _ in places}
    ordered = [(place, places[place]) for group in groups for place in sorted(places) if place[0] == group]
    if judged:
        ordered.append((("all", "all"), list(judged)))
    return tuple(_line(group, name, ones, values=values) for (group, name), ones in ordered)


def _line(group: str, name: str, ones: Sequence[_Judged], *, values: bool) -> Line:
    held = [one.hidden for one in ones if one.hidden is not None]
    return Line(
        group,
        name,
        Share(sum(one.warned for one in ones), len(ones)),
        Share(sum(one.redacted for one in ones), len(ones)),
        Share(sum(held), len(held)) if values else None,
    )


def _missed(one: _Judged) -> Missed | None:
    if not one.warned:
        wrong = "missed"
    elif one.hidden is False:
        wrong = "survived"
    else:
        return None
    return Missed(one.id, one.groups[0][1], wrong, one.text)


def _disturbed(one: _Judged) -> Missed | None:
    if not one.warned:
        return None
    return Missed(one.id, one.groups[0][1], "redacted" if one.redacted else "warned", one.text)


def table(evaluation: Evaluation) -> str:
    """The tables as plain text, a blank line between them."""
    parts = [f"guard version {evaluation.version}; 95 % intervals in brackets"]
    titles = (
        ("contact details and requests", evaluation.positives),
        ("contact details split over messages of one sender", evaluation.split),
        ("ordinary talk: disturbed by mistake", evaluation.negatives),
        ("ordinary conversations: disturbed by mistake", evaluation.clean),
    )
    parts += [_shown(title, lines) for title, lines in titles if lines]
    return "\n\n".join(parts) + "\n"


def _shown(title: str, lines: Iterable[Line]) -> str:
    rows = [("", title, "texts", "warn or above", "redact or above", "value wholly gone")]
    rows += [
        (
            line.group,
            line.name,
            str(line.warned.total),
            _percent(line.warned),
            _percent(line.redacted),
            _percent(line.hidden) if line.hidden is not None and line.hidden.total else "-",
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(widths[at]) if at < 2 else cell.rjust(widths[at]) for at, cell in enumerate(row))
        for row in rows
    )


def _percent(share: Share) -> str:
    low, high = share.interval
    return f"{share.hits} = {100 * share.rate:.1f} % [{100 * low:.2f}, {100 * high:.2f}]"


def as_data(evaluation: Evaluation) -> dict[str, Any]:
    """The same for machines: rates and intervals from 0 to 1, texts that were judged wrongly by id."""
    return {
        "version": evaluation.version,
        "positives": [_data(line) for line in evaluation.positives],
        "split": [_data(line) for line in evaluation.split],
        "negatives": [_data(line) for line in evaluation.negatives],
        "clean": [_data(line) for line in evaluation.clean],
        "wrong": [{"id": one.id, "in": one.name, "wrong": one.wrong} for one in evaluation.wrong],
    }


def _data(line: Line) -> dict[str, Any]:
    shares = {"warned": line.warned, "redacted": line.redacted, "hidden": line.hidden}
    return {"group": line.group, "name": line.name, "texts": line.warned.total} | {
        name: share and _share(share) for name, share in shares.items()
    }


def _share(share: Share) -> dict[str, Any]:
    return {"hits": share.hits, "of": share.total, "rate": share.rate, "interval": share.interval}
