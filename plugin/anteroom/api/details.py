"""REST v1: a member's contact details, to a key that bears `details:read`, for a reason."""

from __future__ import annotations

import msgspec
from aiohttp import web

from anteroom.api.answers import Shown, respond
from anteroom.api.body import read
from anteroom.api.caller import CALLER
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.reviews import ReadingBody
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.people.details import read_details


class DetailsShown(Shown, frozen=True):
    """What we keep of a member's contact details; a field that we do not keep is left out."""

    id: str
    email: str | msgspec.UnsetType = msgspec.UNSET
    phone: str | msgspec.UnsetType = msgspec.UNSET
    handle: str | msgspec.UnsetType = msgspec.UNSET
    address: str | msgspec.UnsetType = msgspec.UNSET


async def post_details(request: web.Request) -> web.Response:
    """Show a member's contact details; who read them and why is in the ledger."""
    body = await read(request, ReadingBody)
    house, external_id = house_of(request), request.match_info["id"]
    member, found = await read_details(house, external_id, body.reviewer, body.reason, request[CALLER].id)
    plain = {name: value.reveal() for name, value in found.items()}
    # The exception of a key that bears the scope: these values pass the door in this very answer.
    request[PASSAGE] = Passage(minted=tuple(plain.values()))
    return respond(request, DetailsShown(id=member.external_id, **plain))


ROUTES = (
    Route(
        method="POST",
        path="/v1/members/{id}/details",
        name="read_details",
        tag="Members",
        summary="Read a member's contact details, by whom and for a reason",
        handler=post_details,
        scope=Scope.DETAILS_READ,
        body=ReadingBody,
        answers={200: DetailsShown},
        problems=(NotFound,),
        notes=(
            "Beside a member's own export the only call that answers with contact details before a contract."
            " Who read them, why and with which key is in the ledger before they are shown. No key has this"
            " scope unless somebody makes one by `anteroom keys`."
        ),
        example={"reviewer": "t-12", "reason": "support_case"},
    ),
)
