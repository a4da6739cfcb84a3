"""Names that stand behind a service: "telegram: ines_varga", "on Discord I am called Kestrel"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.handles.evidence import (
    closes,
    ends,
    enough,
    is_coined,
    likeness,
    made_of_it,
    of_service,
    opens,
)
from anteroom.guard.handles.mentions import Mention
from anteroom.guard.handles.services import PERSONAL, word_set
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.full_names import full_name_from, words_for_one
from anteroom.guard.texts.items import GAP, OTHER, WORD, Item
from anteroom.guard.texts.names import Name, name_after
from anteroom.guard.texts.reading import Reading
from anteroom.guard.texts.sign_words import AT, DOT, skeleton

FARTHEST: Final = 16
"""Items between a service and a name."""
_FOREIGN: Final = "\u0370"
"""The first letter of the scripts after the Latin one."""
_PLAINEST: Final = 2.0
"""Weight of service, shape and place up to which a word must end its clause to be a name."""


_FIRST_PERSON: Final = frozenset(("soy", "sou", "suis", "bin", "sono", "ben", "jestem", "heet", "ik", "saya"))
_MANY: Final = 3
"""Words with capitals that are a name without a word that says so."""
_PICTURES: Final = "\u2300"
"""From here on signs are pictures."""
_SOUGHT: Final = frozenset(
    (
        "search",
        "look",
        "find",
        "add",
        "suche",
        "such",
        "busca",
        "buscame",
        "cherche",
        "cerca",
        "zoek",
        "szukaj",
    )
)
"""Words that send the reader to look a name up."""
_OF_SIGNAL: Final = r"[a-z_][a-z0-9_]{2,31}\.\d{2,9}"


@dataclass(slots=True)
class _Way:
    """What stands between a service and a name: a label, a linking word, nothing at all."""

    at: int
    label: float = 0.0
    told: bool = False


def name_behind(reading: Reading, mention: Mention, text: str) -> Name | None:
    items = reading.items
    way = _Way(mention.last + 1, 0.75 if mention.asked else 0.0)
    while way.at < len(items) and way.at - mention.last <= FARTHEST:
        item = items[way.at]
        if not _leads_on(item, way, items, mention):
            break
        way.at += 1
    if (mention.weight > 0 or mention.own) and (together := words_for_one(items, way.at)):
        return together
    name = name_after(items, way.at) or _dotted(items, mention, way)
    if name is None:
        return None
    name = _through_host(items, name)
    weight = mention.weight + likeness(reading, name, text) + way.label + mention.own
    weight -= 0.5 * (name.shaped and name.everyday and not mention.own)
    full = (
        None if of_service(items, name) else full_name_from(reading, name, text, told=way.told or mention.own)
    )
    if full is not None and _is_called(items, full, mention, way):
        name, weight = full, max(weight, mention.weight + 1.5 + way.label + mention.own)
    if mention.own and way.told and full is not name:
        name = _with_the_rest(items, name, way.at)
    if mention.own and full is name:
        name = _with_place(reading, name, text)
    if way.label >= 1 and not name.shaped and not name.spelt:
        name = _with_surname(items, name)
        if name is not full:
            name = _with_place(reading, name, text)  # "under Varga, Ines"
    if way.at - mention.last == 2 and items[mention.last + 1].kind == GAP:
        weight += 0.5
    if way.label < 1 and weight - mention.own < _PLAINEST:
        weight -= _against_a_word(items, name, mention, way)
    weight += 1.0 * (items[mention.first].text[0] >= _FOREIGN)
    likely = name.shaped or is_coined(name.text)
    weight += 1.0 * (likely and not name.everyday and _in_brackets(items, mention, name))
    weight += 1.5 * _as_signal_names(items, mention, name)
    weight += 0.5 * opens(items, mention.first) + 0.5 * closes(items, name.last)
    weight += 1.0 * (opens(items, mention.first) and ends(items, name.last))
    return name if weight - made_of_it(items, name.last, own=mention.own) >= enough(mention) else None


def _as_signal_names(items: list[Item], mention: Mention, name: Name) -> bool:
    """Whether a name has the form that Signal gives, which hardly anything else has."""
    made = pattern(_OF_SIGNAL).fullmatch(name.text) is not None and not is_everyday(
        name.text.partition(".")[0]
    )
    return made and items[mention.last].text == "signal"


def _dotted(items: list[Item], mention: Mention, way: _Way) -> Name | None:
    """A name that begins with a dot, as some services let it: "my discord handle is .kestrelwood"."""
    begins = way.at < len(items) and items[way.at].kind == DOT and items[way.at - 1].kind == GAP
    if not (begins and mention.own and way.label):
        return None
    name = name_after(items, way.at + 1)
    return (
        Name(way.at, name.last, name.text, name.spelt)
        if name is not None and name.first == way.at + 1
        else None
    )


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


def _is_called(items: list[Item], full: Name, mention: Mention, way: _Way) -> bool:
    """Whether several words with capitals are said to be a name, or are three of the writer's own."""
    words = [item.text for item in items[full.first : full.last + 1] if item.kind == WORD]
    if way.label >= 0.75 or mention.weight >= PERSONAL:
        return True
    return mention.own and len(words) >= _MANY and not any(word in word_set("made") for word in words)


def _with_the_rest(items: list[Item], name: Name, at: int) -> Name:
    """Takes in up to two more words that end the clause behind "I am": "soy ramiro voz"."""
    before = [item.text for item in items[max(0, at - 4) : at] if item.kind == WORD]
    if name.everyday or not before or before[-1] not in _FIRST_PERSON:
        return name
    last = name.last
    for _ in range(2):
        if last + 2 < len(items) and items[last + 1].kind == GAP and items[last + 2].kind == WORD:
            last += 2
    return Name(name.first, last, name.text, name.spelt) if closes(items, last) else name


def _against_a_word(items: list[Item], name: Name, mention: Mention, way: _Way) -> float:
    """What counts against a plain word after a service: the sentence goes on, or it is a plural."""
    if way.label:
        return 0.0 if mention.own else 0.5
    made_up = is_coined(name.text)
    plural = name.text.endswith("s") and not mention.own
    known = made_up and mention.weight > 0 and (mention.own or opens(items, mention.first))
    if not closes(items, name.last) or (plural and not made_up) or (mention.first > 1 and not known):
        return 1.0
    return 0.5 * plural


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
        if item.text in word_set("labels") or skeleton(item.text) in word_set("labels"):
            way.label = max(way.label, 1.0)
        elif item.text in word_set("linking"):
            way.label, way.told = max(way.label, 0.75), True
        elif item.text[0] >= _FOREIGN:
            way.label = max(way.label, 0.5)  # names are in Latin letters, whatever the sentence is in
        elif item.text in _SOUGHT:
            way.label = max(way.label, 0.75)
        elif item.text not in word_set("called") and item.text not in word_set("own"):
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
    if item.kind == OTHER and item.text >= _PICTURES:
        way.label = max(way.label, 0.5)  # "Snap 👻 ines_v"
        return True
    if item.text in ")]" and mention.first and items[mention.first - 1].text in "([":
        way.label = max(way.label, 0.75)  # "(Telegram) ines_varga"
        return True
    if item.kind == DOT and items[way.at - 1].text in ("i", "e"):
        return True
    if item.kind == "-" and way.at + 1 < len(items) and items[way.at + 1].text in word_set("labels"):
        return True
    if item.kind in (DOT, "-"):
        return way.at + 1 < len(items) and items[way.at + 1].kind in (GAP, OTHER, "-", DOT)
    return item.kind == OTHER and item.text in ",(\"'“”‘’«[*`–—!~「『【{<（$"


def _through_host(items: list[Item], name: Name) -> Name:
    """Takes in what follows an "@" or a "#" inside a name: "lucinda.f@fernhart", "ines#0418"."""
    after = name.last + 1
    if after + 1 < len(items) and items[after].text in "@#" and items[after + 1].kind == WORD:
        beyond = name_after(items, after + 1)
        if beyond is not None:
            return Name(name.first, beyond.last, f"{name.text}{items[after].text}{beyond.text}", spelt=1)
    return name
