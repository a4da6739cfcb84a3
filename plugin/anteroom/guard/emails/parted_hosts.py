"""Addresses whose host is told in several words, or without its dot: "lena (at) north quay (dot) d e".

Who sets a sign in brackets, names it by its key or parts the letters of a name means an address. Such
evidence is weighed here, so that the host may be anything, up to an ending that is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.emails.hosts import ending, is_common, is_domain, is_nobody, is_placeholder
from anteroom.guard.emails.spelt import is_apart, name_weight
from anteroom.guard.emails.spelt_hosts import before_gaps
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.names import Name, name_before
from anteroom.guard.texts.reading import Reading, read
from anteroom.guard.texts.sign_words import AT, DOT
from anteroom.guard.texts.views import View

_ENOUGH: Final = 2.0
_SURE: Final = 3.0
_MOST_WORDS: Final = 4
"""Words of a host before its ending."""
_REACH: Final = 20
"""Items within which a host ends."""
_BRACKETED: Final = 2.0
_LONGEST_ENDING: Final = 6
_FEWEST: Final = 3
"""Letters with gaps between that are evidence by themselves."""
_NEAR: Final = 16
"""Items before a name in which a word still speaks of mail."""
_WITHIN: Final = frozenset("-_")
_APART: Final = frozenset(("com", "net", "org", "de", "fr", "pl", "ru", "uk"))
_LIKE_DOTS: Final = frozenset(",;:")
_CLOSING: Final = frozenset(".,;:!?)]}>\"'")


@dataclass(frozen=True, slots=True)
class Host:
    """A host up to the item `last`; `weight`: how surely it is meant; `plain`: it is written as any."""

    last: int
    domain: str
    weight: float
    plain: bool


def find_parted_hosts(folded: View) -> Iterator[Suspicion]:
    """Addresses in a folded view whose host has gaps, or no dot."""
    reading = read(folded)
    items = reading.items
    for place, item in enumerate(items):
        if item.kind != AT or (place and items[place - 1].kind == AT):
            continue
        host = host_in_words(items, place + 1)
        if host is None or is_placeholder(host.domain) or (host.plain and not item.spelt):
            continue
        ahead = before_gaps(items, place - 1)
        name = name_before(items, ahead) or _sign_as_name(items, ahead)
        if name is None or is_nobody(name.text, host.domain):
            continue
        weight = _meant(reading, place) + host.weight + _name_weight(reading, name) + _cue(items, name.first)
        if weight < _ENOUGH:
            continue
        start, end = reading.span(name.first, host.last)
        yield Suspicion(Kind.EMAIL, start, end, "email.parted", 0.9 if weight >= _SURE else 0.7)


def _sign_as_name(items: list[Item], place: int) -> Name | None:
    """A word for another sign that is the whole name: the "guion" of "guion arroba kelm.es"."""
    if place < 0 or not items[place].spelt or items[place].kind not in MARKS:
        return None
    alone = place == 0 or (items[place - 1].kind == GAP and (place == 1 or items[place - 2].kind != WORD))
    return Name(place, place, items[place].text) if alone else None


def _meant(reading: Reading, place: int) -> float:
    """How surely a sign is one: bracketed, a word for nothing else, or written as an entity."""
    item = reading.items[place]
    if item.spelt:
        return item.weight
    start, end = reading.span(place, place)
    before, after = reading.items[place - 1 : place], reading.items[place + 1 : place + 2]
    around = sum(beside[0].kind == GAP for beside in (before, after) if beside)
    return 2.5 if end - start > 1 else (2.0, 1.5, 1.0)[around]


def host_in_words(items: list[Item], place: int) -> Host | None:
    """The host that begins after a gap or at `place`, in up to four words; None where none ends soon."""
    words: list[str] = []
    at = place
    dotted = False
    while at < len(items) and at - place < _REACH:
        item = items[at]
        if item.kind == GAP:
            if "\n" in item.text:
                return None
        elif item.text == "," and words and (found := _behind_comma(items, at, words)):
            return found
        elif item.kind == DOT:
            dotted |= item.spelt
            if words and (found := ended_host(items, at, words) or _last_in_brackets(items, at, words)):
                return found
            if not item.spelt and not (at and items[at - 1].kind == GAP):
                return None  # the end of a sentence
        elif item.kind == WORD and (item.text in _ends_on() or (not words and item.text in _fillers())):
            dotted |= item.text in _ends_on()
        elif item.kind == WORD and dotted and words and item.text in _fillers():
            pass
        elif item.text == "," and (not words or at + 1 < len(items)) and items[at + 1 : at + 2]:
            if items[at + 1].kind != GAP:
                return None
        elif item.kind == WORD:
            if words and len(words) <= _MOST_WORDS and (found := _undotted(items, at, words, dotted=dotted)):
                return found
            if len(words) == _MOST_WORDS:
                return None
            words.append(item.text)
        elif item.kind == OTHER and item.text in _LIKE_DOTS and words and _is_within(items, at):
            if found := ended_host(items, at, words):
                return found
            return None
        elif item.kind not in _WITHIN and not (item.kind == OTHER and item.text in "!|$*"):
            return None
        at += 1
    return None


@cache
def _ends_on() -> frozenset[str]:
    """Words that say that an ending follows."""
    return frozenset(plain(word) for word in data("signs")["ending roles"] if " " not in word) - {
        "end",
        "fin",
        "ende",
    }


@cache
def _fillers() -> frozenset[str]:
    return frozenset((*data("hosts")["between"], *data("signs")["behind"], "it", "in", "is", "on"))


def _behind_comma(items: list[Item], place: int, words: list[str]) -> Host | None:
    """The host whose ending is set apart by a comma and a gap: "drumline mail, com"."""
    if place + 2 >= len(items) or items[place + 1].kind != GAP:
        return None
    last, text = _ending_at(items, place + 2)
    return _weighed(words, last, text, 0.5) if text in _APART and _closes(items, last) else None


def _is_within(items: list[Item], place: int) -> bool:
    """Whether an item stands between two words without a gap."""
    return 0 < place < len(items) - 1 and items[place - 1].kind == items[place + 1].kind == WORD


def ended_host(items: list[Item], dot: int, words: list[str]) -> Host | None:
    """The host of those words whose last dot stands at `dot`, or the last but one: "punto com punto ar"."""
    at = dot + 1
    while at < len(items) and items[at].kind in (GAP, DOT) and at - dot < 4 and not items[at].spelt:
        at += 1
    last, text = _ending_at(items, at)
    known = ending(text) if text else None
    if known is None:
        return None
    beyond = last + 1
    while beyond < len(items) and items[beyond].kind == GAP:
        beyond += 1
    if beyond < len(items) and (
        items[beyond].kind == DOT or (items[beyond].text in _LIKE_DOTS and _is_within(items, beyond))
    ):
        after = beyond + 1
        while after < len(items) and items[after].kind == GAP:
            after += 1
        further, more = _ending_at(items, after)
        if more and is_domain(f"a.{known}.{more}") and (items[beyond].spelt or len(more) == 2):
            last, known = further, f"{known}.{more}"
    elif beyond > last + 1 and items[beyond : beyond + 1] and items[beyond].kind == WORD:
        further, more = _ending_at(items, beyond)
        if len(more) == 2 and f"{known}{more}" in _SECOND_LEVEL and _closes(items, further):
            last, known = further, f"{known}.{more}"
    item = items[dot]
    spaced = (dot > 0 and items[dot - 1].kind == GAP) or item.kind != DOT
    weight = 0.5 + max(item.weight, 1.0) if item.spelt else 1.0 if spaced else 0.5
    weight += 0.5 * (is_common(known) and not is_everyday(known)) + 0.5 * (last > at)
    plain = not (item.spelt or spaced or last > at or at > dot + 1) and len(words) == 1
    return _weighed(words, last, known, weight, plain=plain)


def _last_in_brackets(items: list[Item], place: int, words: list[str]) -> Host | None:
    """The host whose ending stands in brackets, and would be a word for a dot elsewhere: "olmo [pt]"."""
    item = items[place]
    if not item.spelt or item.weight < _BRACKETED or not is_common(item.text) or not _closes(items, place):
        return None
    return _weighed(words, place, item.text, 1.0)


def _undotted(items: list[Item], place: int, words: list[str], *, dotted: bool) -> Host | None:
    """The host that ends at `place` without a dot before, where the clause ends; `dotted`: one was told."""
    if items[place - 1].kind != GAP:
        return None
    last, text = _ending_at(items, place)
    if not text or not is_common(text) or not _closes(items, last):
        return None
    if len(words) > 1 and f"{words[-1]}{text}" in _SECOND_LEVEL:
        words, text = words[:-1], f"{words[-1]}.{text}"
    if all(map(is_everyday, words)):
        return None  # a sentence that ends on "it" or "in"
    doubtful = is_everyday(text) and last == place
    weight = -0.75 if doubtful else 0.5 * (text in data("hosts")["common_tlds"])
    return _weighed(words, last, text, weight + 2.0 * dotted)


_SECOND_LEVEL: Final = frozenset(
    ("couk", "comau", "combr", "commx", "comar", "comtr", "cojp", "coin", "conz", "coza", "cokr", "webtr")
)


def _weighed(words: list[str], last: int, suffix: str, weight: float, *, plain: bool = False) -> Host | None:
    domain = f"{''.join(words)}.{suffix}"
    if not is_domain(domain) or domain in data("hosts")["products"]:
        return None
    if all(is_everyday(word) for word in words):
        weight -= 0.75
    return Host(last, domain, weight - 0.25 * (len(words) - 1), plain)


def _ending_at(items: list[Item], place: int) -> tuple[int, str]:
    """The last item of an ending that stands at `place`, whole or letter by letter, and what it spells."""
    if place >= len(items) or items[place].kind not in (WORD, AT, DOT):
        return place, ""
    text, last = items[place].text, place
    if len(text) == 1 and text.isalpha():
        while last + 2 < len(items) and len(text) < _LONGEST_ENDING:
            gap, letter = items[last + 1], items[last + 2]
            if (
                gap.kind not in (GAP, DOT, "-")
                or gap.spelt
                or len(letter.text) != 1
                or not letter.text.isalpha()
            ):
                break
            text, last = text + letter.text, last + 2
    return (last, text) if len(text) > 1 else (place, "")


def _closes(items: list[Item], last: int) -> bool:
    """Whether a clause ends after the item `last`."""
    after = last + 1
    if after < len(items) and items[after].kind == GAP:
        if "\n" in items[after].text:
            return True
        after += 1
        return after >= len(items) or (items[after].kind == OTHER and items[after].text in "([")
    return after >= len(items) or items[after].text in _CLOSING


def _name_weight(reading: Reading, name: Name) -> float:
    letters = len(reading.items[name.last].text)
    return 3.0 if letters >= _FEWEST and is_apart(reading, name.last) else name_weight(reading, name)


def _cue(items: list[Item], first: int) -> float:
    """1 where mail is spoken of shortly before a name."""
    cues = data("hosts")["mail_cues"]
    return float(
        any(item.kind == WORD and item.text in cues for item in items[max(0, first - _NEAR) : first])
    )
