"""What the page about a person's availability says, in its reader's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from anteroom.passes.words import LobbyWords, lobby_words


def availability_words(language: str) -> LobbyWords:
    """Return the words for a reader's language, the lobby's among them; English where we do not speak it."""
    return _catalogue(lobby_words(language).language)


@cache
def _catalogue(language: str) -> LobbyWords:
    place = files("anteroom.times.availability").joinpath("catalogues", f"availability.{language}.json")
    own = msgspec.json.decode(place.read_text("utf-8"), type=dict[str, str])
    return LobbyWords(language, {**lobby_words(language).words, **own})
