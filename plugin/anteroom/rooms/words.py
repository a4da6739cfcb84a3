"""What the call page says, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anteroom.languages import sentences, spoken


@dataclass(frozen=True, slots=True)
class CallWords:
    """Sentences by their names, in one language (BCP 47); the template asks for one by calling this."""

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str) -> str:
        """Return a sentence. Raises KeyError for a name that no catalogue has."""
        return self.words[key]

    def under(self, prefix: str) -> dict[str, str]:
        """Return the sentences whose names begin so, for a script that puts their names together."""
        return {name: said for name, said in self.words.items() if name.startswith(prefix)}


def call_words(language: str) -> CallWords:
    """Return the words for a reader's language; English where we do not speak it."""
    chosen = spoken(language)
    return CallWords(chosen, sentences("anteroom.rooms", chosen))
