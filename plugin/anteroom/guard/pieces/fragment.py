"""What of a message may be a piece of a contact detail: nothing of most, and never more than a line."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Final

from anteroom.guard.catalogue import Pattern, data, escaped, pattern
from anteroom.guard.pieces import joined_words
from anteroom.guard.pieces.asks import services
from anteroom.guard.pieces.part_words import path, written_to
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import LONGEST_PIECE
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.postal import filled
from anteroom.guard.texts.languages import words

_SHORT: Final = 40
"""Code points up to which any message may be a piece: a name, a sign, a service."""
_EDGE: Final = 48
"""Code points at either end of a long message in which a piece is looked for."""
_AT_END: Final = (
    r"(?:\+?\(?\d[\d .()/-]{1,24}|[A-Za-z0-9._-]{2,}@|@[A-Za-z0-9.-]{2,}|\b[a-z]{2,}[._][a-z0-9._]{2,})"
    r"[\s.!…]{0,3}$"
)
_WORDS: Final = 9
"""Words up to which a message is one piece, whatever sentences it has."""
_LONGEST: Final = 14
"""Words of which sentences that all speak of details are kept together."""
_SENTENCE: Final = r"[.!?…:]+\s+|\n+|[。！？؟।]"
_AT_BEGINNING: Final = r"^[\s.…]{0,3}(?:\+?\(?\d[\d ()/-]{1,24}\d|@ ?[A-Za-z0-9.-]{2,})\b"


def fragment(text: str) -> tuple[str, int]:
    """The piece of `text` and where it begins, in code points; ("", 0) without one.

    A message of up to 160 code points is one as a whole, where it is short or speaks of anything that
    details are made of; of a longer one its end or its beginning may be.
    """
    if len(text) <= _SHORT:
        return (text, 0) if text.strip() else ("", 0)
    if len(text) <= LONGEST_PIECE:
        return _sentences(text) if _speaks(text) else ("", 0)
    if found := pattern(_AT_END).search(text[-_EDGE:]):
        return found[0], len(text) - _EDGE + found.start()
    if found := pattern(_AT_BEGINNING).search(text[:_EDGE]):
        return found[0], found.start()
    return "", 0


def _sentences(text: str) -> tuple[str, int]:
    """Of a message of many words what is left without sentences at its edges that speak of other things."""
    if length(text) <= _WORDS:
        return text, 0
    bounds = [0, *(match.end() for match in pattern(_SENTENCE).finditer(text)), len(text)]
    parts = [(a, b) for a, b in pairwise(bounds) if _speaks(text[a:b]) or text[:a].rstrip().endswith(":")]
    last = bounds[-2]
    if length(text[last:]) == 1 and (last, len(text)) not in parts:
        return text[last:], last  # "I do it in steps. petra"
    if not parts:
        return text, 0
    while len(parts) > 1 and (size := length(text[parts[0][0] : parts[-1][1]])) > _WORDS:
        first, last = (_is_marked(text[slice(*parts[place])]) for place in (0, -1))
        if size <= _LONGEST and (first or not last):
            break  # what leads up to a piece is no part of it, what follows may say what it is
        parts.pop(0 if last else -1)
    start = parts[0][0]
    return text[start : parts[-1][1]], start


def _is_marked(text: str) -> bool:
    return _marks().search(spoken(text)) is not None


def _speaks(text: str) -> bool:
    plain = spoken(text)
    known = pieced()
    return (
        _is_marked(text)
        or any(
            found.search(plain) is not None
            for found in (
                known.phone,
                known.email,
                known.bits,
                known.local,
                known.domain,
                known.same,
                known.dial,
                known.site,
            )
        )
        or bool(services(plain))
        or any(found().search(plain) is not None for found in (joined_words.places, joined_words.how))
        or pattern(written_to()).search(plain) is not None
        or pattern(path()).search(plain) is not None
        or pattern(filled(data("postal")["street told"])).search(plain) is not None
    )


@cache
def _marks() -> Pattern:
    """Digits, the sign of an address, words for that sign, and two words for digits."""
    said = {name for phrase in (*words().numbers, *words().times) for name in phrase}
    latin = "|".join(escaped(name) for name in said if name.isascii())
    other = "|".join(escaped(name) for name in said if not name.isascii())
    at = "|".join(escaped(name) for name in words().at if len(name) > 2)
    return Pattern(
        rf"[0-9@_]|[a-z]{{3}}[._][a-z]{{3}}|:\s?[a-z0-9._@/-]{{2,20}}\W*$|\b(?:{latin})\W{{1,3}}(?:{latin})\b|(?:{other})\W{{0,3}}(?:{other})|\b(?:{at})",
        memory=64 << 20,
    )
