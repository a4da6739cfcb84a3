"""Postal addresses: a street with its number, and the code of its town nearby, as countries write them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Match, data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger, Word

_LINKING: Final = frozenset(
    ("of", "per", "and", "to", "for", "with", "or", "than", "more", "minutes", "minute", "min")
)
"""Words that no street's name has."""
_BEFORE: Final = 60
"""Characters before an address in which somebody may say whose it is."""


def find_postal_addresses(folded: View) -> Iterator[Suspicion]:
    """Full addresses; certain where the text says that somebody is to be found or written to there.

    With the code of a town they are certain too, unless they seem the matter of the work itself: a shop to be
    drawn on a map, a form to be tested. A street and a number without a town count only where somebody is
    said to live or to be met there.
    """
    text = folded.text
    meant, living = pattern(data("postal")["meant"]), pattern(data("postal")["living"])
    for rule, source in _sources("sure"):
        for match in pattern(source).finditer(text):
            said = meant.search(text[max(0, match.start() - _BEFORE) : match.end()]) or _whole(text, match)
            start, end = folded.span(match.start(), match.end())
            yield Suspicion(Kind.ADDRESS, start, end, rule, 0.65 if said else 0.4)
    if living.search(text):
        for rule, source in _sources("likely"):
            for match in pattern(source).finditer(text):
                if not _LINKING.isdisjoint(match[0].split()):
                    continue  # "12 of the park"
                if living.search(text[max(0, match.start() - _BEFORE) : match.start()]):
                    start, end = folded.span(match.start(), match.end())
                    yield Suspicion(Kind.ADDRESS, start, end, rule, 0.65)


def _whole(text: str, match: Match) -> bool:
    """Whether an address has the code of its town, and no word beside it makes it the matter of some work."""
    beside = text[max(0, match.start() - _BEFORE) : match.end() + _BEFORE]
    return (
        pattern(data("postal")["whole"]).search(match[0]) is not None
        and pattern(data("postal")["work"]).search(beside) is None
    )


@cache
def _sources(kind: str) -> tuple[tuple[str, str], ...]:
    """Rules and patterns; `<roads>` and `<code>` stand for others of the file."""
    table = data("postal")
    rows = table[kind] if kind == "sure" else [["street", source] for source in table[kind]]
    return tuple(
        (f"postal.{rule}", source.replace("<roads>", table["roads"]).replace("<code>", table["code"]))
        for rule, source in rows
    )


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for postal addresses."""
    roads = data("postal")["roads"]
    road = Word(rf"\b{roads}\b")
    yield Trigger.STREET, road, rf"\b\d+[a-z]? (?:[a-z'.-]+ ){{1,3}}{roads}\b"
    yield Trigger.STREET, road, rf"\b{roads},? (?:number|no\.?|#) ?\d"
    living = Word(data("postal")["living"])
    yield Trigger.STREET, living, r"\b\d+[a-z]?,? [a-z'.-]+ [a-z'.-]+|\d\.\d{3,7}\s?,\s?-?\d|, \d{5} [a-z]"
    yield (
        Trigger.STREET,
        road,
        r"\b(?:flat|apt|apartment|unit|house|plot|h\.? ?no|door)\.? ?(?:no\.? ?)?\d",
    )
    yield Trigger.STREET, Word(r"\b(?:p\.? ?o\.? ?box|postfach|apartado(?: postal)?|caixa postal|postbus) \d")
    first = (
        r"\b(?:calle|c/|avenida|avda\.?|av\.|paseo|plaza|rua|travessa|via|viale|piazza|corso|largo|ul\.|ulica|"
        r"al\.|carrera|cra\.?|jl\.|jalan|estrada|alameda)"
    )
    yield Trigger.STREET, Word(first), rf"{first}\s?[a-zł.' -]+,? (?:n[o.]* ?|#)?\d"
    last = (
        r"strasse|str\.|weg|platz|allee|gasse|straat|laan|gracht|plein|kade|gatan|vagen|vej|gade|veien|gata|"
        r"katu"
    )
    yield Trigger.STREET, Inside(rf"(?:{last}) \d")
    french = "rue|avenue|boulevard|place|chemin|allee|impasse|quai|route|cours"
    yield Trigger.STREET, Mark(rf"\d,? (?:(?:bis|ter),? )?(?:{french})\s")
    yield Trigger.STREET, Word(r"\b(?:(?:mah|cad|sok)(?:\.|allesi|desi|ak)|(?:phuong|quan|huyen)\b)")
    yield (
        Trigger.STREET,
        Inside(
            r"ул\.|улиц|вул\.|вулиц|просп|переул|провул|пер\.|бульвар|наб\.|〒|[路街道巷弄]\d|"
            r"[都道府県][^\s]{1,8}[市区町村]|شارع|मकान|مکان|বাডি|///[a-z]"
        ),
    )
