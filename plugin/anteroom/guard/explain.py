"""What the guard says to a sender, and what a recipient reads in place of a contact detail."""

from __future__ import annotations

from functools import cache

from anteroom.guard.catalogue import data
from anteroom.guard.model import Context, Kind
from anteroom.guard.texts.languages import LANGUAGES
from anteroom.guard.texts.views import folded

TALK = "message"
"""The surface on which an interview is the way to talk; elsewhere one is being scheduled already."""


def explanation(kind: Kind, context: Context, *, certain: bool, pieces: bool = False) -> str:
    """Some sentences for the sender that never repeat the value: what it is, why it cannot be, what to do.

    The context's language falls back to English. `pieces`: the detail lies in earlier messages as well.
    """
    sentences = _sentences(context.language)
    asked = not certain and f"warn:{kind}" in sentences and not pieces
    said = sentences["pieces" if pieces else f"warn:{kind}" if asked else str(kind)]
    if kind is Kind.OVERLONG:
        return said
    if context.surface == TALK:
        return _joined(said, sentences["next:interview"])
    return said if asked else _joined(said, sentences["next:reword"])


def _joined(said: str, then: str) -> str:
    return said + then if said.endswith("\N{IDEOGRAPHIC FULL STOP}") else f"{said} {then}"


def name_of(kind: str, language: str) -> str:
    """What a kind is called within a sentence: "a phone number"; the word itself where it is no kind."""
    return _sentences(language).get(f"name:{kind}", kind)


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
