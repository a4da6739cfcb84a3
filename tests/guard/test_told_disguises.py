"""Details that a reader must mend, reckon or turn are wholly hidden; talk of the same things stays."""

from __future__ import annotations

from random import Random

import pytest

from anteroom.guard import Action, Guard
from guard.ordinary_disguises import TEXTS
from guard_told import WAYS

GUARD = Guard()
SEED = 4
TIMES = 24
FOUND = 0.9
"""Share of each way's sentences whose value must be found and wholly hidden; of most it is all."""


def left_of(marked: str) -> str:
    """What redaction leaves of the letters, digits and pictures between « and »."""
    text, inside, value = "", False, set()
    for sign in marked:
        if sign in "«»":
            inside = sign == "«"
            continue
        value |= {len(text)} if inside else set()
        text += sign
    hidden = {
        place
        for found in GUARD.inspect(text).findings
        if found.score >= 0.6
        for place in range(found.start, found.end)
    }
    return "".join(text[at] for at in sorted(value - hidden) if text[at].isalnum())


@pytest.mark.parametrize("way", WAYS)
def test_it_reads_what_must_be_worked_out(way: str) -> None:
    rng = Random(f"{SEED} {way}")
    said = [WAYS[way](rng) for _ in range(TIMES)]
    missed = [text for text in said if left_of(text)]
    assert len(missed) <= (1 - FOUND) * TIMES, missed


def test_there_are_enough_ordinary_lines() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 450


@pytest.mark.parametrize("text", TEXTS)
def test_it_leaves_talk_of_the_same_things_alone(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert (verdict.action in (Action.ALLOW, Action.WARN), verdict.redacted) == (True, text)
