"""What kinds of words stand in a text, seen at a glance: no search is begun where its words are wanting.

A word is judged once and known from then on; a text costs a split, a look-up a word and a sum. For what is
looked for far more often than found (services, number words, words for an at sign) that is enough to say
that it is absent; an automaton of as many words would meet new states in every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.trigger import Gate
from anteroom.guard.word_kinds import (
    ALIKE,
    ALPHABET,
    AT,
    CALL,
    CHAIN,
    CODE,
    DIGIT,
    DOT,
    EITHER,
    FLAGGED,
    FORM,
    FULL,
    KINDS,
    LEFT,
    LINK,
    LONGEST,
    MEETING,
    MINGLED,
    MIXED,
    NUMBER,
    OVER,
    ROMAN,
    SCHEME,
    SERVICE,
    SINGLE,
    SITE,
    SLASH,
    TIMES,
    WEAK_AT,
    WORD,
)

_SAID_BY_A_WORD: Final = 3
"""Digits that one word may say."""
_FEWEST: Final = 7
"""Digits of the shortest telephone number."""
_FEWEST_CODED: Final = 9
_FEWEST_APART: Final = 3
_FEWEST_ROMAN: Final = 5
_SPACES: Final = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_OTHER_SCRIPTS: Final = re.compile("[\u0370-\u1fff\u2e80-\ud7ff\uf900-\uffef]")
_IN_WORD: Final = re.compile(r"[a-z0-9]*(?:[@!|$]+[a-z0-9]+)+[!|$]*")
_JOINED: Final = re.compile("[a-z0-9][._][a-z]")
_DOTTED: Final = re.compile(r"[a-z0-9]\.[a-z]{2}")
_HOSTED: Final = re.compile(r"\.[\])}\s]{0,4}[a-z0-9]{2,}\s*/")
_SCHEMED: Final = re.compile(r"[a-z]3?:[a-z0-9(+@/]")
_BRACKETED: Final = re.compile(r"[\[({<]\s?[a-z@.]{0,3}\s?[\])}>]|[\])}>]\s?[a-z0-9-]+\s?[\[({<]")
_MARKED: Final = re.compile(r"[^\sa-z0-9.,;:!?]\s?(?:[a4][t7]|e[t7]{1,2}|ad|bei|chez)\s?[^\sa-z0-9.,;:!?]")


def gates(text: str) -> tuple[Gate, ...]:
    """What is worth looking for in a folded text.

    Everything, where it is written in a script whose words take letters in front or set no spaces.
    """
    if text.isascii():
        found = text.encode().translate(_SPACES).decode().split()
    elif _OTHER_SCRIPTS.search(text):
        return _ALL
    else:
        found = WORD.findall(text)
    each = list(map(KINDS.__getitem__, found))
    kinds = list(filter(None, each))
    at = "@" in text
    if at or "!" in text or "|" in text or "$" in text:
        kinds += [KINDS[word] for word in _with_signs(text)]
    flags = reduce(or_, kinds, 0) & FLAGGED
    return _opened(flags, _counted(sum(kinds), flags, each), _signs(text, flags, at=at))


_ALL: Final = tuple(Gate)


def _with_signs(text: str) -> Iterator[str]:
    """Words in which signs may stand for letters."""
    for word in text.split():
        # To look for such a word in a long run of letters would cost more and more a letter.
        if len(word) <= LONGEST and ("@" in word or "!" in word[:-1] or "|" in word or "$" in word):
            for each in _IN_WORD.findall(word):
                yield each.strip("!|")


def _counted(counts: int, flags: int, each: list[int]) -> tuple[bool, ...]:
    """Whether there are enough of what is counted: for what, says `_opened`."""
    digits, numbers = counts >> DIGIT & FULL, counts >> NUMBER & FULL
    single, roman = counts >> SINGLE & FULL, counts >> ROMAN & FULL
    said = digits + _SAID_BY_A_WORD * numbers
    run, beside = _runs(each) if digits or numbers else (0, False)
    return (
        run >= _FEWEST
        or (digits >= _FEWEST and flags & MINGLED > 0 and (single > 0 or flags & LEFT > 0))
        or (digits >= _FEWEST_APART and ((numbers > 0 and said >= _FEWEST) or single >= _FEWEST - 1)),
        run >= _FEWEST - 1,
        digits >= _FEWEST_CODED,
        said >= _FEWEST and beside,
        numbers > 0 or digits > 0,
        digits + (counts >> ALIKE & FULL) >= _FEWEST and (flags & MIXED > 0 or single >= _FEWEST),
        roman >= _FEWEST_ROMAN,
        counts >> ALPHABET & FULL > 1,
    )


def _runs(each: list[int]) -> tuple[int, bool]:
    """Digits of the longest run of figures; whether a number word stands close to another, or to figures."""
    longest = run = number = 0
    last = chained = _FAR
    beside = False
    for place, kinds in enumerate(each):
        if kinds >> DIGIT & EITHER:
            digits, words = kinds >> DIGIT & FULL, kinds >> NUMBER & FULL
            near = place - last
            run = (run + digits if near == 1 else digits) if digits else 0
            if run > longest:
                longest = run
            close = near <= _CLOSE and (words or number)
            if close or words > 1 or (words and digits) or place - chained <= _CHAINED:
                beside = True
            last, number = place, words
        elif kinds & CHAIN and place - last <= _CLOSE:
            chained = place
    return longest, beside


_FAR: Final = -100
_CLOSE: Final = 3
"""Words from a number word to the next, or to figures, with some for "and" between."""
_CHAINED: Final = 6


def _signs(text: str, flags: int, *, at: bool) -> tuple[bool, ...]:
    """Which signs a text has, asked only where words do not tell already."""
    slash = "/" in text and (flags & DOT > 0 or "://" in text or _HOSTED.search(text) is not None)
    return (
        at,
        at or "#" in text or (flags & OVER > 0 and _JOINED.search(text) is not None),
        slash
        or (flags & SCHEME > 0 and _SCHEMED.search(text) is not None)
        or (flags & (LINK | SITE) > 0 and (" ." in text or _DOTTED.search(text) is not None)),
        _holds(text, "[({<") and _BRACKETED.search(text) is not None,
        " a t" in text
        or (flags & WEAK_AT > 0 and (_MARKED.search(text) or _ending().search(text)) is not None),
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
        Gate.CALLED: few and flags & CALL,
        Gate.LOOKALIKES: alike or roman,
        Gate.NUMBER_WORDS: said or (flags & TIMES and any_said),
        Gate.AT_WORDS: flags & AT or (flags & WEAK_AT and flags & DOT) or domain,
        Gate.AT_SIGN: at,
        Gate.BRACKETS: brackets,
        Gate.SERVICES: flags & SERVICE,
        Gate.FORMS: named or flags & FORM,
        Gate.LINKS: link or flags & (SLASH | MEETING) or (flags & SITE and flags & DOT),
        Gate.CODED_SIGNS: undone or flags & CODE,
        Gate.CODED_FIGURES: coded,
        Gate.CODED_RUNS: flags & MINGLED,
        Gate.CODED_WORDS: alphabet or flags & CODE,
    }
    return tuple(gate for gate, opened in is_open.items() if opened)


@cache
def _ending() -> re.Pattern[str]:
    """The end of a host, where people have their own."""
    return re.compile(rf"\. ?(?:{'|'.join(data('hosts')['common_tlds'])})\b")
