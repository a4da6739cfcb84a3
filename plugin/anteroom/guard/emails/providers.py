"""A name beside its provider's, with no sign between: "ines.varga, the google one", "gmail: ines.varga"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import data, remembered
from anteroom.guard.emails.hosts import ending, is_common, is_domain, provider, sounds
from anteroom.guard.handles.evidence import DERIVED, closes
from anteroom.guard.handles.services import word_set
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.names import Name, name_after, name_before
from anteroom.guard.texts.reading import read
from anteroom.guard.texts.sign_words import AT, DOT
from anteroom.guard.texts.views import View

_FARTHEST: Final = 13
"""Items between a name and its provider's."""
_FRAME: Final = 14
"""Items before a name that may say that it is one."""
_COINED: Final = 6
"""Letters from which on a word that nobody knows is a name somebody made up."""
_SHORTEST: Final = 3
_BEFORE_KIND: Final = (" ", "-", "'", "’")
_ALONE: Final = 7
"""Items of a text that holds little more than a name and its provider."""
_OWN: Final = frozenset(("my", "mi", "meu", "mon", "mein", "mio", "mijn", "moj", "мой", "benim"))
_TELLING: Final = frozenset(
    (
        "it",
        "that",
        "in",
        "of",
        "is",
        "id",
        "name",
        "user",
        "handle",
        "username",
        "login",
        "es",
        "ist",
        "est",
        "address",
        "то",
    )
)


def find_beside_providers(folded: View) -> Iterator[Suspicion]:
    """Names whose provider is named before or after them."""
    reading = read(folded)
    items = reading.items
    for place in [n for n, item in enumerate(items) if item.kind == WORD and _may_mean(item.text)]:
        item, last = items[place], place
        if item.text in data("hosts")["owners"]:
            last = kind_after(items, place)
            if last == place:
                continue
        elif provider(item.text) is None:
            if place + 2 >= len(items) or f"{item.text}{items[place + 2].text}" not in sounds():
                continue
            last = place + 2
        through, ended = _through_ending(items, last)
        if not ended and last == place and _next_word(items, last) in data("hosts")["mail_work"]:
            continue
        if last == place and place == 0:
            last = kind_after(items, place)
            through = max(through, last)
        if name := _before(items, place, through, ended=ended):
            start, end = reading.span(name.first, through)
        elif name := _after(items, place, through) or _after(items, place, kind_after(items, through)):
            start, end = reading.span(place, name.last)
        else:
            continue
        yield Suspicion(Kind.EMAIL, start, end, "email.host-beside", 0.65)


@remembered
def _may_mean(word: str) -> bool:
    """Whether a provider's name may begin with `word`, which most words do not."""
    begins = word in data("hosts")["owners"] or provider(word) is not None
    return begins or any(sound.startswith(word) for sound in sounds())


def _before(items: list[Item], place: int, last: int, *, ended: bool) -> Name | None:
    """A name before the provider's, with signs or small words between them at most."""
    at = place - 1
    while at >= 0 and place - at <= _FARTHEST and _leads_on(items[at]):
        at = _before_aside(items, at) if ended and items[at].text in ")]}" else at - 1
    framed = items[place].end - items[place].start > len(items[place].text)  # "ines.varga(gmail)"
    if (at == place - 1 and not framed) or at < 0:
        return None
    name = name_before(items, at, stretch=False)
    if name is None or name.text.partition(".")[0] in data("hosts")["servers"] or provider(name.text):
        return None
    if name.shaped or (name.spelt and not name.everyday):
        return name
    if ended and items[at - 1].kind == GAP and at >= 2:
        beyond = name_before(items, at - 2, stretch=False)  # "inesv77 ant gmail dot com"
        if beyond is not None and beyond.shaped:
            return beyond
    whole = name_before(items, at)
    if whole is not None and whole.first == 0 and not whole.everyday and not is_everyday(items[0].text):
        name = whole  # "ines varga gmail"
    alone = name.first <= 1 and len(items) - last <= 2 and len(items) <= _ALONE
    plain = len(name.text) >= _SHORTEST and not name.everyday and not name.text.isdigit()
    return name if plain and (ended or alone or _told(items, name, last)) else None


def _told(items: list[Item], name: Name, last: int) -> bool:
    """Whether all that stands before a coined name says whose it is, and nothing goes on after its provider.

    "so the first bit's kestrelwood and the rest is the usual gmail".
    """
    framing = data("hosts")["framing"]
    coined = len(name.text) >= _COINED and name.text.isascii() and not name.text.endswith(DERIVED)
    if not coined or not closes(items, _past_talk(items, last)):
        return False
    before = items[max(0, name.first - _FRAME) : name.first]
    sentence = max((at for at, item in enumerate(before) if item.text in ".!?\n"), default=-1)
    return all(item.kind != WORD or item.text in framing for item in before[sentence + 1 :])


def _past_talk(items: list[Item], last: int) -> int:
    """Past "thing", "obviously", "of course" after a provider's name."""
    last = kind_after(items, last)
    hosts = data("hosts")
    while last + 2 < len(items) and items[last + 1].kind == GAP and items[last + 2].kind == WORD:
        if not any(items[last + 2].text in hosts[kind] for kind in ("beside_words", "asides", "common_tlds")):
            break
        last += 2
    return last


def _before_aside(items: list[Item], closing: int) -> int:
    """The place before the bracket that is closed at `closing`."""
    opening = {")": "(", "]": "[", "}": "{"}[items[closing].text]
    for place in range(closing - 1, max(-1, closing - _FARTHEST), -1):
        if items[place].text == opening:
            return place - 1
    return closing - 1


def _after(items: list[Item], place: int, last: int) -> Name | None:
    """A name after the provider's and a colon, an equals sign, an arrow, or "is"."""
    # What other languages say tells that a name follows, and not that a plain word is one.
    at, told, hinted, talk = last + 1, 0, 0, False
    while at < len(items) and at - last <= _FARTHEST:
        item = items[at]
        said = item.text if item.kind == WORD else ""
        if (item.kind == OTHER and item.text in ":=→>–(➜➔➡⇒⟶►▶👉") or item.kind == "-" or said in _in_front():
            told += 2
        elif said in _TELLING:
            told += 1
        elif said and _hints(said):
            hinted += 1
        elif item.text == ",":
            told += place == 0 or last > place  # "yahoo mail, ines_varga"
        elif not _passed(items, at):
            break
        talk |= said in word_set("called") and said not in _TELLING
        at += 1
    name = name_after(items, at)
    if name is None or at == last + 1:
        return None
    own = place >= 2 and items[place - 2].text in _OWN
    if _of_machines(name):
        return None
    if name.shaped:
        ordinary = all(is_everyday(part.strip(",")) for part in name.text.split("."))
        return name if told or own or (hinted and not ordinary) else None
    closed = name.last + 1 >= len(items) or items[name.last + 1].text in ",.;\n)!"
    plain = not (talk or name.everyday) and len(name.text) > _SHORTEST and not name.text.endswith("s")
    made_up = plain and len(name.text) > _COINED and not name.text.endswith(DERIVED)
    return name if plain and ((own and (told or made_up)) or (closed and told + made_up > 1)) else None


@cache
def _in_front() -> frozenset[str]:
    """Words for what stands before the sign of an address: "the part before is ines.varga"."""
    return frozenset(plain(word) for word in data("hosts")["in_front"])


def _passed(items: list[Item], at: int) -> bool:
    """Whether an item says nothing of a name that follows: "le début c'est", "that. In front of it"."""
    item = items[at]
    if item.kind == DOT:
        return at + 2 < len(items) and items[at + 2].text in _in_front()
    return item.kind == GAP or item.text in "'’" or item.text in word_set("called")


def _hints(word: str) -> bool:
    """Whether a word says of what follows a provider's name that it may be somebody's there."""
    return any(word in word_set(kind) for kind in ("linking", "labels", "own"))


def _of_machines(name: Name) -> bool:
    """Whether what stands beside a provider is its own or a server's: "outlook.office.com"."""
    first = name.text.replace("_", ".").partition(".")[0]
    served = is_domain(name.text) and name.text.rpartition(".")[2] in data("hosts")["common_tlds"]
    return served or provider(first) is not None or first in data("hosts")["servers"]


def _leads_on(item: Item) -> bool:
    if item.kind in (GAP, "-", "+") or (item.kind == "_" and not item.spelt):
        return True
    if item.kind == WORD:
        return item.text in data("hosts")["beside_words"]
    if item.kind in (AT, DOT):
        return not item.spelt or item.weight < 1
    return item.kind == OTHER and item.text not in "`{}!?"


def kind_after(items: list[Item], place: int) -> int:
    """The place of "one", "domain", "'s mail" … after an owner's name, or `place`."""
    at = place
    for _ in range(3):
        if at + 2 < len(items) and items[at + 1].text in _BEFORE_KIND and items[at + 2].kind == WORD:
            at += 2
            if items[at].text in data("hosts")["mail_kinds"]:
                return at
    return place


def _next_word(items: list[Item], place: int) -> str:
    return next((item.text for item in items[place + 1 : place + 3] if item.kind == WORD), "")


def _through_ending(items: list[Item], place: int) -> tuple[int, bool]:
    """Past a suffix that follows the provider's name, and whether one does: "gmail com", "gmail / com"."""
    at = place + 1
    while at < len(items) and at - place <= _FARTHEST:
        item = items[at]
        if item.kind == WORD and item.text not in ("then", "and"):
            break
        if item.kind not in (GAP, DOT, OTHER, WORD, *MARKS):
            break
        at += 1
    if place + 1 < at < len(items) and items[at].kind == WORD and is_common(ending(items[at].text) or ""):
        last = items[at].text
        dotted = any(item.kind == DOT for item in items[place:at]) or items[place].text == "proton"
        if dotted or last in data("hosts")["common_tlds"] or not is_everyday(last):
            return at, True
    return place, False
