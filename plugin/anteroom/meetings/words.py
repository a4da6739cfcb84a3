"""What a guest reads before a company's tool opens, and a host when choosing it, each in its own language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.meetings.model import Place, Tool

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences about one place in one language (BCP 47), by the names of the catalogue."""

    language: str
    tool: str
    shows: str
    rename: str
    sentences: Mapping[str, str]

    def say(self, key: str, **said: object) -> str:
        """Return a sentence, with the tool's name in it."""
        return self.sentences[key].format(tool=self.tool, **said)


def words_of(place: Place, language: str) -> Words:
    """Return the words about a tool outside: `shows` for whoever joins, `rename` for who chooses it."""
    short = language.partition("-")[0].casefold()
    spoken = short if short in LANGUAGES else "en"
    sentences = _catalogue(spoken)
    tool = place.tool or Tool.OTHER
    return Words(
        spoken,
        sentences[f"name.{tool}"],
        sentences[f"shows.{tool}"],
        sentences[f"rename.{tool}"],
        sentences,
    )


def hash_of(place: Place) -> str:
    """Return the SHA-256 of what is agreed to, in English whatever language was read; "" for our room."""
    if not place.outside:
        return ""
    said = words_of(place, "en")
    text = "\n".join((said.shows, said.say("records"), said.say("bots")))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    text = files("anteroom.meetings").joinpath("catalogues", f"{language}.json").read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
