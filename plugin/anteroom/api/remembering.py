"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-06): a call that is repeated is done once.

A name is good for one key of ours (and what takes its place), method and path; the octets of the body, and
If-Match, are its fingerprint. The answer is kept, sealed, in the very transaction that acts, for a week. A
repeat that comes while the first still runs waits for it and gets the same answer, for then nobody has to ask
again; only who would wait longer than ten seconds is told 409. What was refused is not kept, since it changed
nothing and may pass once the world has changed, but for a text that was held: a second try would be counted
as one. Nor is an error of ours (5xx) or a 429.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from weakref import WeakValueDictionary

import asyncpg
import msgspec
from aiohttp import web

from anteroom.api.caller import CALLER, declared
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.joined import as_one
from anteroom.api.problems import problems
from anteroom.database.connection import Connection
from anteroom.errors import Conflict, ContactInText, KeyReused, Malformed

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FIELD = "Idempotency-Key"
LONGEST = 255
WRITTEN = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"|([!#-~]+)')
"""An sf-string (RFC 9651, 3.3.3) as the draft has it, or bare, as most write it."""
PATIENCE = 10.0
"""Seconds for which a repeat waits for the first; the database's own `lock_timeout` is as long."""
KEPT_HEADERS = ("Location", "Link")
STILL_RUNS = "The first call under this Idempotency-Key still runs. Ask again."


class KeyInUse(Conflict):
    """The first call under this Idempotency-Key still runs."""

    code = "key-in-use"


class _Kept(msgspec.Struct, frozen=True):
    status: int
    kind: str
    body: bytes
    headers: dict[str, str]
    interview_id: str | None
    readers: tuple[str, ...]
    minted: tuple[str, ...]


class _Undone(Exception):
    """Carries an answer that is not kept out of the transaction, which is thereby undone."""

    def __init__(self, answer: web.StreamResponse) -> None:
        super().__init__()
        self.answer = answer


_RUNNING: web.AppKey[WeakValueDictionary[str, asyncio.Lock]] = web.AppKey("running", WeakValueDictionary)


def prepare(app: web.Application) -> None:
    """Give an application what `remembered` needs."""
    app[_RUNNING] = WeakValueDictionary()


@web.middleware
async def remembered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a repeat as its first was answered. Raises KeyReused, KeyInUse, Malformed for what is no key."""
    route = declared(request)
    if route is None or not route.remembers or FIELD not in request.headers:
        return await handler(request)
    caller = request[CALLER]
    parts = (caller.family, request.method, request.rel_url.raw_path_qs, _key(request))
    name = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    try:
        # Who waits here holds no connection to the database; who waits for another instance does.
        async with _alone(request, name):
            return await _once(request, handler, name)
    except _Undone as undone:
        return undone.answer


async def _once(request: web.Request, handler: Handler, name: str) -> web.StreamResponse:
    house = request.app[HOUSE]
    # Under another condition it is another request, whatever it says.
    condition = "\0".join(("", *request.headers.getall("If-Match", [])))
    fingerprint = hashlib.sha256(
        condition.encode("utf-8", "surrogateescape") + b"\0" + await request.read()
    ).hexdigest()
    async with as_one(request) as conn:
        if not await _first(conn, name, house.clock.now()):
            said = await conn.fetchval("select answer from seen where source = 'api' and key = $1", name)
            if said["fingerprint"] != fingerprint:
                raise KeyReused("This Idempotency-Key was used for another request.", field=FIELD)
            return _again(request, house.vault.unseal(b64decode(said["kept"]), name))
        answer, held = await _answered(request, handler)
        if answer.status >= 400 and not held:
            raise _Undone(answer)
        kept = house.vault.seal(_kept(request, answer), name)
        said = {"fingerprint": fingerprint, "kept": b64encode(kept).decode()}
        await conn.execute("update seen set answer = $2 where source = 'api' and key = $1", name, said)
    house.failpoints.reach("answer-kept")
    return answer


async def _first(conn: Connection, name: str, now: datetime) -> bool:
    """Tell whether nobody has called under this name, once whoever does so just now is done."""
    try:
        fresh = await conn.fetchval(
            "insert into seen (source, key, at) values ('api', $1, $2) on conflict do nothing returning true",
            name,
            now,
        )
    except asyncpg.LockNotAvailableError as error:
        raise KeyInUse(STILL_RUNS) from error
    return bool(fresh)


async def _answered(request: web.Request, handler: Handler) -> tuple[web.StreamResponse, bool]:
    """Return the answer, an error's too, and whether a text was held on the way."""
    held = False

    async def watched(request: web.Request) -> web.StreamResponse:
        nonlocal held
        try:
            return await handler(request)
        except ContactInText as error:
            held = error.held is not None
            raise

    answer: web.StreamResponse = await problems(request, watched)
    return answer, held


def _kept(request: web.Request, answer: web.StreamResponse) -> bytes:
    assert isinstance(answer, web.Response)
    passage = request.get(PASSAGE, Passage())
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    body = answer.body if isinstance(answer.body, bytes) else b""
    return msgspec.json.encode(
        _Kept(
            answer.status,
            answer.content_type,
            body,
            headers,
            passage.interview_id,
            passage.readers,
            passage.minted,
        )
    )


def _again(request: web.Request, octets: bytes) -> web.Response:
    """The answer once more; the door looks at it as it did, and now."""
    kept = msgspec.json.decode(octets, type=_Kept)
    request[PASSAGE] = Passage(kept.interview_id, kept.readers, kept.minted)
    return web.Response(status=kept.status, body=kept.body, content_type=kept.kind, headers=kept.headers)


def _key(request: web.Request) -> str:
    given = request.headers.getall(FIELD)
    found = WRITTEN.fullmatch(given[0]) if len(given) == 1 else None
    key = (found[1] or found[2] or "") if found else ""
    if not 0 < len(key) <= LONGEST:
        raise Malformed(f"An Idempotency-Key is one text of 1 to {LONGEST} visible characters.", field=FIELD)
    return key


@asynccontextmanager
async def _alone(request: web.Request, name: str) -> AsyncIterator[None]:
    """Let one call under a name run in this process at a time. Raises KeyInUse."""
    running = request.app[_RUNNING]
    lock = running.get(name)
    if lock is None:
        lock = running[name] = asyncio.Lock()
    try:
        async with asyncio.timeout(PATIENCE):
            await lock.acquire()
    except TimeoutError as error:
        raise KeyInUse(STILL_RUNS) from error
    try:
        yield
    finally:
        lock.release()
