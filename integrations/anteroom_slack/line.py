"""The line to Slack's Web API: one session for all calls, and what goes on behind an acknowledgement."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.api.doorway import Passage
from anteroom.effects.model import Part
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom_slack.errors import not_shown
from anteroom_slack.installation import install, token_of

log = structlog.get_logger()

CONNECT_SECONDS = 2.0
CALL_SECONDS = 8.0
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A payload for the door."""

    parts: tuple[Part, ...]
    minted: tuple[str, ...]
    readers: tuple[str, ...]


class Line:
    """Opened by the application's cleanup context; nothing may be called before `open`.

    `client` is for the worker, which decides itself when to try again. `patient` waits once for a rate limit
    and is only used behind an acknowledgement.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self.team_id = house.settings.secrets.slack_team_id
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self._patient: AsyncWebClient | None = None
        self._behind: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Open the session and seal the configured token."""
        timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)
        async with self.house.database.transaction() as conn:
            await install(conn, self.house)
        self._client, self._patient = self._made(), self._made()
        self._patient.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))

    async def close(self) -> None:
        """Finish what goes on behind acknowledgements, then hang up."""
        await self.settled()
        if self._session is not None:
            await self._session.close()

    async def settled(self) -> None:
        """Wait until nothing goes on behind an acknowledgement."""
        while self._behind:
            await asyncio.gather(*self._behind)

    @property
    def client(self) -> AsyncWebClient:
        """The client without a token of its own; each call names it."""
        assert self._client is not None
        return self._client

    @property
    def patient(self) -> AsyncWebClient:
        """The same, waiting once for a rate limit; never before an acknowledgement."""
        assert self._patient is not None
        return self._patient

    async def token(self) -> str | None:
        """Return the workspace's token; None where Anteroom was removed from it."""
        async with self.house.database.connection() as conn:
            return await token_of(conn, self.house, self.team_id)

    def behind(self, work: Coroutine[Any, Any, None], what: str) -> None:
        """Let `work` go on behind the acknowledgement. It must be harmless to lose."""

        async def quietly() -> None:
            try:
                await work
            except SlackApiError as error:
                log.warning("slack.behind_failed", kind=what, error=str(error.response.get("error", "")))
            except (AnteroomError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("slack.behind_failed", kind=what, error=type(error).__name__)
            except Exception as error:  # nobody waits for this task, so it must say itself that it failed
                log.exception("slack.behind_failed", kind=what, error=type(error).__name__)

        task = asyncio.get_running_loop().create_task(quietly())
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def open_view(self, trigger_id: str, view: Json, passage: Passage, response_url: str = "") -> None:
        """Show a modal; where it is not shown, say so through the response URL and raise the error."""
        try:
            await self.pass_door(view, passage)
            await self.patient.views_open(trigger_id=trigger_id, view=view, token=await self.token())
        except (AnteroomError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            if response_url:
                body = {
                    "response_type": "ephemeral",
                    "replace_original": False,
                    "text": not_shown(self.house, error),
                }
                await self.respond(response_url, body, Passage())
            raise

    async def respond(self, response_url: str, body: Json, passage: Passage) -> None:
        """Say something through a response URL: five uses in thirty minutes."""
        assert self._session is not None
        await self.pass_door(body, passage)
        async with self._session.post(response_url, json=body) as answer:
            if answer.status >= 300:
                log.warning("slack.response_url", status=answer.status)

    async def pass_door(self, body: Json, passage: Passage) -> None:
        """Hold what would give a contact detail away. Raises Withheld."""
        part = Part("application/json", json.dumps(body, ensure_ascii=False).encode())
        async with self.house.database.connection() as conn:
            leaving = _Leaving((part,), passage.minted, passage.readers)
            await self.house.door.inspect(conn, passage.interview_id, leaving)

    def _made(self) -> AsyncWebClient:
        # No retry of slack_sdk's own: repeating a post after a lost connection would post it twice.
        return AsyncWebClient(
            base_url=self.house.settings.slack.api_url,
            session=self._session,
            timeout=int(CALL_SECONDS),
            retry_handlers=[],
        )
