"""Blocking somebody of the other side behind one's own pass, and undoing that."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE
from anteroom.conduct.blocks import can_be_blocked, chosen, end_block, make_block, own_blocks
from anteroom.database.connection import Connection
from anteroom.pages.plain import go_to
from anteroom.passes.seats import ROOMS, Seated, seat_of_request
from anteroom.rooms.hooks import Reason


@dataclass(frozen=True, slots=True)
class BlocksShown:
    """Whom a party blocks (a block's id, and a label), and whom it could (a place, and a label)."""

    own: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own in it."""
        return tuple(block_id for block_id, _ in self.own)


async def blocks_shown(conn: Connection, seated: Seated) -> BlocksShown:
    """Return whom a party blocks and whom it could, for its own page."""
    own = await own_blocks(conn, seated.interview, seated.party)
    blocked = {of.id for _, of in own}
    others = can_be_blocked(seated.interview, seated.party)
    return BlocksShown(
        tuple((block.id, of.label) for block, of in own),
        tuple((str(each.position), each.label) for each in others if each.id not in blocked),
    )


async def block(request: web.Request) -> web.StreamResponse:
    """Block somebody; whoever does it leaves the call."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    whom = chosen(seated.interview, seated.party, form.get("block", ""))
    await make_block(house, seated.interview.id, seated.party.id, whom)
    await request.app[ROOMS].remove(seated.interview.room, seated.party.id, Reason.LEFT)
    return _back(seated)


async def unblock(request: web.Request) -> web.StreamResponse:
    """Undo an own block."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    party = seated.party
    await end_block(house, form.get("block", ""), party.id, blocker_id=party.person_id)
    return _back(seated)


def _back(seated: Seated) -> web.Response:
    return go_to(f"/lobby/{seated.party.id}#block")


ROUTES = (web.post("/lobby/{seat}/block", block), web.post("/lobby/{seat}/unblock", unblock))
