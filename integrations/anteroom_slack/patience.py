"""How long somebody who looks at a screen is kept waiting for Slack's rate limit: once, and not for long."""

from __future__ import annotations

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

LONGEST = 2
"""Seconds of Retry-After; a trigger is worth nothing after three (…/handling-user-interaction)."""


class Patience(AsyncRateLimitErrorRetryHandler):
    """Waits once, if Slack asks for at most `LONGEST`; whatever asks for more has failed, and is said so.

    Slack's own handler sleeps for as long as it is told, a minute and more: the person would have gone, the
    trigger would be dead, and the service could not stop meanwhile.
    """

    def __init__(self) -> None:
        super().__init__(max_retry_count=1)

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        said = next(
            (value for name, value in response.headers.items() if name.lower() == "retry-after"), ["1"]
        )
        asked = said[0] if isinstance(said, list) else str(said)
        return asked.isdigit() and int(asked) <= LONGEST
