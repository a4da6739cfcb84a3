"""Names of several words: with capitals, or with a hint how they become one."""

from __future__ import annotations

from typing import Final

from anteroom.guard.handles.services import word_set
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, OTHER, WORD, Item
from anteroom.guard.texts.names import Name
from anteroom.guard.texts.reading import Reading
from anteroom.guard.texts.sign_words import DOT

_LONGEST: Final = 5
"""Words of the longest name."""
_PAIR: Final = 2
_FARTHEST: Final = 12
_SEEN: Final = 80
_ONE_WORD: Final = frozenset(("word",))
_TITLE: Final = 6
"""Words from which on a text may be a title."""
_MOSTLY: Final = 0.7
_SAYING_HOW: Final = frozenset(
    ("with", "without", "no", "all", "as", "in", "one", "glued", "written", "joined", "stuck")
)
_HOW: Final = frozenset(
    ("underscores", "underscore", "dots", "dot", "dashes", "hyphens", "hyphen", "spaces", "space", "together")
) | {"one", "blanks"}


def full_name_from(reading: Reading, name: Name, text: str, *, told: bool = False) -> Name | None:
    """`name` and the words with capitals after it, at least two together: "Quillon Works".

    `told`: the text says that they are the name, so that everyday words are part of it.
    """
    items = reading.items
    last = name.last
    if not text or not _capital(reading, name.first, text) or _is_title(reading, text):
        return None
    taken = 1
    while taken < _LONGEST:
        beyond = _next(items, last, 1)
        if beyond == last or not _capital(reading, beyond, text):
            break
        last = beyond
        taken += 1
    words = [item.text for item in items[name.first : last + 1] if item.kind == WORD]
    full = Name(name.first, last, " ".join(words))
    return full if taken > 1 and not (full.everyday if told else _of_talk(words)) else None


def full_name_to(reading: Reading, name: Name, text: str) -> Name | None:
    """`name` and the words with capitals before it, where somebody asks to search or add them."""
    items = reading.items
    first, taken = name.first, 1
    if not text or not _capital(reading, name.first, text) or _is_title(reading, text):
        return None
    while taken < _LONGEST:
        before = _next(items, first, -1)
        if before == first or not _capital(reading, before, text):
            break
        first, taken = before, taken + 1
    words = [item.text for item in items[first : name.last + 1] if item.kind == WORD]
    full = Name(first, name.last, " ".join(words))
    joined = any(item.text == "&" for item in items[first : name.last + 1])
    return full if taken > 1 and not _of_talk(words, joined=joined or taken > _PAIR) else None


def _next(items: list[Item], place: int, way: int) -> int:
    """The next word after a gap, or after "&" between gaps; or `place`."""
    for step in (2, 4):
        beyond = place + step * way
        if not 0 <= beyond < len(items) or items[beyond].kind != WORD:
            continue
        between = "".join(item.text for item in items[min(place, beyond) + 1 : max(place, beyond)])
        if between.isspace() or between == " & ":
            return beyond
    return place


def words_for_one(items: list[Item], place: int) -> Name | None:
    """Words of which it is said how they become one: "kestrel wd mara with underscores"."""
    words: list[int] = []
    for at in range(place, min(place + _FARTHEST, len(items))):
        item = items[at]
        if item.kind == WORD and item.text in _SAYING_HOW:
            rest = [i.text for i in items[at + 1 : at + 6] if i.kind == WORD or i.spelt]
            rest += ["dot" for i in items[at + 1 : at + 6] if i.spelt and i.kind == DOT]
            told = {*rest} & (_ONE_WORD if item.text == "one" else _HOW)
            if told and words and not _is_talk([items[w].text for w in words]):
                return Name(place, words[-1], "".join(items[w].text for w in words), spelt=1)
            return None
        if item.kind == WORD:
            words.append(at)
        elif item.kind not in (GAP, OTHER) or item.text not in " ,(":
            return None
    return None


def _is_talk(words: list[str]) -> bool:
    """Whether words for one are talk of work: "insta template as one word", "facebook ads, all in one"."""
    return all(is_everyday(word) or word in word_set("made") for word in words)


def _of_talk(words: list[str], *, joined: bool = False) -> bool:
    """Whether most of several words are everyday ones: of "Footwear Based Business"; `joined`: by "&"."""
    common = sum(map(is_everyday, words))
    return common == len(words) or (2 * common > len(words) and not joined)


def _is_title(reading: Reading, text: str) -> bool:
    """Whether nearly all words of a text have capitals, so that one says nothing."""
    words = [place for place, item in enumerate(reading.items[:_SEEN]) if item.kind == WORD]
    capitals = sum(_capital(reading, place, text) for place in words)
    return len(words) >= _TITLE and capitals > _MOSTLY * len(words)


def _capital(reading: Reading, place: int, text: str) -> bool:
    start, _ = reading.span(place, place)
    return text[start : start + 1].isupper()
