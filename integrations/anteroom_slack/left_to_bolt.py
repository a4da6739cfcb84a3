"""What bolt answers: Slack's question whether this address is ours, and types that nobody of ours hears.

Its request is made of an outline: the type and the challenge
(docs/adr/0012-bolt-answers-what-nobody-else-does.md).
"""

from __future__ import annotations

import logging
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from anteroom_slack.payload import Happening, Payload

log = structlog.get_logger()


class LeftToBolt:
    """Bolt's application, without a listener: bolt would ask each of them in turn."""

    def __init__(self, api_url: str) -> None:
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
        )

    async def answer(self, payload: Payload) -> bytes | None:
        """Return what bolt says to a payload; None where it has nothing to say either."""
        request = AsyncBoltRequest(body=_outline(payload), mode="socket_mode")
        said = await self._bolt.async_dispatch(request)
        if said.status >= 500:
            log.warning("slack.unreadable", status=said.status)  # bolt itself failed
        return said.body.encode() if said.status == 200 else None


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
