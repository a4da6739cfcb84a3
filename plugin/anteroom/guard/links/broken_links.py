"""Links to where people are met whose host is in pieces: "cal endly . com / ines", "t,me/ines".

Nobody parts what only a browser reads: a known host with a gap, another sign for its dot, or look-alike
letters that goes on to a name is evidence by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, remembered
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, MARKS, WORD, Item
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.reading import Reading, read
from anteroom.guard.texts.sign_words import AT, DOT, LIKE_DOTS, skeleton
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Mark, Word

_MOST_PIECES: Final = 4
_LONGEST: Final = 18
_DISTINCT: Final = 5
"""Letters from which on the name of a host is nothing else, however it is written."""
_SLASHES: Final = frozenset("/\\|>→:›»•·")
_AND: Final = frozenset(("then", "and", "luego", "puis", "dann", "und", "poi", "depois", "potem", "потом"))
_PROFILES: Final = frozenset(("in", "u", "user", "company", "profile"))
"""Parts of a path that stand before somebody's name."""
_REACH: Final = 10
"""Items between a host and the name behind it."""


def find_broken_links(folded: View) -> Iterator[Suspicion]:
    """Links in a folded view whose known host is parted."""
    reading = read(folded)
    items = reading.items
    done = 0
    for place, item in enumerate(items):
        if place < done:
            continue
        if item.kind == WORD and (last := _after_known_host(reading, place)):
            done = last + 1
            start, end = reading.span(place, last)
            yield Suspicion(Kind.LINK, start, end, "link.parted-host", 0.65)


def _after_known_host(reading: Reading, place: int) -> int:
    """The last item of a parted link to one of the hosts that lead to people; 0 where there is none."""
    items = reading.items
    if not _begins(items[place].text) or (place and items[place - 1].kind in (DOT, AT, "-")):
        return 0
    label, last = "", place
    for _ in range(_MOST_PIECES):
        label += items[last].text
        if len(label) > _LONGEST:
            return 0
        if (endings := _known().get(skeleton(label))) and (
            found := _path(reading, place, last, label, endings)
        ):
            return found
        last += 1
        if last < len(items) and items[last].kind != WORD:
            if items[last].kind not in (GAP, "-", "_") and items[last].text not in ".*'~|":
                return 0
            last += 1
        if last >= len(items) or items[last].kind != WORD:
            return 0
    return 0


def _path(reading: Reading, first: int, last: int, label: str, endings: frozenset[str]) -> int:
    """The last item of what stands behind a host and its ending, if any of it is parted or told."""
    items = reading.items
    parted = last > first or label not in _names()
    beyond, marks = _past_dot(items, last + 1)
    ended = 0
    if beyond:
        text, at = "", beyond
        while at < len(items) and items[at].kind in (WORD, AT, DOT) and len(text) < _DISTINCT:
            text += items[at].text
            if skeleton(text) in endings:
                ended = at
                break
            at += 1
            if at < len(items) and items[at].kind == GAP and len(text) == 1:
                at += 1
    if not ended and (len(label) < _DISTINCT or not (parted or last + 2 < len(items))):
        return 0
    told = bool(ended) and (marks or parted or reading.is_apart(first, ended))
    through = ended or last
    slash, name = _past_slash(items, through + 1)
    if not name or items[name].kind not in (WORD, AT):
        return 0
    if items[name].kind == AT:
        name += 1
    if name >= len(items) or items[name].kind != WORD:
        return 0
    spelt_slash = slash and items[slash].kind == WORD
    gaps = name - through > 2
    text = items[name].text
    last = _through_path(items, name)
    if text in _PROFILES:
        behind = (item.text for item in items[name + 1 : last + 1] if item.kind == WORD)
        text = next((word for word in behind if word not in _slash_words()), text)
    if ended:
        apart = gaps and slash and items[slash].text in "/\\"
        meant = (told and (slash or len(label) >= _DISTINCT)) or spelt_slash or apart
        return last if meant and (slash or not is_everyday(text)) and len(text) > 1 else 0
    known = is_everyday(text) or text in data("services")["personal"] or len(text) < _DISTINCT
    return last if (spelt_slash or (parted and slash)) and not known else 0


def _through_path(items: list[Item], name: int) -> int:
    """The last item of what goes on behind the first part of a path: "in slash ines dash varga"."""
    last = name
    while last + 2 < len(items) and last - name < 2 * _REACH:
        at, joined = last + 1, items[last].text in _PROFILES
        while (
            at < len(items)
            and at - last < _REACH
            and (
                items[at].kind in (GAP, DOT, *MARKS)
                or items[at].text in _SLASHES
                or items[at].text in _slash_words()
            )
        ):
            if "\n" in items[at].text or (items[at].text == "." and items[at - 1].kind != WORD):
                return last
            joined |= items[at].kind != GAP and (items[at].spelt or items[at].kind not in (GAP, DOT))
            joined |= items[at].kind == DOT and at == last + 1
            at += 1
        sentence = items[at - 1].kind == GAP and items[at - 2].text == "." if at - 2 > last else False
        if not joined or sentence or at >= len(items) or items[at].kind != WORD:
            return last
        last = at
    return last


def _past_dot(items: list[Item], place: int) -> tuple[int, bool]:
    """The place after what stands for a dot, or 0, and whether it is told or another sign than a dot."""
    at, marked, gaps = place, False, False
    dots = 0
    while at < len(items) and items[at].kind != WORD:
        item = items[at]
        if item.kind == DOT:
            dots, marked = dots + 1, marked or item.spelt or item.text != "."
        elif item.kind == GAP and "\n" not in item.text:
            gaps = True
        elif item.text in LIKE_DOTS:
            dots, marked = dots + 1, True
        else:
            return 0, False
        at += 1
    if at - place > _REACH or at == place:
        return 0, False
    return at, marked or gaps


def _past_slash(items: list[Item], place: int) -> tuple[int, int]:
    """The places of a slash, as a sign or a word, and of what follows; 0 for none."""
    at, slash = place, 0
    while at < len(items) and at - place < _REACH:
        item = items[at]
        if item.kind == WORD and item.text not in _slash_words() and item.text not in _AND:
            return slash, at if at > place else 0
        if item.kind == GAP and "\n" in item.text:
            return 0, 0
        if item.text in _SLASHES or (item.kind == WORD and item.text not in _AND):
            slash = at
        elif item.text == "," or item.kind == WORD:
            pass
        elif item.kind not in (GAP, AT, DOT, "-") and item.text not in "()[]{}=<":
            return 0, 0
        elif item.kind == AT:
            return slash, at
        at += 1
    return 0, 0


@cache
def _known() -> dict[str, frozenset[str]]:
    """The endings of the hosts that lead to people, by the skeleton of what stands before."""
    found: dict[str, set[str]] = {}
    for name in (*data("hosts")["contact"], *data("hosts")["below"]):
        labels = name.partition("/")[0].split(".")
        if len(labels) >= 2 and len(labels[-2]) + len(labels[-1]) > 2:
            found.setdefault(skeleton(labels[-2]), set()).add(skeleton(labels[-1]))
    for alias, label in data("signs")["host aliases"].items():
        found.setdefault(skeleton(alias), set()).update(found.get(skeleton(label), ()))
    return {label: frozenset(endings) for label, endings in found.items()}


@cache
def _endings() -> frozenset[str]:
    """The endings of those hosts as they are written."""
    named = (*data("hosts")["contact"], *data("hosts")["below"])
    return frozenset(name.partition("/")[0].rpartition(".")[2] for name in named)


@cache
def _names() -> frozenset[str]:
    return frozenset(
        label for name in (*data("hosts")["contact"], *data("hosts")["below"]) for label in name.split(".")
    )


@remembered
def _begins(word: str) -> bool:
    """Whether the name of such a host may begin with `word`."""
    return skeleton(word) in _begun()


@cache
def _begun() -> frozenset[str]:
    return frozenset(label[:length] for label in _known() for length in range(len(label) + 1))


@cache
def _slash_words() -> frozenset[str]:
    return frozenset(plain(word) for word in data("hosts")["slash"]) | {"forward", "slach", "slache", "sl4sh"}


def broken_link_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such links."""
    ends = any_of(sorted(_endings()))
    slash = r"\s?(?:[/\\|]|\()"
    mark = r"(?: [,;:*_|~·•'-] ?|[,;:*_|~·•'])"
    yield (Mark(rf"{mark}(?:{ends}){slash}"),)
    yield (Word(rf"\b(?:{_halves()})\W{{0,3}}(?:{ends})\b"),)


_TOLD_HOSTS: Final = (
    *(
        "calendly",
        "linktr",
        "linktree",
        "instagram",
        "facebook",
        "linkedin",
        "telegram",
        "whatsapp",
        "discord",
    ),
    *("tinyurl", "messenger", "snapchat", "bookafy", "beacons", "signal", "skype", "zoom", "doodle", "carrd"),
)


@cache
def _halves() -> str:
    """The names of the hosts most met, whole and what is left of them behind a gap."""
    pieces = {name[cut:] for name in _TOLD_HOSTS for cut in range(len(name) - 2) if cut == 0 or cut > 1}
    return any_of(sorted(pieces))
