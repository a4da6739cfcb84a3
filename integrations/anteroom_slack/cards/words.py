"""What notices in Slack say, in their reader's language: one catalogue a language, in the package."""

from __future__ import annotations

from anteroom.languages import sentences, spoken


def say(language: str, key: str, **values: str) -> str:
    """Return a sentence; English for a language without a catalogue. Raises KeyError for an unknown key."""
    return sentences("anteroom_slack", spoken(language))[key].format(**values)
