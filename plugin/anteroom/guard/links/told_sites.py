"""Sites whose dot is told, or whose "www" is broken: "kelmworks dot net", "w w w . kelmworks . net".

A browser needs neither told, so both are said to get past somebody; the names of products, and talk of dots
that goes on otherwise ("the dot com boom"), are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data
from anteroom.guard.emails.hosts import is_common, is_domain, is_placeholder
from anteroom.guard.emails.parted_hosts import ended_host, host_in_words
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, WORD, Item
from anteroom.guard.texts.languages import plain, words
from anteroom.guard.texts.reading import Reading, read
from anteroom.guard.texts.sign_words import DOT, LIKE_DOTS, bounded, leet, names_of
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Mark, Word

_LONGEST: Final = 18
"""Letters of the longest way to say "www", without its gaps."""
_REACH: Final = 7
"""Items between "www" and what follows."""
_MOST_LABEL_WORDS: Final = 3
_ALONE: Final = 9
"""Items of a text that says little more than where a site is."""
_SPACED: Final = frozenset(("com", "net", "org", "de", "fr", "es", "pl", "nl", "ru", "br", "pt", "io", "dev"))
"""Endings that a site with gaps around its dot has, where nothing follows."""
_COMMAS: Final = frozenset(("com", "net", "org", "co", "io", "dev", "studio", "shop"))
_BRACKETED: Final = 2.0
_FEWEST: Final = 4
"""Letters of the shortest name of a site that is no everyday word."""
_READ_OUT: Final = frozenset(
    ("pronounce", "pronounces", "script", "narration", "transcript", "subtitle", "subtitles", "captions")
)
"""Work in which the names of sites are spoken."""
_SPOKEN_WWW: Final = (
    r"(?:triple|three|tres|trois|drei|trzy|double|dub|uve doble) ?-?(?:w|u|you|v|dub|uve|doble)\b"
)


def find_told_sites(folded: View) -> Iterator[Suspicion]:
    """Sites in a folded view whose dot is told or whose "www" is broken."""
    reading = read(folded)
    items = reading.items
    said = _said(items)
    done = 0
    for place in range(len(items)):
        if place < done:
            continue
        if found := _site_at(reading, place, said):
            first, last, rule = found
            done = last + 1
            start, end = reading.span(first, last)
            yield Suspicion(Kind.LINK, start, end, rule, 0.65)


def _site_at(reading: Reading, place: int, said: _Said) -> tuple[int, int, str] | None:
    """The first and the last item of a site that shows at `place`, and the rule that saw it."""
    items = reading.items
    item = items[place]
    if item.kind == WORD:
        if last := _after_www(reading, place):
            return place, last, "link.parted-www"
        last = _lettered_site(reading, place)
        return (place, last, "link.parted-site") if last else None
    if item.kind == DOT:
        if item.spelt and (site := _told_site(items, place, said)):
            return *site, "link.told-site"
        spaced = _spaced_site(items, place, one_word=said.one_word)
        return (*spaced, "link.spaced-site") if spaced else None
    parted = _comma_site(items, place) if item.text == "," else None
    return (*parted, "link.comma-site") if parted else None


def _after_www(reading: Reading, place: int) -> int:
    """The last item of a host behind a "www" that is parted, spoken or followed by no plain dot."""
    items = reading.items
    text, last = items[place].text, place
    if text not in _www_begun():
        return 0
    while text not in _www() and last + 2 < len(items) and len(text) < _LONGEST:
        if items[last + 1].kind not in (GAP, "-") or items[last + 2].kind != WORD:
            return 0
        text, last = text + items[last + 2].text, last + 2
        if text not in _www_begun():
            return 0
    if text not in _www():
        return 0
    at = last + 1
    while at < len(items) and at - last < _REACH and items[at].kind != WORD:
        if items[at].kind not in (DOT, GAP, "-") and items[at].text not in LIKE_DOTS:
            return 0
        at += 1
    if at == last + 1 or at >= len(items):
        return 0
    host = host_in_words(items, at)
    if host is None or not _is_site(host.domain):
        return 0
    plain_dot = at == last + 2 and items[last + 1].text == "." and not items[last + 1].spelt
    whole = text == "www" and not reading.is_apart(place, last) and plain_dot
    return 0 if whole and host.plain else host.last


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says of sites: that there is one, that words are one, that names are read out."""

    site: bool
    one_word: bool
    read_out: bool


def _said(items: list[Item]) -> _Said:
    said = [item.text for item in items if item.kind == WORD]
    text, words_said = f" {' '.join(said)} ", frozenset(said)
    one_word = any(f" {phrase} " in text for phrase in _one_word())
    return _Said(
        one_word or not words_said.isdisjoint(_site_words()), one_word, not words_said.isdisjoint(_READ_OUT)
    )


def _told_site(items: list[Item], dot: int, said: _Said) -> tuple[int, int] | None:
    """The first and the last item of a site whose dot is told at `dot`."""
    if dot == 0 or dot + 1 >= len(items):
        return None
    first = dot - 1
    while first > 0 and (items[first].kind in (GAP, "+") or items[first].text in data("signs")["behind"]):
        first -= 1  # "kelmworks plus dot com"
    if first < 0 or items[first].kind != WORD:
        return None
    label = items[first].text
    while first >= 2 and items[first - 1].kind == "-" and items[first - 2].kind == WORD:
        first, label = first - 2, f"{items[first - 2].text}-{label}"
    if label in data("hosts")["framing"]:
        return None  # "the dot in the logo"
    host = ended_host(items, dot, [label])
    if host is None or not _is_site(host.domain) or label in data("hosts")["products"]:
        return None
    behind = next((item.text for item in items[host.last + 1 : host.last + 3] if item.kind == WORD), "")
    if behind in data("signs")["idle dots"] or not is_common(host.domain.rpartition(".")[2]):
        return None
    first = _with_more_words(items, first) if said.one_word else _with_names(items, first)
    if said.read_out and items[dot].weight < _BRACKETED:
        return None
    if is_everyday(label.replace("-", "")) or len(label) < _FEWEST:
        return (first, host.last) if said.one_word else None
    sure = items[dot].weight >= _BRACKETED or host.domain.count(".") > 1
    return (first, host.last) if said.site or sure or len(items) <= _ALONE else None


def _spaced_site(items: list[Item], dot: int, *, one_word: bool) -> tuple[int, int] | None:
    """The first and the last item of a site with gaps around each of its dots: "hollow . co . uk"."""
    around = items[dot - 1 : dot + 2] if dot > 1 else []
    if [item.kind for item in around] != [GAP, DOT, GAP] or "\n" in around[0].text + around[2].text:
        return None
    label = items[dot - 2]
    if label.kind != WORD or len(label.text) < _FEWEST or (is_everyday(label.text) and not one_word):
        return None
    host = ended_host(items, dot, [label.text])
    if host is None or not _is_site(host.domain):
        return None
    last = host.domain.rpartition(".")[2]
    closed = host.last + 1 >= len(items) or items[host.last + 1].text in ",;)!?"
    known = host.domain.count(".") > 1 or (last in data("hosts")["common_tlds"] and not is_everyday(last))
    first = _with_more_words(items, dot - 2) if one_word else dot - 2
    return (first, host.last) if known or one_word or (closed and last in _SPACED) else None


def _lettered_site(reading: Reading, place: int) -> int:
    """The last item of a site whose letters stand apart: "h o l l o w . n e t"; 0 for none."""
    items = reading.items
    if place + 1 >= len(items) or items[place + 1].kind != DOT or len(items[place].text) < _FEWEST:
        return 0
    start, end = reading.view.span(items[place].start, items[place].end)
    letters = reading.outer.text[start:end]
    if letters.count(" ") < len(items[place].text) - 1 or is_everyday(items[place].text):
        return 0
    host = ended_host(items, place + 1, [items[place].text])
    return host.last if host is not None and _is_site(host.domain) else 0


def _comma_site(items: list[Item], comma: int) -> tuple[int, int] | None:
    """The first and the last item of a site with commas for its dots: "hollow,co,uk"."""
    if not 0 < comma < len(items) - 1 or items[comma - 1].kind != WORD:
        return None
    label = items[comma - 1].text
    if len(label) < _FEWEST or is_everyday(label) or items[comma + 1].text not in _COMMAS:
        return None
    host = ended_host(items, comma, [label])
    return (comma - 1, host.last) if host is not None and _is_site(host.domain) else None


def _with_more_words(items: list[Item], first: int) -> int:
    """Takes in words before a label of which the text says that they are one with it."""
    for _ in range(_MOST_LABEL_WORDS):
        if first < 2 or items[first - 1].kind != GAP or items[first - 2].kind != WORD:
            break
        if items[first - 2].text in data("hosts")["framing"] and items[first - 2].text not in ("and", "the"):
            break
        if items[first - 2].text in _site_words():
            break
        first -= 2
    return first


def _with_names(items: list[Item], first: int) -> int:
    """Takes in words before a label that are nobody's everyday words: "lucia barrantes punto com"."""
    for _ in range(_MOST_LABEL_WORDS - 1):
        if first < 2 or items[first - 1].kind != GAP or items[first - 2].kind != WORD:
            break
        word = items[first - 2].text
        if is_everyday(word) or word in _site_words() or word in data("hosts")["framing"]:
            break
        first -= 2
    return first


def _is_site(domain: str) -> bool:
    """Whether a host is somebody's own: not a product's, an example's, or a service's before a name."""
    known = domain in data("hosts")["products"] or domain in _services()
    return is_domain(domain) and not is_placeholder(domain) and not known


@cache
def _services() -> frozenset[str]:
    return frozenset((*data("hosts")["contact"], *data("hosts")["below"], *data("hosts")["files"]))


@cache
def _www() -> frozenset[str]:
    return frozenset(plain(name) for name in data("signs")["www"])


@cache
def _www_begun() -> frozenset[str]:
    return frozenset(name[:length] for name in _www() for length in range(1, len(name) + 1))


@cache
def _site_words() -> frozenset[str]:
    return frozenset(plain(word) for word in data("signs")["site words"])


@cache
def _one_word() -> tuple[str, ...]:
    return tuple(plain(phrase) for phrase in data("signs")["one word"])


def told_site_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such sites."""
    suffixes = [*data("hosts")["common_tlds"], *data("hosts")["common_countries"], *_foreign_endings()]
    dots = names_of(DOT, least=0)
    said = bounded(dots)
    commonest = "|".join(leet(name) for name in ("com", "net", "org"))
    behind = rf"(?:{any_of(suffixes)}|{commonest}|[a-z] [a-z](?:$|[^a-z]))"
    yield Word(said), rf"(?:{said})[^a-z0-9]{{0,4}}{behind}"
    yield (Mark(rf" \. (?:{any_of(suffixes)})\b"),)
    yield (Mark(rf"[\[({{<]\s?(?:{'|'.join(dots)}|[.·,])\s?[\])}}>]\s?(?:{any_of(suffixes)})\b"),)
    yield (Mark(r"[a-z0-9] [a-z0-9] [a-z0-9] ?\. ?[a-z] [a-z]"),)
    yield (Mark(rf"[a-z0-9],(?:{any_of(_COMMAS)})\b"),)
    spoken = any_of(sorted(_www() - {"www", "ww"}))
    yield (Word(rf"\b(?:{spoken}|www[^.a-z0-9]|w[ ._*|~/-]w[ ._*|~/-]w\b|{_SPOKEN_WWW})"),)


@cache
def _foreign_endings() -> tuple[str, ...]:
    known = {*data("hosts")["common_tlds"], *data("hosts")["common_countries"]}
    return tuple(word for word, latin in words().spoken.items() if latin in known)
