"""A link of the company's own, read strictly: what is not surely a meeting of its own is refused, and why.

Kept is never what was pasted but what was understood, written anew: a host that we know, a path of a known
shape, the few parameters that the tool needs. So a link leads nowhere else, and carries nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from anteroom.errors import BadInput
from anteroom.meetings import shapes
from anteroom.meetings.model import Tool
from anteroom.meetings.shapes import Query, Unfit

LONGEST: Final = 2048
MOST_PARAMETERS: Final = 20
ONE_ADDRESS: Final = "That is no link. Paste the one address that opens the meeting, from https:// on."
LEADS_ELSEWHERE: Final = (
    "That address only leads on to another one, so nobody can tell where it ends. Open the invitation, and "
    "copy the meeting’s own link."
)

_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]")
_LEADING_ON: Final = (
    "safelinks.protection.outlook.com",
    "safelinks.protection.office365.us",
    "urldefense.com",
    "urldefense.proofpoint.com",
    "linkprotect.cudasvc.com",
    "google.com",
    "l.messenger.com",
    "l.facebook.com",
    "lnkd.in",
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "g.co",
    "aka.ms",
)
"""Shorteners and mail gateways whose addresses stand for others."""

_TOOLS: Final[tuple[tuple[Tool, tuple[str, ...], tuple[str, ...], Callable[[str, str, Query], str]], ...]] = (
    (Tool.ZOOM, ("zoom.us", "zoomgov.com"), ("zoom.us", "zoomgov.com"), shapes.zoom),
    (Tool.TEAMS, shapes.TEAMS_HOSTS, (), shapes.teams),
    (Tool.MEET, ("meet.google.com",), (), shapes.meet),
    (Tool.WEBEX, (), ("webex.com",), shapes.webex),
    (Tool.JITSI, ("meet.jit.si", "8x8.vc"), (), shapes.jitsi),
)
"""Which hosts are a tool's: exactly these, and one label below those (a company's vanity host)."""


class LinkRefused(BadInput):
    """A link that cannot be taken; the sentence says why and what to paste, and repeats nothing of it."""

    code = "link-refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="link")


@dataclass(frozen=True, slots=True)
class CompanyLink:
    """A link as it is kept, and whose it is. It shows itself to nobody by accident."""

    tool: Tool
    url: str = field(repr=False)


def read_link(typed: str, others: Mapping[str, Tool]) -> CompanyLink:
    """Return the link that somebody pasted. `others` are the hosts that the deployment allows besides.

    Raises LinkRefused.
    """
    text = typed.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if len(text) > LONGEST:
        raise LinkRefused("That link is too long to be one of a meeting.")
    if not _PLAIN.fullmatch(text):
        raise LinkRefused(ONE_ADDRESS)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise LinkRefused(ONE_ADDRESS) from None
    if parts.scheme != "https":
        raise LinkRefused("A meeting’s link begins with https://.")
    if "@" in parts.netloc or port not in (None, 443):
        raise LinkRefused("That link says who signs in, or an odd port. Copy the meeting’s own link.")
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        raise LinkRefused(ONE_ADDRESS)
    try:
        return _read(host, parts, others)
    except Unfit as why:
        raise LinkRefused(str(why)) from None


def _read(host: str, parts: SplitResult, others: Mapping[str, Tool]) -> CompanyLink:
    query = _query(parts.query)
    if host in others:
        if others[host] is Tool.JITSI:
            return CompanyLink(Tool.JITSI, shapes.jitsi(host, parts.path, query))
        return CompanyLink(Tool.OTHER, shapes.other(host, parts.path, query))
    if any(label.startswith("xn--") for label in host.split(".")):
        raise Unfit(
            "That host is written in letters that only look like others. Copy the link from the meeting."
        )
    for tool, exactly, below, shape in _TOOLS:
        if host in exactly or host.partition(".")[2] in below:
            return CompanyLink(tool, shape(host, parts.path, query))
    if any(host == each or host.endswith(f".{each}") for each in _LEADING_ON):
        raise Unfit(LEADS_ELSEWHERE)
    raise Unfit("That is no meeting of Zoom, Microsoft Teams, Google Meet, Webex or Jitsi.")


def _query(text: str) -> Query:
    """Return the parameters, each once. Raises Unfit for too many, and for one that is said twice."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise Unfit(ONE_ADDRESS) from None
    query = dict(pairs)
    if len(query) < len(pairs):
        raise Unfit("That link says one thing twice. Copy the meeting’s own link.")
    return query


_BETWEEN = re.compile(r"[/?&=:@,\"{}]")
_TELLING = re.compile(
    r"\d{9,}|[a-z]{3}-[a-z]{4}-[a-z]{3}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|.{16,}",
    re.DOTALL,
)


def marks(url: str) -> tuple[str, ...]:
    """Return by what a link is known again wherever it stands, whole or in pieces: for the door."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    pieces = [*_BETWEEN.split(path), *_BETWEEN.split(unquote(parts.query))]
    found = [piece for piece in pieces if _TELLING.fullmatch(piece)]
    last = path.rpartition("/")[2]
    if len(last) >= shapes.SHORTEST_ROOM:
        found.append(last)
    return tuple(dict.fromkeys(found)) or (f"{parts.netloc}{path}",)


_OPENED_BY_PATH: Final = ("zoom.us", "zoomgov.com", *shapes.TEAMS_HOSTS)
"""Where the path alone says which meeting it is, and the parameters are its passcode and its company."""


def same_meeting(url: str) -> tuple[str, ...]:
    """Return the marks that every link of the same meeting has, with its passcode and without."""
    parts = urlsplit(url)
    return marks(parts._replace(query="").geturl() if parts.netloc in _OPENED_BY_PATH else url)


_SIGN_IN: Final[Mapping[Tool, tuple[str, ...]]] = {
    Tool.TEAMS: ("https://*.microsoft.com", "https://*.microsoftonline.com", "https://*.live.com"),
    Tool.MEET: ("https://*.google.com",),
}
"""Where a tool's own links lead on to at once, for people who have to sign in."""


def hosts_of(tool: Tool, others: Mapping[str, Tool]) -> tuple[str, ...]:
    """Return where every link of a tool leads, as sources of a Content-Security-Policy.

    A browser holds `form-action` against each step of a redirect, the tool's own steps included.
    """
    known = [
        f"https://{host}"
        for each, exactly, below, _ in _TOOLS
        if each is tool
        for host in (*exactly, *(f"*.{parent}" for parent in below))
    ]
    allowed = [f"https://{host}" for host, runs in others.items() if runs is tool]
    return (*known, *_SIGN_IN.get(tool, ()), *allowed)
