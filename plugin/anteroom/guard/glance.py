"""What kinds of words stand in a text, seen at a glance: no search is begun where its words are wanting.

A word is judged once and known from then on; a text costs a split, a look-up a word and a sum. For what is
looked for far more often than found (services, number words, words for an at sign) that is enough to say
that it is absent; an automaton of as many words would meet new states in every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from operator import or_
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.languages import LANGUAGES, plain, words
from anteroom.guard.numerals import numerals
from anteroom.guard.sign_words import skeleton
from anteroom.guard.trigger import Gate

_FLAGS: Final = 18
(_TIMES, _CHAIN, _AT, _WEAK_AT, _DOT, _SERVICE, _LINK, _SCHEME, _MEETING, _SITE, _SLASH) = (
    1 << place for place in range(11)
)
_MIXED, _OVER, _MINGLED, _FORM, _CALL, _CODE, _LEFT = (1 << place for place in range(11, _FLAGS))
_FLAGGED: Final = (1 << _FLAGS) - 1
_COUNTED: Final = 16
"""Bits in which words or digits of one kind are counted; no text has more of them."""
_FULL: Final = (1 << _COUNTED) - 1
_EITHER: Final = (1 << 2 * _COUNTED) - 1
_DIGIT, _NUMBER, _ALIKE, _SINGLE, _ROMAN, _ALPHABET = range(2 * _COUNTED, 8 * _COUNTED, _COUNTED)
_REMEMBERED: Final = 20_000
_LONGEST: Final = 32
_DISTINCT: Final = 5
"""Letters from which on a provider's name is looked for inside words."""
_LONG: Final = 6
"""Letters of the longest name of a service that takes no endings: "contract" is no form of "contra"."""
_SAID_BY_A_WORD: Final = 3
"""Digits that one word may say."""
_FEWEST: Final = 7
"""Digits of the shortest telephone number."""
_FEWEST_CODED: Final = 9
_FEWEST_APART: Final = 3
_FEWEST_ROMAN: Final = 5
_SPACES: Final = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_OTHER_SCRIPTS: Final = re.compile("[\u0370-\u1fff\u2e80-\ud7ff\uf900-\uffef]")
_WORD: Final = re.compile("[a-z0-9\u00df-\u024f]+")
_IN_WORD: Final = re.compile(r"[a-z0-9]*(?:[@!|$]+[a-z0-9]+)+[!|$]*")
_ALIKE_ONLY: Final = re.compile("[0-9oilsbza]+")
_MIXING: Final = re.compile("[0-9][oilsbza]|[oilsbza][0-9]")
_ODD: Final = re.compile("[oils]{3,5}|ss|oo|ll|ii|o[il]|[il]o")
_CONSONANTS: Final = re.compile("[bcdfghjklmnpqrstvwxz]{6}")
_LETTERS: Final = re.compile("[a-z\u00df-\u024f]+")
_JOINED: Final = re.compile("[a-z0-9][._][a-z]")
_DOTTED: Final = re.compile(r"[a-z0-9]\.[a-z]{2}")
_HOSTED: Final = re.compile(r"\.[\])}\s]{0,4}[a-z0-9]{2,}\s*/")
_SCHEMED: Final = re.compile(r"[a-z]3?:[a-z0-9(+@/]")
_BRACKETED: Final = re.compile(r"[\[({<]\s?[a-z@.]{0,3}\s?[\])}>]|[\])}>]\s?[a-z0-9-]+\s?[\[({<]")
_MARKED: Final = re.compile(r"[^\sa-z0-9.,;:!?]\s?(?:[a4][t7]|e[t7]{1,2}|ad|bei|chez)\s?[^\sa-z0-9.,;:!?]")
_ROMANS: Final = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "o"])


def gates(text: str) -> tuple[Gate, ...]:
    """What is worth looking for in a folded text.

    Everything, where it is written in a script whose words take letters in front or set no spaces.
    """
    if text.isascii():
        found = text.encode().translate(_SPACES).decode().split()
    elif _OTHER_SCRIPTS.search(text):
        return _ALL
    else:
        found = _WORD.findall(text)
    each = list(map(_KINDS.__getitem__, found))
    kinds = list(filter(None, each))
    at = "@" in text
    if at or "!" in text or "|" in text or "$" in text:
        kinds += [_KINDS[word] for word in _with_signs(text)]
    flags = reduce(or_, kinds, 0) & _FLAGGED
    return _opened(flags, _counted(sum(kinds), flags, each), _signs(text, flags, at=at))


_ALL: Final = tuple(Gate)


def _with_signs(text: str) -> Iterator[str]:
    """Words in which signs may stand for letters."""
    for word in text.split():
        if "@" in word or "!" in word[:-1] or "|" in word or "$" in word:
            for each in _IN_WORD.findall(word):
                yield each.strip("!|")


def _counted(counts: int, flags: int, each: list[int]) -> tuple[bool, ...]:
    """Whether there are enough of what is counted: for what, says `_opened`."""
    digits, numbers = counts >> _DIGIT & _FULL, counts >> _NUMBER & _FULL
    single, roman = counts >> _SINGLE & _FULL, counts >> _ROMAN & _FULL
    said = digits + _SAID_BY_A_WORD * numbers
    run, beside = _runs(each) if digits or numbers else (0, False)
    return (
        run >= _FEWEST
        or (digits >= _FEWEST and flags & _MINGLED > 0 and (single > 0 or flags & _LEFT > 0))
        or (digits >= _FEWEST_APART and ((numbers > 0 and said >= _FEWEST) or single >= _FEWEST - 1)),
        run >= _FEWEST - 1,
        digits >= _FEWEST_CODED,
        said >= _FEWEST and beside,
        numbers > 0 or digits > 0,
        digits + (counts >> _ALIKE & _FULL) >= _FEWEST and (flags & _MIXED > 0 or single >= _FEWEST),
        roman >= _FEWEST_ROMAN,
        counts >> _ALPHABET & _FULL > 1,
    )


def _runs(each: list[int]) -> tuple[int, bool]:
    """Digits of the longest run of figures; whether a number word stands close to another, or to figures."""
    longest = run = number = 0
    last = chained = _FAR
    beside = False
    for place, kinds in enumerate(each):
        if kinds >> _DIGIT & _EITHER:
            digits, words = kinds >> _DIGIT & _FULL, kinds >> _NUMBER & _FULL
            near = place - last
            run = (run + digits if near == 1 else digits) if digits else 0
            if run > longest:
                longest = run
            close = near <= _CLOSE and (words or number)
            if close or words > 1 or (words and digits) or place - chained <= _CHAINED:
                beside = True
            last, number = place, words
        elif kinds & _CHAIN and place - last <= _CLOSE:
            chained = place
    return longest, beside


_FAR: Final = -100
_CLOSE: Final = 3
"""Words from a number word to the next, or to figures, with some for "and" between."""
_CHAINED: Final = 6


def _signs(text: str, flags: int, *, at: bool) -> tuple[bool, ...]:
    """Which signs a text has, asked only where words do not tell already."""
    slash = "/" in text and (flags & _DOT > 0 or "://" in text or _HOSTED.search(text) is not None)
    return (
        at,
        at or "#" in text or (flags & _OVER > 0 and _JOINED.search(text) is not None),
        slash
        or (flags & _SCHEME > 0 and _SCHEMED.search(text) is not None)
        or (flags & (_LINK | _SITE) > 0 and (" ." in text or _DOTTED.search(text) is not None)),
        _holds(text, "[({<") and _BRACKETED.search(text) is not None,
        " a t" in text
        or (flags & _WEAK_AT > 0 and (_MARKED.search(text) or _ending().search(text)) is not None),
        _holds(text, "\\=%&*<\n"),
    )


def _holds(text: str, signs: str) -> bool:
    return any(map(text.__contains__, signs))


@cache
def _opened(flags: int, counted: tuple[bool, ...], signs: tuple[bool, ...]) -> tuple[Gate, ...]:
    figures, few, coded, said, any_said, alike, roman, alphabet = counted
    at, named, link, brackets, domain, undone = signs
    is_open = {
        Gate.ALWAYS: True,
        Gate.FIGURES: figures,
        Gate.CALLED: few and flags & _CALL,
        Gate.LOOKALIKES: alike or roman,
        Gate.NUMBER_WORDS: said or (flags & _TIMES and any_said),
        Gate.AT_WORDS: flags & _AT or (flags & _WEAK_AT and flags & _DOT) or domain,
        Gate.AT_SIGN: at,
        Gate.BRACKETS: brackets,
        Gate.SERVICES: flags & _SERVICE,
        Gate.FORMS: named or flags & _FORM,
        Gate.LINKS: link or flags & (_SLASH | _MEETING) or (flags & _SITE and flags & _DOT),
        Gate.CODED_SIGNS: undone or flags & _CODE,
        Gate.CODED_FIGURES: coded,
        Gate.CODED_RUNS: flags & _MINGLED,
        Gate.CODED_WORDS: alphabet or flags & _CODE,
    }
    return tuple(gate for gate, opened in is_open.items() if opened)


class _Kinds(dict[str, int]):
    """The kinds of each word, as flags and as one in what counts them; so many words are remembered."""

    def __missing__(self, word: str) -> int:
        if word.isdigit():
            return (len(word) << _DIGIT) + ((1 << _SINGLE) if len(word) == 1 else 0)
        kinds = _kinds(word)
        if len(word) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = kinds
        return kinds


_KINDS: Final = _Kinds()


def _kinds(word: str) -> int:
    known, bare = _table().get, skeleton(word)
    kinds: int = known(bare, 0) | _shape(word)
    if len(word) <= _DISTINCT:
        return kinds
    for cut in (1, 2, 3):
        if len(word) - cut > _LONG:
            kinds |= known(bare[:-cut], 0) & _SERVICE
    if (word[0], len(word)) in _beginnings() and _miswritten(word):
        kinds |= _SERVICE
    if any(map(bare.__contains__, _inside())):
        kinds |= _AT
    if _CONSONANTS.search(word):
        kinds |= _MINGLED
    if not kinds >> _NUMBER & _FULL and _glued(bare):
        kinds += 3 << _NUMBER
    return kinds


def _shape(word: str) -> int:
    """What a word is by its letters and figures, whatever it means."""
    kinds = 0
    digits = sum(map(str.isdigit, word))
    if digits:
        for piece in _LETTERS.findall(word):
            kinds |= _table().get(skeleton(piece), 0)
        kinds += digits << _DIGIT
        if len(word) > 2:
            kinds |= _MINGLED
        if _MIXING.search(word):
            kinds |= _MIXED
    if _ALIKE_ONLY.fullmatch(word):
        kinds += (len(word) - digits) << _ALIKE
        if _ODD.fullmatch(word):
            kinds |= _MIXED
    if len(word) == 1:
        kinds += 1 << _SINGLE
    if word in _ROMANS:
        kinds += 1 << _ROMAN
    return kinds


@cache
def _table() -> dict[str, int]:
    """Words without what is drawn alike, and their kinds."""
    table: dict[str, int] = {}

    def learn(kind: int, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            if word := _rarest(phrase):
                table[skeleton(word)] = table.get(skeleton(word), 0) | kind

    hosts, services, said = data("hosts"), data("services"), data("glance")
    everyday = data("words")["everyday"]
    names = [name[0] for name in numerals().numbers if len(name) == 1 and name[0] not in everyday]
    learn(1 << _NUMBER, names)
    learn(_TIMES, map(" ".join, numerals().times))
    learn(_CHAIN, map(" ".join, numerals().chain))
    weak = frozenset(said["at"])
    learn(
        _AT, (name for name in words().at if weak.isdisjoint(_WORD.findall(name)) and len(_rarest(name)) > 1)
    )
    learn(_AT, (*hosts["mail"], *said["owners"]))
    learn(_WEAK_AT, weak)
    learn(_DOT, (*words().dot, "dotcom"))
    for kind in ("personal", "known", "weak", "several"):
        learn(_SERVICE, services[kind])
    distinct = [name for kind in ("personal", "known") for name in services[kind] if len(name) > _LONG]
    learn(_SERVICE, (name[:out] + name[out + 1 :] for name in distinct for out in range(1, len(name))))
    learn(_SERVICE, (part for name in services["miswritten"] for part in _parts(name)))
    learn(_FORM, said["names"])
    learn(_CALL, (plain(cue) for code in LANGUAGES for cue in data(f"numbers/{code}")["cues"]))
    learn(_OVER, said["everywhere"])
    named = (*hosts["contact"], *hosts["below"], *hosts["files"])
    learn(_LINK, (host.partition("/")[0].rpartition(".")[0] for host in named))
    learn(_SCHEME, (*hosts["schemes"], *said["protocols"]))
    learn(_SLASH, hosts["slash"])
    learn(_MEETING, said["meetings"])
    learn(_SITE, said["sites"])
    learn(_CODE, said["codes"])
    learn(_LEFT, said["left out"])
    learn(1 << _ALPHABET, data("words")["alphabet"])
    return table


def _rarest(phrase: str) -> str:
    """The word by which a phrase is looked for: its longest, or an everyday one where it has no other."""
    pieces = _WORD.findall(phrase)
    everyday = data("glance")["everyday"]
    kept = [piece for piece in pieces if piece not in everyday and len(piece) > 1] or pieces
    return max(kept, key=len, default="")


def _parts(name: str) -> Iterator[str]:
    """What is left of a name, as a word, where a sign stands for one of its letters."""
    for place in range(1, len(name)):
        part = max(name[:place], name[place + 1 :], key=len)
        if len(part) >= _DISTINCT - 1 and part not in data("glance")["everyday"]:
            yield part


@cache
def _beginnings() -> frozenset[tuple[str, int]]:
    return frozenset((name[0], len(name)) for name in data("services")["miswritten"])


@cache
def _holed() -> frozenset[str]:
    return frozenset(hole for name in data("services")["miswritten"] for hole in _holes(name))


def _holes(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        yield f"{word[:place]}?{word[place + 1 :]}"


def _miswritten(word: str) -> bool:
    """Whether a word is the name of a service but for one letter."""
    return not _holed().isdisjoint(_holes(word))


@cache
def _inside() -> tuple[str, ...]:
    """Providers, and words for a dot, that stand in a longer word."""
    names = (name for name in data("hosts")["mail"] if len(name) >= _DISTINCT)
    return tuple(map(skeleton, (*names, "dot", "punto", "ponto", "punkt")))


def _glued(bare: str) -> bool:
    """Whether a word is two words for digits written as one, or begins so."""
    digits = _digits()
    return any(
        bare[:end] in digits and any(bare[end : end + length] in digits for length in range(3, 7))
        for end in range(3, 7)
    )


@cache
def _digits() -> frozenset[str]:
    names = numerals().numbers.items()
    digits = [name[0] for name, value in names if len(name) == 1 and len(name[0]) > 2 and value.value < 10]
    return frozenset(skeleton(name) for name in digits if name < "\u0370")


@cache
def _ending() -> re.Pattern[str]:
    """The end of a host, where people have their own."""
    return re.compile(rf"\. ?(?:{'|'.join(data('hosts')['common_tlds'])})\b")
