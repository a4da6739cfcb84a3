"""What people read on the way to a vendor's consent and back, in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.consent_words import ConsentWords
from anteroom.times.availability.model import Kind

LANGUAGES = ("en", "es")


class ConnectingWords:
    """Sentences of one language about one vendor at one marketplace."""

    def __init__(self, language: str, kind: Kind, title: str, marketplace: str) -> None:
        short = language.partition("-")[0].casefold()
        self.language = short if short in LANGUAGES else "en"
        self._kind = kind
        self._always = {"title": title, "marketplace": marketplace}
        self._words = _catalogue(self.language)

    def __call__(self, key: str, **said: object) -> str:
        """Return a sentence. Raises KeyError for a name that no catalogue has."""
        return self._words[key].format(**self._always, **said)

    @property
    def fixed(self) -> ConsentWords:
        """Those that every page on such a way says."""
        keys = ("made_for", f"button.{self._kind}", "close", "connected", "failed", "begin_again")
        return ConsentWords(self.language, *map(self, keys))


def language_of_browser(accepts: str) -> str:
    """Return what a browser asks for first of what we speak (RFC 9110, 12.5.4); English else."""
    for each in accepts.split(","):
        short = each.partition(";")[0].partition("-")[0].strip().casefold()
        if short in LANGUAGES:
            return short
    return "en"


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    name = f"connecting.{language}.json"
    text = files("anteroom_availability").joinpath("catalogues", name).read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
