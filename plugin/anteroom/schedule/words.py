"""What the form that schedules says, in its reader's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from anteroom.interview_offers.words import offer_words
from anteroom.passes.words import LobbyWords


def schedule_words(language: str) -> LobbyWords:
    """Return the words for a reader's language, the offer's and the lobby's among them; else English."""
    return _catalogue(offer_words(language).language)


@cache
def _catalogue(language: str) -> LobbyWords:
    text = files("anteroom.schedule").joinpath("catalogues", f"schedule.{language}.json").read_text("utf-8")
    own = msgspec.json.decode(text, type=dict[str, str])
    return LobbyWords(language, {**offer_words(language).words, **own})
