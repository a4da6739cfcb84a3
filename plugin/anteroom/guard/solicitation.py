"""Requests to leave the marketplace, told from refusals to do so and from talk about a product."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.views import View

_CLAUSE: Final = r"[^.?!\n,;]+[.?!]*"
_SCORE: Final = 0.45  # a request is a matter for a word with its sender, not for taking text out


@cache
def _rules() -> tuple[tuple[str, str], ...]:
    table = data("solicitation")
    return tuple(
        (
            f"solicitation.{row['rule']}.{row['language']}",
            row["pattern"].replace("{channel}", table["channel"]).replace("{detail}", table["detail"]),
        )
        for row in table["rules"]
    )


def find_solicitations(folded: View) -> Iterator[Suspicion]:
    """Requests to talk elsewhere, clause by clause, unless the clause refuses or describes a product."""
    veto = pattern(data("solicitation")["veto"])
    for clause in pattern(_CLAUSE).finditer(folded.text):
        if veto.search(clause[0]):
            continue
        for rule, source in _rules():
            match = pattern(source).search(clause[0])
            if match is not None:
                begin, end = clause.start() + match.start(), clause.start() + match.end()
                start, end = folded.span(begin, end)
                yield Suspicion(Kind.SOLICITATION, start, end, rule, _SCORE)
                break
