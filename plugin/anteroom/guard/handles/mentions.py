"""Services that a text mentions, and what it says around them: whose the name is and who is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from anteroom.guard.handles.services import may_begin, service_at, word_set
from anteroom.guard.texts.items import GAP, MARKS, WORD, Item
from anteroom.guard.texts.reading import Reading

_WINDOW: Final = 18
"""Items around a service in which somebody may say whose the name is."""
_LONGEST_LINK: Final = 200
_BETWEEN: Final = 4
"""Items between two services that are named together."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A service at items `first` to `last`, how much its name weighs, and what stands around it.

    `hidden`: it is written so as not to be read, with figures or signs for letters, in parts, or painted.
    """

    first: int
    last: int
    weight: float
    own: bool
    asked: bool
    hidden: bool = False


def mentions(reading: Reading) -> Iterator[Mention]:
    """The services that are mentioned in a text, in order, outside links and longer names."""
    items = reading.items
    done = 0
    for place in [n for n, item in enumerate(items) if item.kind == WORD and may_begin(items, n)]:
        found = service_at(items, place) if place >= done else None
        if found is None:
            continue
        last, weight = found
        if _in_link(reading, place):
            done = last + 1
        elif _grown(items, last):
            done = last + 2
        else:
            last, weight = _with_others(items, last, weight)
            yield Mention(place, last, weight, _is_own(items, place, last), _is_asked(items, place))
            done = last + 1


def _with_others(items: list[Item], last: int, weight: float) -> tuple[int, float]:
    """Through the services that are named together with a first: "tg/ig/discord", "Telegram or IG"."""
    place = last + 1
    while place < len(items) and place - last <= _BETWEEN:
        item = items[place]
        found = service_at(items, place) if item.kind == WORD else None
        if found is not None and place > last + 1:
            last, weight = found[0], max(weight, found[1])
        elif not (item.kind == GAP or item.text in "/&+" or item.text in ("and", "or")):
            break
        place = max(place, last) + 1
    return last, weight


def _is_own(items: list[Item], first: int, last: int) -> bool:
    """Whether somebody says "my", "me" or "I am" in the sentence around a service."""
    own = word_set("own")
    for place in range(max(0, first - _WINDOW), min(len(items), last + _WINDOW)):
        item = items[place]
        if item.kind != WORD:
            continue
        if item.text == "we" and place + 2 < len(items) and items[place + 2].text in ("are", "re"):
            return True
        if item.text in own and not (item.text == "us" and items[place - 1].text == "the"):
            return True
        if (
            item.text == "message"
            and place > 1
            and items[place - 2].text in ("press", "hit", "click", "send")
        ):
            return True
        after = items[place + 2].text if place + 2 < len(items) else ""
        if item.text == "same" and after in ("name", "nick", "nickname", "username", "handle", "user", "id"):
            return True
        if item.text == "i" and after in ("m", "am", "go", "use"):
            return True
    return False


def _is_asked(items: list[Item], first: int) -> bool:
    """Whether a service is named in asking to come there: "add me on …", "you can reach us via …"."""
    before = [item.text for item in items[max(0, first - 6) : first] if item.kind != GAP]
    if before and before[-1] in word_set("sought"):
        return True
    return len(before) > 1 and before[-2] in word_set("asking") and before[-1] in word_set("upon")


def _in_link(reading: Reading, place: int) -> bool:
    """Whether an item is part of a link."""
    text, start = reading.view.text, reading.items[place].start
    scheme = text.rfind("://", max(0, start - _LONGEST_LINK), start)
    return scheme >= 0 and not any(c.isspace() for c in text[scheme:start])


def _grown(items: list[Item], last: int) -> bool:
    """Whether a service's name is only the first part of another: "telegram_bot_token"."""
    if last + 2 >= len(items) or items[last + 1].kind not in MARKS or items[last + 2].kind != WORD:
        return False
    return items[last + 1].kind != "-" or items[last + 2].text not in word_set("labels")
