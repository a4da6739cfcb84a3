"""Bolt and its listeners: one a type, each telling the person something, none raising.

bolt is given no token and no store: authorisation is our own look into the database, without any call.
"""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import msgspec
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
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
from anteroom_slack.forms.submissions_in import Submissions
from anteroom_slack.install.presence_in import PRESENCE, heard_of_presence
from anteroom_slack.line import Line
from anteroom_slack.payload import Command, Happening, Interaction
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.commands_in import Commands

log = structlog.get_logger()

PASSAGE_KEY = "anteroom_passage"
FIXED_KEY = "anteroom_fixed"
ANY = re.compile(".*", re.DOTALL)
Body = dict[str, Any]


class Hearing:
    """What is heard from Slack, handed to whom it concerns."""

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
        bolt = AsyncApp(
            name="anteroom",
            logger=silent,
            # Signatures are judged in front, on raw bytes.
            signing_secret="judged in front",
            request_verification_enabled=False,
            ssl_check_enabled=False,
            # No call is made with it; without it bolt would look into the environment for a token.
            client=AsyncWebClient(base_url=self._line.house.settings.slack.api_url),
            authorize=_Authorize(),
            # Our listeners take milliseconds; the other mode polls for their answer every ten.
            process_before_response=True,
        )
        bolt.command(ANY)(self._command)
        bolt.action(ANY)(self._action)
        bolt.view(ANY)(self._view)
        bolt.options(ANY)(self._options)
        bolt.shortcut(ANY)(self._shortcut)
        bolt.event(ANY)(self._event)
        return bolt

    async def _command(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        heard = msgspec.convert(body, Command)
        outcome = await self._commands.typed(heard)
        context[PASSAGE_KEY], context[FIXED_KEY] = outcome.passage, outcome.fixed
        if not outcome.opens:
            return _json(outcome.message)
        shown = show_modal(self._line, heard.trigger_id, outcome, heard.response_url)
        self._line.behind(shown, "views.open")
        return BoltResponse(status=200)

    async def _action(self, body: Body) -> BoltResponse:
        await self._presses.pressed(msgspec.convert(body, Interaction))
        return BoltResponse(status=200)

    async def _view(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        heard = msgspec.convert(body, Interaction)
        if heard.type != "view_submission" or heard.view is None:
            return BoltResponse(status=200)
        answer, passage = await self._submissions.submitted(heard.speaker, heard.view)
        context[PASSAGE_KEY] = passage
        return _json(answer)

    async def _options(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        heard = msgspec.convert(body, Interaction)
        answer, passage = await suggest(
            self._line.house, heard.speaker, heard.action_id, heard.value, heard.view
        )
        context[PASSAGE_KEY] = passage
        return _json(answer)

    async def _shortcut(self, body: Body) -> BoltResponse:
        await self._shortcuts.used(msgspec.convert(body, Interaction))
        return BoltResponse(status=200)

    async def _event(self, body: Body) -> BoltResponse:
        heard = msgspec.convert(body, Happening)
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
        body=json.dumps(body, ensure_ascii=False),
        headers={"content-type": ["application/json"]},
    )
