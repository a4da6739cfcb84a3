"""What the writer of a held text reads beside the guard's own explanation, in the writer's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

LANGUAGES = ("en", "es")


def say(language: str, key: str, **values: str) -> str:
    """Return a sentence; English for a language without a catalogue. Raises KeyError for an unknown key."""
    short = language.partition("-")[0].casefold()
    return _catalogue(short if short in LANGUAGES else "en")[key].format(**values)


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    text = files("anteroom.texts").joinpath("catalogues", f"{language}.json").read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
