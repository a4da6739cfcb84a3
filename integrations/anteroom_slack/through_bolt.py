"""Bolt, between the front and whom something concerns: it is handed what was parsed, and parses nothing.

A request of bolt's is made of an outline: the type and, of Slack's question whether this address is ours, the
challenge, which bolt answers, as it answers what nobody takes (docs/adr/0011-bolt-is-handed-an-outline.md).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from anteroom_slack.hearing import Acknowledgement, Hearing
from anteroom_slack.payload import Happening, Payload

log = structlog.get_logger()

PAYLOAD, ACKNOWLEDGED, RAISED = "anteroom_payload", "anteroom_acknowledged", "anteroom_raised"
"""In bolt's context: what was parsed at the edge, what Slack is answered, and an error of ours."""


class ThroughBolt(AsyncMiddleware):
    """A middleware of bolt's and no row of listeners, since bolt would ask each of them in turn."""

    def __init__(self, hearing: Hearing, api_url: str) -> None:
        self._hearing = hearing
        # bolt writes whole payloads into its warnings; what is worth a line, the front says without them.
        silent = logging.getLogger("anteroom_slack.bolt")
        silent.setLevel(logging.CRITICAL + 1)
        self._bolt = AsyncApp(
            name="anteroom",
            logger=silent,
            # Signatures are judged in front, on raw bytes.
            signing_secret="judged in front",
            request_verification_enabled=False,
            ssl_check_enabled=False,
            # No call is made with it; without it bolt would look into the environment for a token.
            client=AsyncWebClient(base_url=api_url),
            authorize=_Authorize(),
            before_authorize=self,
        )

    async def heard(self, payload: Payload) -> Acknowledgement | None:
        """Return what Slack is answered; None for what concerns nobody. Raises what listeners raise."""
        request = AsyncBoltRequest(body=_outline(payload), context={PAYLOAD: payload}, mode="socket_mode")
        said = await self._bolt.async_dispatch(request)
        if RAISED in request.context:
            raise request.context[RAISED]
        if ACKNOWLEDGED in request.context:
            acknowledged: Acknowledgement = request.context[ACKNOWLEDGED]
            return acknowledged
        if said.status >= 500:
            log.warning("slack.unreadable", status=said.status)  # bolt itself failed: ours are raised
        return Acknowledgement(said.body.encode()) if said.status == 200 else None

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - bolt's name for it
    ) -> BoltResponse:
        """Answer what is ours, and let bolt answer the rest."""
        try:
            said = await self._hearing.heard(req.context[PAYLOAD])
        except Exception as error:
            # bolt would answer and forget it: it goes on from where this was called (`heard`).
            req.context[RAISED] = error
            return BoltResponse(status=500)
        if said is None:
            return await next()
        req.context[ACKNOWLEDGED] = said
        return BoltResponse(status=200)


class _Authorize(AsyncAuthorize):
    """Has nothing left to look up; bolt's own way would call auth.test."""

    def __init__(self) -> None:
        """Nothing is needed."""

    async def __call__(
        self, *, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, **_: Any
    ) -> AuthorizeResult:
        """Return nobody: only what concerns nobody of ours gets this far."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")


def _outline(payload: Payload) -> dict[str, Any]:
    """Return as much of a payload as bolt needs to tell what it is."""
    if isinstance(payload, Happening) and payload.type == "url_verification":
        return {"type": payload.type, "challenge": payload.challenge}
    return {"type": getattr(payload, "type", "command")}
