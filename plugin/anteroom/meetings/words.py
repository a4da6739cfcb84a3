"""What a guest reads before a company's tool opens, and a host when choosing it, each in its own language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from anteroom.languages import sentences, spoken
from anteroom.meetings.model import Place, Tool
from anteroom.meetings.provider import Fact, LeakProfile


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences about one place in one language (BCP 47), by the names of the catalogue.

    `shows` is what whoever joins reads, a thing at a time.
    """

    language: str
    tool: str
    shows: tuple[str, ...]
    rename: str
    sentences: Mapping[str, str]

    def say(self, key: str, **said: object) -> str:
        """Return a sentence, with the tool's name in it."""
        return self.sentences[key].format(tool=self.tool, **said)


def words_of(place: Place, language: str) -> Words:
    """Return the words about a tool outside: `shows` for whoever joins, `rename` for who chooses it."""
    chosen = spoken(language)
    said = sentences("anteroom.meetings", chosen)
    tool = place.tool or place.instead_of or Tool.OTHER
    shows: tuple[str, ...] = (said[f"shows.{tool}"],)
    if place.shows is not None:
        shows = _shown(said, tool, place.shows)
    return Words(chosen, said[f"name.{tool}"], shows, said[f"rename.{tool}"], said)


def where_to_meet(place: Place, language: str) -> str:
    """Return the sentence that says where one meets where that is, or was to be, in a tool; else ""."""
    words = words_of(place, language)
    if place.instead_of is not None:
        return words.say("instead")
    return words.say("meet") if place.outside else ""


def records(place: Place, words: Words) -> str:
    """Return what a tool's company could do with the call; "" where nobody can record in it."""
    return words.say("records") if can_record(place) else ""


def can_record(place: Place) -> bool:
    """Tell whether somebody could record a call there; of a tool that we know nothing of, yes."""
    return place.shows is None or Fact.RECORDING_POSSIBLE in place.shows.facts


def hash_of(place: Place) -> str:
    """Return the SHA-256 of what is agreed to, in English whatever language was read; "" for our room."""
    if not place.outside:
        return ""
    said = words_of(place, "en")
    text = "\n".join((*said.shows, records(place, said), said.say("bots")))
    return hashlib.sha256(text.encode()).hexdigest()


def _shown(said: Mapping[str, str], tool: Tool, profile: LeakProfile) -> tuple[str, ...]:
    """Return what a call shows, a sentence for each thing found out about it; `records` says the rest."""
    name = said[f"name.{tool}"]
    facts = [each for each in Fact if each in profile.facts and each is not Fact.RECORDING_POSSIBLE]
    return tuple(said[f"fact.{each}"].format(tool=name) for each in facts)
