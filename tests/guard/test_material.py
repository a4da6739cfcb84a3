"""What the guard finds in material of our own, and whom it disturbs: bounds that may only get tighter.

FLOORS, REDACTED and WARNED are what the guard reached on 2026-11-21 (floors: the held-out half, rounded
down to a multiple of five percent). When the guard has become better raise the floors and lower the two
counts; never the other way. The aim for ordinary texts is 1 in 1,000 taken out and 5 in 1,000 warned; on
that day both halves together had none and 4 of 3,028, those in the half that nobody had tuned on.
Where the texts come from, and who may look at which half: tests/guard/material/README.md. So that no failing
test shows a text that nobody is to read, assertions are about numbers and ids alone: pytest prints all else.
"""

from __future__ import annotations

import zlib
from collections import Counter
from typing import Any

import pytest

from anteroom.guard.measure.evaluate import Share
from guard.measured import rows, scored

HALVES = ("development", "held_out")
LANGUAGES = "ar bn de en es fr hi id it ja nl pl pt ru tr uk ur vi zh"
MOST_TAKEN_OUT = 0.001

FLOORS: dict[tuple[str, str], float] = {
    ("plain", "redacted"): 0.95,
    ("obfuscated", "redacted"): 0.95,
    ("double-obfuscated", "redacted"): 0.85,
    ("encoded", "redacted"): 1.00,
    ("handle", "redacted"): 0.80,
    ("link", "redacted"): 1.00,
    ("solicitation", "warned"): 0.90,
    ("pointer", "warned"): 0.90,
}
WHOLLY_GONE = 0.98
"""Of the redacted texts of the held-out half, those of whose values no character is left."""
REDACTED = 0
"""Ordinary texts of both halves that are taken out by mistake."""
WARNED = 4
"""Ordinary texts of both halves whose senders are disturbed at all."""


def everywhere(name: str) -> list[dict[str, Any]]:
    return [row for half in HALVES for row in rows(half, name)]


def disturbed(column: str) -> Share:
    """All ordinary texts together."""
    shares = [
        getattr(line, column) for half in HALVES for line in scored(half).negatives if line.name == "all"
    ]
    return Share(sum(share.hits for share in shares), sum(share.total for share in shares))


def which(wrong: set[str]) -> list[str]:
    """Ids only: the held-out half is not to be read from a failing test."""
    return [f"{half} {one.id}" for half in HALVES for one in scored(half).wrong if one.wrong in wrong]


def test_it_takes_out_at_most_one_ordinary_text_in_a_thousand() -> None:
    share = disturbed("redacted")
    assert share.total >= 3_000
    assert share.rate <= MOST_TAKEN_OUT, which({"redacted"})
    assert share.hits <= REDACTED, which({"redacted"})


def test_it_warns_no_more_often_than_it_did() -> None:
    assert disturbed("warned").hits <= WARNED, which({"redacted", "warned"})


@pytest.mark.parametrize(("name", "column"), FLOORS)
def test_it_finds_no_less_than_it_did(name: str, column: str) -> None:
    (line,) = [line for line in scored("held_out").positives if line.name == name]
    share: Share = getattr(line, column)
    assert share.rate >= FLOORS[name, column], f"{share.hits} of {share.total}"


def test_it_leaves_no_more_of_a_value_than_it_did() -> None:
    (line,) = [line for line in scored("held_out").positives if line.name == "all"]
    assert line.hidden is not None
    assert line.hidden.rate >= WHOLLY_GONE, which({"survived"})


@pytest.mark.parametrize(("column", "floor"), [("warned", 0.85), ("redacted", 0.80)])
def test_it_finds_no_less_of_what_comes_in_pieces_than_it_did(column: str, floor: float) -> None:
    (line,) = [line for line in scored("held_out").split if line.name == "all"]
    share: Share = getattr(line, column)
    assert share.rate >= floor, f"{share.hits} of {share.total}"


@pytest.mark.parametrize("half", HALVES)
def test_it_lets_clean_conversations_pass(half: str) -> None:
    (line,) = [line for line in scored(half).clean if line.name == "all"]
    assert line.warned.hits == 0


@pytest.mark.parametrize("name", ["positives", "negatives", "conversations"])
def test_the_material_is_split_by_its_rule(name: str) -> None:
    """An id is the CRC-32 of the text; even ones are for development."""
    for odd, half in enumerate(HALVES):
        for row in rows(half, name):
            text = row["text"] if "text" in row else "\n".join(one["text"] for one in row["messages"])
            digits, sum_of_text = row["id"][1:], f"{zlib.crc32(text.encode()):08x}"
            assert digits == sum_of_text
            assert int(digits, 16) & 1 == odd


def test_the_material_is_large_varied_and_mostly_written_by_hand() -> None:
    negatives = everywhere("negatives")
    number, different = len(negatives), len({row["text"] for row in negatives})
    assert different == number >= 3_000
    by_grammar = sum(row["source"] == "grammar" for row in negatives)
    assert by_grammar * 3 <= number
    languages = {row["lang"] for row in negatives}
    assert languages == set(LANGUAGES.split())


def test_the_material_has_every_class_in_english_and_elsewhere() -> None:
    classes = Counter((row["class"], row["lang"] == "en") for row in everywhere("positives"))
    assert {name for name, _ in classes} == {name for name, _ in FLOORS}
    assert min(number for (_, english), number in classes.items() if english) >= 40
    assert all(classes[name, False] for name, _ in FLOORS)
    split = [row["lang"] for row in everywhere("conversations") if row["reveal_at"] is not None]
    assert split.count("en") >= 40
    assert set(split) - {"en"}
