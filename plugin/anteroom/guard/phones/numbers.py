"""Numbers said in words: of many languages, doubled, run together, mixed with digits and look-alikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from anteroom.guard.catalogue import remembered
from anteroom.guard.phones.likenesses import ALL, said_in_one_word
from anteroom.guard.phones.number_tokens import Token, openings, plainly, words_of
from anteroom.guard.phones.numerals import numerals
from anteroom.guard.phones.said_items import Said, phrase_of, read_said, repeat, repeats

_ADDING: Final = frozenset({"and", "y", "e", "et", "und", "en", "i"})
_SIGNS: Final = frozenset({"dash", "hyphen", "space", "pause", "break", "gap", "stop", "slash", "minus"})
"""What people say for a sign between two groups of digits."""
_FORBIDDEN: Final = frozenset("@=%$€£")
_MOST_BETWEEN: Final = 4
"""Most phrases between two digits, and with `_WIDEST_GAP` characters the most that is read over."""
_WIDEST_GAP: Final = 40
_NARROW_GAP: Final = 6
_FEWEST: Final = 3
_JOINED: Final = 10
"""Fewer words than `_FEWEST` say no number, unless one as long as `_JOINED` holds several."""
_ENOUGH_WEAK: Final = 4
_MOST_ASIDE: Final = 5
"""Most words of an aside between two groups, of which one says that a group follows."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A run of digits: where it stands in the view, its digits, and how they are said.

    `words` counts those said in words or look-alike letters; `chained`, that groups are put one after another
    ("first 617, then 555"); `joined`, that an "and" stands between two that are not one number; `groups` are
    the digits as said, item by item; `written` is the length of the longest group in digits alone;
    `chunks` are the digits between commas; `english`, that every word of it is
    English.
    """

    start: int
    end: int
    digits: str
    words: int
    chained: bool
    joined: bool
    groups: tuple[str, ...]
    written: int
    chunks: tuple[str, ...]
    english: bool


@dataclass(slots=True)
class _Run:
    items: list[Said]
    text: str
    chained: bool = False
    joined: bool = False
    between: int = 0
    end: int = 0
    words: int = 0
    """Items said in words; counted as they come, since it is asked at every one of a long run."""

    def take(self, item: Said) -> None:
        self.items.append(item)
        self.words += item.word


def spoken_numbers(text: str, *, in_digits: bool = False) -> Iterator[Spoken]:
    """Runs of at least seven digits of which some are words, look-alike letters or said one after another.

    `in_digits`: also those of which none are.
    """
    text = plainly(text)
    tokens = words_of(text)
    run = _Run([], text)
    at = 0
    says = [_says(word) for word, _, _ in tokens]
    if sum(says) < _FEWEST and not any(says[i] and len(tokens[i][0]) >= _JOINED for i in range(len(tokens))):
        return
    while at < len(tokens):
        if not run.items and not says[at]:
            at += 1
            continue
        if run.items and not _near(text, run, tokens[at][1]):
            yield from _ended(run, in_digits)
            run = _Run([], text)
        taken, item = read_said(tokens, at)
        if item is not None:
            _add(run, item, text)
        elif run.items and (times := repeats(tokens, at)):
            taken = repeat(run.items[-1], times, tokens, at)
            run.end = run.items[-1].end
        elif taken := _passed_over(run, tokens, at):
            run.end = tokens[at + taken - 1][2]
        else:
            taken = 1
            if run.items:
                yield from _ended(run, in_digits)
            run = _Run([], text)
        at += taken
    yield from _ended(run, in_digits)


@remembered
def _says(word: str) -> bool:
    """Whether a number may begin with `word`."""
    return word in openings() or word.isdigit() or bool(said_in_one_word(word)[0])


def is_number_word(word: str) -> bool:
    """Whether some language counts with `word`."""
    return (word,) in numerals().numbers


def _near(text: str, run: _Run, start: int) -> bool:
    gap = text[run.end : start]
    return (
        len(gap) <= _NARROW_GAP
        and start - run.items[-1].end <= _WIDEST_GAP
        and not any(sign in _FORBIDDEN for sign in gap)
    )


def _passed_over(run: _Run, tokens: list[Token], at: int) -> int:
    """How many tokens here say nothing but that the number goes on; notes what kind they are."""
    known = numerals()
    for size in range(min(openings().get(tokens[at][0], 0), len(tokens) - at), 0, -1):
        phrase = phrase_of(tokens, at, size)
        if phrase in known.chain or (run.items and phrase in known.between):
            run.chained |= phrase in known.chain or (not run.words and phrase[0] in _SIGNS)
            run.between += 1
            return size if run.between <= _MOST_BETWEEN else 0
    word = tokens[at][0]
    if aside := _aside(run, tokens, at):
        run.chained = True
        run.between += 1
        return aside if run.between <= _MOST_BETWEEN else 0
    if len(run.items) >= 3 and len(word) <= 3 and not word.isalpha() and not word.isdigit():
        return 1  # "1k" for "ek": a look-alike too short to be sure of
    if run.items and word in _ADDING:
        run.between += 1
        return 1 if run.between <= _MOST_BETWEEN else 0
    return 0


def _aside(run: _Run, tokens: list[Token], at: int) -> int:
    """How many words to pass over up to a group that is put after the last: "everybody knows, then the" five.

    0 where no word says that a group follows, or none does.
    """
    if not run.items or len(run.items[-1].digits) + len(run.items) < _FEWEST:
        return 0
    known, begins = numerals(), openings()
    chained = run.between > 0 and any((word,) in known.chain for word, _, _ in tokens[max(0, at - 2) : at])
    place = at
    while place < len(tokens) and place - at <= _MOST_ASIDE:
        word = tokens[place][0]
        if word.isdigit() or ((word,) in known.numbers and word not in known.weak) or (word,) in known.times:
            return place - at if chained else 0
        for size in range(min(begins.get(word, 0), len(tokens) - place), 0, -1):
            if phrase_of(tokens, place, size) in known.chain:
                chained = True
                place += size - 1
                break
        place += 1
    return 0


def _add(run: _Run, item: Said, text: str) -> None:
    """Adds the item to the run, to its last number where both are one: "five hundred", "fifty five"."""
    last = run.items[-1] if run.items else None
    run.between, run.end = 0, item.end
    if last is not None and last.held >= 0 and item.held >= 0:
        gap = text[last.end : item.start].strip(" -")
        zeros = len(last.digits) - len(last.digits.rstrip("0"))
        if (not gap or gap in _ADDING) and last.held >= 20 and 0 < item.held < 10**zeros:
            last.held += item.held
        elif not gap and item.digits in ("10", "100") and 0 < last.held < (10 if item.held == 10 else 100):
            last.held *= item.held
        else:
            run.joined |= gap in _ADDING and bool(gap)
            run.take(item)
            return
        last.digits, last.end, last.weak = str(last.held), item.end, False
        last.languages |= item.languages
        return
    if last is not None:
        gap = text[last.end : item.start].strip(" ,")
        if gap in _ADDING and gap and last.held >= 20 and last.held % 10 == 0 and len(item.digits) == 1:
            last.digits, last.end, last.held = last.digits[:-1] + item.digits, item.end, -1
            return
        run.joined |= gap in _ADDING and bool(gap)
    run.take(item)


def _sure_languages(items: list[Said]) -> int:
    """As bits, the languages of words that are no other words, or of which many stand together."""
    strong, often = 0, [0] * 20
    for item in items:
        strong |= 0 if item.weak else item.languages
        for place in range(20 if item.weak and item.languages and item.languages != ALL else 0):
            often[place] += item.languages >> place & 1
    return strong | sum(1 << place for place, times in enumerate(often) if times >= _ENOUGH_WEAK)


def _counted(items: list[Said], place: int, strong: int) -> bool:
    """Whether the word at an end of a run belongs to it."""
    item = items[place]
    if not item.weak or item.languages & strong:
        return True
    # Two letters and more that are only drawn like digits: beside enough other digits.
    return not item.languages and len(item.digits) > 1 and sum(len(i.digits) for i in items) >= 9


def _ended(run: _Run, in_digits: bool) -> Iterator[Spoken]:
    strong = _sure_languages(run.items)
    items = run.items
    while items and not _counted(items, len(items) - 1, strong):
        items = items[:-1]
    begin = next((i for i in range(len(items)) if _counted(items, i, strong)), len(items))
    # Within a run, a weak word of a language that nobody speaks here ("o" for "or") says no digit.
    items = [item for item in items[begin:] if not item.weak or not item.languages or item.languages & strong]
    digits = "".join(item.digits for item in items)
    words = sum(item.word for item in items)
    if len(digits) >= 7 and (words or run.chained or run.joined or in_digits):
        groups = tuple(item.digits for item in items)
        written = max((len(item.digits) for item in items if not item.word), default=0)
        yield Spoken(
            items[0].start,
            items[-1].end,
            digits,
            words,
            run.chained,
            run.joined,
            groups,
            written,
            _chunks(items, run.text),
            all(item.languages & 1 for item in items if item.word),
        )


def _chunks(items: list[Said], text: str) -> tuple[str, ...]:
    chunks = [items[0].digits]
    for last, item in pairwise(items):
        gap = text[last.end : item.start]
        if any(sign in ",;/" or sign.isalpha() for sign in gap):
            chunks.append(item.digits)
        else:
            chunks[-1] += item.digits
    return tuple(chunks)
