"""Links that lead to a person: chat, meeting, booking and profile hosts, mailto and tel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.sign_words import names_of
from anteroom.guard.signs import DOT, symbolic
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.trigger import Cause, Trigger
from anteroom.guard.views import View

_DOCUMENTATION: Final = (
    "developers",
    "developer",
    "docs",
    "help",
    "support",
    "marketplace",
    "status",
    "blog",
)
_CONTACT_PAGE: Final = (
    r"(?:https?://|www\.)[^\s/]+/(?:[^\s/]+/)?"
    r"(?:contact|kontakt|contacto|contato|book|booking|schedule|meet|vcard|v)\b\S*"
)


def find_links(folded: View) -> Iterator[Suspicion]:
    """Contact links in a folded view, also with words or brackets for their dots and slashes."""
    view = symbolic(folded).replaced(DOT, lambda _: ".")
    view = view.replaced(r"\s+(?:slash|barra)\s+|\s+/\s*\b", lambda _: "/")
    hosts = any_of(data("hosts")["contact"])
    for match in pattern(
        rf"(?:(?:h[tx]{{2}}ps?://)|\b)([a-z0-9-]+\.)?(?:www\.)?(?:{hosts})[/?#][^\s<>\"|)]+"
    ).finditer(view.text):
        first = match[0].partition("://")[2] or match[0]
        preceding = view.text[max(0, match.start() - 1) : match.start()]
        if first.startswith(_DOCUMENTATION) or preceding in ("-", ".", "@"):
            continue
        yield _link(view, match.start(), match.end(), "link.contact-host", 0.95)
    for match in pattern(r"\b(?:mailto:|tel:\+?|skype:)[a-z0-9(][^\s<>\"]{4,}").finditer(view.text):
        yield _link(view, match.start(), match.end(), "link.scheme", 0.98)
    for match in pattern(_CONTACT_PAGE).finditer(view.text):
        if not pattern(r"//(?:localhost|127\.|10\.|192\.168\.)").search(match[0]):
            yield _link(view, match.start(), match.end(), "link.contact-page", 0.65)


def _link(view: View, begin: int, finish: int, rule: str, score: float) -> Suspicion:
    start, end = view.span(begin, finish)
    return Suspicion(Kind.LINK, start, end, rule, score)


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for links: a link of those kinds, or one with gaps or words in it."""
    yield Trigger.LINK, rf"(?:{any_of(data('hosts')['contact'])})[/?#]|\b(?:mailto:|tel:|skype:)"
    yield Trigger.LINK, _CONTACT_PAGE
    dots = "|".join(names_of(".", least=0))
    yield Trigger.LINK, rf"\b(?:{dots})[^a-z0-9]{{0,4}}[a-z]{{2,}}\s?/|\s(?:slash|barra)\s"
    yield (
        Trigger.LINK,
        r"[a-z0-9](?:\s?[\[({]\s?\.|\s\.|\.\s|\.\s?[\])}])\s?[\])}]?\s?[a-z]{2,}\s?/|[a-z0-9]\.[a-z]{2,}\s+/",
    )
