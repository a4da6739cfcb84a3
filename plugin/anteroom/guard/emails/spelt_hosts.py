"""The host of a spelt address: labels with gaps, leet and dots said in words, up to a public suffix."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.emails.hosts import ending, is_common, is_domain, looks_like_suffix, provider
from anteroom.guard.emails.providers import kind_after
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, OTHER, WORD, Item
from anteroom.guard.texts.sign_words import AT, DOT

_LEET: Final = frozenset("!|$*#?%^~")
_LIKE_DOTS: Final = frozenset(",;:/_-|")
"""Signs that may stand for a dot; all but the first two only between a provider and a suffix."""
_COMMONEST: Final = frozenset(("com", "net", "org", "info", "io", "de", "co"))
_MOST_LABELS: Final = 5
_MOST_BETWEEN: Final = 8
_REACH: Final = 24
"""Items within which a text says that words are one."""
_PICTURES: Final = "\u2600"
_MOST_PIECES: Final = 2
"""Words that a provider's name may have after its first: "gee em ex"."""
PLAIN_TALK: Final = 1.5
"""Weight from which on a word for "at" is hardly ever said of anything else."""


@dataclass(slots=True)
class Host:
    """Labels of a host; `lasts` the item each ends with, `dots` the weight of the dot before each."""

    labels: list[str] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)
    dots: list[float] = field(default_factory=list)
    spelt: bool = False


def resolved(host: Host, *, apart: bool) -> tuple[int, str]:
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
        and host.dots[1] >= PLAIN_TALK
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


def host_after(items: list[Item], place: int) -> Host:
    """The labels that stand from an item on, as far as dots join them; none where no host stands there."""
    host = Host()
    place = past_gaps(items, place)
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
    if _is_portugal(items, place):
        return "pt", place + 1
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
    if _goes_on(items, text, after):
        return text + items[after + 1].text, after + 2
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


def _is_portugal(items: list[Item], place: int) -> bool:
    """Whether the short word for a dot stands behind one, and is a country."""
    here = items[place] if place < len(items) else None
    before = [item for item in items[max(0, place - 2) : place] if item.kind != GAP]
    return (
        here is not None and (here.kind, here.text) == (DOT, "pt") and bool(before) and before[-1].kind == DOT
    )


def _goes_on(items: list[Item], text: str, after: int) -> bool:
    """Whether a second word belongs to a label, since the text says that it is one: "kelm films dot io"."""
    if len(text) <= 2 or after + 2 >= len(items) or items[after].kind != GAP or items[after + 1].kind != WORD:
        return False
    if is_everyday(text) or not _on_to_dot(items, after + 2):
        return False
    words = [item.text for item in items[after : after + _REACH] if item.kind == WORD]
    return any(pair in (("one", "word"), ("no", "space"), ("no", "spaces")) for pair in pairwise(words))


def _with_kind(items: list[Item], text: str, after: int) -> tuple[str, int] | None:
    """A provider by its owner, "google's mail", or spoken of as a thing: "the outlook place dot com"."""
    owned = data("hosts")["owned"].get(text)
    if not owned and provider(text) is None:
        return None
    beyond = kind_after(items, after - 1) + 1
    dotted = past_gaps(items, beyond)
    if beyond > after and (
        owned or (dotted < len(items) and items[dotted].kind == DOT and items[dotted].spelt)
    ):
        return owned or text, beyond
    return None


def _on_to_dot(items: list[Item], place: int) -> bool:
    dot = past_gaps(items, place)
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
    at = past_gaps(items, place)
    gap = at > place
    while at < len(items) and items[at].kind == DOT:
        item = items[at]
        after = at + 1
        while after < len(items) and items[after].kind == DOT and not items[after].spelt:
            after += 1
        if item.spelt and after + 1 < len(items) and items[after].kind == "-" and not items[after].spelt:
            after += 1  # "dot-com"
        beyond = past_gaps(items, after)
        told = item.spelt or provider(label) is not None
        if told and (_is_austria(items, beyond) or _is_portugal(items, beyond)):
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
        ended = at + 1 >= len(items) or items[at + 1].text in ",;.!?)" or "\n" in items[at + 1].text
        if first and word in _COMMONEST and ended and not is_everyday(label) and len(label) > 3:
            return at, 0.5, False  # "ines at kestrelwood org"
        if first and is_common(word) and any(item.kind == DOT and item.spelt for item in items[at : at + 12]):
            return at, 1.5, False  # "tidewell design, with a dot before design"
    return place, 0.0, False


def _is_austria(items: list[Item], place: int) -> bool:
    """Whether what is read as a sign is the last label of a host: "gmx punkt at"."""
    if place >= len(items) or items[place].text != "at":
        return False
    return all(item.kind != WORD for item in items[place + 1 : place + 3])


def past_gaps(items: list[Item], place: int) -> int:
    """Past gaps and the words that people put between the parts of an address."""
    for _ in range(_MOST_BETWEEN):
        if place >= len(items) or not _between(items[place]):
            break
        place += 1
    return place


def before_gaps(items: list[Item], place: int) -> int:
    """Back over gaps and such words."""
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
