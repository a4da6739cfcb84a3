"""Addresses told in two parts: "left of the at it says ines, right of it varga.dev"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Word

_SIGN: Final = (
    r"(?:the )?(?:@|at|at sign|at symbol|little a|curly a|monkey|arroba|arobase|chiocciola|klammeraffe)"
)
_SAYS: Final = r"(?:,? (?:it's|it is|it says|is|comes|goes|you put|put|write|stands))?[\s:=,]{1,3}"
_NAME: Final = r"[\"'“]?([a-z0-9][a-z0-9._-]{2,30})[\"'”]?"
_BEFORE: Final = r"(?:left of|before|in front of|ahead of|to the left of)"
_AFTER: Final = r"(?:right of|after|behind|to the right of|following)"
_BETWEEN: Final = r"[\s,;.:—–-]{1,4}(?:and |then |but )?"
_BOX: Final = r"(?:mailbox|inbox|user|username|mail ?name|local part|name|login)(?: is)?[\s:]{1,2}"
_DOMAIN: Final = r"(?:domain|host|server|company domain|mail domain)(?: is| name is)?[\s:]{1,2}"
_OUR: Final = r"(?:at |on |under |with )?(?:our |my |the |its )?"
_PARTS: Final = (
    rf"{_BEFORE} {_SIGN}{_SAYS}{_NAME}{_BETWEEN}{_AFTER} (?:it|that|{_SIGN}){_SAYS}(<host>)",
    rf"{_BOX}{_NAME}{_BETWEEN}?{_OUR}{_DOMAIN}(<host>)",
    rf"{_NAME} (?:goes |comes |stands |is |sits )?{_BEFORE} {_OUR}(?:domain |host )?@?(<host>)",
    rf"{_DOMAIN}(<host>){_BETWEEN}{_OUR}{_BOX}{_NAME}",
)


def find_told_parts(folded: View) -> Iterator[Suspicion]:
    """Addresses in a folded view of which the two sides of the sign are told apart."""
    for source in _sources():
        for match in pattern(source).finditer(folded.text):
            one, other = match[1], match[2]
            name, host = (one, other) if "." in other or " " in other else (other, one)
            domain = host.replace(" dot ", ".").replace(" ", "")
            if not is_domain(domain) or domain in data("hosts")["products"]:
                continue
            if is_everyday(name) and name not in data("hosts")["mailboxes"]:
                continue
            start, end = folded.span(match.start(), match.end())
            yield Suspicion(Kind.EMAIL, start, end, "email.told-parts", 0.65)


@cache
def _sources() -> tuple[str, ...]:
    ends = any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"], "co.uk"])
    host = rf"[a-z0-9-]{{2,40}}(?: ?\. ?| dot )(?:{ends})\b"
    return tuple(source.replace("<host>", host) for source in _PARTS)


def told_part_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such parts."""
    yield (
        Word(rf"{_BEFORE} {_SIGN}|(?:in front of|before|left of) (?:our |my |the )?(?:domain |host )?@"),
        r"[a-z0-9](?:\.| dot )[a-z]{2}",
    )
    yield (
        Word(r"\b(?:mailbox|inbox|username|user|login|local part)\b"),
        Word(r"\b(?:domain|host)\b"),
        r"[a-z0-9](?:\.| dot )[a-z]{2}",
    )
