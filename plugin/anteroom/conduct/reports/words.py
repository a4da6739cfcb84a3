"""What whoever reported is told in the end: that it was looked at, and what was found, in a word."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.conduct.reports.model import Outcome
from anteroom.languages import sentences, spoken


@dataclass(frozen=True, slots=True)
class OutcomeSaid:
    """A line above and two sentences; of whom the report complains there is nothing in them."""

    language: str
    title: str
    found: str
    nobody: str


def outcome_said(outcome: Outcome, language: str, marketplace: str, reference: str) -> OutcomeSaid:
    """Return what is said of an outcome; English where we do not speak the language."""
    chosen = spoken(language)
    say = sentences("anteroom.conduct.reports", chosen)
    found = say[outcome.value].format(marketplace=marketplace, reference=reference)
    return OutcomeSaid(chosen, say["title"], found, say["nobody"])
