"""Names on other services, told from talk of a service by evidence: shape, place, whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.handles.evidence import closes, ends, finding, likeness, made_of_it, of_service, opens
from anteroom.guard.handles.forms import find_formed
from anteroom.guard.handles.mentions import Mention, mentions
from anteroom.guard.handles.services import PERSONAL, word_set
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.full_names import full_name_from, full_name_to, words_for_one
from anteroom.guard.texts.names import Name, name_after, name_before
from anteroom.guard.texts.reading import GAP, MARKS, OTHER, WORD, Item, Reading, read
from anteroom.guard.texts.sign_words import AT, DOT
from anteroom.guard.texts.views import View

_ENOUGH: Final = 3.0
_FARTHEST: Final = 16
"""Items between a service and a name."""
_FOREIGN: Final = "\u0370"
"""The first letter of the scripts after the Latin one."""
_OPENING: Final = 6
"""Items of the longest words that introduce a name at the beginning of a text."""
_LONG: Final = 10
"""Letters from which on an unknown word in one piece is hardly a thing."""
_PLAINEST: Final = 2.0
"""Weight of service, shape and place up to which a word must end its clause to be a name."""
_SHAPED: Final = 2.0
_SURELY: Final = 0.5
"""What is asked in addition where the service's name is an ordinary word and nobody says "my"."""


@dataclass(slots=True)
class _Way:
    """What stands between a service and a name: a label, a linking word, nothing at all."""

    at: int
    label: float = 0.0
    told: bool = False


def find_handles(folded: View, text: str = "") -> Iterator[Suspicion]:
    """Handles in a folded view of `text`, whose capitals tell more than the view does."""
    yield from find_formed(folded)
    reading = read(folded)
    for mention in mentions(reading):
        if not _is_unknown(reading, mention, text):
            yield from _around(reading, mention, text)


def _is_unknown(reading: Reading, mention: Mention, text: str) -> bool:
    """Whether an "x" is a letter rather than the service, which has a capital or is spoken of as a place."""
    items = reading.items
    if items[mention.first].text != "x" or mention.first != mention.last:
        return False
    start, _ = reading.span(mention.first, mention.first)
    before = items[mention.first - 2].text if mention.first > 1 else ""
    return text[start : start + 1] == "x" and before not in ("on", "my", "via")


def _around(reading: Reading, mention: Mention, text: str) -> Iterator[Suspicion]:
    for judge, rule in (
        (_after, "handle.after-service"),
        (_before, "handle.beside-service"),
        (_near, "handle.near-service"),
    ):
        if name := judge(reading, mention, text):
            start, end = reading.span(_from_at(reading.items, name.first), name.last)
            yield Suspicion(Kind.HANDLE, start, end, rule, 0.7)
            if other := _another(reading.items, name.last):
                start, end = reading.span(other.first, other.last)
                yield Suspicion(Kind.HANDLE, start, end, "handle.another", 0.65)
            if judge is _after:
                return


def _after(reading: Reading, mention: Mention, text: str) -> Name | None:
    items = reading.items
    way = _Way(mention.last + 1, 0.75 if mention.asked else 0.0)
    while way.at < len(items) and way.at - mention.last <= _FARTHEST:
        item = items[way.at]
        if not _leads_on(item, way, items, mention):
            break
        way.at += 1
    if together := words_for_one(items, way.at):
        return together
    name = name_after(items, way.at)
    if name is None:
        return None
    name = _through_host(items, name)
    weight = mention.weight + likeness(reading, name, text) + way.label + mention.own
    weight -= 0.5 * (name.shaped and name.everyday and not mention.own)
    full = full_name_from(reading, name, text, told=way.told)
    if full is not None and (way.label >= 0.75 or mention.weight >= PERSONAL):
        name, weight = full, max(weight, mention.weight + 1.5 + way.label + mention.own)
    if mention.own and full is name:
        name = _with_place(reading, name, text)
    if way.label >= 1 and not name.shaped and not name.spelt:
        name = _with_surname(items, name)
    if way.at - mention.last == 2 and items[mention.last + 1].kind == GAP:
        weight += 0.5
    if way.label < 1 and weight - mention.own < _PLAINEST:
        weight -= _against_a_word(items, name, mention, way)
    weight += 1.0 * (items[mention.first].text[0] >= _FOREIGN)
    weight += 1.0 * (name.shaped and not name.everyday and _in_brackets(items, mention, name))
    weight += 0.5 * opens(items, mention.first) + 0.5 * closes(items, name.last)
    weight += 1.0 * (opens(items, mention.first) and ends(items, name.last))
    return name if weight - made_of_it(items, name.last, own=mention.own) >= _enough(mention) else None


def _in_brackets(items: list[Item], mention: Mention, name: Name) -> bool:
    """Whether a name stands alone in brackets after a service: "there is also Zoom (tavi.orrin)"."""
    between = [item.text for item in items[mention.last + 1 : name.first] if item.kind != GAP]
    after = items[name.last + 1].text if name.last + 1 < len(items) else ""
    return between == ["("] and after == ")" and not is_domain(name.text)


def _with_place(reading: Reading, name: Name, text: str) -> Name:
    """Takes in the place that tells somebody from others of the name: "Ines Varga, Leeds"."""
    items, beyond = reading.items, name.last + 3
    if beyond < len(items) and items[name.last + 1].text == "," and items[beyond].kind == WORD:
        start, _ = reading.span(beyond, beyond)
        if text[start : start + 1].isupper():
            return Name(name.first, beyond, name.text)
    return name


def _with_surname(items: list[Item], name: Name) -> Name:
    """Takes in one more word that says no sentence: "skype: tavi orrin"."""
    beyond = name.last + 2
    if beyond < len(items) and items[name.last + 1].kind == GAP and items[beyond].kind == WORD:
        word = items[beyond].text
        if not is_everyday(word) and word[0] < _FOREIGN:
            return Name(name.first, beyond, f"{name.text} {word}", spelt=name.spelt)
    return name


def _against_a_word(items: list[Item], name: Name, mention: Mention, way: _Way) -> float:
    """What counts against a plain word after a service: the sentence goes on, or it is a plural."""
    if way.label:
        return 0.0 if mention.own else 0.5
    plural = name.text.endswith("s") and not mention.own
    return 1.0 if not closes(items, name.last) or plural or mention.first > 1 else 0.0


def _beside(item: Item) -> bool:
    return item.text in word_set("beside") or item.text[0] >= _FOREIGN


def _in_name(items: list[Item], place: int) -> bool:
    """Whether a word hangs by a mark on the one before: the "w" of "tawnel_w"."""
    return place > 1 and items[place - 1].kind in ("_", DOT, "-") and items[place - 2].kind == WORD


def _enough(mention: Mention) -> float:
    return _ENOUGH if mention.weight or mention.own else _ENOUGH + _SURELY


def _before(reading: Reading, mention: Mention, text: str) -> Name | None:
    items = reading.items
    at = mention.first - 1
    beside = 0.0
    while at >= 0 and mention.first - at <= 8:
        item = items[at]
        if item.kind == WORD and (not _beside(item) or _in_name(items, at)):
            break
        if item.kind == OTHER and item.text not in ",(–—-:=→>\"'[👈⬅←<⤴":
            break
        if item.kind == DOT and not item.spelt:
            break
        if item.kind not in (WORD, GAP, OTHER, AT) and not item.spelt:
            break
        beside = 0.5
        at -= 1
    name = name_before(items, at, stretch=False)
    if name is None or at == mention.first - 1:
        return None
    weight = mention.weight + likeness(reading, name, text) + beside + mention.own
    weight += 0.5 * (name.first > 0 and items[name.first - 1].kind == AT)
    weight -= 0.5 * (name.shaped and name.everyday and not mention.own)
    full = None if of_service(items, name) else full_name_to(reading, name, text)
    if full is not None and finding(items, full.first):
        return full
    alone = opens(items, name.first) and ends(items, mention.last)
    if alone:
        start, _ = reading.span(name.first, name.first)
        weight += 1.0 + 0.5 * text[start : start + 1].islower()
    introduced = _introduced(items, name, mention)
    weight += introduced
    looked_up = finding(items, name.first)
    if looked_up and ends(items, mention.last):
        weight += 0.5
    weight += looked_up + 0.5 * (name.first > 0 and items[name.first - 1].text in "'\"“‘")
    if name.text.endswith("s") and not (name.shaped or name.spelt or mention.own or alone or introduced):
        weight -= 1.0
    return name if weight - made_of_it(items, mention.last, own=mention.own) >= _enough(mention) else None


def _introduced(items: list[Item], name: Name, mention: Mention) -> float:
    """Weight of a text that says no more than whose name it is: "it's kelmworks on telegram"."""
    if name.first > _OPENING or not ends(items, mention.last):
        return 0.0
    before = [item.text for item in items[: name.first] if item.kind == WORD or item.text == "'"]
    if before in (
        ["it", "'", "s"],
        ["its"],
        ["it", "is"],
        ["that", "'", "s"],
        ["i", "'", "m"],
        ["im"],
        ["i", "am"],
    ):
        return 1.5
    return 1.0 if before in (["add"], ["find"], ["search"]) and len(name.text) >= _LONG else 0.0


def _from_at(items: list[Item], first: int) -> int:
    """From the "@" before a name on, which is part of it."""
    for before in (first - 1, first - 2):
        if before >= 0 and items[before].kind == AT and items[before + 1].kind in (AT, GAP, WORD, *MARKS):
            return before
    return first


def _another(items: list[Item], last: int) -> Name | None:
    """A second name after a first: "the new one is ines.v", "or ines_v"."""
    told = False
    for place in range(last + 1, min(last + _FARTHEST, len(items))):
        item = items[place]
        if item.kind == WORD and item.text in (
            "new",
            "now",
            "one",
            "other",
            "second",
            "backup",
            "or",
            "else",
        ):
            told = True
        elif told and item.kind == WORD:
            name = name_after(items, place)
            if name is not None and name.shaped and not name.everyday:
                return name
    return None


def _near(reading: Reading, mention: Mention, text: str) -> Name | None:
    """A name further on in the sentence, set apart from it: "Telegram works best for me, ines_varga"."""
    items = reading.items
    if not mention.own or not text:
        return None
    apart = False
    for place in range(mention.last + 1, min(mention.last + 2 * _FARTHEST, len(items))):
        item = items[place]
        if item.kind == WORD and item.text in word_set("made"):
            return None
        if item.kind == WORD and apart:
            name = name_after(items, place)
            if name and name.shaped and not name.everyday and closes(items, name.last):
                return name if likeness(reading, name, text) >= _SHAPED else None
        if item.kind == WORD:
            apart = apart and item.text in word_set("called")
        elif item.kind in (OTHER, AT):
            apart = item.text in ",(:–—→=\"'@"
        elif item.kind == DOT and place + 1 < len(items) and items[place + 1].kind == GAP:
            return None
    return None


def _leads_on(item: Item, way: _Way, items: list[Item], mention: Mention) -> bool:
    """Whether a name may still follow after `item`; adds what it says to `way`."""
    if item.kind == GAP:
        return True
    if item.kind == AT and item.spelt:
        way.label = max(way.label, 0.75)
        return True
    if item.kind == AT:
        return True
    if item.kind == WORD:
        if item.text == "my" and items[way.at - 2].text in ("on", "in", "with", "to", "for"):
            return False  # "set up FB on my NordVPN"
        if item.text in ("that", "thats"):
            return any(later.kind == AT and later.spelt for later in items[way.at + 1 : way.at + 5])
        if item.text == "e" and way.at + 1 < len(items) and items[way.at + 1].kind == "-":
            return False  # "our e-commerce"
        if item.text in ("i", "e") and way.at + 1 < len(items) and items[way.at + 1].kind == DOT:
            return True  # "i.e."
        if item.text in word_set("labels"):
            way.label = max(way.label, 1.0)
        elif item.text in word_set("linking"):
            way.label, way.told = max(way.label, 0.75), True
        elif item.text[0] >= _FOREIGN:
            way.label = max(way.label, 0.5)  # names are in Latin letters, whatever the sentence is in
        elif item.text not in word_set("called"):
            return False
        following = items[way.at + 1] if way.at + 1 < len(items) else None
        return following is None or following.kind not in ("_", DOT) or following.spelt
    if item.kind == OTHER and item.text in ":=→>👉➡➜⇒☛":
        way.label, way.told = max(way.label, 1.0), True
        return True
    if mention.asked and item.kind == OTHER and item.text in ",(–—":
        way.label = max(way.label, 1.0)
        return True
    if mention.own and item.text in "-–—" and way.at == mention.last + 2:
        way.label = max(way.label, 0.75)
    if item.kind == OTHER and item.text in "?/|":
        way.label = max(way.label, 0.5)
        return True
    if item.kind == DOT and items[way.at - 1].text in ("i", "e"):
        return True
    if item.kind == "-" and way.at + 1 < len(items) and items[way.at + 1].text in word_set("labels"):
        return True
    if item.kind in (DOT, "-"):
        return way.at + 1 < len(items) and items[way.at + 1].kind in (GAP, OTHER, "-")
    return item.kind == OTHER and item.text in ",(\"'“”‘’«[*`–—!~「『【{<（$"


def _through_host(items: list[Item], name: Name) -> Name:
    """Takes in what follows an "@" or a "#" inside a name: "lucinda.f@fernhart", "ines#0418"."""
    after = name.last + 1
    if after + 1 < len(items) and items[after].text in "@#" and items[after + 1].kind == WORD:
        beyond = name_after(items, after + 1)
        if beyond is not None:
            return Name(name.first, beyond.last, f"{name.text}{items[after].text}{beyond.text}", spelt=1)
    return name
