"""What the pages about agreements, rules and consent say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anteroom.languages import sentences, spoken


@dataclass(frozen=True, slots=True)
class AgreementWords:
    """Sentences by their names, in one language (BCP 47)."""

    language: str
    sentences: Mapping[str, str]

    def say(self, key: str, **said: object) -> str:
        """Return a sentence. Raises KeyError for a name that no catalogue has."""
        return self.sentences[key].format(**said)


def agreement_words(language: str) -> AgreementWords:
    """Return the words for a reader's language; English where we do not speak it."""
    chosen = spoken(language)
    return AgreementWords(chosen, sentences("anteroom.agreements", chosen))
