"""What people read on the way to a vendor's consent and back, in English and Spanish."""

from __future__ import annotations

from anteroom.consent_words import ConsentWords
from anteroom.languages import sentences, spoken
from anteroom.times.availability.model import Kind


class ConnectingWords:
    """Sentences of one language about one vendor at one marketplace."""

    def __init__(self, language: str, kind: Kind, title: str, marketplace: str) -> None:
        self.language = spoken(language)
        self._kind = kind
        self._always = {"title": title, "marketplace": marketplace}
        self._words = sentences("anteroom_availability", self.language, "connecting")

    def __call__(self, key: str, **said: object) -> str:
        """Return a sentence. Raises KeyError for a name that no catalogue has."""
        return self._words[key].format(**self._always, **said)

    @property
    def fixed(self) -> ConsentWords:
        """Those that every page on such a way says."""
        keys = ("made_for", f"button.{self._kind}", "close", "connected", "failed", "begin_again")
        return ConsentWords(self.language, *map(self, keys))
