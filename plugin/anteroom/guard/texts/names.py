"""Names that people give themselves: letters, digits and marks in one piece, the marks perhaps as words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.phones.numbers import is_number_word
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.sign_words import AT, DOT

_INNER: Final = frozenset("'!$*|#%~&`^")
"""Signs that may stand for a letter inside a name, or belong to it."""
_INITIALS: Final = frozenset("bcdefghjklmnopqrstuvwxyz")
_SHORTEST: Final = 4
_MOST: Final = 24
"""Items of the longest name."""


@dataclass(frozen=True, slots=True)
class Name:
    """Items `first` to `last`, both included, and what they spell; `spelt` counts signs given as words."""

    first: int
    last: int
    text: str
    spelt: int = 0

    @property
    def shaped(self) -> bool:
        """Whether it looks like a name on some service rather than a word: a digit or a mark inside."""
        text = self.text
        if text.replace(".", "").replace("-", "").replace(",", "").isdigit() or _looks_like_version(text):
            return False
        inner = text.strip("._-'!*#&")
        if len(inner) < _SHORTEST:
            return False  # "e.g", "i.e"
        if any(c.isdigit() for c in inner) and any(c.isalpha() for c in inner):
            return not _looks_like_measure(inner.replace("_", "").replace("-", ""))
        return any(c in "._" for c in inner) and inner.rpartition(".")[2] not in data("hosts")["file_endings"]

    @property
    def everyday(self) -> bool:
        """Whether it is an ordinary word, or several."""
        return all(is_everyday(part) for part in self.text.replace("-", " ").replace("_", " ").split())


def _looks_like_version(text: str) -> bool:
    return text[:1] == "v" and text[1:].replace(".", "").isdigit()


def _looks_like_measure(text: str) -> bool:
    """ "12px", "3x", "h264", "q4", "50k", "2nd", "1920x1080"."""
    if text.replace("x", "", 1).isdigit():
        return True
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz%")
    if digits.replace(".", "").isdigit() and len(text) - len(digits) <= 4:
        return True
    letters = text.rstrip("0123456789.")
    return len(letters) <= 4 and text[len(letters) :].replace(".", "").isdigit() and len(text) <= 6


def name_before(items: list[Item], place: int, *, stretch: bool = True) -> Name | None:
    """The name that ends with the item at `place`, going back over its marks; None if no name stands there.

    With `stretch` also over single spaces beside words that say no sentence: "mara kestrelwood at …".
    """
    if not 0 <= place < len(items) or items[place].kind not in (WORD, *MARKS):
        return None
    if items[place].kind != WORD and (items[place].spelt or place == 0 or items[place - 1].kind != WORD):
        return None
    first, spelt = place, 0
    while first > 0 and place - first < _MOST:
        before, spoken = _step(items, first, -1)
        if before == first:
            break
        first, spelt = before, spelt + spoken
    if stretch:
        first = _with_first_names(items, first)
    return Name(first, place, _spelled(items, first, place), spelt)


def name_after(items: list[Item], place: int) -> Name | None:
    """The name that begins with the item at `place`."""
    if not 0 <= place < len(items):
        return None
    item = items[place]
    begins = item.kind == WORD or (
        item.kind in MARKS and place + 1 < len(items) and items[place + 1].kind == WORD
    )
    if not begins:
        return None
    last, spelt = place, 0
    while last < len(items) - 1 and last - place < _MOST:
        after, spoken = _step(items, last, 1)
        if after == last:
            break
        last, spelt = after, spelt + spoken
    while last + 1 < len(items) and items[last + 1].kind == "_" and not items[last + 1].spelt:
        last += 1  # "ines_"
    return Name(place, last, _spelled(items, place, last), spelt)


def _step(items: list[Item], place: int, way: int) -> tuple[int, int]:
    """From one part of a name over a mark to its next part, and the spelled marks passed; or nowhere."""
    near, beyond = place + way, place + 2 * way
    if not 0 <= near < len(items):
        return place, 0
    mark = items[near]
    if mark.kind == WORD:
        # Pieces of one word, or one in brackets beside another; not what a script without spaces adds.
        same = (mark.text[0] >= "\u3000") == (items[place].text[0] >= "\u3000")
        return (near, 0) if same else (place, 0)
    far = items[beyond] if 0 <= beyond < len(items) else None
    if far is not None and far.kind == WORD:
        if mark.kind in MARKS or mark.kind == DOT:
            return beyond, int(mark.spelt)
        if mark.kind == AT and not mark.spelt and items[place].kind == WORD and way < 0:
            return beyond, 1  # "k@lyna" before another sign for at
        if mark.kind == OTHER and mark.text in _INNER:
            return beyond, 0
        if mark.kind == GAP and far.text.isdigit() and far.end - far.start > len(far.text) and way < 0:
            return beyond, 0  # "varga (77) at"
    if way < 0 and far is not None and mark.text in "/|*~=" and far.text == mark.text and place > 2:
        return (place - 3, 0) if items[place - 3].kind == WORD else (place, 0)  # "ines//varga"
    if mark.kind in MARKS and not mark.spelt and way < 0:
        return near, 0  # "_ines"
    if mark.kind in MARKS and not mark.spelt and far is not None and far.kind in MARKS:
        return beyond, 0  # "ines__v"
    return _over_gaps(items, place, way)


def _over_gaps(items: list[Item], place: int, way: int) -> tuple[int, int]:
    """Over a mark with gaps around it: "ines underscore varga", "ines . varga"."""
    at = _past_gap(items, place + way, way)
    if not 0 <= at < len(items):
        return place, 0
    mark = items[at]
    if mark.kind not in MARKS and mark.kind != DOT:
        return place, 0
    beyond = _past_gap(items, at + way, way) if mark.spelt else at + way
    gap = 0 <= beyond < len(items) and items[beyond].kind == GAP
    if gap:
        beyond += way
    if not 0 <= beyond < len(items) or items[beyond].kind != WORD:
        return place, 0
    far = items[beyond]
    if mark.spelt:
        named = way > 0 or mark.weight > 1 or not is_everyday(far.text) or far.text in _INITIALS
        return (beyond, 1) if named else (place, 0)
    around = gap and abs(at - place) == 2
    if around and mark.kind != "-" and (far.text in _INITIALS or not is_everyday(far.text)):
        return beyond, 1
    return place, 0


def _past_gap(items: list[Item], at: int, way: int) -> int:
    """Past a comma and a gap, in this order or the other."""
    for _ in range(2):
        if 0 <= at < len(items) and (items[at].kind == GAP or items[at].text == ","):
            at += way
    return at


def _with_first_names(items: list[Item], first: int) -> int:
    """Takes in up to two words, and any digits as words, that stand before a name."""
    taken = 0
    while first >= 2 and items[first - 1].kind == GAP and items[first - 2].kind == WORD and taken < 2:
        if (labels := _before_labels(items, first)) < first:
            first = labels
            continue
        word = items[first - 2].text
        number = word.isdigit() or is_number_word(word)
        framed = items[first - 2].end - items[first - 2].start > len(word)
        if not number and not framed and is_everyday(word):
            break
        taken += not number
        first -= 2
        while first >= 1:
            before, _ = _step(items, first, -1)
            if before == first:
                break
            first = before
    return first


def _before_labels(items: list[Item], first: int) -> int:
    """The start of the word before "last name" or the like: of "bronagh last name tullavin"."""
    words = [(at, items[at].text) for at in range(max(0, first - 10), first) if items[at].kind == WORD]
    surname = data("hosts")["surname"]
    labelled = " ".join(word for _, word in words[-2:])
    taken = 2 if labelled in surname else int(bool(words) and words[-1][1] in surname)
    if not taken or len(words) <= taken or is_everyday(words[-taken - 1][1]):
        return first
    first = words[-taken - 1][0]
    if [word for _, word in words[-taken - 3 : -taken - 1]] in (["first", "name"], ["given", "name"]):
        return words[-taken - 3][0]
    return first


def _spelled(items: list[Item], first: int, last: int) -> str:
    return "".join(
        item.kind if item.spelt else item.text for item in items[first : last + 1] if item.kind != GAP
    )
