"""Whether a host may choose the company's own tool, and what was chosen: read before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from anteroom.database.connection import Connection
from anteroom.door.decoding import readings
from anteroom.door.needles import Needles
from anteroom.errors import NotAllowed
from anteroom.guard import Action, Context
from anteroom.house import House
from anteroom.meetings.link import CompanyLink, LinkRefused, read_link
from anteroom.meetings.model import EMBEDDED, Kind, Place, Tool
from anteroom.policy.model import Purpose
from anteroom.policy.ruling import ruling_for
from anteroom.proposals.model import Proposal

TELLS = "The name of that room looks like a way to reach somebody. Take one of chance, and paste that link."
_BY_CHANCE = re.compile(r"m?[0-9a-f]{32}")
"""A meeting of Webex' or a tenant of 8x8's, as the tool draws it."""
_DIALLED = re.compile(r"[0-9](?:[ /_=&?+.-]?[0-9]){8}")
"""More digits than a date has. Tools besides may number their meetings."""
_SIGNS = re.compile(r"[/_=&?+.-]+")
NOT_HERE = (
    "{marketplace} does not allow a meeting tool of your own for this interview. It takes place in the "
    "browser."
)


class ToolNotAllowed(NotAllowed):
    """The policy keeps this call in the embedded room."""

    code = "tool-not-allowed"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place, the link that opens it, and the facts of the choice for the ledger."""

    place: Place = EMBEDDED
    link: CompanyLink | None = None
    facts: Mapping[str, str] | None = None


async def choose(conn: Connection, house: House, proposal: Proposal, typed: str) -> Chosen:
    """Return what a host chose: "" is the embedded room. Raises LinkRefused, ToolNotAllowed."""
    if not typed.strip():
        return Chosen()
    link = read_link(typed, house.settings.link_hosts)
    _refuse_words(house, link)
    await _refuse_known(conn, house, proposal, link)
    place = Place(Kind.LINK, link.tool)
    ruling = await ruling_for(conn, house, proposal, purpose=Purpose.COMPANY_TOOL)
    if not ruling.permits:
        raise ToolNotAllowed(NOT_HERE.format(marketplace=house.settings.marketplace.name), field="link")
    return Chosen(place, link, {"place": place.kind.value, "tool": link.tool.value, "row": ruling.row})


def _refuse_words(house: House, link: CompanyLink) -> None:
    """Raise LinkRefused for a room whose name tells how to reach somebody: people choose these themselves."""
    if link.tool not in (Tool.JITSI, Tool.WEBEX, Tool.OTHER):
        return
    parts = urlsplit(link.url)
    written = _BY_CHANCE.sub(" ", unquote(f"{parts.path} {parts.query}"))
    if link.tool is Tool.WEBEX:
        written = f"{parts.netloc.partition('.')[0]} {written}"
    if link.tool is not Tool.OTHER and _DIALLED.search(written):
        raise LinkRefused(TELLS)
    for text in (written, _SIGNS.sub(" ", written)):
        if house.guard.inspect(text.strip(), Context((), "name")).action is not Action.ALLOW:
            raise LinkRefused(TELLS)


async def _refuse_known(conn: Connection, house: House, proposal: Proposal, link: CompanyLink) -> None:
    """Raise LinkRefused where a detail of the client's stands in the link, be it as a meeting's number.

    The door cannot say so later: whoever is led to the tool reads the address there.
    """
    needles = Needles(await house.vault.needles(conn, [proposal.client_id]))
    if needles.find(readings("text/plain", link.url.encode())):
        raise LinkRefused(TELLS)


def place_of(typed: str, others: Mapping[str, Tool]) -> Place:
    """Return where a link that was read before leads; "" is the embedded room. Raises LinkRefused."""
    return Place(Kind.LINK, read_link(typed, others).tool) if typed else EMBEDDED
