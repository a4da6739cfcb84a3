"""What is heard from Slack, handed to whom it concerns by its kind, once and as it was parsed at the edge.

No framework stands between. Signatures, tokens and repeats are seen to elsewhere, and its ways of finding a
listener cost more than many a listener (docs/adr/0008-slack-without-bolt.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from anteroom.api.doorway import Passage
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
from anteroom_slack.payload import Command, Happening, Interaction, Payload
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.commands_in import Commands


@dataclass(frozen=True, slots=True)
class Said:
    """What a request is answered with: JSON, or nothing; and what the door is told of it."""

    body: dict[str, Any] | None
    passage: Passage = field(default_factory=Passage)
    status: int = 200

    @property
    def octets(self) -> bytes:
        """The body as it leaves."""
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


NOTHING = Said(None)
NOT_OURS = Said(None, status=404)
"""For what Slack sends to apps that have asked for it, as this one has not."""


class Hearing:
    """Hands on what is heard."""

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

    async def heard(self, payload: Payload) -> Said:
        """Do what is asked, and return the answer. What must not be lost is committed then."""
        match payload:
            case Command():
                return await self._command(payload)
            case Interaction():
                return await self._interaction(payload)
            case Happening():
                return await self._happening(payload)
            case _:
                return NOTHING

    async def _interaction(self, heard: Interaction) -> Said:
        match heard.type:
            case "block_actions":
                await self._presses.pressed(heard)
            case "view_submission" if heard.view is not None:
                answer, passage = await self._submissions.submitted(heard.speaker, heard.view)
                return Said(answer, passage)
            case "block_suggestion":
                house = self._line.house
                answer, passage = await suggest(
                    house, heard.speaker, heard.action_id, heard.value, heard.view
                )
                return Said(answer, passage)
            case "shortcut" | "message_action":
                await self._shortcuts.used(heard)
            case _:
                return NOT_OURS
        return NOTHING

    async def _command(self, heard: Command) -> Said:
        channel = (heard.channel_id, heard.channel_name)
        outcome = await self._commands.answer(heard.speaker, heard.text, heard.response_url, channel=channel)
        if not outcome.opens:
            return Said(outcome.message, outcome.passage)
        shown = show_modal(self._line, heard.trigger_id, outcome, heard.response_url)
        self._line.behind(shown, "views.open")
        return NOTHING

    async def _happening(self, heard: Happening) -> Said:
        if heard.type == "url_verification":
            return Said({"challenge": heard.challenge})
        if heard.type != "event_callback" or not heard.kind:
            return NOT_OURS
        if heard.kind in self._happenings:
            await self._happenings[heard.kind](heard)
        if heard.kind not in PRESENCE:
            return NOTHING

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            return await heard_of_presence(house, conn, heard)

        await once(self._line.house, SEEN_IN_SLACK, f"event:{heard.event_id}", act)
        return NOTHING
