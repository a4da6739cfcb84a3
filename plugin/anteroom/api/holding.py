"""What an action refused is held, once everything that the action did is undone; the answer says where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, Uri
from anteroom.api.joined import house_of
from anteroom.errors import ContactInText
from anteroom.house import House
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Held, Way

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def holding(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Hold the text that a call of /v1 was refused for."""
    try:
        return await handler(request)
    except ContactInText as error:
        if request.path.startswith("/v1/"):
            await hold_refused(house_of(request), error, Way.API)
        raise


class HeldLinks(Shown, frozen=True):
    """A text that was held: what can be done with it, and until when. No `appeal` where nobody could look."""

    id: str
    expires_at: Instant
    reword: Uri
    withdraw: Uri
    appeal: Uri | msgspec.UnsetType = msgspec.UNSET


def held_links(house: House, held: Held) -> HeldLinks:
    """Return what the answer says of a held text."""
    home = f"/v1/held/{held.id}"
    return HeldLinks(
        id=held.id,
        expires_at=held.expires_at.isoformat(),
        reword=f"{home}/reword",
        appeal=f"{home}/appeal" if house.settings.reviewed else msgspec.UNSET,
        withdraw=f"{home}/withdraw",
    )
