"""Why words that look like a request ask for nothing: refusals, talk of rules or a product, quotations."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from functools import lru_cache
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.grammar import Chart

_QUOTED: Final = (
    r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|『[^』\n]+』|「[^」\n]+」"
    r"|(?:^|[\s(\[])['‘][^'’\n]+['’](?:[\s.,;:!?)\]]|$)"
)
_LONGEST_QUOTATION: Final = 302
_CODE: Final = r"[{};]\s*$|=>|\(\)|</?[a-z]+>|[a-z_]\(['\"]|==|!=|`"
_BESIDE: Final = 200
"""Characters of a line before and after some words in which code still makes them code."""


class Veto(StrEnum):
    """A reason why a match counts for nothing; its words stand in the language's data file.

    `refusal`: the writer declines or forbids. `policy`: rules are talked about. `product`: the channel is
    what is being built, sold or studied. `stay`: the talk is to go on here. `excused`: words of refusal that
    refuse nothing ("why don't we"). For hints where a detail is kept, `work`: the place is being worked on,
    `absent`: nothing is there.
    """

    REFUSAL = "refusal"
    POLICY = "policy"
    PRODUCT = "product"
    STAY = "stay"
    EXCUSED = "excused"
    WORK = "work"
    ABSENT = "absent"


def vetoed(chart: Chart, clause: tuple[int, int], sentence: tuple[int, int]) -> Veto | None:
    """Why a request in `clause`, a part of `sentence`, counts for nothing; None where it counts."""
    if says(chart, Veto.POLICY, sentence):
        return Veto.POLICY
    for veto in (Veto.PRODUCT, Veto.STAY):
        if says(chart, veto, clause):
            return veto
    return Veto.REFUSAL if says(chart, Veto.REFUSAL, clause) else None


def says(chart: Chart, veto: Veto, bounds: tuple[int, int]) -> bool:
    """Whether words of `veto` stand between `bounds`, other than as part of an excuse."""
    spans = chart.get(f"veto {veto}")
    if not spans:
        return False
    excused = {
        place
        for start, ends in chart.get(f"veto {Veto.EXCUSED}", {}).items()
        for place in range(start, max(ends))
    }
    kept = veto in (Veto.REFUSAL, Veto.ABSENT)
    return any(
        bounds[0] <= start and min(ends) <= bounds[1] and not (kept and start in excused)
        for start, ends in spans.items()
    )


@lru_cache(maxsize=8)
def _quotations(text: str) -> tuple[tuple[int, int], ...]:
    found = ((match.start(), match.end()) for match in pattern(_QUOTED).finditer(text))
    # Counted here: counted by the pattern, it would not fit into the engine's memory.
    return tuple((start, end) for start, end in found if 4 <= end - start <= _LONGEST_QUOTATION)


def set_apart(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] lies in a quotation or in a line of code, and there is more than that alone."""
    quotations = _quotations(text)
    place = bisect_right(quotations, (start, len(text))) - 1
    if place >= 0 and end <= quotations[place][1]:
        return len(text.strip()) > quotations[place][1] - quotations[place][0] + 2
    begin, stop = max(0, start - _BESIDE), end + _BESIDE
    line_start, line_end = text.rfind("\n", begin, start) + 1 or begin, text.find("\n", end, stop)
    return pattern(_CODE).search(text[line_start : line_end if line_end >= 0 else stop]) is not None
