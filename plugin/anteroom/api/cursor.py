"""Pages of a list: opaque signed cursors, `next_cursor` in the body and a Link beside it (RFC 8288).

A cursor says behind which row the next page begins, and of which list with which filters it is; that is all
it says. It needs no session of ours and never gets old, and no list tells how much there is in all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.body import Told
from anteroom.api.doorway import HOUSE
from anteroom.errors import BadInput

MOST = 100
USUAL = 50
LONGEST = 1000
"""Characters of a cursor."""
_MAC = 16


class PageQuery(Told, frozen=True):
    """Which page of a list: at most so many rows, behind the place that the page before named."""

    cursor: Annotated[str, msgspec.Meta(max_length=LONGEST, pattern="^[A-Za-z0-9_-]*$")] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = USUAL


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page is asked for: at most `limit` rows behind `place`; an empty one is the beginning."""

    of: str
    place: tuple[str, ...]
    limit: int


def wanted(request: web.Request, of: str, parts: int) -> Wanted:
    """Return which page of a list the query asks for by `cursor` and `limit`.

    `of` names the list together with its filters, such as "reviews:held"; a place in it has `parts` parts.
    Raises BadInput for a limit out of bounds, and for a cursor that we did not make or made for another list.
    """
    written = request.query.get("limit", str(USUAL))
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= MOST):
        raise BadInput(f"The limit is a number from 1 to {MOST}.", field="limit")
    cursor = request.query.get("cursor", "")
    place = _read(_key(request), of, cursor) if cursor else ()
    if cursor and len(place) != parts:
        raise BadInput("This cursor is not one of this list's.", field="cursor")
    return Wanted(of, place, int(written))


def cursor_behind(request: web.Request, page: Wanted, place: Sequence[str]) -> str:
    """Return the cursor of the page that begins behind `place`, for `next_cursor`.

    It is ours through and through: it belongs to what the door is told as minted.
    """
    body = json.dumps(list(place), ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_mac(_key(request), page.of, body) + body).decode().rstrip("=")


def link_to_next(request: web.Request, cursor: str) -> str:
    """Return the `Link` header that leads to the next page with everything else that was asked for."""
    query = {**{name: value for name, value in request.query.items() if name != "cursor"}, "cursor": cursor}
    public = request.app[HOUSE].settings.public_url
    return f'<{public}{request.rel_url.with_query(query)}>; rel="next"'


def leading_on(request: web.Request, cursor: str) -> Mapping[str, str]:
    """Return the header fields of a page: the link to the next one, none where `cursor` is empty."""
    return {"Link": link_to_next(request, cursor)} if cursor else {}


def _read(key: bytes, of: str, cursor: str) -> tuple[str, ...]:
    refused = BadInput("This cursor is not one of this list's.", field="cursor")
    if len(cursor) > LONGEST or not cursor.isascii():
        raise refused
    try:
        octets = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError as error:
        raise refused from error
    mac, body = octets[:_MAC], octets[_MAC:]
    if not hmac.compare_digest(mac, _mac(key, of, body)):
        raise refused
    return tuple(json.loads(body))


def _key(request: web.Request) -> bytes:
    return request.app[HOUSE].settings.secrets.link_key


def _mac(key: bytes, of: str, body: bytes) -> bytes:
    # The key signs other things too; the prefix keeps them apart.
    return hmac.new(key, b"cursor:" + of.encode() + b"\0" + body, hashlib.sha256).digest()[:_MAC]
