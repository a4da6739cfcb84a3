"""REST v1: keys, made, listed, rotated and revoked by a key that may."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Moment, Told, instant, read, read_query
from anteroom.api.caller import CALLER
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import BadInput, Conflict, NotAllowed, NotFound
from anteroom.keys import actions, store
from anteroom.keys.model import NAME, Key, Standing

Bearable = Annotated[tuple[Scope, ...], msgspec.Meta(min_length=1, max_length=len(Scope))]


class KeyBody(Told, frozen=True):
    """A key to be made: for whom or what, what it may do, and until when (null: until it is revoked)."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=NAME)]
    scopes: Bearable
    expires_at: Moment | None = None


class RotationBody(Told, frozen=True):
    """For how many hours both keys work."""

    overlap_hours: Annotated[int, msgspec.Meta(ge=0, le=720)] = 24


class KeyShown(Shown, frozen=True):
    """A key, without what opens anything. `last_used_at` is known to the hour."""

    id: str
    name: str
    standing: Standing
    scopes: tuple[Scope, ...]
    created_at: Instant
    last_used_at: Instant | None
    expires_at: Instant | None
    revoked_at: Instant | None
    replaced_by: str | None


class KeyMade(KeyShown, frozen=True):
    """A new key with its `secret`, which is shown this once and kept nowhere."""

    secret: str


class KeysShown(Shown, frozen=True):
    """Keys, newest first, but for the two of the environment; `next_cursor` leads on, null at the end."""

    keys: tuple[KeyShown, ...]
    next_cursor: str | None


async def post_key(request: web.Request) -> web.Response:
    """Make a key."""
    body = await read(request, KeyBody)
    expires_at = instant(body.expires_at, "expires_at")
    key, secret = await actions.make(house_of(request), request[CALLER], body.name, body.scopes, expires_at)
    return _made(request, key, secret)


async def list_keys(request: web.Request) -> web.Response:
    """Show the keys, newest first."""
    read_query(request, PageQuery)
    page = wanted(request, "keys", 2)
    behind = (datetime.fromisoformat(page.place[0]), page.place[1]) if page.place else None
    house = house_of(request)
    async with house.database.connection() as conn:
        found = await store.newest_first(conn, behind, page.limit + 1)
    rows = tuple(_shown(each, house.clock.now()) for each in found[: page.limit])
    more = cursor_behind(request, page, (rows[-1].created_at, rows[-1].id)) if len(found) > page.limit else ""
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    said = KeysShown(keys=rows, next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def get_key(request: web.Request) -> web.Response:
    """Show a key."""
    house = house_of(request)
    return _answer(request, await actions.find(house, request.match_info["id"]))


async def post_rotation(request: web.Request) -> web.Response:
    """Put a new key in its place; both work for a while."""
    body = await read(request, RotationBody)
    overlap = timedelta(hours=body.overlap_hours)
    house, key_id = house_of(request), request.match_info["id"]
    key, secret = await actions.rotate(house, request[CALLER], key_id, overlap)
    return _made(request, key, secret)


async def post_revocation(request: web.Request) -> web.Response:
    """Let a key open nothing from now on."""
    key = await actions.revoke(house_of(request), request[CALLER], request.match_info["id"])
    return _answer(request, key)


def _made(request: web.Request, key: Key, secret: str) -> web.Response:
    shown = _shown(key, house_of(request).clock.now())
    said = KeyMade(**msgspec.structs.asdict(shown), secret=secret)
    request[PASSAGE] = Passage(minted=texts_of(said))
    return respond(request, said, 201)


def _answer(request: web.Request, key: Key) -> web.Response:
    shown = _shown(key, house_of(request).clock.now())
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown)


def _shown(key: Key, now: datetime) -> KeyShown:
    return KeyShown(
        id=key.id,
        name=key.name,
        standing=key.standing(now),
        scopes=tuple(sorted(key.scopes)),
        created_at=key.created_at.isoformat(),
        last_used_at=written(key.last_used_at),
        expires_at=written(key.expires_at),
        revoked_at=written(key.revoked_at),
        replaced_by=key.replaced_by,
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/keys",
        name="make_key",
        tag="Keys",
        summary="Make a key",
        handler=post_key,
        scope=Scope.KEYS_WRITE,
        body=KeyBody,
        answers={201: KeyMade},
        problems=(NotAllowed,),
        notes=(
            "The `secret` is shown this once. A key gives away no scope that it does not bear itself. This"
            " call takes no Idempotency-Key, for then the secret would have to be kept: revoke a key whose"
            " answer was lost."
        ),
        example={"name": "Scheduling service", "scopes": ["interviews:read", "interviews:write"]},
    ),
    Route(
        method="GET",
        path="/v1/keys",
        name="list_keys",
        tag="Keys",
        summary="List the keys, newest first",
        handler=list_keys,
        scope=Scope.KEYS_READ,
        query=PageQuery,
        answers={200: KeysShown},
        problems=(BadInput,),
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/keys/{id}",
        name="show_key",
        tag="Keys",
        summary="Show a key, without what opens anything",
        handler=get_key,
        scope=Scope.KEYS_READ,
        answers={200: KeyShown},
        problems=(NotFound,),
    ),
    Route(
        method="POST",
        path="/v1/keys/{id}/rotation",
        name="rotate_key",
        tag="Keys",
        summary="Put a new key in a key's place",
        handler=post_rotation,
        scope=Scope.KEYS_WRITE,
        body=RotationBody,
        answers={201: KeyMade},
        problems=(NotFound, NotAllowed, Conflict),
        notes="The answer is the new key. The old one works for `overlap_hours` more; 0 ends it.",
        example={"overlap_hours": 24},
    ),
    Route(
        method="POST",
        path="/v1/keys/{id}/revocation",
        name="revoke_key",
        tag="Keys",
        summary="Revoke a key at once",
        handler=post_revocation,
        scope=Scope.KEYS_WRITE,
        answers={200: KeyShown},
        problems=(NotFound, NotAllowed, BadInput),
        notes="Once more changes nothing.",
    ),
)
