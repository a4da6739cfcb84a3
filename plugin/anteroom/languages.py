"""The languages in which people are spoken to, and the sentences of each: a catalogue beside what says them.

Another language is one more word here and one more file beside each of the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import msgspec

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LONGEST_HEADER = 300
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


def spoken(tag: str) -> Language:
    """Return in which language of ours somebody of a tag ("es-MX", BCP 47) is spoken to; else English."""
    short = tag.strip().partition("-")[0].casefold()
    return next((each for each in LANGUAGES if each == short), "en")


def liked(accepted: str) -> Language:
    """Return which of ours a browser likes best (Accept-Language; RFC 9110, 12.5.4), English where none."""
    likes: dict[Language, float] = {}
    for entry in accepted[:LONGEST_HEADER].split(","):
        tag, _, weight = entry.partition(";")
        found = _WEIGHT.fullmatch(weight.strip() or "q=1")
        short = tag.strip().partition("-")[0].casefold()
        for each in LANGUAGES:
            if found and each == short:
                likes[each] = max(likes.get(each, 0.0), float(found[1]))
    best = max(likes, key=lambda language: likes[language], default=None)
    return best if best is not None and likes[best] > 0 else "en"


@cache
def sentences(package: str, language: str, name: str = "") -> Mapping[str, str]:
    """Return what a package's catalogue says in one of `LANGUAGES`, by the sentences' names.

    With a `name`, of several catalogues the one of that name. Raises FileNotFoundError where there is none.
    """
    file = f"{name}.{language}.json" if name else f"{language}.json"
    text = files(package).joinpath("catalogues", file).read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
