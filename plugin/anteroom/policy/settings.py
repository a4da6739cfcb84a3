"""The contact rule's table and measures, of app.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anteroom.settings.document import Document


@dataclass(frozen=True)
class Tries:
    """How tries to pass a contact detail are counted, for one writer on one proposal within `days`.

    From try number `strict_from` on, what would only be warned of is held; from `flag_from` on, people are
    shown a flag. Nothing else follows from a count.
    """

    days: int
    strict_from: int
    flag_from: int


@dataclass(frozen=True)
class Holding:
    """How long a held text waits: `hours` at most, and until `hours_before_start` of its interview."""

    hours: int
    hours_before_start: int


@dataclass(frozen=True)
class Policy:
    """The contact rule: its table, the name of a shipped one or the absolute path of a file; its measures."""

    table: str | Path
    tries: Tries
    held: Holding


def read_policy(document: Document) -> Policy:
    """Read what a deployment says of it; every fault is noted in the document."""
    return Policy(
        document.name_or_file("policy.table", default="standard"),
        tries=Tries(
            days=document.whole("policy.tries.days", low=1, high=365, default=30),
            strict_from=document.whole("policy.tries.strict_from", low=2, high=100, default=2),
            flag_from=document.whole("policy.tries.flag_from", low=2, high=100, default=3),
        ),
        held=Holding(
            hours=document.whole("policy.held.hours", low=1, high=720, default=72),
            hours_before_start=document.whole("policy.held.hours_before_start", low=0, high=168, default=2),
        ),
    )
