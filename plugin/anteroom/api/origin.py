"""What only our own pages may send. A cookie's SameSite keeps other sites out, and this the neighbours too.

Another host of the same site (the marketplace's own, where Anteroom is one of its names) is same-site to a
browser, so that our cookies go with what its pages send; and a WebSocket has no other guard at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.errors import NotAllowed

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OURS = (
    *("/lobby/", "/room/", "/signed/", "/instead/", "/embed/"),
    *("/times/", "/another/", "/where/", "/availability/", "/console/"),
)
OURS_EXACTLY = frozenset({"/i", "/signed", "/slack/linked/sure"})


@web.middleware
async def own_pages_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page of somebody else sends to where only ours do."""
    path = request.path
    ours = path.startswith(OURS) or path in OURS_EXACTLY
    changes = (
        request.method not in ("GET", "HEAD") or request.headers.get("Upgrade", "").lower() == "websocket"
    )
    if ours and changes:
        refuse_unless_own_page(request)
    return await handler(request)


def refuse_unless_own_page(request: web.Request) -> None:
    """Raise NotAllowed for what a page of somebody else sends."""
    if not _from_own_page(request):
        raise NotAllowed("Please do this on Anteroom's own page.", reason="sent by another site's page")


def _from_own_page(request: web.Request) -> bool:
    """Tell by what the browser says (W3C Fetch Metadata), or, in an older one, by Origin.

    Origin is "null" for forms of our own, since our pages send no referrer; programs send neither.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return True
    own = urlsplit(request.app[HOUSE].settings.public_url).netloc
    return urlsplit(origin).netloc in (own, request.host)
