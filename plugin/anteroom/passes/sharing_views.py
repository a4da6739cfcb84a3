"""A guest's own choice: whether the other side may have the address once there is a contract."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE
from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.pages.plain import go_to
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.people import consent
from anteroom.people.disclosure import choose_to_share
from anteroom.proposals import store as proposals

CHOICES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class SharingShown:
    """Who would see the address, by the label, and whether the party wants that now."""

    viewer: str
    agreed: bool


async def sharing_shown(conn: Connection, seated: Seated) -> SharingShown | None:
    """Return the choice for the party's own page; None for who has none here."""
    proposal = await proposals.proposal(conn, seated.interview.proposal_id)
    viewer_id = consent.viewer_of(seated.party, proposal)
    if viewer_id is None:
        return None
    viewer = seated.interview.party_of(viewer_id) or await proposals.member_by_person(conn, viewer_id)
    if viewer is None:
        return None
    return SharingShown(viewer.label, await consent.consents(conn, seated.party.id))


async def share(request: web.Request) -> web.StreamResponse:
    """Keep what the party chose."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    agreed = CHOICES.get(form.get("share", ""))
    if agreed is None:
        raise BadInput("Choose whether to share it.", field="share")
    await choose_to_share(house, seated.interview.id, seated.party.id, agreed=agreed)
    return go_to(f"/lobby/{seated.party.id}#sharing")


ROUTES = (web.post("/lobby/{seat}/sharing", share),)
