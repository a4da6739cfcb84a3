"""The line to Slack's Web API: one session for all calls, and what goes on behind an acknowledgement.

Several workspaces share it. Which one a request comes from is kept beside the request (`answer_for`) and goes
with what is done behind its acknowledgement, so that nothing there can speak with another workspace's token;
who acts for nobody's request, such as the worker, names the place.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.api.doorway import Passage
from anteroom.effects.model import Part
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom_slack.errors import not_shown
from anteroom_slack.install.installation import install_from_settings, installation_at, learn_scopes
from anteroom_slack.install.removal import token_is_dead
from anteroom_slack.install.tokens import Tokens
from anteroom_slack.pace import Pace
from anteroom_slack.patience import Patience
from anteroom_slack.place import NOWHERE, Place

log = structlog.get_logger()

CONNECT_SECONDS = 2.0
CALL_SECONDS = 8.0
DEAD = frozenset({"account_inactive", "token_revoked"})
"""Slack's words for a token that will never work again.

`invalid_auth` may be an address that is not let in.
"""
Json = dict[str, Any]
_HERE: ContextVar[Place] = ContextVar("slack_place", default=NOWHERE)
_DOMAIN: ContextVar[str] = ContextVar("slack_domain", default="")


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A payload for the door."""

    parts: tuple[Part, ...]
    minted: tuple[str, ...]
    readers: tuple[str, ...]


class Line:
    """Opened by the application's cleanup context; nothing may be called before `open`.

    `client_of` is for the worker, which decides itself when to try again. `patient` waits once for a rate
    limit and is only used behind an acknowledgement.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self.pace = Pace()
        self.tokens = Tokens(house, lambda: self.client_of(NOWHERE))
        self._session: aiohttp.ClientSession | None = None
        self._behind: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Open the session and seal the configured token."""
        timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)
        async with self.house.database.transaction() as conn:
            await install_from_settings(conn, self.house)

    async def close(self) -> None:
        """Finish what goes on behind acknowledgements, then hang up."""
        await self.settled()
        if self._session is not None:
            await self._session.close()

    async def settled(self) -> None:
        """Wait until nothing goes on behind an acknowledgement."""
        while self._behind:
            await asyncio.gather(*self._behind)

    def answer_for(self, place: Place, domain: str = "") -> None:
        """Let this request, and what goes on behind it, be about a place; people call it by its domain."""
        _HERE.set(place)
        _DOMAIN.set(domain)

    @property
    def here(self) -> Place:
        """The place whose request is being answered."""
        return _HERE.get()

    @property
    def domain(self) -> str:
        """What people call the workspace whose request is being answered; empty where Slack did not say."""
        return _DOMAIN.get()

    @property
    def patient(self) -> AsyncWebClient:
        """The client of the place whose request is being answered.

        It waits once for a rate limit: never before an acknowledgement.
        """
        made = self.client_of(self.here)
        made.retry_handlers.append(Patience())
        return made

    def client_of(self, place: Place) -> AsyncWebClient:
        """Return a client of a place, without a token; each call names it."""
        # No retry of slack_sdk's own: repeating a post after a lost connection would post it twice.
        return AsyncWebClient(
            base_url=self.house.settings.slack.api_url,
            session=self._session,
            timeout=int(CALL_SECONDS),
            # An organisation's token needs to be told the workspace; any other passes it over
            # (api.slack.com/enterprise/apps/changes-apis).
            team_id=place.team_id or None,
            retry_handlers=[],
        )

    async def token(self, place: Place | None = None) -> str | None:
        """Return the token of a place, or of the one whose request is being answered.

        None where Anteroom is not installed.
        """
        return await self.tokens.at(self.here if place is None else place)

    async def heard_refusal(self, place: Place, token: str, error: SlackApiError) -> None:
        """Keep what a refused call tells: a scope that the installation lacks, or that its token is dead."""
        code = str(error.response.get("error", "")) if hasattr(error.response, "get") else ""
        if code == "missing_scope":
            provided = frozenset(str(error.response.get("provided") or "").split(",")) - {""}
            async with self.house.database.transaction() as conn:
                await learn_scopes(conn, place, provided, str(error.response.get("needed") or ""))
        elif code in DEAD:
            await token_is_dead(self.house, place, token)

    async def installed(self, place: Place) -> bool:
        """Tell whether Anteroom is installed in a place."""
        async with self.house.database.connection() as conn:
            return await installation_at(conn, place) is not None

    def behind(self, work: Coroutine[Any, Any, object], what: str) -> None:
        """Let `work` go on behind the acknowledgement. It must be harmless to lose."""

        async def quietly() -> None:
            try:
                await work
            except SlackApiError as error:
                log.warning("slack.behind_failed", kind=what, error=str(error.response.get("error", "")))
                await self.heard_refusal(self.here, _token_of(error), error)
            except (AnteroomError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("slack.behind_failed", kind=what, error=type(error).__name__)
            except Exception as error:  # nobody waits for this task, so it must say itself that it failed
                log.exception("slack.behind_failed", kind=what, error=type(error).__name__)

        task = asyncio.get_running_loop().create_task(quietly())
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def open_view(self, trigger_id: str, view: Json, passage: Passage, response_url: str = "") -> Json:
        """Show a modal, and return it as Slack has it.

        Where it is not shown, it is said through the response URL, and the error is raised.
        """
        try:
            await self.pass_door(view, passage)
            shown = await self.patient.views_open(trigger_id=trigger_id, view=view, token=await self.token())
        except (AnteroomError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            if response_url:
                body = {
                    "response_type": "ephemeral",
                    "replace_original": False,
                    "text": not_shown(self.house, error),
                }
                await self.respond(response_url, body, Passage())
            raise
        return dict(shown["view"])

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


def _token_of(error: SlackApiError) -> str:
    """Return the token that a refused call bore."""
    asked = getattr(error.response, "req_args", None) or {}
    return str(asked.get("headers", {}).get("Authorization", "")).removeprefix("Bearer ")
