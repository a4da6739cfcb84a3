"""The guard as the product uses it, over material with labels; each corpus is read once a process."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from anteroom.guard import VERSION, Guard
from anteroom.guard.measure.corpus import read_corpus
from anteroom.guard.measure.evaluate import Evaluation, Share, evaluate

MATERIAL = Path(__file__).parent / "material"
ONLY_WARNED = frozenset({"solicitation", "pointer"})
"""What is told to its sender; everything else is taken out."""


@cache
def scored(corpus: str) -> Evaluation:
    """What the guard does with one of the folders of the material."""
    return evaluate(read_corpus(MATERIAL / corpus), Guard(), redact_at=0.6, version=VERSION)


@cache
def hand_scored(hand: str) -> Evaluation:
    """What it does with the texts of a hand that stand alone; its talks are read in `test_pieces.py`."""
    alone = msgspec.structs.replace(read_corpus(MATERIAL / hand), conversations=())
    return evaluate(alone, Guard(), redact_at=0.6, version=VERSION)


@cache
def rows(corpus: str, name: str) -> tuple[dict[str, Any], ...]:
    """The lines of one file as they stand."""
    return tuple(
        map(json.loads, (MATERIAL / corpus / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    )


def found(hand: str, kind: str) -> Share:
    """Of a hand's texts of one class those that were found as they should be."""
    (line,) = [line for line in hand_scored(hand).positives if line.name == kind]
    return line.warned if kind in ONLY_WARNED else line.redacted
