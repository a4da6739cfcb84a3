"""Links that lead to a person: chat, meeting, booking, profiles, schemes, contact pages and own sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.emails.hosts import is_domain, is_placeholder
from anteroom.guard.links.broken_links import broken_link_sources, find_broken_links
from anteroom.guard.links.own_sites import find_own_sites, find_signed_sites, is_mended, own_site_sources
from anteroom.guard.links.told_sites import find_told_sites, told_site_sources
from anteroom.guard.links.written_links import written
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.sign_words import DOT, leet, names_of
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger, Word

_PATH: Final = r"[^\s<>\"|)\]}，。、」』]+"
_CONTACT_PAGE: Final = r"(?:https?://|www\.)[^\s/]+/(?:[^\s/]+/)?"
_SPELLED_PAGE: Final = r"\b([a-z0-9-]+(?:\.[a-z0-9-]+)+)/"
_NO_PAGE: Final = (
    r"//(?:localhost|127\.|10\.|192\.168\.|api\.|docs\.|developers?\.|help\.|support\.)"
    r"|example\.(?:com|org)|/(?:api|v\d)/"
)
"""In links to machines, to examples and to what is written for programmers."""
_OWN_PAGE: Final = r"https?://([a-z0-9.-]+)/@[a-z0-9_.]{3,}/?(?:$|[\s,;)!?]|\.(?:\s|$))"
"""A profile as many sites name it, and with nothing behind, which would be a post."""
_MEETING: Final = (
    r"\b(?:zoom|webex|teams|meet(?:ing)?|gotomeeting|bluejeans|whereby|lifesize|ringcentral|anydesk|teamviewer|"
    r"tencent|voov)\b[^.\n\d]{0,28}?(\d{3}[ -]?\d{3,4}[ -]?\d{2,4}(?:[ -]?\d{2,4})?"
    r"(?:\W{1,4}(?:pass(?:code|word)?|pwd|pin|pw|code)\W{0,3}(?:is )?[a-z0-9]{3,12})?)\b"
)
_MEETING_CODE: Final = r"\bmeet\b[^\n]{0,24}?\b([a-z]{3}-[a-z]{4}-[a-z]{3})\b"
_DRIVE_TOLD: Final = (
    r"\b(?:v?card|phone|number|contact|whatsapp|e-?mail|mobile|details|reach|skype|telegram|qr|call me)\b"
)
_CODE_PROFILE: Final = r"(?:https?://)?\b(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)/@?[a-z0-9-]{2,39}/?(?:$|[\s,;)!]|\.(?:\s|$))"
_OWN: Final = r"\b(?:my|mine|me|i'm|i am|find|reach|contact|add|hire)\b"
_LEET_DIGITS: Final = "013457"
_LEET: Final = (str.maketrans(_LEET_DIGITS, "oieast"), str.maketrans(_LEET_DIGITS, "oleast"))
_NEAR: Final = 48
_LONGEST: Final = 300
"""Code points of a link before another in it."""
_FORMS: Final = "docs.google.com/forms"
_FEWEST_DIGITS: Final = 9
"""Digits of the shortest number of a meeting."""


def find_links(folded: View) -> Iterator[Suspicion]:
    """Contact links in a folded view, also with words or brackets for their dots and slashes."""
    yield from _whole(folded, _found(folded))
    spelled = written(folded)
    if spelled.text != folded.text:
        yield from _found(spelled)
        for match in pattern(_SPELLED_PAGE + _page()).finditer(spelled.text):
            start, end = spelled.span(match.start(), match.end())
            if end - start > match.end() - match.start() and is_domain(match[1]):
                yield Suspicion(Kind.LINK, start, end, "link.contact-page", 0.65)
    yield from find_own_sites(folded, spelled)
    yield from find_signed_sites(folded)
    yield from find_parted_links(folded)


def find_owned_sites(folded: View) -> Iterator[Suspicion]:
    """Of these only what somebody says is the own site, or signs with, and sites that are told."""
    yield from find_own_sites(folded, written(folded))
    yield from find_signed_sites(folded)
    yield from find_told_sites(folded)


def find_parted_links(folded: View) -> Iterator[Suspicion]:
    """Of these only known hosts in pieces, and sites whose dot is told."""
    yield from find_broken_links(folded)
    yield from find_told_sites(folded)


def _whole(view: View, links: Iterator[Suspicion]) -> Iterator[Suspicion]:
    """The links with all of the address that they are a part of: "https://example.dev/?to=wa.me/1"."""
    for link in links:
        begin = view.place(link.start)
        run = view.text[max(0, begin - _LONGEST) : begin]
        head = max((run.rfind(sign) for sign in " \n\t<>\"'()[]"), default=-1) + 1
        if "://" in run[head:]:
            start, _ = view.span(begin - len(run) + head, begin)
            yield replace(link, start=start)
        else:
            yield link


def _found(view: View) -> Iterator[Suspicion]:
    text = view.text
    for match in pattern(_hosts()).finditer(text):
        first = match[0].partition("://")[2] or match[0]
        preceding = text[max(0, match.start() - 1) : match.start()]
        reserved = first.split(".")[0] in _no_people() and not first.startswith(_FORMS)
        if reserved or preceding in ("-", ".", "@", "/"):
            continue
        if not _is_reference(first):
            yield _link(view, match.start(), match.end(), "link.contact-host", 0.95)
    for match in pattern(_below()).finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        if match[1] not in data("hosts")["no_people_hosts"] and before not in ("-", "@"):
            yield _link(view, match.start(), match.end(), "link.contact-host", 0.8)
    for match in pattern(_schemes()).finditer(text):
        if not _is_placeholder(match[0]):
            yield _link(view, match.start(), match.end(), "link.scheme", 0.98)
    for match in pattern(_contact_page() + _page()).finditer(text):
        mended = is_mended(text[match.end() : match.end() + _NEAR])
        if not mended and not pattern(_NO_PAGE).search(match[0]):
            yield _link(view, match.start(), match.end(), "link.contact-page", 0.65)
    for match in pattern(f"{_MEETING}|{_MEETING_CODE}").finditer(text):
        group = 1 if match[1] else 2
        if group == 2 or sum(c.isdigit() for c in match[1]) >= _FEWEST_DIGITS:
            yield _link(view, match.start(group), match.end(group), "link.meeting-id", 0.7)
    if pattern(_DRIVE_TOLD).search(text):
        files = any_of(data("hosts")["files"])
        for match in pattern(rf"\b(?:https?://)?(?:[a-z0-9-]+\.)?(?:{files})/{_PATH}").finditer(text):
            yield _link(view, match.start(), match.end(), "link.file", 0.65)
    for start, end in _in_leet(text):
        yield _link(view, start, end, "link.leet", 0.65)
    for match in pattern(_OWN_PAGE).finditer(text):
        referred = pattern(_referred()).search(text[match.end() : match.end() + _NEAR])
        if not referred and match[1].removeprefix("www.") not in data("hosts")["package_hosts"]:
            yield _link(
                view, match.start(), match.start() + len(match[0].rstrip(" \n,;)!?.")), "link.profile", 0.65
            )
    for match in pattern(_CODE_PROFILE).finditer(text):
        around = text[max(0, match.start() - _NEAR) : match.start()]
        if pattern(_OWN).search(around) or len(text.split()) == 1:
            end = match.start() + len(match[0].rstrip(" \n,;)!."))
            yield _link(view, match.start(), end, "link.profile", 0.65)


def _in_leet(text: str) -> Iterator[tuple[int, int]]:
    """Where a link stands whose host has digits for letters: "t.m3/ines", "c4l3ndly.c0m/ines"."""
    for match in pattern(r"\b([a-z0-9-]+(?:\.[a-z0-9-]+)+)/[^\s<>\"|)\]}]+").finditer(text):
        host = match[1].removeprefix("www.")
        if any(c in _LEET_DIGITS for c in host) and any(
            pattern(_hosts()).fullmatch(host.translate(letters) + "/x") for letters in _LEET
        ):
            yield match.start(), match.end()


def _is_reference(link: str) -> bool:
    """Whether a link to a service leads to a post, a guide or its own pages rather than to somebody."""
    host, _, path = link.partition("/")
    if host.removeprefix("www.") in ("t.me", "wa.me", "bit.ly"):
        return False
    parts = [part for part in path.split("/") if part]
    if not parts:
        return False
    page = parts[0].partition("?")[0].lstrip("@")
    post = host.removeprefix("www.") in data("hosts")["post_hosts"] and page in data("hosts")["posts"]
    return post or page in data("hosts")["not_people"] or ("status" in parts[1:2] and len(parts) > 2)


def _is_placeholder(link: str) -> bool:
    if pattern(r"tel:\+?\d{0,3}?0{6,}").fullmatch(link):
        return True  # all noughts behind the code of a country
    _, at, domain = link.partition("@")
    return (at and is_placeholder(domain)) or any(
        known in link for known in data("hosts")["placeholder_domains"]
    )


@cache
def _referred() -> str:
    """What is said behind a link that shows somebody else's work."""
    return rf"\b(?:{any_of(data('hosts')['referred'])})\b"


@cache
def _contact_page() -> str:
    """What stands before such a part: a link, or a host written without what a browser asks for."""
    ends = any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"]])
    return rf"(?:{_CONTACT_PAGE}|\b(?:[a-z0-9-]+\.)+(?:{ends})/(?:[^\s/]+/)?)"


@cache
def _page() -> str:
    """The last part of a link to a page on which somebody is written to."""
    named = r"[a-z-]{0,16}(?:contact|kontakt|contat|contac|iletisim|hubungi)[a-z-]{0,16}"
    return rf"(?:{named}|{any_of(data('hosts')['contact_pages'])})(?:[/?#.]\S*|\b)"


@cache
def _no_people() -> frozenset[str]:
    return frozenset(data("hosts")["no_people_hosts"]) - {"www", "app", "web", "go", "api"}


@cache
def _schemes() -> str:
    weak = "matrix|line|weixin|im|signal|sips?|xmpp"
    named = any_of(data("hosts")["schemes"])
    return rf"\b(?:(?:{named}):(?://)?[a-z0-9(+@]{_PATH}|(?:{weak})://{_PATH}|(?:sips?|xmpp):[a-z0-9._-]+@{_PATH})"


@cache
def _hosts() -> str:
    hosts = any_of([name for name in data("hosts")["contact"] if not name.endswith("/@")])
    people = any_of([name for name in data("hosts")["contact"] if name.endswith("/@")])
    start = r"(?:(?:h[tx]{2}ps?://)|\b|_)(?:[a-z0-9-]+\.)?(?:www\.)?"
    return rf"{start}(?:(?:{hosts})[/?#@]|(?:{people})){_PATH}"


@cache
def _below() -> str:
    """Hosts under which people have a host of their own."""
    below = any_of(data("hosts")["below"])
    return rf"(?:h[tx]{{2}}ps?://)?\b([a-z0-9-]{{3,}})\.(?:{below})\b(?:[/?#]{_PATH})?"


def _link(view: View, begin: int, finish: int, rule: str, score: float) -> Suspicion:
    start, end = view.span(begin, finish)
    return Suspicion(Kind.LINK, start, end, rule, score)


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for links: a link of those kinds, or one with gaps or words in it."""
    hosts = any_of([*data("hosts")["contact"], *data("hosts")["files"]])
    yield Trigger.LINK, Inside(rf"(?:{hosts})[/?#@a-z0-9]")
    yield Trigger.LINK, Word(_schemes())
    yield Trigger.LINK, Mark(rf"[a-z0-9]\.(?:{any_of(data('hosts')['below'])})\b")
    yield Trigger.LINK, Mark(r"\.[a-z]{2,}/"), _contact_page() + _page()
    yield Trigger.LINK, Word(r"https?://[a-z0-9.-]+/@[a-z0-9_]")
    yield Trigger.LINK, Word(r"\b(?:github|gitlab|bitbucket)\.(?:com|org)/")
    yield (
        Trigger.LINK,
        Word(
            r"\b(?:zoom|webex|teams|meet(?:ing)?|gotomeeting|bluejeans|whereby|lifesize|ringcentral|anydesk|"
            r"teamviewer|tencent|voov)\b"
        ),
        r"\d{3}[ -]?\d{3}|[a-z]{3}-[a-z]{4}-[a-z]{3}",
    )
    yield (
        Trigger.LINK,
        Mark(r"\.[a-z0-9]+/[a-z0-9]"),
        r"\b[a-z]*[013457][a-z0-9]*\.[a-z0-9]{2,4}/[a-z0-9]|\b[a-z]{1,12}\.[a-z]*[013][a-z]*/[a-z0-9]",
    )
    dots = "|".join(names_of(DOT, least=0))
    below = any_of(host.partition(".")[0] for host in data("hosts")["below"])
    dot = Word(rf"\b(?:{dots})")
    yield Trigger.LINK, dot, rf"\b(?:{dots})[^a-z0-9]{{0,4}}(?:{below})\b"
    slashes = "|".join(map(leet, data("hosts")["slash"]))
    yield Trigger.LINK, dot, rf"\b(?:{dots})[^a-z0-9]{{0,4}}(?:[a-z]{{2,}}|m e)\s?/"
    yield Trigger.LINK, Word(rf"[\s(\[](?:{slashes})[\s)\],]")
    yield (
        Trigger.LINK,
        Mark(r"\.[\s\])}]{0,5}[a-z]{2,}\s*/"),
        r"[a-z0-9](?:\s?[\[({]\s?\.|\s\.|\.\s|\.\s?[\])}])\s?[\])}]?\s?[a-z]{2,}\s?/|[a-z0-9]\.[a-z]{2,}\s+/",
    )
    yield Trigger.LINK, Mark(r"[a-z0-9][\[({<]\s?(?:[./:]|//|://)\s?[\])}>]\s?[a-z0-9/\[]")
    for source in own_site_sources():
        yield Trigger.OWN_SITE, *source
    for source in (*broken_link_sources(), *told_site_sources()):
        yield Trigger.PARTED_LINK, *source
