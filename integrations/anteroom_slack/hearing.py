"""Bolt, and what it calls: one method a type of payload, each telling the person something, none raising.

bolt is given no token and no store: authorisation is our own look into the database, without any call.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.once import once
from anteroom_slack.cards.actions_in import Presses
from anteroom_slack.cards.home import HomeOpened
from anteroom_slack.cards.unfurl import Unfurls
from anteroom_slack.forms.loading import show_modal
from anteroom_slack.forms.proposals_menu import suggest
from anteroom_slack.forms.shortcut_in import Shortcuts
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.forms.submissions_in import Submissions
from anteroom_slack.install.presence_in import PRESENCE, heard_of_presence
from anteroom_slack.line import Line
from anteroom_slack.payload import Command, Happening, Interaction
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.commands_in import Commands

PAYLOAD_KEY = "anteroom_payload"
"""In bolt's context: the body as it was parsed at the edge."""
PASSAGE_KEY = "anteroom_passage"
FIXED_KEY = "anteroom_fixed"
Body = dict[str, Any]


class Hearing(AsyncMiddleware):
    """What is heard from Slack, handed to whom it concerns.

    It is a middleware of bolt's and no row of listeners, since bolt would ask each of them in turn, and
    collect all that a listener may want each time it asks.
    """

    def __init__(
        self,
        line: Line,
        commands: Commands,
        presses: Presses,
        submissions: Submissions,
        shortcuts: Shortcuts,
    ) -> None:
        self._line = line
        self._shortcuts = shortcuts
        self._commands = commands
        self._presses = presses
        self._submissions = submissions
        self._happenings = {
            "app_home_opened": HomeOpened(line).heard,
            "link_shared": Unfurls(line).heard,
        }
        self.bolt = self._bolt()

    def _bolt(self) -> AsyncApp:
        # bolt writes whole payloads into its warnings; what is worth a line, the front says without them.
        silent = logging.getLogger("anteroom_slack.bolt")
        silent.setLevel(logging.CRITICAL + 1)
        return AsyncApp(
            name="anteroom",
            logger=silent,
            # Signatures are judged in front, on raw bytes.
            signing_secret="judged in front",
            request_verification_enabled=False,
            ssl_check_enabled=False,
            # No call is made with it; without it bolt would look into the environment for a token.
            client=AsyncWebClient(base_url=self._line.house.settings.slack.api_url),
            authorize=_Authorize(),
            before_authorize=self,
        )

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - bolt's name for it
    ) -> BoltResponse:
        """Answer what is ours; bolt answers the rest, such as the question whether this address is ours."""
        match req.context[PAYLOAD_KEY]:
            case Command() as command:
                return await self._command(command, req.context)
            case Interaction(type="block_actions") as press:
                await self._presses.pressed(press)
                return BoltResponse(status=200)
            case Interaction(type="view_submission", view=ViewBody() as view) as submission:
                return await self._view(submission, view, req.context)
            case Interaction(type="block_suggestion") as question:
                return await self._options(question, req.context)
            case Interaction(type="shortcut" | "message_action") as shortcut:
                await self._shortcuts.used(shortcut)
                return BoltResponse(status=200)
            case Happening(type="event_callback") as event:
                return await self._event(event)
            case _:
                return await next()

    async def _command(self, heard: Command, context: AsyncBoltContext) -> BoltResponse:
        outcome = await self._commands.typed(heard)
        context[PASSAGE_KEY], context[FIXED_KEY] = outcome.passage, outcome.fixed
        if not outcome.opens:
            return _json(outcome.message)
        shown = show_modal(self._line, heard.trigger_id, outcome, heard.response_url)
        self._line.behind(shown, "views.open")
        return BoltResponse(status=200)

    async def _view(self, heard: Interaction, view: ViewBody, context: AsyncBoltContext) -> BoltResponse:
        answer, passage = await self._submissions.submitted(heard.speaker, view)
        context[PASSAGE_KEY] = passage
        return _json(answer)

    async def _options(self, heard: Interaction, context: AsyncBoltContext) -> BoltResponse:
        answer, passage = await suggest(
            self._line.house, heard.speaker, heard.action_id, heard.value, heard.view
        )
        context[PASSAGE_KEY] = passage
        return _json(answer)

    async def _event(self, heard: Happening) -> BoltResponse:
        if heard.kind in self._happenings:
            await self._happenings[heard.kind](heard)
        if heard.kind not in PRESENCE:
            return BoltResponse(status=200)

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            return await heard_of_presence(house, conn, heard)

        await once(self._line.house, SEEN_IN_SLACK, f"event:{heard.event_id}", act)
        return BoltResponse(status=200)


class _Authorize(AsyncAuthorize):
    """Has nothing left to look up; bolt's own way would call auth.test."""

    def __init__(self) -> None:
        """Nothing is needed."""

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """Return the place, which the front has looked up; each call fetches its token when it is made."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")


def _json(body: Body) -> BoltResponse:
    return BoltResponse(
        status=200,
        body=msgspec.json.encode(body).decode(),
        headers={"content-type": ["application/json"]},
    )
