"""Words of addresses, numbers and services that are broken by signs, "fo.ur", "tele-gr@m", as words again.

Only words that such details are told in are mended, so that "co-op" and "and/or" stay what they are; and the
signs that a text tells its reader to leave out ("no pluses") are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Final

from anteroom.guard.catalogue import any_of, data, escaped, pattern, remembered
from anteroom.guard.phones.numerals import numerals
from anteroom.guard.texts.languages import plain, words
from anteroom.guard.texts.sign_words import skeleton
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Inside, Trigger, Word

_SIGNS: Final = r"[-._*'/~+·|]"
_PIECE: Final = r"[a-z0-9@$!€\x{df}-\x{1fff}]"
_BROKEN: Final = rf"{_PIECE}{{1,10}}(?:{_SIGNS}{_PIECE}{{1,10}}){{1,24}}"
_CUT: Final = re.compile(r"([-._*'/~+·|])")
_LONGEST: Final = 14
"""Letters of the longest word that is mended."""
_MOST_PIECES: Final = 10
_DISTINCT: Final = 4


def mended(view: View) -> View:
    """A view of a folded one in which broken words are whole; the same where nothing is broken."""
    told = pattern(_told()).search(view.text)
    if told is not None:
        sign = _named()[told[1]]
        view = view.replaced(rf"{_PIECE}+(?:{escaped(sign)}{_PIECE}+)+", partial(_without, sign))
    return view.replaced(_BROKEN, _whole)


def _without(sign: str, run: str) -> str:
    return run.replace(sign, "")


@cache
def _named() -> dict[str, str]:
    """The signs that a reader may be told to leave out, by their names."""
    return {plain(name): sign for sign, names in data("reckoning")["signs"].items() for name in names}


@cache
def _told() -> str:
    leave_out = any_of([plain(word) for word in data("reckoning")["leave out"]])
    articles = "the |those |any |every |los |las |os |as |les |die |le |de |i "
    every = rf"(?:out )?(?:all )?(?:{articles})?(?:extra |silly )?"
    return rf"\b(?:{leave_out}) {every}({any_of(_named())})(?:$|[^\pL])"


def _whole(run: str) -> str:
    """The run with those of its pieces written together that are one known word."""
    cut = _CUT.split(run)
    pieces, signs = cut[::2], [*cut[1::2], ""]
    said: list[str] = []
    place = 0
    while place < len(pieces):
        after = _end_of_word(pieces, place)
        said += "".join(pieces[place:after]), signs[after - 1]
        place = after
    return "".join(said)


def _end_of_word(pieces: list[str], place: int) -> int:
    """The place after the pieces that are one known word, the most first; after one piece if none are."""
    for after in range(min(len(pieces), place + _MOST_PIECES), place + 1, -1):
        word = "".join(pieces[place:after])
        if len(word) <= _LONGEST and _is_known(word):
            return after
    return place + 1


@remembered
def _is_known(word: str) -> bool:
    known = _known()
    return word in known or (len(word) >= _DISTINCT and skeleton(word) in known)


@cache
def _known() -> frozenset[str]:
    """Number words of one digit, services, providers and signs of an address, with their skeletons."""
    said = {name[0] for name, numeral in numerals().numbers.items() if len(name) == 1 and numeral.value < 10}
    table = data("services")
    named = {*table["personal"], *table["known"], *table["miswritten"], *data("hosts")["mail"]}
    signs = {"".join(name.split()) for name in (*words().at, *words().dot, *words().signs)}
    long = {word for word in (*said, *named, *signs) if len(word) >= 3 and word.isalpha()}
    return frozenset(long | {skeleton(word) for word in long if len(word) >= _DISTINCT})


def triggers() -> Iterator[Cause]:
    """What a text must hold to be worth mending."""
    few = r"[a-z0-9@]{1,4}"
    broken = rf"[a-z0-9@]{{1,3}}{_SIGNS}{few}"
    yield Trigger.SPACED, rf"(?:^|[\s,(]){broken}(?:{_SIGNS}{few}){{0,4}}[\s,;/–-]{{1,3}}{broken}"
    yield Trigger.SPACED, Inside("|".join(map(_in_pieces, data("services")["miswritten"])))
    yield Trigger.SPACED, Word(_told())


def _in_pieces(name: str) -> str:
    """A pattern of `name` with a sign at one place at least."""
    letters = [_letter(c) for c in name]
    return "|".join(
        "".join(letters[:place]) + _SIGNS + f"{_SIGNS}?".join(letters[place:])
        for place in range(2, len(letters) - 1)
    )


def _letter(letter: str) -> str:
    return {"a": "[a4@]", "e": "[e3]", "i": "[i1!]", "o": "[o0]", "s": "[s5$]"}.get(letter, letter)
