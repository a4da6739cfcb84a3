"""Our own short agreement, from a data file: one edition in several languages, each a text to sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec


@dataclass(frozen=True, slots=True)
class Ours:
    """Our text in one language. `source` names edition and language: "ours 2026-11 en"."""

    language: str
    title: str
    text: str
    source: str


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    text: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    edition: str
    texts: Mapping[str, _Written]


def ours(language: str = "en") -> Ours:
    """Return our text for a reader's language (BCP 47); in English where we have none in that."""
    known = _all()
    return known.get(language.partition("-")[0].casefold(), known["en"])


def in_others(found: Ours) -> tuple[Ours, ...]:
    """Return the same text in every other language: to be read beside the one that is signed."""
    return tuple(each for each in _all().values() if each.language != found.language)


def ours_with(text: str) -> Ours | None:
    """Return ours where a text is it to the letter."""
    return next((each for each in _all().values() if each.text == text), None)


def language_of(text: str) -> str:
    """Return the language of an agreement's text, "" where it is not ours and nobody told it."""
    found = ours_with(text)
    return found.language if found else ""


@cache
def _all() -> Mapping[str, Ours]:
    raw = files("anteroom.agreements").joinpath("texts", "ours.json").read_bytes()
    read = msgspec.json.decode(raw, type=_File)
    return {
        language: Ours(language, each.title, each.text, f"ours {read.edition} {language}")
        for language, each in read.texts.items()
    }
