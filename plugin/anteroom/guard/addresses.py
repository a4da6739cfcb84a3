"""E-mail addresses, plain and with signs or words in place of "@" and "."."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from anteroom.guard.catalogue import Match, any_of, data, pattern
from anteroom.guard.encodings import backwards, shifted
from anteroom.guard.languages import words
from anteroom.guard.model import Kind
from anteroom.guard.numbers import is_number_word
from anteroom.guard.signs import AT, DOT, symbolic
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.trigger import Cause, Trigger
from anteroom.guard.views import View

if TYPE_CHECKING:
    import tldextract

_LETTER: Final = r"a-z0-9\x{c0}-\x{1fff}\x{3040}-\x{d7ff}"  # ranges, since \pL makes automata enormous
_LOCAL: Final = rf"[{_LETTER}_%+'-](?:[{_LETTER}._%+'{DOT}-]*[{_LETTER}_+-])?"
_LEET: Final = (str.maketrans("013457$", "oieasts"), str.maketrans("013457$", "oleasts"))
_LONGEST: Final = 254  # RFC 5321 4.5.3.1.3
_PLAIN: Final = r"[a-z0-9_%+-](?:[a-z0-9._%+-]*[a-z0-9_+-])?"
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


def find_addresses(folded: View) -> Iterator[Suspicion]:
    """E-mail addresses in a folded (or squeezed) view."""
    view = symbolic(folded)
    for match in pattern(rf"({_LOCAL})([@{AT}])({_LABEL}(?:[.{DOT}]{_LABEL})+)").finditer(view.text):
        if found := _judge(folded, view, match):
            yield found
    if not view.text.isascii():  # scripts that set no spaces join the address to the words around it
        for match in pattern(rf"({_PLAIN})([@{AT}])([a-z0-9-]+(?:[.{DOT}][a-z0-9-]+)+)").finditer(view.text):
            if found := _judge(folded, view, match):
                yield found
    hosts = any_of(data("hosts")["mail"])
    for match in pattern(rf"({_LOCAL})([@{AT}])(?:{hosts})\b").finditer(view.text):
        start, end = view.span(match.start(), match.end())
        apart = end - start > 1.5 * (match.end() - match.start()) and len(match[1]) > 3
        if match[2] == "@" or _looks_like_name(match[1]) or apart:
            yield Suspicion(Kind.EMAIL, start, end, "email.host-only", 0.7)
    endings = any_of(data("hosts")["common_tlds"])
    for rule, source in (
        ("email.hyphens", rf"[a-z0-9.]+-at-[a-z0-9-]+-dot-(?:{endings}|[a-z]{{2}})\b"),
        ("email.comma", rf"{_PLAIN}@[a-z0-9-]+,(?:{endings})\b"),
        (
            "email.masked",
            rf"[a-z0-9._%+-]+@[a-z0-9-]*[a-z0-9][*#?!]{{1,2}}[a-z0-9-]*\.(?:{endings}|me|io|co)\b",
        ),
    ):
        for match in pattern(source).finditer(view.text):
            start, end = view.span(match.start(), match.end())
            yield Suspicion(Kind.EMAIL, start, end, rule, 0.7)
    yield from _beside_hosts(folded, view)


def _beside_hosts(folded: View, view: View) -> Iterator[Suspicion]:
    """A name next to its host: "ines.varga, the google one", "gmail: ines.varga"."""
    hosts = any_of(data("hosts")["mail"])
    named = r"[a-z0-9]+(?:[._][a-z0-9]+)+"
    for match in pattern(
        rf"({named})\s?[\s,(-]\s?(?:{hosts})(?: mail)?\b|\b(?:{hosts})\b\s?[:=(]\s?({named})"
    ).finditer(folded.text):
        start, end = folded.span(match.start(), match.end())
        yield Suspicion(Kind.EMAIL, start, end, "email.host-beside", 0.65)
    owner = rf"(?:{hosts}|google|microsoft|apple|g)"
    kind = r"(?:one|thing|domain|address|inbox|account|mail|e-?mail|box)"
    for match in pattern(
        rf"([a-z0-9]+(?:[._{DOT}][a-z0-9]+)+)\W{{1,3}}"
        r"(?:(?:is |at |on |with |over |via )?(?:the|my|that|a|its|it's) )"
        rf"(?:(?:usual|good|old|free|big|normal|standard) ){{0,2}}{owner}(?:[ -]mail)?[ -]{kind}\b"
    ).finditer(view.text):
        start, end = view.span(match.start(1), match.end(1))
        yield Suspicion(Kind.EMAIL, start, end, "email.host-named", 0.65)


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


def _is_common(domain: str) -> bool:
    head, _, last = domain.rpartition(".")
    return last in data("hosts")["common_tlds"] or (head in data("hosts")["mail"] and is_domain(domain))


def _judge(folded: View, view: View, match: Match) -> Suspicion | None:
    domain = match[3].replace(DOT, ".")
    by_word = match[2] == AT
    if by_word and DOT not in match[3] and domain.partition(".")[0] not in data("hosts")["mail"]:
        return None  # "look at example.com", "hosted at x.io"
    if domain in data("hosts")["placeholder_domains"]:
        return None
    leet = not is_domain(domain) and any(_is_common(domain.translate(letters)) for letters in _LEET)
    if not leet and not is_domain(domain):
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
    disguised = leet or by_word or end - start != match.end() - match.start() or DOT in match[0]
    if not disguised:
        return Suspicion(Kind.EMAIL, start, end, "email.plain", 0.97)
    return Suspicion(Kind.EMAIL, _with_first_name(folded, start), end, "email.disguised", 0.9)


def _with_first_name(folded: View, start: int) -> int:
    """Takes in up to two words before a disguised address: "mara kestrelwood at …" is one name.

    Words for digits and signs do not count: "ines underscore varga seven seven at …".
    """
    place = folded.place(start)
    taken = 0
    for _ in range(6):
        head = folded.text[max(0, place - 30) : place]
        word = pattern(r"(?:^|\s)\(?([a-z0-9_-]{2,}|[a-z]\))\s$").search(head)
        if word is None or word[1] in data("words")["sentence"]:
            break
        taken += not (is_number_word(word[1]) or word[1] in ("underscore", "dot", "dash", "hyphen"))
        if taken > 2:
            break
        place -= len(head) - word.start(1)
    return folded.span(place, place + 1)[0]


def _looks_like_name(local: str) -> bool:
    return any(c in "._0123456789" for c in local)


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for addresses."""
    at_words = any_of(list(words().at))
    yield Trigger.AT, rf"@|[\[({{<|'_⟨]\s?(?:{at_words}|a)\s?[\])}}>|'_⟩]|[\s,](?:{at_words})[\s,]"
    east = any_of([word for word in words().at if word > "\u3000"])
    hosts = any_of(data("hosts")["mail"])
    yield (
        Trigger.AT,
        rf"\b(?:{hosts}|google|g-domain)\b|{east}|\s4t\s|[\[({{<][^\s)\]]{{1,16}}[)\]}}>]\s?[a-z]",
    )
    yield Trigger.AT, r"-at-[a-z0-9-]{1,40}-dot-"
