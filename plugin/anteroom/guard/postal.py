"""Postal addresses: a street with its number, and the code of its town nearby."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.trigger import Cause, Trigger
from anteroom.guard.views import View

_ENGLISH: Final = (
    r"\b\d{1,5}[a-z]? (?:[a-z'.-]{2,20} ){1,3}"
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|square|terrace|close|crescent)\b"
    r"[^\n]{0,50}?\b(?:\d{5}(?:-\d{4})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d)\b"
)
_GERMANIC: Final = (
    r"\b[a-z-]{2,30}(?:strasse|str\.|weg|platz|allee|gasse|straat|laan|gracht|plein) \d{1,4}[a-z]?"
    r"[,\s]{1,3}(?:d-|a-|ch-)?\d{4,5}(?: ?[a-z]{2})? [a-z]{3,}"
)
_FRENCH: Final = (
    r"\b\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|place|chemin|allee|impasse|quai)\s[a-z' -]{3,40}"
    r"[,\s]{1,3}\d{5} [a-z]{3,}"
)
_STREET_FIRST: Final = (
    r"\b(?:calle|c/|avenida|paseo|plaza|rua|travessa|via|viale|piazza|corso|ul\.|ulica)\s?[a-z.' -]{3,40},?"
    r" (?:n[o.]{0,2} ?)?\d{1,5}\b[^\n]{0,30}?\b(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{2}-\d{3}|\d{5})\b"
)
_MEANT: Final = (
    r"\b(?:my|our|i live|come (?:to|by|over)|visit (?:me|us)|drop by|stop by|mail it to|ship (?:it )?to|"
    r"post it to|send it to|letters? to|mi|mis|nuestra|vivo|meu|"
    r"minha|nossa|moro|mon|ma|notre|j'habite|chez moi|"
    r"mein|meine|unser|unsere|wohne|komm|mio|mia|abito|mijn|woon|moj|mieszkam)\b"
)


def find_postal_addresses(folded: View) -> Iterator[Suspicion]:
    """Full addresses; certain only where the text says that somebody is to be found or written to there.

    Addresses are often the matter of the work itself: a shop to be drawn on a map, a form to be tested.
    """
    for rule, source in (
        ("postal.english", _ENGLISH),
        ("postal.germanic", _GERMANIC),
        ("postal.french", _FRENCH),
        ("postal.street-first", _STREET_FIRST),
    ):
        for match in pattern(source).finditer(folded.text):
            meant = pattern(_MEANT).search(folded.text[max(0, match.start() - 60) : match.start()])
            start, end = folded.span(match.start(), match.end())
            yield Suspicion(Kind.ADDRESS, start, end, rule, 0.65 if meant else 0.4)


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for postal addresses."""
    yield (
        Trigger.STREET,
        r"\d",
        r"\b(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|square|terrace|close|crescent)\b"
        r"|\b(?:calle|c/|avenida|paseo|plaza|rua|travessa|via|viale|piazza|corso|ul\.|ulica)",
    )
    yield (
        Trigger.STREET,
        r"(?:strasse|str\.|weg|platz|allee|gasse|straat|laan|gracht|plein) \d"
        r"|\d,? (?:bis |ter )?(?:rue|avenue|boulevard|place|chemin|allee|impasse|quai)\s",
    )
