"""What REST v1 answers: structs that a route declares, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.route import ROUTE

Instant = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
"""An instant as it is written: ISO 8601 with its offset."""
Uri = Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri-reference"})]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all answers: what is shown is declared field by field, so that nothing else can come out."""


def written(at: datetime | None) -> Instant | None:
    """Write an instant, if there is one."""
    return at.isoformat() if at else None


def texts_of(shown: Shown) -> tuple[str, ...]:
    """Return the texts that stand in an answer's own fields, for what the door is told as minted."""
    return tuple(str(each) for each in msgspec.structs.astuple(shown) if isinstance(each, str) and each)


def respond(
    request: web.Request, said: Shown, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Answer with a struct that the route declares for this status; another one is a fault of ours."""
    route = request[ROUTE]
    declared = route.answers.get(status)
    assert declared is not None and isinstance(said, declared), f"{route.name} does not declare this {status}"
    return web.Response(
        body=msgspec.json.encode(said), status=status, content_type="application/json", headers=headers
    )
