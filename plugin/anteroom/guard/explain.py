"""What the guard says to a sender, and what a recipient reads in place of a contact detail."""

from __future__ import annotations

from anteroom.guard.catalogue import data
from anteroom.guard.model import Kind


def explanation(kind: Kind, language: str, *, certain: bool) -> str:
    """One or two sentences for the sender that never repeat the value; `language` falls back to English."""
    sentences = _sentences(language)
    if not certain and f"warn:{kind}" in sentences:
        return sentences[f"warn:{kind}"]
    return sentences[str(kind)]


def placeholder(kind: Kind, language: str) -> str:
    """What stands where a value was."""
    return _sentences(language)[f"hidden:{kind}"]


def _sentences(language: str) -> dict[str, str]:
    catalogue: dict[str, dict[str, str]] = data("explanations")
    return catalogue.get(language.lower().partition("-")[0], catalogue["en"])
