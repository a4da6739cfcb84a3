"""Digits as they are written: their groups, the signs between, and whether they are of another kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from anteroom.guard.phones.other_numbers import followed_by_unit, is_other_number

_PRINTED: Final = frozenset({"", "-", ".", "/", ")", "(", ")-", "–", "·"})
_WHOLE: Final = frozenset(
    {"2147483647", "2147483648", "4294967295", "4294967296", "3141592653", "1234567890"}
)
"""Limits of machine numbers, and the like, that some country's plan would dial."""
_LONGEST_AMOUNT: Final = 9


@dataclass(frozen=True)
class Written:
    """Digits at text[start:end] with signs between."""

    text: str
    start: int
    end: int

    @cached_property
    def shown(self) -> str:
        return self.text[self.start : self.end]

    @cached_property
    def digits(self) -> str:
        return "".join(filter(str.isdigit, self.shown))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\d+", self.shown))

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\D+", self.shown.strip("[](){}<>\"'+ ")))

    @property
    def singles(self) -> bool:
        """Whether every digit stands apart."""
        return len(self.groups) > 1 and max(self.lengths) == 1

    @property
    def tidy(self) -> bool:
        """Whether the groups are put apart as in a number that people print."""
        if len(self.groups) == 1:
            return True
        return (
            {gap.strip(" ") for gap in self.gaps} <= _PRINTED
            and len({gap for gap in self.gaps if "(" not in gap and ")" not in gap}) <= 2
            and sum("/" in gap for gap in self.gaps) <= 1
            and min(self.lengths[1:]) >= 2
            and (self.lengths[0] >= 2 or self.digits[0] in "18" or self.shown[0] == "(")
            and len(self.groups) <= 6
        )

    @property
    def commas(self) -> bool:
        return any("," in gap for gap in self.gaps)

    def is_part(self) -> bool:
        """Whether the digits are a piece of something longer: a word, a path, an address, a decimal."""
        text, begin = self.text, self.start
        before, after = text[begin - 1 : begin], text[self.end : self.end + 2]
        if before and (before in "_@/.\\&+" or (before.isalnum() and before < "\u2e80")):
            return before != "/" or text[begin - 2 : begin - 1] not in ("", " ")
        if not after:
            return False
        if after in ('\\"', "\\\\"):
            return False  # the end of a string within a string
        if after[0] in "_@%°\\" or (after[0].isalnum() and after[0] < "\u2e80"):
            return True
        return len(after) == 2 and after[0] in ":.,/" and after[1].isdigit()

    def is_something_else(self, *, dialled: bool = False) -> bool:
        """Whether they are a date, a count, an amount, a row of figures, or all of a kind.

        `dialled`: it is asked elsewhere whether somebody dials them; then figures that only grow, or count,
        may be chance.
        """
        international = "+" in self.shown
        if len(set(self.digits)) < 3 or self.digits.startswith("000") or self.digits in _WHOLE:
            return True
        if not international and is_other_number(self.shown):
            return True
        if not international and not dialled and counts(self.digits):
            return True
        if not international and (rounds(self.groups) or (not dialled and rises(self.groups))):
            return True
        # Nobody measures with a plus, or a nought in front, and so many digits: "0803 555 0123 by day".
        whole = international or (self.digits[0] == "0" and not self.commas and "." not in self.shown)
        measured = not (whole and len(self.digits) > _LONGEST_AMOUNT)
        return (measured and followed_by_unit(self.text[self.end : self.end + 16])) or self._scores()

    def _scores(self) -> bool:
        """Single digits in pairs or threes, as results of games and line-ups are written."""
        if not self.singles or len(set(self.gaps)) < 2:
            return False
        inner = max(set(self.gaps), key=self.gaps.count)
        chunks = [1]
        for gap in self.gaps:
            if gap == inner:
                chunks[-1] += 1
            else:
                chunks.append(1)
        return self.digits[0] != "0" and len(set(chunks)) == 1 and chunks[0] <= 3


def framed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place with a bracket before it that closes within or behind it, and with equal marks around it."""
    if start and text[start - 1] in _BRACKETS:
        closing = _BRACKETS[text[start - 1]]
        if closing in text[start:end] or text[end : end + 1] == closing:
            start -= 1
            end += text[end : end + 1] == closing
    marks = 0
    while marks < _MOST_MARKS and start > marks and text[start - 1 - marks] in _MARKS:
        marks += 1
    marks = marks if text[end : end + marks] == text[start - marks : start][::-1] else 0
    return start - marks, end + marks


_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "<": ">", "«": "»"}
_MARKS: Final = frozenset("*_~|'\"`")
_MOST_MARKS: Final = 3


def counts_through(digits: str) -> bool:
    """Counting up from the first digit to the last, as in what stands for a number that is still to come."""
    return digits in _COUNTED


def counts(digits: str) -> bool:
    """Counting up or down from the first digit on, as in a countdown, is not a number to dial."""
    if len(digits) < 2 or abs(int(digits[1]) - int(digits[0])) != 1:
        return False
    steps = [int(b) - int(a) for a, b in pairwise(digits)]
    return steps.count(steps[0]) > len(steps) * 0.7


def rounds(groups: tuple[str, ...]) -> bool:
    """Three figures and more that are all round, as prices are, or of four digits and growing."""
    if len(groups) < 3 or groups[0][0] == "0" or _has_noughts(groups):
        return False
    if set(map(len, groups)) == {4} and list(groups) == sorted(groups):
        return True
    return all(len(group) > 1 and group[-1] in "05" for group in groups)


def _has_noughts(groups: tuple[str, ...]) -> bool:
    """Whether a group begins with 0, as no price or size does: "0142"."""
    return any(len(group) > _NOUGHTS and group[0] == "0" for group in groups)


def rises(groups: tuple[str, ...]) -> bool:
    """Rows of figures: sizes and tiers that only grow, hours of a day, years."""
    joined = "".join(groups)
    alike = len(set(map(len, groups))) == 1 and len(groups) >= 3 and len(groups[0]) >= 3
    steps = {int(b) - int(a) for a, b in pairwise(groups)} if alike else set()
    if len(steps) == 1 and min(steps) >= 0:
        return True
    if groups[0][0] != "0" and not _has_noughts(groups) and (alike or 4 <= len(groups) < len(joined)):
        values = [int(group) for group in groups]
        if all(a <= b for a, b in pairwise(values)):
            return True
    if len(joined) >= 8 and len(joined) % 4 == 0:
        quarters = [joined[i : i + 4] for i in range(0, len(joined), 4)]
        if all("1950" <= quarter <= "2059" for quarter in quarters):
            return True
        whole = set(map(len, groups)) == {4}
        return whole and all(quarter[:2] < "24" and quarter[2:] in _MINUTES for quarter in quarters)
    return False


_NOUGHTS: Final = 2
_COUNTED: Final = frozenset({"123456789", "0123456789", "1234567890", "01234567890"})
_MINUTES: Final = frozenset({"00", "15", "30", "45"})
