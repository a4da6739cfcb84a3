"""What the writer of a held text reads beside the guard's own explanation, in the writer's language."""

from __future__ import annotations

from anteroom.languages import sentences, spoken


def say(language: str, key: str, **values: str) -> str:
    """Return a sentence; English for a language without a catalogue. Raises KeyError for an unknown key."""
    return sentences("anteroom.texts", spoken(language))[key].format(**values)
