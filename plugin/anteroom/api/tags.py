"""ETag, If-None-Match and If-Match (RFC 9110, 8.8 and 13): what was read is not read again, nor overwritten.

A tag is `"revision.digest"`, or the digest alone where a thing has no revision. To read again, the whole tag
counts. To change an interview only its revision does: that somebody waits at the door now is no change that
the host should have seen before moving it. The comparison and the change are one transaction.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec
from aiohttp import web

from anteroom.api.caller import DECLARED, declared
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import as_one
from anteroom.api.route import ROUTE, Route
from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, Malformed, NotFound
from anteroom.interviews import store
from anteroom.policy.actions import hold_policy
from anteroom.proposals import holding

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Hold = Callable[[Connection, str], Awaitable[None]]

INTERVIEW = "/v1/interviews/{id}"
TAG = re.compile(r'\*|(?:W/)?"[!#-~]{0,100}"')


class ChangedMeanwhile(AnteroomError):
    """What is to be changed is not any more what the caller has seen; nothing was changed."""

    code = "changed-meanwhile"
    status = 412


class _Revised(msgspec.Struct, frozen=True):
    revision: int | None = None


def tag_of(body: bytes) -> str:
    """Return the entity tag of an answer's octets."""
    digest = b32encode(hashlib.sha256(body).digest()[:10]).decode().lower()
    revision = msgspec.json.decode(body, type=_Revised).revision
    return f'"{digest}"' if revision is None else f'"{revision}.{digest}"'


@web.middleware
async def tagged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give an answer its tag where the route says so, and 304 to who has it already."""
    answer = await handler(request)
    route = declared(request)
    if route is None or not route.tagged or answer.status not in (200, 201):
        return answer
    assert isinstance(answer, web.Response) and isinstance(answer.body, bytes)
    tag = tag_of(answer.body)
    # A weak mark counts for nothing here (RFC 9110, 13.1.2), and is no tag of ours in If-Match.
    known = {each.removeprefix("W/") for each in _listed(request.headers.getall("If-None-Match", []))}
    if request.method in ("GET", "HEAD") and ("*" in known or tag in known):
        return web.Response(status=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


@web.middleware
async def matched(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Change only what the caller has seen. Raises ChangedMeanwhile, and Malformed for what is no tag."""
    route = declared(request)
    given = request.headers.getall("If-Match", [])
    if not given or route is None or not route.matches:
        return await handler(request)
    wanted = _listed(given)
    if not all(TAG.fullmatch(each) for each in wanted):
        raise Malformed("If-Match has the ETag of what you have seen, in its quotes.", field="If-Match")
    async with as_one(request) as conn:
        now = await _present(request, route, conn)
        if now is None or ("*" not in wanted and now not in {_part(each, now) for each in wanted}):
            raise ChangedMeanwhile("This has changed since you looked. Look again, and decide anew.")
        return await handler(request)


async def _present(request: web.Request, route: Route, conn: Connection) -> str | None:
    """Return what a tag must say now, held against others until we commit; None where there is nothing."""
    name = request.match_info.get("id", "")
    if route.path.startswith(f"{INTERVIEW}/"):
        try:
            interview, _ = await store.load_with_proposal(conn, name)
        except NotFound:
            return None
        return str(interview.revision)
    await HOLDS[route.path](conn, name)
    shows = request.app[DECLARED]["GET", route.path]
    request[ROUTE] = shows
    try:
        answer = await shows.handler(request)
    except NotFound:
        return None
    request[ROUTE], request[PASSAGE] = route, Passage()
    assert isinstance(answer, web.Response) and isinstance(answer.body, bytes)
    return tag_of(answer.body)


def _part(tag: str, like: str) -> str:
    """Return of a tag what counts: all of it, or the revision alone where only that is compared."""
    return tag if like.startswith('"') else tag.strip('"').partition(".")[0]


def _listed(fields: Sequence[str]) -> set[str]:
    """Return the tags in a list; ours hold no comma."""
    return {each.strip() for field in fields for each in field.split(",")}


HOLDS: Mapping[str, Hold] = {
    "/v1/organisations/{id}": holding.hold_organisation,
    "/v1/members/{id}": holding.hold_member,
    "/v1/proposals/{id}": holding.hold_proposal,
    "/v1/contracts/{id}": holding.hold_contract,
    "/v1/policy": hold_policy,
}
"""What is held while a PUT is compared; its present tag is that of the GET at the same path."""
