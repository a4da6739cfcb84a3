"""What a page says, in its reader's language: a catalogue a language, in the folder of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from anteroom.languages import sentences, spoken


@dataclass(frozen=True, slots=True)
class PageWords:
    """Sentences by their names, in one language (BCP 47); a template asks for one by calling this."""

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str, **said: object) -> str:
        """Return a sentence. Raises KeyError for a name that no catalogue has."""
        return self.words[key].format(**said) if said else self.words[key]


def page_words(package: str, name: str, language: str) -> PageWords:
    """Return the words of the page `name` of a package for a reader; English where we do not speak it."""
    return _catalogue(package, name, spoken(language))


@cache
def _catalogue(package: str, name: str, language: str) -> PageWords:
    return PageWords(language, sentences(package, language, name))
