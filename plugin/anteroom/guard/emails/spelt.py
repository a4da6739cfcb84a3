"""E-mail addresses whose signs are given as words, in brackets, with gaps, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import data, pattern
from anteroom.guard.emails.hosts import is_common, is_nobody, is_placeholder, provider
from anteroom.guard.emails.machines import is_account
from anteroom.guard.emails.spelt_hosts import PLAIN_TALK, before_gaps, host_after, resolved
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.names import Name, name_before
from anteroom.guard.texts.reading import Reading, read
from anteroom.guard.texts.sign_words import AT, DOT
from anteroom.guard.texts.views import View

_ENOUGH: Final = 2.0
"""Weight from which on signs, host and name together are an address."""
_HOST_ALONE: Final = 2.5
_SURE: Final = 3.0
_ASIDE: Final = 10
"""Items of the longest remark on how a name is written."""
_LONGEST_SPELLING: Final = 400
_GIVEN: Final = r"(?: as in | for | like | of | wie | comme | como | come | de | jak | van | как |-as-in-)"
_ALPHABET: Final = (
    rf"(?:^|[^a-z0-9])((?:(?:double |triple |and |then |capital )?[a-z0-9],?{_GIVEN}[a-z]+[,;. ]+){{2,}}"
    rf"(?:(?:and |then |double |triple )?[a-z0-9](?:,?{_GIVEN}[a-z]+)?[, ]*)*)$"
)
"""Letters of which each is given by a word, up to the last."""
_SHORT: Final = 3
_NEAR: Final = 12
"""Items before a name in which a word still speaks of mail."""


def find_spelt(folded: View) -> Iterator[Suspicion]:
    """Addresses in a folded view that no pattern of plain ones matches."""
    reading = read(folded)
    items = reading.items
    for place, item in enumerate(items):
        if item.kind == AT and (found := _judge(reading, place)):
            yield found


def _judge(reading: Reading, place: int) -> Suspicion | None:
    items = reading.items
    if place and items[place - 1].kind == AT and not items[place].spelt:
        return None  # of several in a row the first counts
    after = place + 1
    while after < len(items) and items[after].kind == AT and not items[after].spelt:
        after += 1
    host = host_after(items, after)
    if not host.labels:
        return None
    ahead = before_gaps(items, place - 1)
    name = name_before(items, named := _before_asides(items, ahead))
    if name is None:
        return None
    if named < ahead:
        name = _with_first_name(items, name)
    if items[place].spelt and items[place].weight >= PLAIN_TALK:
        name = _with_everyday(items, name)
    if items[place - 1].kind == GAP and not items[place].spelt:
        name = _over_full_stops(items, name)
    name = _over_alphabet(reading, name)
    kept, domain = resolved(host, apart=is_apart(reading, host.lasts[0]))
    if not domain or is_placeholder(domain) or is_nobody(name.text, domain):
        return None
    if not items[place].spelt and (bare := name_before(items, place - 1, stretch=False)):
        last = items[host.lasts[kept - 1]]
        if is_account(reading.view.text, items[bare.first].start, last.end):
            return None
    weight = _at_weight(items, place)
    if kept == 1:
        weight += 2.0 + 0.5 * (domain in data("hosts")["mail_only"]) + _told_ending(items, host.lasts[0])
    else:
        known = provider(host.labels[kept - 2]) is not None
        weight += host.dots[kept - 1] + (2.0 if known else 0.5 * is_common(domain.rpartition(".")[2]))
        weight += 0.5 * (items[place].spelt and host.spelt) + 0.25 * (not is_everyday(host.labels[0]))
    # Nobody talks of a place whose name nobody knows with its dot in words.
    told = host.spelt or (not items[place].spelt and not is_everyday(host.labels[kept - 1]))
    certain = kept > 1 and told and len(host.labels[0]) > _SHORT and not is_everyday(host.labels[0])
    weight += max(name_weight(reading, name), -0.5 if certain else -2.0)
    weight += _cue(items, name.first, host.lasts[kept - 1])
    # Nothing else is said at all.
    weight += 0.5 * (
        name.first == 0 and host.lasts[kept - 1] >= len(items) - 2 and not is_everyday(name.text)
    )
    if weight < (_HOST_ALONE if kept == 1 else _ENOUGH):
        return None
    start, end = reading.span(name.first, host.lasts[kept - 1])
    rule = "email.host-only" if kept == 1 else "email.disguised"
    return Suspicion(Kind.EMAIL, start, end, rule, 0.9 if weight >= _SURE else 0.7)


def _with_first_name(items: list[Item], name: Name) -> Name:
    """Takes in an everyday word before a name of which it is said that it is one word: "kit hathersage"."""
    first = name.first - 2
    if first < 0 or items[first + 1].kind != GAP or items[first].kind != WORD:
        return name
    if items[first].text in data("hosts")["framing"]:
        return name
    return Name(first, name.last, items[first].text + name.text, name.spelt)


def _before_asides(items: list[Item], place: int) -> int:
    """Past what is said of how a name is written: "bronagh tullavin, no dot, at …"."""
    words: list[str] = []
    for at in range(place, max(-1, place - _ASIDE), -1):
        if items[at].kind == WORD or items[at].spelt:
            words.insert(0, items[at].text)
            if " ".join(words) in data("hosts")["name_asides"]:
                before = before_gaps(items, at - 1)
                while before >= 0 and items[before].kind == OTHER and items[before].text in "([":
                    before = before_gaps(items, before - 1)
                return _before_asides(items, before) if before < place else place
    if place >= 0 and items[place].text in ")]":
        inner = _before_asides(items, place - 1)
        return inner if inner < place - 1 else place
    return place


def _over_alphabet(reading: Reading, name: Name) -> Name:
    """Takes in letters that are given by words: "M as in Mike, O as in Oscar, double S"."""
    start, end = reading.items[name.first].start, reading.items[name.last].end
    before = max(0, end - _LONGEST_SPELLING)
    if start == 0 or not (match := pattern(_ALPHABET).search(reading.view.text[before:end])):
        return name
    first = name.first
    while first > 0 and reading.items[first - 1].end > before + match.start(1):
        first -= 1
    return Name(first, name.last, name.text, name.spelt + 1)


def _over_full_stops(items: list[Item], name: Name) -> Name:
    """Takes in what a dot and a gap part from a name, where gaps are all over: "ines. varga @ gmail. com"."""
    first = name.first
    while first >= 3 and items[first - 1].kind == GAP and items[first - 2].kind == DOT:
        if items[first - 3].kind != WORD or is_everyday(items[first - 3].text):
            break
        first -= 3
    return Name(first, name.last, name.text, name.spelt)


def _with_everyday(items: list[Item], name: Name) -> Name:
    """Takes in an everyday word that hangs by a spelled sign: the "studio" of "studio punto bellandi"."""
    while name.first >= 4 and items[name.first - 2].spelt and items[name.first - 4].kind == WORD:
        if items[name.first - 2].kind not in (DOT, *MARKS) or items[name.first - 1].kind != GAP:
            break
        first = name.first - 4
        text = f"{items[first].text}{items[first + 2].kind}{name.text}"
        name = Name(first, name.last, text, name.spelt + 1)
    return name


def _at_weight(items: list[Item], place: int) -> float:
    """A bare "@" says less where there are gaps around it: prices and code have it so."""
    item = items[place]
    if item.spelt:
        return item.weight
    before = place > 0 and items[place - 1].kind == GAP
    after = place + 1 < len(items) and items[place + 1].kind == GAP
    if before and after:
        return 1.5
    return 1.0 if before or after else 3.0


def name_weight(reading: Reading, name: Name) -> float:
    """How much a name looks like one: from -2 for everyday words to 1.25."""
    parts = reading.items[name.first : name.last + 1]
    words = [item.text for item in parts if item.kind == WORD]
    apart = len(words) > 1 and not name.spelt and any(item.kind == GAP for item in parts)
    if apart and all(is_everyday(word) or word.isdigit() for word in words):
        return -2.0  # "tried 5 times at this point to"
    if (is_apart(reading, name.last) and len(name.text) > 2) or name.spelt or name.shaped:
        return 1.25
    if name.text in data("hosts")["mailboxes"]:
        return 0.0
    if name.first < name.last and reading.items[name.last - 1].kind in MARKS:
        return 0.25  # "ines+work"
    return -2.0 if is_everyday(reading.items[name.last].text) else 0.25


def is_apart(reading: Reading, place: int) -> bool:
    """Whether there are gaps between the letters of an item in the original."""
    start, end = reading.span(place, place)
    return end - start >= 2 * len(reading.items[place].text) - 1 and end - start > 2


def _told_ending(items: list[Item], last: int) -> float:
    """Weight of a suffix spoken of after a provider: "(add the com)"."""
    endings = data("hosts")["common_tlds"]
    return 0.75 * any(item.kind == WORD and item.text in endings for item in items[last + 1 : last + _NEAR])


def _cue(items: list[Item], first: int, last: int) -> float:
    """1 where mail is spoken of shortly before a name or after a host."""
    cues = data("hosts")["mail_cues"]
    around = (*items[max(0, first - _NEAR) : first], *items[last + 1 : last + _NEAR])
    return float(any(item.kind == WORD and item.text in cues for item in around))
