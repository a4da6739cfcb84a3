"""Names of several words beside a service, of which it is said how they become one: "mara lind, one word"."""

from __future__ import annotations

from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.handles.mentions import Mention
from anteroom.guard.handles.painted import telling
from anteroom.guard.handles.services import PERSONAL, word_set
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, OTHER, WORD, Item
from anteroom.guard.texts.names import Name
from anteroom.guard.texts.reading import Reading
from anteroom.guard.texts.sign_words import AT, DOT

_REACH: Final = 120
"""Characters between a service and what says how a name is written."""
_NEAR: Final = 28
"""Characters between what says so and a service behind it."""
_MOST: Final = 7
"""Words of the longest name."""
_AT_ONCE: Final = 4
"""Characters between a service and what is told right behind it."""
_FEW: Final = 3
_FARTHEST: Final = 24
"""Items between a service and a sign told in words."""
_CLAUSE: Final = 5
"""Words that are taken for a name behind a service that was hidden."""
_LEADING: Final = ":=→>➜➡⇒"
_SMALL: Final = 3
"""Letters of the longest words that may open a name and that a sentence has as well: "la", "the"."""


_OF_OTHERS: Final = frozenset({"our", "your", "their"})
"""What stands in talk of a thing, and in nobody's name: "the app with the ghost, is that our game?"."""


def told_behind(reading: Reading, mention: Mention) -> Name | None:
    """The words between a service and what says how they become one, or around a sign told in words."""
    items = reading.items
    first, end = mention.last + 1, _told_end(reading, mention)
    if (told := _told_at_once(reading, mention)) is not None:
        first, end = told, _end_of_clause(items, told)
    if end is None:
        return None
    begin, strong = _begin(items, first, end) if told is None else (first, True)
    if told is None and not strong and (sign := _sign_between(items, begin, end)) is not None:
        begin = sign
    while end > begin and items[end].kind in (GAP, OTHER, DOT, "-") and not items[end].spelt:
        end -= 1
    while begin < end and items[begin].kind in (GAP, OTHER, AT, "-", DOT):
        begin += 1
    words = [item.text for item in items[begin : end + 1] if item.kind == WORD]
    if any(item.text == "," for item in items[begin : end + 1]) or _taken_out(items, mention.last, end):
        return None
    if not 0 < len(words) <= _MOST or not _is_name(words, mention, strong=strong):
        return None
    if not _OF_OTHERS.isdisjoint(words):
        return None
    return Name(begin, end, "".join(words), spelt=1)


def told_in_front(reading: Reading, mention: Mention) -> Name | None:
    """The words before what says how they become one, and a service behind: "mara lind, one word, on Kik"."""
    items, text = reading.items, reading.view.text
    stop = items[mention.first].start
    start = max(0, stop - _REACH)
    found = [match.start() for match in pattern(telling()).finditer(text[start:stop])]
    if not found or stop - start - found[-1] > _NEAR:
        return _called(items, mention) if mention.hidden and mention.own else None
    phrase = start + found[-1]
    near = range(max(0, mention.first - _REACH), mention.first)
    at = max((n for n in near if items[n].end <= phrase), default=-1)
    apart = at
    while at >= 0 and items[at].kind in (GAP, OTHER, "-"):
        at -= 1
    if not any(item.text in ",(–—-" for item in items[at + 1 : apart + 2]):
        return None
    last, first = at, at + 1
    while at >= 0 and last - at < 2 * _MOST:
        item = items[at]
        if item.kind == WORD and not _introduces(item.text):
            first = at
        elif item.kind == WORD or (item.kind != GAP and item.kind not in ("-", "_", DOT, "+")):
            break
        at -= 1
    words = [item.text for item in items[first : last + 1] if item.kind == WORD]
    if not 0 < len(words) <= _MOST or all(map(is_everyday, words)) or _taken_out(items, first, apart + 1):
        return None
    return Name(first, last, "".join(words), spelt=1)


def _taken_out(items: list[Item], first: int, last: int) -> bool:
    """Whether something in square brackets stands there, as where a contact was taken out already."""
    return any(item.text in ("[", "]") for item in items[first : last + 1])


def _called(items: list[Item], mention: Mention) -> Name | None:
    """Up to three words behind "under" or "as" and before a service that was hidden."""
    at = mention.first - 1
    while at >= 0 and (items[at].kind == GAP or items[at].text in word_set("beside")):
        at -= 1
    last = at
    words: list[str] = []
    while at >= 0 and len(words) <= _FEW and items[at].kind in (WORD, GAP):
        if items[at].kind == WORD:
            if _leads(items[at].text):
                break
            words.append(items[at].text)
        at -= 1
    if at < 0 or not 0 < len(words) <= _FEW or not _leads(items[at].text) or all(map(is_everyday, words)):
        return None
    return Name(at + 2, last, "".join(reversed(words)), spelt=1)


def _introduces(word: str) -> bool:
    return any(word in word_set(kind) for kind in ("own", "linking", "labels", "finding"))


def _told_end(reading: Reading, mention: Mention) -> int | None:
    """The last item of a name: before what says how words become one, or beyond a sign told in words."""
    items, text = reading.items, reading.view.text
    start = items[mention.last].end
    line = text.find("\n", start, start + _REACH)
    beyond = line if line >= 0 else start + _REACH
    match = pattern(telling()).search(text[start:beyond])
    if match is not None and match.start() > 0:
        near = range(mention.last + 1, min(mention.last + 1 + _REACH, len(items)))
        ended = [n for n in near if items[n].end <= start + match.start()]
        return ended[-1] if ended else None
    signs = "_-." if mention.own or mention.hidden or mention.weight >= PERSONAL else "_"
    end = None
    for place in range(mention.last + 1, min(mention.last + _FARTHEST, len(items))):
        item = items[place]
        if (
            item.kind == DOT
            and not item.spelt
            and items[place + 1 : place + 2]
            and items[place + 1].kind == GAP
        ):
            break
        if item.spelt and item.kind in signs and (item.kind == "_" or _between_words(items, place)):
            end = _next_word(items, place)
    if end is not None:
        return end
    return _clause_end(items, mention) if mention.hidden else None


def _sign_between(items: list[Item], begin: int, end: int) -> int | None:
    """The word right before the first sign told in words."""
    for place in range(begin, end):
        if items[place].spelt and items[place].kind in "_-.":
            before = [n for n in range(begin, place) if items[n].kind == WORD]
            return before[-1] if before else None
    return None


def _told_at_once(reading: Reading, mention: Mention) -> int | None:
    """The item after "no space," or the like right behind a service, where the name follows."""
    items, text = reading.items, reading.view.text
    start = items[mention.last].end
    match = pattern(telling()).search(text[start : start + _REACH])
    if match is None or match.start() > _AT_ONCE:
        return None
    near = range(mention.last + 1, min(mention.last + 1 + _REACH, len(items)))
    behind = [n for n in near if items[n].start >= start + match.end() - 1]
    return behind[0] if behind else None


def _end_of_clause(items: list[Item], first: int, most: int = _MOST) -> int | None:
    """The last word of the clause from an item on, past a comma right there."""
    words, last = 0, None
    for at in range(first, min(first + 4 * _CLAUSE, len(items))):
        item, gap = items[at], at + 1 >= len(items) or items[at + 1].kind == GAP
        ended = "\n" in item.text or item.text in ",;" or (gap and item.text in ".!?" and not item.spelt)
        if words and ended:
            break
        if item.kind == WORD:
            words, last = words + 1, at
        if words >= most:
            break
    return last


def _between_words(items: list[Item], place: int) -> bool:
    around = [items[n].kind for n in range(place - 2, place + 3) if 0 <= n < len(items)]
    return len(around) > _FEW + 1 and around[:2] == [WORD, GAP] and around[3:] == [GAP, WORD]


def _next_word(items: list[Item], place: int) -> int:
    """The word behind a sign, and up to two more where they end the clause."""
    words: list[int] = []
    at = place + 1
    while at < len(items) and items[at].kind in (WORD, GAP) and "\n" not in items[at].text:
        words += [at] if items[at].kind == WORD else []
        if len(words) > _FEW:
            break
        at += 1
    if not words:
        return place
    return words[-1] if len(words) <= _FEW else words[0]


def _clause_end(items: list[Item], mention: Mention) -> int | None:
    """The end of the clause behind a service that was hidden.

    After a painted one only where a colon, an arrow or a stroke leads there.
    """
    place = mention.last + 1
    while place < len(items) and items[place].text in (" ", "-"):
        place += 1
    if place < len(items) and items[place].text == "(":
        place = next(
            (n for n in range(place, min(place + _FARTHEST, len(items))) if items[n].text == ")"), place
        )
    leads = place < len(items) and (items[place].text in f"{_LEADING})/|~–—" or items[place].spelt)
    leads = leads or (place < len(items) and items[place].text == "," and mention.weight > PERSONAL)
    if place >= len(items) or not (leads or mention.weight > PERSONAL):
        return None
    return _end_of_clause(items, place + leads, most=_CLAUSE)


def _begin(items: list[Item], first: int, end: int) -> tuple[int, bool]:
    """Where a name begins behind a service, and whether something said that one comes."""
    for place in range(first, end):
        leading = _LEADING if place > first + 1 else f"{_LEADING}/|~"
        if items[place].kind == OTHER and items[place].text in leading:
            return place + 1, True
    for place in range(end - 1, first - 1, -1):
        word = items[place].text
        if items[place].kind == WORD and len(word) > 1 and _leads(word) and items[place + 1].kind == GAP:
            return place + 1, True
    place = first
    while place < end:
        item = items[place]
        passed = item.text in word_set("called") or item.text in word_set("own")
        if (item.kind == WORD and not passed) or item.kind not in (WORD, GAP, OTHER, AT):
            break
        place += 1
    return place, False


def _leads(word: str) -> bool:
    return word in word_set("labels") or word in word_set("linking")


def _is_name(words: list[str], mention: Mention, *, strong: bool) -> bool:
    """Whether words are no talk of work: one that nobody knows, or several that are said to be a name."""
    unknown = [word for word in words if not is_everyday(word) and word not in word_set("made")]
    if unknown:
        return mention.weight > 0 or mention.own or strong
    many = len([word for word in words if len(word) > _SMALL]) > 1
    return strong and mention.own and many and not any(word in word_set("made") for word in words)
