"""Addresses whose parts are told by what they are, or whose signs are left to the reader to put in.

"user wrenna, domain kelmworks, ending net"; "wrenna kelmworks net, with an at in between"; "my first name at
kelmworks.net". Whoever says which part is which, or where a sign belongs, means an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Match, any_of, data, pattern
from anteroom.guard.emails.hosts import is_domain, is_placeholder, written_endings
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.sign_words import AT, names_of
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Inside, Mark, Word

_NAME: Final = r"[\"'“«(]?([a-z0-9\x{df}-\x{1fff}][a-z0-9\x{df}-\x{1fff}._-]{1,30})[\"'”»)]?"
_LABEL: Final = r"[a-z0-9][a-z0-9-]{1,40}"
_IS: Final = r"(?:[\s:=,\"'“«(-]{1,3}(?:is |es |ist |est |e |è |jest |это |called |named |llamado |namens )?)"
_GAP: Final = r"[^a-z0-9\x{df}-\x{1fff}]{1,4}(?:[a-z\x{df}-\x{1fff}']{1,8} ){0,4}?"
_OWN: Final = (
    r"(?:my|our|mi|nuestro|meu|nosso|mon|notre|meine[rm]?|unsere[rm]?|mio|nostro|mijn|onze|moj\w*|nasz\w*)"
)
_PLACE: Final = (
    r"(?:own )?(?:domain|site|website|server|company|studio|dominio|sito|domaine|seite|webseite|domein|"
    r"domena)"
)
_SMALL_WORDS: Final = frozenset(
    ("to", "in", "is", "it", "at", "me", "no", "so", "us", "be", "la", "am", "as")
)
"""Endings that are words of nearly every sentence."""
_AFTER: Final = 60
"""Code points around a run of words within which it is told where its signs belong."""


def find_told_roles(folded: View) -> Iterator[Suspicion]:
    """Addresses in a folded view whose parts, or signs, are told by what they are."""
    for source in _roles():
        for match in pattern(source).finditer(folded.text):
            if _is_address(match):
                yield _found(folded, match, "email.told-roles")
    for match in pattern(_headless()).finditer(folded.text):
        yield _found(folded, match, "email.told-roles")
    for source in _runs():
        for match in pattern(source).finditer(folded.text):
            text, end = folded.text, match.end(3)
            near = text[max(0, match.start() - _AFTER) : match.start()], text[end : end + _AFTER]
            usual = match[2].isdigit() or (match[3] in _SMALL_WORDS and text[match.start(3) - 1] == " ")
            if (
                not usual
                and _is_host(f"{match[2]}.{match[3]}")
                and any(pattern(_told()).search(side) for side in near)
            ):
                yield _found(folded, match, "email.told-signs")


def _found(view: View, match: Match, rule: str) -> Suspicion:
    start, end = view.span(match.start(), match.end())
    return Suspicion(Kind.EMAIL, start, end, rule, 0.65)


def _is_address(match: Match) -> bool:
    """Whether the parts that a pattern found, in whichever order, make an address."""
    parts = [part for part in (match[1], match[2], match[3]) if part]
    if len(parts) < 2:
        return len(parts) == 1 and _is_host(parts[0])
    dotted = next((part for part in parts if is_domain(part.strip("."))), "")
    host = dotted or ".".join(part.strip(".") for part in parts[1:])
    name = next(part for part in parts if part != dotted)
    known = data("hosts")["mailboxes"]
    return _is_host(host) and (not is_everyday(name) or name in known or len(parts) > 2)


def _is_host(host: str) -> bool:
    label = host.rpartition(".")[0].rpartition(".")[2]
    usual = is_everyday(label) or host in data("hosts")["products"] or is_placeholder(host)
    return is_domain(host) and len(label) > 2 and not usual


@cache
def _roles() -> tuple[str, ...]:
    name, host, end = _words("name roles"), _words("host roles"), _words("ending roles")
    first, ends = _words("first names"), written_endings()
    dotted = rf"((?:{_LABEL}\.)+(?:{ends})\b|{_LABEL})"
    ending = rf"(?:{_GAP}(?:{end}){_IS}\.?((?:co\.)?(?:{ends}))\b)?"
    at = "|".join(["@", "at", *names_of(AT, least=1)])
    whole = rf"((?:{_LABEL}\.)+(?:{ends}))\b"
    return (
        rf"\b(?:{name}){_IS}{_NAME}{_GAP}(?:{host}){_IS}{dotted}{ending}",
        rf"\b(?:{host}){_IS}{whole}{_GAP}(?:{name}){_IS}{_NAME}()",
        rf"{whole}[,;:]? (?:and )?(?:{name}){_IS}{_NAME}()",
        rf"{_NAME} (?:at|on|@|en|em|auf|bei|chez|su|bij|na|w) {_OWN} {_PLACE}[\s,:(–-]{{1,3}}{whole}()",
        rf"{_NAME}\s?@\s?\([^()\n]{{1,30}}\)\s?{whole}()",
        rf"(?:{first})(?:,? [a-z(][a-z.)]{{0,12}}){{0,3}},? ?(?:{at}) ?{whole}()()",
    )


@cache
def _headless() -> str:
    """A name that goes before a host of whose ending is only spoken: "before @kelm, french ending"."""
    end = _words("ending roles")
    host = rf"@{_LABEL}[^a-z0-9]{{1,4}}(?:[a-z]{{1,12}} ){{0,3}}(?:{end})\b"
    return rf"[a-z0-9]+[._][a-z0-9._]*[a-z0-9][^@\n]{{0,40}}{host}"


@cache
def _runs() -> tuple[str, ...]:
    """A name, a host and an ending with gaps, or the same marks, in place of both signs, or of one."""
    ends = written_endings()
    spaced = rf"(?:^|[^a-z0-9@._-])([a-z0-9][a-z0-9._-]{{1,30}}) ([a-z0-9]{{3,40}})[ .]({ends})"
    marked = rf"(?:^|[^a-z0-9@._-])([a-z0-9]{{2,30}})[._-]([a-z0-9]{{3,40}})[._-]({ends})"
    return rf"{spaced}(?:$|[^a-z0-9_.-]|\.(?:\s|$))", rf"{marked}(?:$|[^a-z0-9_.-])"


@cache
def _told() -> str:
    """That a sign belongs between, or is one of the marks that stand there."""
    signs = "|".join(
        ["@", "at", *names_of(AT, least=0), "signs?", "symbols?", "signos?", "zeichen", "signes?"]
    )
    between, put = _words("between"), _words("put")
    edge = r"(?:^|[^a-z0-9\x{df}-\x{1fff}])"
    ordinal = r"(?:first|second|one|last|1st|2nd|primer\w?|primo|prima|erste\w?|premier|pierwsz\w+|перв\w*)"
    mark = r"(?:dot|underscore|dash|hyphen|gap|space|punto|guion|punkt|strich|point|tiret|kropka|точка)"
    return (
        rf"{edge}(?:{signs})(?:$|[^a-z0-9])(?:[^.\n0-9]{{0,14}})(?:{between})"
        rf"|{edge}(?:{put}) (?:[a-z]{{1,5}} ){{0,2}}(?:{signs})(?:$|[^a-z0-9])"
        rf"|{ordinal} {mark}[^.\n]{{0,16}}(?:{signs})(?:$|[^a-z0-9])"
        rf"|where the (?:signs|symbols|@) (?:go|goes|belong)"
    )


@cache
def _words(kind: str) -> str:
    return any_of(plain(word) for word in data("signs")[kind])


def told_role_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such parts."""
    name, host, end = (_words(kind) for kind in ("name roles", "host roles", "ending roles"))
    role = rf"\b(?:{name})\b"
    ends = written_endings()
    yield Word(role), rf"\b(?:{host})\b"
    yield Word(role), Mark(rf"[a-z0-9]\.(?:{ends})\b")
    yield (
        Mark(rf"[a-z0-9]\.(?:{ends})\b"),
        rf"(?:{_words('first names')})|{_OWN} {_PLACE}|@\s?\(",
    )
    yield Mark(rf"@{_LABEL}[^a-z0-9]{{1,4}}(?:[a-z]+ ){{0,3}}(?:{end})\b"), r"[a-z0-9][._][a-z0-9]"
    place = rf"{_words('between')}|{_words('put')}|where the|(?:dot|underscore|dash|hyphen|gap|space)\b"
    yield Inside(place), _told(), rf"[a-z0-9][ ._-](?:{ends})(?:$|[^a-z0-9])"
