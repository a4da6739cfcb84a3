"""Signs of an address written as words, in many languages, with leet and slips."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.catalogue import data, escaped, remembered
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.views import as_latin

AT: Final = "@"
DOT: Final = "."
LIKE_DOTS: Final = frozenset(",;:*·•_-~|'°^")
"""Signs that are put where the dot of a host was."""

_LOOKS: Final = {
    "a": "[a4@]",
    "o": "[o0]",
    "e": "[e3€]",
    "i": "[i1!]",
    "l": "[l1!|]",
    "s": "[s5$]",
    "t": "[t7]",
    "u": "[uv]",
}
_SKELETON: Final = str.maketrans("01!|l34@5$7v", "oiiiieaasstu")
_DRAWN_OUT: Final = re.compile(r"(.)\1+")
_LETTER: Final = r"a-z0-9\x{c0}-\x{1fff}\x{3040}-\x{d7ff}"  # ranges, since \pL makes automata enormous
_FIRST_EAST: Final = "\u3000"
_TYPO: Final = 4
"""Letters from which on a sign in brackets may have one letter wrong."""


@dataclass(frozen=True, slots=True)
class Sign:
    """`sign`: "@", ".", "_", "-" or "+"; `weight`: how surely the word means it, from 0 to 3.

    A word of everyday talk ("at", "point") weighs little, one that means little else ("arroba") much;
    letters that are digits in truth ("d0t") show that it is meant.
    """

    sign: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Table:
    """Names without their spaces: exact, begun, as skeletons, and as skeletons with one letter open."""

    exact: dict[str, Sign]
    begun: dict[str, Sign]
    skeletons: dict[str, Sign]
    slips: dict[str, Sign]
    first: dict[str, int]


@remembered
def sign_of(word: str) -> Sign | None:
    """What a word, or several without their spaces, stands for."""
    table = _table()
    if found := table.exact.get(word):
        return found
    bare = skeleton(word)
    if len(bare) > 1 and not word.isdigit() and (found := table.skeletons.get(bare)):
        return Sign(found.sign, min(3, found.weight + 1))
    once = _DRAWN_OUT.sub(r"\1", word)
    if len(once) + 2 <= len(word) and len(once) > 1 and (found := table.exact.get(once)):
        return Sign(found.sign, min(3, found.weight + 1.5))  # "aatt", "ddoott"
    return None


@remembered
def bracketed_sign(word: str) -> Sign | None:
    """What a word in brackets stands for: single letters and slips of the pen count there."""
    if word in ("@", "a"):
        return Sign(AT, 3)
    if word in (".", "·", "•", "*"):
        return Sign(DOT, 3)
    if word == "d":
        return Sign(DOT, 1.5)
    if word in ("_", "-"):
        return Sign(word, 3)
    if found := sign_of(word):
        return Sign(found.sign, 3)
    if key := _keys().get("".join(c for c in word if c.isalnum())):
        return Sign(key, 3)
    if (short := _table().begun.get(word.rstrip("."))) and not is_everyday(word.rstrip(".")):
        return Sign(short.sign, 2)
    bare = skeleton(word)
    slips = _table().slips
    for place in range(len(bare) if _TYPO <= len(bare) <= 16 else 0):
        if found := slips.get(f"{bare[:place]}?{bare[place + 1 :]}"):
            return Sign(found.sign, 3)
    return None


def names_of(sign: str, *, least: float, most: float = 3.0) -> list[str]:
    """Patterns of the words for `sign` that weigh between `least` and `most`, also in leet."""
    names = {
        *((name, AT) for name in words().at),
        *((name, DOT) for name in words().dot),
        *words().signs.items(),
    }
    kept = [name for name, of in names if of == sign and least <= _weight(name, sign) <= most]
    kept += [as_latin(name) for name in kept]  # beside Latin letters they are folded to these
    return [leet(name) for name in sorted(set(kept), key=len, reverse=True)]


def leet(name: str) -> str:
    """A pattern of `name` in which digits may stand for the letters they look like."""
    return "".join("[ _-]" if c in " -" else _LOOKS.get(c, escaped(c)) for c in name)


def bounded(sources: list[str]) -> str:
    """A pattern of words, with edges where their script has some."""
    spaced = [source for source in sources if source[:1] < _FIRST_EAST or source[:1] == "["]
    east = [source for source in sources if source[:1] >= _FIRST_EAST]
    edge = rf"(?:^|[^{_LETTER}])"
    return "|".join([rf"{edge}(?:{'|'.join(spaced)})(?:$|[^{_LETTER}])", *east])


def longest_from(word: str) -> int:
    """Words of the longest name that begins with `word`; 1 where none has several."""
    return _table().first.get(word, 1)


def skeleton(word: str) -> str:
    """`word` with all that is drawn alike made alike: "g0og1e" and "google" have one skeleton."""
    return word.translate(_SKELETON)


def _weight(name: str, sign: str) -> float:
    everyday = data("hosts")["everyday_signs"]
    weight: float = everyday.get(name, everyday.get(as_latin(name), 2.0 if sign == AT else 1.5))
    return weight


@cache
def _keys() -> dict[str, str]:
    """Signs by the keys and codes they have, without what stands between: "shift2", "u0040"."""
    return {name: sign for sign, names in data("signs")["keys"].items() for name in names}


@cache
def _table() -> _Table:
    exact: dict[str, Sign] = {}
    first: dict[str, int] = {}
    named = [
        *((name, AT) for name in words().at),
        *((name, DOT) for name in words().dot),
        *words().signs.items(),
    ]
    for name, sign in named:
        weight = _weight(name, sign)
        for spelling in (name, as_latin(name)):
            pieces = spelling.replace("-", " ").split()
            exact.setdefault("".join(pieces), Sign(sign, weight))
            first[pieces[0]] = max(first.get(pieces[0], 1), len(pieces))
    begun: dict[str, Sign] = {}
    skeletons: dict[str, Sign] = {}
    slips: dict[str, Sign] = {}
    for name, found in exact.items():
        if len(name) > _TYPO and name.isalpha():
            for letters in range(2, _TYPO + 1):
                if found.sign == DOT:  # of what may begin either the commoner one
                    begun[name[:letters]] = found
                else:
                    begun.setdefault(name[:letters], found)
        bare = skeleton(name)
        skeletons.setdefault(bare, found)
        for place in range(len(bare) if len(bare) >= _TYPO else 0):
            slips.setdefault(f"{bare[:place]}?{bare[place + 1 :]}", found)
    return _Table(exact, begun, skeletons, slips, first)
