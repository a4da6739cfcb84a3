"""E-mail addresses, plain and with signs or words in place of "@" and "."."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from anteroom.guard.catalogue import Match, any_of, data, pattern
from anteroom.guard.encodings import backwards, shifted
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.views import View

if TYPE_CHECKING:
    import tldextract

_AT: Final = "\ue000"
_DOT: Final = "\ue001"
_LETTER: Final = r"a-z0-9\x{c0}-\x{1fff}\x{3040}-\x{d7ff}"  # ranges, since \pL makes automata enormous
_LOCAL: Final = rf"[{_LETTER}_%+'-](?:[{_LETTER}._%+'{_DOT}-]*[{_LETTER}_+-])?"
_LONGEST: Final = 254  # RFC 5321 4.5.3.1.3
_LABEL: Final = rf"[{_LETTER}](?:[{_LETTER}-]*[{_LETTER}])?"


@cache
def _extractor() -> tldextract.TLDExtract:
    # Imported here: it takes a tenth of a second, and many processes never see an address.
    import tldextract

    # The list that the package ships; the default would fetch a newer one over the network.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def is_domain(name: str) -> bool:
    """Whether `name` ends in a public suffix with something before it, or in a name reserved for examples."""
    head, _, last = name.rpartition(".")
    if head and last in data("hosts")["reserved_tlds"]:
        return True
    parts = _extractor()(name)
    return bool(parts.suffix and parts.domain)


def symbolic(view: View) -> View:
    """`view` with brackets and spaces around at and dot gone, and at and dot words as private signs."""
    at_words, dot_words = any_of(data("words")["at"]), any_of(data("words")["dot"])
    opening, closing = r"\s*[\[({<|'_\"]\s?", r"\s?[\])}>|'_\"]\s*"
    view = view.replaced(rf"{opening}(?:{at_words}|@|a|\[a\]t){closing}|\s*@+\s*", lambda _: "@")
    view = view.replaced(rf"{opening}(?:{dot_words}|\.){closing}|\s+\.\s*\b", lambda _: ".")
    view = view.replaced(rf"\s+(?:{at_words})\s+", lambda _: _AT)
    view = view.replaced(rf"\s+(?:{dot_words})\s+", lambda _: _DOT)
    return view.replaced(r"\s+(?:underscore|guion bajo|unterstrich)\s+", lambda _: "_")


def find_addresses(folded: View) -> Iterator[Suspicion]:
    """E-mail addresses in a folded (or squeezed) view."""
    view = symbolic(folded)
    for match in pattern(rf"({_LOCAL})([@{_AT}])({_LABEL}(?:[.{_DOT}]{_LABEL})+)").finditer(view.text):
        if found := _judge(folded, view, match):
            yield found
    hosts = any_of(data("hosts")["mail"])
    for match in pattern(rf"({_LOCAL})([@{_AT}])(?:{hosts})\b").finditer(view.text):
        if match[2] == "@" or _looks_like_name(match[1]):
            start, end = view.span(match.start(), match.end())
            yield Suspicion(Kind.EMAIL, start, end, "email.host-only", 0.7)
    named = r"[a-z0-9]+(?:[._][a-z0-9]+)+"
    for match in pattern(
        rf"({named})\s?[\s,(-]\s?(?:{hosts})(?: mail)?\b|\b(?:{hosts})\b\s?[:=(]\s?({named})"
    ).finditer(folded.text):
        start, end = folded.span(match.start(), match.end())
        yield Suspicion(Kind.EMAIL, start, end, "email.host-beside", 0.65)


def find_enciphered(folded: View) -> Iterator[Suspicion]:
    """Addresses written backwards or with shifted letters: their domain is none, until that is undone."""
    if "@" not in folded.text:
        return
    for match in pattern(r"[a-z0-9_%+-][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*").finditer(folded.text):
        written = match[0].rstrip(".-")
        domain = written.partition("@")[2]
        if len(written) > _LONGEST or is_domain(domain):
            continue
        readings = (backwards(written), *(shifted(written, by) for by in range(1, 26)))
        if any(_ends_well(reading) for reading in readings):
            start, end = folded.span(match.start(), match.start() + len(written))
            yield Suspicion(Kind.EMAIL, start, end, "email.enciphered", 0.8)


def _ends_well(written: str) -> bool:
    local, _, domain = written.partition("@")
    host, _, last = domain.rpartition(".")
    if not (len(local) > 1 and len(host) > 1):
        return False
    return last in data("hosts")["common_tlds"] or host in data("hosts")["mail"]


def _judge(folded: View, view: View, match: Match) -> Suspicion | None:
    domain = match[3].replace(_DOT, ".")
    by_word = match[2] == _AT
    if by_word and _DOT not in match[3] and domain.partition(".")[0] not in data("hosts")["mail"]:
        return None  # "look at example.com", "hosted at x.io"
    if domain in data("hosts")["placeholder_domains"] or not is_domain(domain):
        return None
    after = view.text[match.end() : match.end() + 2]
    before = view.text[max(0, match.start() - 3) : match.start()]
    if (
        before.endswith(("://", ":"))
        and not before.endswith("to:")
        and "://" in view.text[: match.start()][-80:]
    ):
        return None  # user:password@host in an address of a service
    if (after[:1] == ":" and after[1:2].isalpha()) or domain[:2] in ("2x", "3x"):
        return None  # git@host:path; icon@2x.zip
    start, end = view.span(match.start(), match.end())
    disguised = by_word or end - start != match.end() - match.start() or _DOT in match[0]
    if not disguised:
        return Suspicion(Kind.EMAIL, start, end, "email.plain", 0.97)
    return Suspicion(Kind.EMAIL, _with_first_name(folded, start), end, "email.disguised", 0.9)


def _with_first_name(folded: View, start: int) -> int:
    """Takes in up to two words before a disguised address: "mara kestrelwood at …" is one name."""
    place = folded.place(start)
    for _ in range(2):
        head = folded.text[max(0, place - 30) : place]
        words = pattern(r"(?:^|\s)([a-z0-9_-]{2,})\s$").search(head)
        if words is None or words[1] in data("words")["sentence"]:
            break
        place -= len(head) - words.start(1)
    return folded.span(place, place + 1)[0]


def _looks_like_name(local: str) -> bool:
    return any(c in "._0123456789" for c in local)
