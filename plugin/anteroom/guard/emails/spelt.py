"""E-mail addresses whose signs are given as words, in brackets, with gaps, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from anteroom.guard.catalogue import data, pattern
from anteroom.guard.emails.hosts import ending, is_common, is_domain, looks_like_suffix, provider
from anteroom.guard.emails.machines import is_account
from anteroom.guard.emails.providers import kind_after
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.names import Name, name_before
from anteroom.guard.texts.reading import GAP, MARKS, OTHER, WORD, Item, Reading, read
from anteroom.guard.texts.sign_words import AT, DOT
from anteroom.guard.texts.views import View

_ENOUGH: Final = 2.0
"""Weight from which on signs, host and name together are an address."""
_HOST_ALONE: Final = 2.5
_SURE: Final = 3.0
_LEET: Final = frozenset("!|$*#?%^~")
_LIKE_DOTS: Final = frozenset(",;:/_-|")
"""Signs that may stand for a dot; all but the first two only between a provider and a suffix."""
_MOST_LABELS: Final = 5
_MOST_BETWEEN: Final = 8
_PICTURES: Final = "\u2600"
_MOST_PIECES: Final = 2
"""Words that a provider's name may have after its first: "gee em ex"."""
_ASIDE: Final = 10
"""Items of the longest remark on how a name is written."""
_PLAIN_TALK: Final = 1.5
"""Weight from which on a word for "at" is hardly ever said of anything else."""
_LONGEST_SPELLING: Final = 400
_GIVEN: Final = r"(?: as in | for | like | of | wie | comme | como | come | de | jak | van | как |-as-in-)"
_ALPHABET: Final = (
    rf"(?:^|[^a-z0-9])((?:(?:double |triple |and |then |capital )?[a-z0-9],?{_GIVEN}[a-z]+[,;. ]+){{2,}}"
    rf"(?:(?:and |then |double |triple )?[a-z0-9](?:,?{_GIVEN}[a-z]+)?[, ]*)*)$"
)
"""Letters of which each is given by a word, up to the last."""
_NEAR: Final = 12
"""Items before a name in which a word still speaks of mail."""


@dataclass(slots=True)
class _Host:
    """Labels of a host; `lasts` the item each ends with, `dots` the weight of the dot before each."""

    labels: list[str] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)
    dots: list[float] = field(default_factory=list)
    spelt: bool = False


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
    host = _host(items, after)
    if not host.labels:
        return None
    name = name_before(items, _before_asides(items, _back(items, place - 1)))
    if name is None:
        return None
    if items[place].spelt and items[place].weight >= _PLAIN_TALK:
        name = _with_everyday(items, name)
    if items[place - 1].kind == GAP and not items[place].spelt:
        name = _over_full_stops(items, name)
    name = _over_alphabet(reading, name)
    kept, domain = _resolved(host, apart=_apart(reading, host.lasts[0]))
    if not domain or domain in data("hosts")["placeholder_domains"]:
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
    weight += _name_weight(reading, name) + _cue(items, name.first, host.lasts[kept - 1])
    if weight < (_HOST_ALONE if kept == 1 else _ENOUGH):
        return None
    start, end = reading.span(name.first, host.lasts[kept - 1])
    rule = "email.host-only" if kept == 1 else "email.disguised"
    return Suspicion(Kind.EMAIL, start, end, rule, 0.9 if weight >= _SURE else 0.7)


def _before_asides(items: list[Item], place: int) -> int:
    """Past what is said of how a name is written: "bronagh tullavin, no dot, at …"."""
    words: list[str] = []
    for at in range(place, max(-1, place - _ASIDE), -1):
        if items[at].kind == WORD or items[at].spelt:
            words.insert(0, items[at].text)
            if " ".join(words) in data("hosts")["name_asides"]:
                before = _back(items, at - 1)
                while before >= 0 and items[before].kind == OTHER and items[before].text in "([":
                    before = _back(items, before - 1)
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


def _name_weight(reading: Reading, name: Name) -> float:
    parts = reading.items[name.first : name.last + 1]
    words = [item.text for item in parts if item.kind == WORD]
    apart = len(words) > 1 and not name.spelt and any(item.kind == GAP for item in parts)
    if apart and all(is_everyday(word) or word.isdigit() for word in words):
        return -2.0  # "tried 5 times at this point to"
    if (_apart(reading, name.last) and len(name.text) > 2) or name.spelt or name.shaped:
        return 1.25
    if name.text in data("hosts")["mailboxes"]:
        return 0.0
    if name.first < name.last and reading.items[name.last - 1].kind in MARKS:
        return 0.25  # "ines+work"
    return -2.0 if is_everyday(reading.items[name.last].text) else 0.25


def _apart(reading: Reading, place: int) -> bool:
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


def _resolved(host: _Host, *, apart: bool) -> tuple[int, str]:
    """How many labels make the longest host with a public suffix, and that host; 0 and "" for none."""
    for kept in range(len(host.labels), 1, -1):
        last = ending(host.labels[kept - 1])
        if last is None:
            continue
        heads = [provider(label) or label for label in host.labels[: kept - 1]]
        domain = ".".join([*heads, last])
        if is_domain(domain):
            return kept, domain
    if (
        len(host.labels) > 1
        and host.dots[1] >= _PLAIN_TALK
        and host.spelt
        and looks_like_suffix(host.labels[1])
    ):
        return 2, ".".join(host.labels[:2])
    label = host.labels[0]
    if known := provider(label):
        return 1, known
    for last in (
        *data("hosts")["common_tlds"],
        "me",
        "io",
        "co",
    ):  # "f.e.n.b.r.i.d.g.e.d.e.v": the dot went with the others
        if apart and label.endswith(last) and len(label) > len(last) + 2:
            return 1, f"{label.removesuffix(last)}.{last}"
    return 0, ""


def _host(items: list[Item], place: int) -> _Host:
    host = _Host()
    place = _on(items, place)
    dot = 0.0
    while len(host.labels) < _MOST_LABELS:
        label, after = _label(items, place)
        if not label:
            break
        host.labels.append(label)
        host.lasts.append(after - 1)
        host.dots.append(dot)
        place, dot, spelt = _dot(items, after, label, first=len(host.labels) == 1)
        host.spelt |= spelt
        if not dot:
            break
    return host


def _label(items: list[Item], place: int) -> tuple[str, int]:
    """One label of a host with hyphens, spelled or not, and leet; and the place after it."""
    text, after = "", place
    if place and items[place - 1].kind in (DOT, GAP) and _is_austria(items, place):
        return "at", place + 1
    if _letter(items, place) and _letter_on(items, place + 1):
        text, after = items[place].text, place + 1
        while len(text) <= 6 and _letter_on(items, after) and items[after].text == items[place + 1].text:
            text, after = text + items[after + 1].text, after + 2  # "j p", "m.e"
        return text, after
    while after < len(items):
        item = items[after]
        if item.kind == WORD and text and (item.text[0] >= "\u3000") != (text[-1] >= "\u3000"):
            break  # scripts that set no spaces join a host to the words after it
        if item.kind == WORD and items[after - 1].kind == WORD and provider(text) and ending(item.text):
            break  # "gmailcom"
        if item.kind == WORD or (item.kind == OTHER and item.text in _LEET):
            text += item.text
        elif item.kind == AT and text and not item.spelt and _joined(items, after):
            text += "a"
        elif item.kind in "-_" and text and _joined(items, after):
            if provider(text) and is_common(items[after + 1].text):
                break  # "gmail-com"
            text += item.text
        elif item.kind == "-" and item.spelt and text:
            text += "-"
        elif not ((item.kind == GAP and text.endswith("-")) or (item.kind == GAP and _hyphen(items, after))):
            break
        after += 1
    text = text.rstrip("!?$#")
    if whole := _with_kind(items, text, after):
        return whole
    if "-" in text and provider(text.replace("-", "")):
        return text.replace("-", ""), after
    longer, beyond = text, after
    for _ in range(_MOST_PIECES):
        if not text or provider(text) or beyond + 1 >= len(items) or items[beyond].kind not in (GAP, "-"):
            break
        longer, beyond = longer + items[beyond + 1].text, beyond + 2
        if items[beyond - 1].kind == WORD and len(longer) > 4 and provider(longer):
            return longer, beyond
    return text.replace("_", ""), after


def _with_kind(items: list[Item], text: str, after: int) -> tuple[str, int] | None:
    """A provider by its owner, "google's mail", or spoken of as a thing: "the outlook place dot com"."""
    owned = data("hosts")["owned"].get(text)
    if not owned and provider(text) is None:
        return None
    beyond = kind_after(items, after - 1) + 1
    dotted = _on(items, beyond)
    if beyond > after and (
        owned or (dotted < len(items) and items[dotted].kind == DOT and items[dotted].spelt)
    ):
        return owned or text, beyond
    return None


def _on_to_dot(items: list[Item], place: int) -> bool:
    dot = _on(items, place)
    return dot < len(items) and items[dot].kind == DOT and items[dot].spelt


def _letter(items: list[Item], place: int) -> bool:
    return place < len(items) and items[place].kind == WORD and len(items[place].text) == 1


def _letter_on(items: list[Item], place: int) -> bool:
    """Whether a single letter stands after a gap or a mark at `place`."""
    if place + 1 >= len(items) or items[place].spelt or items[place + 1].kind != WORD:
        return False
    return len(items[place + 1].text) == len(items[place].text) == 1


def _hyphen(items: list[Item], place: int) -> bool:
    return place + 1 < len(items) and items[place + 1].kind == "-" and items[place + 1].spelt


def _joined(items: list[Item], place: int) -> bool:
    return (
        0 < place < len(items) - 1
        and items[place - 1].kind in (WORD, OTHER)
        and items[place + 1].kind in (WORD, OTHER)
    )


def _dot(items: list[Item], place: int, label: str, *, first: bool) -> tuple[int, float, bool]:
    """The place after a dot, its weight (0: there is none) and whether it was spelled."""
    like = place + 1 < len(items) and items[place].text in _LIKE_DOTS and items[place + 1].kind == WORD
    if like and (items[place].text in ",;" or (provider(label) and is_common(items[place + 1].text))):
        return place + 1, 0.75, False
    if place < len(items) and items[place].kind == WORD and provider(label) and ending(items[place].text):
        return place, 1.0, False
    at = _on(items, place)
    gap = at > place
    while at < len(items) and items[at].kind == DOT:
        item = items[at]
        after = at + 1
        while after < len(items) and items[after].kind == DOT and not items[after].spelt:
            after += 1
        if item.spelt and after + 1 < len(items) and items[after].kind == "-" and not items[after].spelt:
            after += 1  # "dot-com"
        beyond = _on(items, after)
        if item.spelt and _is_austria(items, beyond):
            return beyond, item.weight, True
        if beyond >= len(items) or items[beyond].kind != WORD:
            break
        if item.spelt:
            return beyond, item.weight, True
        if beyond > after and not gap and not is_common(items[beyond].text):
            break  # the end of a sentence
        return beyond, 1.0 if gap or beyond > after else item.weight, False
    if gap and at < len(items) and items[at].kind == WORD and items[place].kind == GAP:
        word = items[at].text
        if provider(label) and is_common(ending(word) or ""):
            return at, 1.0, False
        if first and is_common(word) and any(item.kind == DOT and item.spelt for item in items[at : at + 12]):
            return at, 1.5, False  # "tidewell design, with a dot before design"
    return place, 0.0, False


def _is_austria(items: list[Item], place: int) -> bool:
    """Whether what is read as a sign is the last label of a host: "gmx punkt at"."""
    if place >= len(items) or items[place].text != "at":
        return False
    return all(item.kind != WORD for item in items[place + 1 : place + 3])


def _on(items: list[Item], place: int) -> int:
    """Past gaps and the words that people put between the parts of an address."""
    for _ in range(_MOST_BETWEEN):
        if place >= len(items) or not _between(items[place]):
            break
        place += 1
    return place


def _back(items: list[Item], place: int) -> int:
    for _ in range(_MOST_BETWEEN):
        if place < 0 or not _between(items[place]):
            break
        place -= 1
    return place


def _between(item: Item) -> bool:
    return (
        item.kind in (GAP, "+")
        or (item.kind == OTHER and (item.text in ",:;\"'" or item.text >= _PICTURES))
        or (item.kind == WORD and item.text in data("hosts")["between"])
    )
