"""What notices in Slack say, in their reader's language: one catalogue a language, in the package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

LANGUAGES = ("en", "es")


def say(language: str, key: str, **values: str) -> str:
    """Return a sentence; English for a language without a catalogue. Raises KeyError for an unknown key."""
    return catalogue(spoken(language))[key].format(**values)


def spoken(language: str) -> str:
    """Return the language of ours in which somebody is spoken to whose tag is `language` ("es-MX")."""
    short = language.partition("-")[0].casefold()
    return short if short in LANGUAGES else "en"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every sentence of one of `LANGUAGES`."""
    text = files("anteroom_slack").joinpath("catalogues", f"{language}.json").read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
