"""Whether a host may choose the company's own tool, and what was chosen: read before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.meetings.link import CompanyLink, read_link
from anteroom.meetings.model import EMBEDDED, Kind, Place, Tool
from anteroom.policy.model import Purpose
from anteroom.policy.ruling import ruling_for
from anteroom.proposals.model import Proposal

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
    place = Place(Kind.LINK, link.tool)
    ruling = await ruling_for(conn, house, proposal, purpose=Purpose.COMPANY_TOOL)
    if not ruling.permits:
        raise ToolNotAllowed(NOT_HERE.format(marketplace=house.settings.marketplace.name), field="link")
    return Chosen(place, link, {"place": place.kind.value, "tool": link.tool.value, "row": ruling.row})


def place_of(typed: str, others: Mapping[str, Tool]) -> Place:
    """Return where a link that was read before leads; "" is the embedded room. Raises LinkRefused."""
    return Place(Kind.LINK, read_link(typed, others).tool) if typed else EMBEDDED
