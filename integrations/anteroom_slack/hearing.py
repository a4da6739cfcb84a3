"""What is heard from Slack, handed to whom it concerns: one method a type of payload, each with its answer.

The payload was judged and parsed at the edge (`front.py`); a type without a case here is left to bolt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

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
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.forms.submissions_in import Submissions
from anteroom_slack.install.presence_in import PRESENCE, heard_of_presence
from anteroom_slack.line import Line
from anteroom_slack.payload import Command, Happening, Interaction, Payload
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.commands_in import Commands

NOTHING_MINTED = Passage()


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What Slack is answered: `body` is JSON, or nothing. `passage` is for the door.

    `fixed`: nothing is in it but words of this program, so there is nothing to seek.
    """

    body: bytes = b""
    passage: Passage = NOTHING_MINTED
    fixed: bool = False


HEARD = Acknowledgement()
"""That it was heard, and no more."""


class Hearing:
    """Everybody whom something from Slack may concern."""

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

    async def heard(self, payload: Payload) -> Acknowledgement | None:
        """Do what a payload says, and return what Slack is answered; None for what concerns nobody here."""
        match payload:
            case Command() as command:
                return await self._command(command)
            case Interaction(type="block_actions") as press:
                await self._presses.pressed(press)
                return HEARD
            case Interaction(type="view_submission", view=ViewBody() as view) as submission:
                return _json(*await self._submissions.submitted(submission.speaker, view))
            case Interaction(type="block_suggestion") as question:
                return _json(
                    *await suggest(
                        self._line.house,
                        question.speaker,
                        question.action_id,
                        question.value,
                        question.view,
                    )
                )
            case Interaction(type="shortcut" | "message_action") as shortcut:
                await self._shortcuts.used(shortcut)
                return HEARD
            case Happening(type="event_callback") as event:
                return await self._event(event)
            case _:
                return None

    async def _command(self, heard: Command) -> Acknowledgement:
        outcome = await self._commands.typed(heard)
        if not outcome.opens:
            return _json(outcome.message, outcome.passage, fixed=outcome.fixed)
        shown = show_modal(self._line, heard.trigger_id, outcome, heard.response_url)
        self._line.behind(shown, "views.open")
        return HEARD

    async def _event(self, heard: Happening) -> Acknowledgement:
        if heard.kind in self._happenings:
            await self._happenings[heard.kind](heard)
        if heard.kind not in PRESENCE:
            return HEARD

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            return await heard_of_presence(house, conn, heard)

        await once(self._line.house, SEEN_IN_SLACK, f"event:{heard.event_id}", act)
        return HEARD


def _json(body: dict[str, Any], passage: Passage, *, fixed: bool = False) -> Acknowledgement:
    return Acknowledgement(msgspec.json.encode(body), passage, fixed)
