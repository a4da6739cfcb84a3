"""What whoever reported is told in the end: that it was looked at, and what was found, in a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.conduct.reports.model import Outcome
from anteroom.pages.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class OutcomeSaid:
    """A line above and two sentences; of whom the report complains there is nothing in them."""

    language: str
    title: str
    found: str
    nobody: str


def outcome_said(outcome: Outcome, language: str, marketplace: str, reference: str) -> OutcomeSaid:
    """Return what is said of an outcome; English where we do not speak the language."""
    short = language.partition("-")[0].casefold()
    chosen = short if short in LANGUAGES else "en"
    say = _catalogue(chosen)
    found = say[outcome.value].format(marketplace=marketplace, reference=reference)
    return OutcomeSaid(chosen, say["title"], found, say["nobody"])


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    text = files("anteroom.conduct.reports").joinpath("catalogues", f"{language}.json").read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
