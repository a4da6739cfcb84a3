"""What the guard says to a sender, and what a recipient reads in place of a contact detail."""

from __future__ import annotations

from functools import cache

from anteroom.guard.catalogue import data
from anteroom.guard.model import Kind
from anteroom.guard.texts.languages import LANGUAGES
from anteroom.guard.texts.views import folded


def explanation(kind: Kind, language: str, *, certain: bool, pieces: bool = False) -> str:
    """Some sentences for the sender that never repeat the value; `language` falls back to English.

    `pieces`: the detail lies in earlier messages as well.
    """
    sentences = _sentences(language)
    if pieces:
        return sentences["pieces"]
    if not certain and f"warn:{kind}" in sentences:
        return sentences[f"warn:{kind}"]
    return sentences[str(kind)]


def placeholder(kind: Kind, language: str) -> str:
    """What stands where a value was."""
    return _sentences(language)[f"hidden:{kind}"]


def is_placeholder(text: str) -> bool:
    """Whether `text` is what some language writes in place of a value, with or without its brackets."""
    return text.strip("[] ") in _placeholders()


def without_placeholders(text: str) -> str:
    """A folded text, as long, in which a sentence ends where some language writes in place of a value."""
    if "[" in text:
        for words in _folded_placeholders():
            if words in text:
                text = text.replace(words, "!".ljust(len(words)))
    return text


@cache
def _folded_placeholders() -> tuple[str, ...]:
    return tuple(f"[{folded(words).text}]" for words in sorted(_placeholders()))


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(placeholder(kind, code).strip("[]") for code in LANGUAGES for kind in Kind)


def _sentences(language: str) -> dict[str, str]:
    """Those of data/explanations for a BCP 47 tag, of which only the language counts."""
    code = language.lower().replace("_", "-").partition("-")[0]
    return data(f"explanations/{code if code in LANGUAGES else 'en'}")
