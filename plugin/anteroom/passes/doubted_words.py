"""What a party reads and presses where an answer was doubted, in its own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from anteroom.interviews.doubted import Doubted, Said
from anteroom.languages import sentences, spoken
from anteroom.passes.times import place
from anteroom.people.persons import known_zone


@dataclass(frozen=True, slots=True)
class Question:
    """One doubted answer as its party is asked about it. `language` is that of the words (BCP 47)."""

    id: str
    language: str
    title: str
    question: str
    note: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What the party reads once it has decided."""

    language: str
    title: str
    sentence: str
    back: str


def question(doubted: Doubted, language: str, zone: str | None) -> Question:
    """Return the question that a doubted answer puts before its party."""
    spoken, words = _words(language)
    said = said_in_words(doubted.said, language, zone)
    note = words["note.passed_on"] if doubted.passed_on else words["note"]
    return Question(
        doubted.id,
        spoken,
        words["title"],
        words[f"question.{doubted.doubt}"].format(said=said),
        note,
        words["yes"].format(said=said),
        words["no"],
    )


def decided(said: Said, language: str, zone: str | None, *, own: bool) -> Decided:
    """Return what a party reads after it said whether it was its own answer."""
    spoken, words = _words(language)
    title = "confirmed.title" if own else "denied.title"
    key = ("confirmed.counter" if said.times else "confirmed") if own else "denied"
    sentence = words[key].format(said=said_in_words(said, language, zone))
    return Decided(spoken, words[title], sentence, words["back"])


def said_in_words(said: Said, language: str, zone: str | None) -> str:
    """Return what an answer says, a counter's time in the reader's zone."""
    words = _words(language)[1]
    if said.times is None:
        return words[f"answer.{said.answer}"]
    return words["another_time"].format(when=_time(*said.times, zone, words))


def _time(starts_at: datetime, ends_at: datetime, zone_name: str | None, words: Mapping[str, str]) -> str:
    zone = known_zone(zone_name)
    start, end = starts_at.astimezone(zone or UTC), ends_at.astimezone(zone or UTC)
    weekday, month = words["weekdays"].split()[start.weekday()], words["months"].split()[start.month - 1]
    there = place(zone_name, start) if zone and zone_name else words["universal"]
    return f"{weekday} {start.day} {month}, {start:%H:%M}–{end:%H:%M} ({there})"


def _words(language: str) -> tuple[str, Mapping[str, str]]:
    chosen = spoken(language)
    return chosen, sentences("anteroom.passes", chosen, "doubted")
