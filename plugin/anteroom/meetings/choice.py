"""Whether a host may choose the company's own tool, and what was chosen: read before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from anteroom.database.connection import Connection
from anteroom.door.decoding import readings
from anteroom.door.needles import Needles
from anteroom.errors import BadInput, NotAllowed
from anteroom.guard import Action, Context
from anteroom.house import House
from anteroom.meetings.calls import Order
from anteroom.meetings.link import CompanyLink, LinkRefused, read_link
from anteroom.meetings.model import EMBEDDED, Kind, Place, Tool
from anteroom.meetings.offered import order_for
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

NOT_THERE = (
    "No call can be made in that tool for this client. Somebody may have to connect the company’s account "
    "first; or paste the link of a meeting, or meet in the browser."
)
ONE_OF_THEM = "Give the link of a meeting, or name the tool in which one is to be made, and not both."


class ToolNotAllowed(NotAllowed):
    """The policy keeps this call in the embedded room."""

    code = "tool-not-allowed"


class ToolNotThere(BadInput):
    """In this tool no call can be made for this client."""

    code = "tool-not-there"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place, what opens it (a link, or a call to be made), and facts of the choice for the ledger."""

    place: Place = EMBEDDED
    link: CompanyLink | None = None
    facts: Mapping[str, str] | None = None
    order: Order | None = None


async def choose(conn: Connection, house: House, proposal: Proposal, typed: str, tool: str = "") -> Chosen:
    """Return what a host chose: a link, a tool in which we make the call, or with neither the embedded room.

    Raises LinkRefused, ToolNotAllowed, ToolNotThere; BadInput for both at once.
    """
    if tool:
        if typed.strip():
            raise BadInput(ONE_OF_THEM, field="tool")
        return await _made(conn, house, proposal, tool)
    if not typed.strip():
        return Chosen()
    link = read_link(typed, house.settings.link_hosts)
    _refuse_words(house, link)
    await _refuse_known(conn, house, proposal, link)
    place = Place(Kind.LINK, link.tool)
    return Chosen(place, link, await _allowed(conn, house, proposal, place, "link"))


async def _made(conn: Connection, house: House, proposal: Proposal, named: str) -> Chosen:
    ordered = await order_for(conn, house, proposal.client_id, named)
    if ordered is None:
        raise ToolNotThere(NOT_THERE, field="tool")
    tool, order = ordered
    place = Place(Kind.MADE, tool, order.shows)
    return Chosen(place, None, await _allowed(conn, house, proposal, place, "tool"), order)


async def _allowed(
    conn: Connection, house: House, proposal: Proposal, place: Place, field: str
) -> dict[str, str]:
    """Return the facts of a choice that the policy allows. Raises ToolNotAllowed."""
    ruling = await ruling_for(conn, house, proposal, purpose=Purpose.COMPANY_TOOL)
    if not ruling.permits:
        raise ToolNotAllowed(NOT_HERE.format(marketplace=house.settings.marketplace.name), field=field)
    return {"place": place.kind.value, "tool": str(place.tool), "row": ruling.row, "policy": ruling.policy}


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
    """Raise LinkRefused where a detail of either party's stands in the link, be it as a meeting's number.

    The door cannot say so later: whoever is led to the tool reads the address there. The refusal is that of
    any room whose name tells something, and so tells nobody whose number was tried.
    """
    needles = Needles(await house.vault.needles(conn, [proposal.client_id, proposal.freelancer_id]))
    if needles.find(readings("text/plain", link.url.encode())):
        raise LinkRefused(TELLS)


async def place_of(conn: Connection, house: House, client_id: str, typed: str, tool: str) -> Place:
    """Return where a choice that was read before leads, for a client. Raises LinkRefused, ToolNotThere."""
    if tool:
        ordered = await order_for(conn, house, client_id, tool)
        if ordered is None:
            raise ToolNotThere(NOT_THERE, field="tool")
        return Place(Kind.MADE, ordered[0], ordered[1].shows)
    return Place(Kind.LINK, read_link(typed, house.settings.link_hosts).tool) if typed else EMBEDDED
