"""What a text must hold to be worth reading for telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, escaped
from anteroom.guard.phones.area_codes import area_code_names, area_codes
from anteroom.guard.phones.cloaked import FIGURES, LEAST_APART, denials, spoken_winks
from anteroom.guard.phones.numerals import numerals
from anteroom.guard.phones.odd import LEFT_OUT, THREE_APART
from anteroom.guard.phones.said import ONE_ROMAN
from anteroom.guard.phones.surroundings import words_for_calling
from anteroom.guard.texts.turned import BACKWARDS
from anteroom.guard.texts.views import View, as_latin
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger, Word

_BETWEEN_GROUPS: Final = r" ?(?:->|=>|\\|…|~|\*|//|--|—|·|\||\.\.\.|_) ?|="
_BETWEEN_WORDS: Final = r"[\s,.;:·•\-–—_/|*+()\[\]'\"~…]{1,5}(?:(?:y|e|et|and|und|i) )?"
_EAST: Final = "\u3000"
_LIKE: Final = {"o": "[o0]", "i": "[i1!]", "e": "[e3]", "l": "[l1]", "s": "[s5$]", "a": "[a4@]", "t": "[t7]"}


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for numbers in digits or in words."""
    yield from _in_digits()
    yield from _called()
    yield from _in_words()
    yield from _in_words_and_digits()
    yield from _in_likenesses()


def without_others(folded: str) -> str:
    """A folded text without numbers that are named as of another kind: "tracking number 8326 9467 3654"."""
    numbered = any_of(data("other_numbers")["numbered"])
    source = rf"\b(?:{numbered}) (?:numbers?|no|nr|id|code)?(?: (?:is|was|of))?[^a-z0-9]{{0,3}}\d[\d .-]*"
    return View(folded).replaced(source, _nothing).text


def _nothing(_: str) -> str:
    return " "


def _in_digits() -> Iterator[Cause]:
    begun = r"(?:^|[^\da-z.,/-])"
    yield Trigger.DIGITS, Mark(r"(?:^|[^a-z0-9])[a-z]{0,2}\d{1,6}[a-z*]{1,6}\d{2}"), LEFT_OUT
    yield Trigger.DIGITS, Mark(r"\d[a-z]{1,2}\d[a-z]{1,2}\d"), LEFT_OUT
    yield Trigger.DIGITS, rf"{begun}\d\d(?:[/.-]\d\d){{4}}(?:[^\d]|$)"
    yield Trigger.DIGITS, r"\+[\s(]{0,2}\d(?:[\s().\-/]{0,3}\d){6}"
    yield Trigger.DIGITS, r"(?:^|[^\d.,])00[\s.-]?[1-9](?:[\s().\-/]{0,3}\d){8}"
    yield (
        Trigger.DIGITS,
        rf"{begun}\(?0[1-9](?:\d{{8}}|\d{{0,4}}\)?(?:[\s()]{{1,3}}\d\d|[\s./()-]{{1,3}}\d{{3}}[\d -]|/\d{{4}}"
        r")|(?:[.-]\d\d){4}|(?: \d\d){3})",
    )
    yield (
        Trigger.DIGITS,
        rf"{begun}(?:1[\s.-])?\(?[2-9]\d\d\)?[\s.·-]{{1,3}}\d{{3}}[\s.·-]{{1,3}}\d{{4}}",
    )
    yield Trigger.DIGITS, rf"{begun}\(?\d\d?\)? ?(?:\d{{4}}|9\d{{4}})[ -]\d{{4}}(?:[^\d]|$)"
    yield (
        Trigger.DIGITS,
        rf"{begun}(?:\d{{3}}[ .-]\d{{4}}[ .-]\d{{4}}|\d{{5}}[ .-]\d{{5}}(?:[^\d]|$))",
    )
    yield Trigger.DIGITS, rf"{begun}\d{{1,5}}(?: \d{{2,5}}){{2}}"
    yield (
        Trigger.DIGITS,
        rf"{begun}(?:[78][ .-])?(?:\d{{3}}[ .-]\d{{3}}[ .-]\d\d[ .-]\d\d|\d{{3}}\)?[ -]\d{{6,7}}(?:[^\d]|$))",
    )
    yield (
        Trigger.DIGITS,
        rf"{begun}\d{{3,4}} \d{{4}}(?:[^\d]|$)|\(0-\d|0\d-\d\d \d"
        rf"|{begun}(?:\d ?)?\(\d{{1,5}}\) ?\d{{2,4}}[ -]",
    )
    yield Trigger.DIGITS, r"\d(?:[^a-z0-9]{1,4}\d){8}"
    yield Trigger.DIGITS, r"\d{1,5}[\])}>\"'][^a-z0-9]{0,3}[\[({<\"']\d{1,5}[\])}>\"']"
    yield Trigger.DIGITS, rf"\d{{1,5}}(?:{_BETWEEN_GROUPS})\d{{2,5}}"
    yield Trigger.DIGITS, r"\d{3}[^a-z0-9]{1,5}\d{3}[^a-z0-9]{1,5}0\d{3}"
    yield Trigger.DIGITS, r"^(?:[^\s\d]+\s+){0,3}\(?\d{9,13}\W{0,3}(?:\s[^\s\d]+){0,3}$"
    yield Trigger.DIGITS, r"\d{1,5}(?:\s[-/.|]\s\d{2,5}){2}|\d{1,5}(?:\n\d{2,5}){2}"
    yield Trigger.DIGITS, Mark(r"\d{9}"), Word(BACKWARDS)
    yield Trigger.DIGITS, rf"{begun}0[1-9](?:[^a-z0-9:/]{{0,4}}\d){{7}}"
    yield Trigger.DIGITS, THREE_APART
    yield (
        Trigger.DIGITS,
        rf"{begun}0\d{{1,4}}[^a-z0-9]{{1,4}}\d{{3,4}}[^a-z0-9]{{1,4}}0?\d{{3,4}}",
    )
    yield Trigger.DIGITS, Inside(rf"(?:{area_code_names()})"), area_codes()
    yield Trigger.DIGITS, Mark(FIGURES), spoken_winks()
    yield Trigger.DIGITS, r"[a-z],?:? [2-9]\d\d-\d{4}(?:[^\d]|$)"
    yield Trigger.DIGITS, rf"(?:^|[^0-9a-z])(?:{LEAST_APART})"
    yield Trigger.DIGITS, Mark(FIGURES), denials()


def _called() -> Iterator[Cause]:
    """Figures beside words for calling."""
    calling = words_for_calling()
    figures = r"\d(?:[\s().\-/]{0,3}\d){5}"
    between = r"[^a-z0-9]{0,3}(?:[a-z']+[^a-z0-9]{1,3}){0,4}[+(]{0,2}"
    yield Trigger.CALLED, Mark(figures), rf"(?:{calling}){between}{figures}"
    yield Trigger.CALLED, Mark(figures), rf"{figures}(?:[^a-z0-9]{{1,3}}[a-z']+){{0,2}}(?:{calling})"


def _in_words() -> Iterator[Cause]:
    """Words for digits: in a row, doubled, run together, drawn out, or beside figures."""
    west = [name for name in _names() if name < _EAST and len(name) > 1]
    spelled = "|".join("".join(_LIKE.get(c, escaped(c)) for c in name) for name in west)
    # Beside a digit, letters drawn like Latin ones are folded into these.
    beside_digits = [as_latin(name) for name in west if not name.isascii() and len(name) > 2]
    plain = any_of([name for name in west if len(name) > 2 or not name.isascii()] + beside_digits)
    times = any_of([" ".join(name) for name in numerals().times if len(name) == 1])
    # Three of them would make an automaton of too many states; two in a row seldom stand anywhere.
    and_so = rf"{_BETWEEN_WORDS}(?:(?:and|y|e|et|und|en|i) )?"
    yield (
        Trigger.NUMBER_WORDS,
        rf"(?:^|[^a-z0-9])(?:{spelled}){and_so}(?:{spelled}){and_so}(?:{spelled}|\d)",
    )
    # Hardly anything ordinary holds a number word before a figure, and what more is asked is slow to see.
    figure = Inside(rf"(?:^|[^a-z])(?:{plain})[^a-z0-9]{{0,5}}(?:(?:y|e|et|and|und|i) )?\d")
    # A word after a date, or before the number of a page, is no piece of a number.
    few, gap = r"[\s,.\-/]{0,3}", _BETWEEN_WORDS
    yield (
        Trigger.NUMBER_WORDS,
        figure,
        rf"(?:^|[^a-z])(?:{plain})(?:\d|{gap}(?:\d{{3}}|\d{{1,2}}{gap}?(?:\d|{plain})))",
    )
    yield Trigger.NUMBER_WORDS, figure, rf"\d{few}(?:{plain}){few}\d"
    yield Trigger.NUMBER_WORDS, rf"\d(?:[ ()]{{0,2}}\d){{5}}[\s,]{{0,3}}(?:{plain})"
    yield Trigger.NUMBER_WORDS, rf"(?:^|[^a-z])(?:{_digit_words()}|oh){{2}}"
    yield Trigger.NUMBER_WORDS, Inside(_drawn_out())
    yield Trigger.NUMBER_WORDS, Mark(r"\doh\d")
    yield Trigger.NUMBER_WORDS, r"\d{2,5} (?:and|y|et|und|e) \d{3} (?:and|y|et|und|e) 0\d{2,3}"
    yield Trigger.NUMBER_WORDS, rf"(?:{times})[\s-](?:{spelled}|\d)"
    yield Trigger.NUMBER_WORDS, rf"(?:^|[^a-z])(?:{times})\d(?:[^a-z]|$)"


def _in_words_and_digits() -> Iterator[Cause]:
    """Words for digits of scripts without spaces, and words that chain groups of figures."""
    east = any_of([name for name in _names() if name > _EAST])
    chain = any_of([" ".join(name) for name in numerals().chain])
    beside = r"[\s,.、。・:·\-–—_/|]{0,2}"
    yield Trigger.NUMBER_WORDS, rf"(?:(?:{east})(?:{beside}\d{{0,4}}){{0,3}}{beside}){{3}}"
    yield (
        Trigger.NUMBER_WORDS,
        rf"\d{{1,5}}\W{{1,3}}(?:{chain})\W{{1,3}}(?:[a-z]{{1,5}} ){{0,2}}\d",
    )
    sign = r"[^a-z0-9]{1,3}(?:dash|hyphen|space|pause|break|gap|stop|slash|minus)[^a-z0-9]{1,3}"
    yield Trigger.NUMBER_WORDS, Mark(rf"\d{sign}\d"), rf"\d{sign}\d{{2,5}}{sign}\d"


def _in_likenesses() -> Iterator[Cause]:
    """Letters that are drawn like digits, among some or alone, and Roman numerals."""
    yield Trigger.LOOKALIKES, r"[0-9oi]{3}[ .-][0-9sb]{3}[ .-][0-9oiseatgb]{4}(?:[^a-z0-9]|$)", r"\d"
    mixed = Inside(r"\d[oilsz]|[oilsz]\d")
    yield (
        Trigger.LOOKALIKES,
        mixed,
        r"(?:[0-9oilsbz]{1,4}[\s./()-]{1,3}){2}[0-9oilsbz]{3,4}",
    )
    yield Trigger.LOOKALIKES, mixed, r"[0-9oilsbz]{4,6}[ -][0-9oilsbz]{4,6}"
    yield Trigger.LOOKALIKES, mixed, r"\d{2,}[oils]{1,3}\d{2,}"
    yield Trigger.LOOKALIKES, Mark(r"\d[ø∅]|[ø∅]\d")
    yield (
        Trigger.LOOKALIKES,
        r"[^a-z](?:[oils]{3,5}|ss|oo|ll|ii|o[il]|[il]o)[^a-z0-9]{1,4}(?:\d|[oils]{2,5}(?:[^a-z]|$))",
    )
    yield (
        Trigger.LOOKALIKES,
        r"(?:^|[^a-z0-9])(?:[0-9oils][\s.,-]{1,3}){6}[0-9oils]",
        r"[^a-z0-9][oils][^a-z0-9]",
    )
    yield (
        Trigger.LOOKALIKES,
        Inside(r"\d[oils]|[oils]\d"),
        r"(?:^|[^a-z0-9])[0-9oilsa](?:[,. -]{0,2}[0-9oilsa]){6,}(?:[^a-z0-9]|$)",
    )
    yield (
        Trigger.LOOKALIKES,
        rf"(?:i{{1,3}}|iv|vi{{0,3}}|ix|x)(?:[\s,./|-]{{1,3}}{ONE_ROMAN}){{4}}",
    )


def _drawn_out() -> str:
    """Two words for digits, with a letter too many in the first or every one doubled: "fivee", "ffiivvee"."""
    digit_words = _digit_words()
    drawn_out = any_of(
        [word + word[-1] for word in digit_words.split("|")]
        + ["".join(c + c for c in word) for word in digit_words.split("|")]
    )
    return rf"(?:^|[^a-z])(?:{drawn_out}){_BETWEEN_WORDS}(?:{drawn_out}|{digit_words})(?:[^a-z]|$)"


@cache
def _digit_words() -> str:
    return any_of(
        [
            name[0]
            for name, numeral in numerals().numbers.items()
            if len(name) == 1 and len(name[0]) > 2 and numeral.value < 10 and name[0] < _EAST
        ]
    )


def _names() -> list[str]:
    """What numbers are called in one word."""
    hardly = data("words")["everyday"]  # so common that three of them may stand together by chance
    return [name[0] for name in numerals().numbers if len(name) == 1 and name[0] not in hardly]
