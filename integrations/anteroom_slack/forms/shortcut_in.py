"""The shortcut on a message, "Schedule an interview about this": the form, with the message in its agenda.

The agenda is read by the freelancer. So the guard reads the message first, mentions become nobody in
particular, and only what the caller or a colleague wrote is quoted: in a channel that is shared with another
company its people have not written for ours.
"""

from __future__ import annotations

import re
from typing import Any

from anteroom.api.doorway import Passage
from anteroom.errors import NotFound
from anteroom.guard import Context
from anteroom.house import House
from anteroom.people.countries import country_of
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import lines
from anteroom.proposals import store as proposals
from anteroom_slack.forms.graphemes import cut, size
from anteroom_slack.forms.loading import open_filled
from anteroom_slack.forms.modal import LONGEST_TYPED
from anteroom_slack.forms.opening import NO_PROPOSAL, Opening, Wish
from anteroom_slack.forms.schedule_modal import TITLE
from anteroom_slack.line import Json, Line
from anteroom_slack.payload import Interaction
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.people.linking import connect

ABOUT_THIS = "schedule_about"
"""The shortcut's name in the app's manifest."""
NO_TEXT = "This message has no text of its own to quote. Write in the agenda what the interview is about."
NOT_OURS = (
    "The message is not quoted: only what you or a colleague wrote is. Write in the agenda, in your own "
    "words, what the interview is about."
)
GUARDED = "The message is not quoted, for the freelancer reads the agenda. {why}"
CUT = "The message is longer than an agenda here can be. Its beginning is quoted; add what is missing."

_MARKED = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")


class Shortcuts:
    """Takes what is chosen from a message's menu."""

    def __init__(self, line: Line, colleagues: Colleagues) -> None:
        self._line = line
        self._house: House = line.house
        self._colleagues = colleagues
        self._opening = Opening(line.house, colleagues)

    async def used(self, heard: Interaction) -> None:
        """Open the form behind the acknowledgement, or ask to connect; other shortcuts are not ours."""
        if heard.type != "message_action" or heard.callback_id != ABOUT_THIS:
            return
        async with self._house.database.connection() as conn:
            account = await account_of(conn, heard.speaker)
        if account is None or not account.linked:
            if heard.response_url:
                here = self._line.domain
                asked = await connect(self._house, heard.speaker, "schedule", heard.response_url, here)
                work = self._line.respond(heard.response_url, asked.message, asked.passage)
                self._line.behind(work, "connect")
            return

        async def fill(view_id: str) -> tuple[Json, Passage]:
            wish = await self._wish(heard.speaker, account.person_id, heard.message or {})
            return await self._opening.filling(heard.speaker, wish)(view_id)

        work = open_filled(self._line, heard.trigger_id, TITLE, fill, heard.response_url)
        self._line.behind(work, "views.open")

    async def _wish(self, speaker: Speaker, person_id: str, message: dict[str, Any]) -> Wish:
        async with self._house.database.connection() as conn:
            open_ones = await proposals.proposals_of_client(conn, person_id)
            zone, language = await zone_and_language(conn, person_id)
        if not open_ones:
            raise NotFound(NO_PROPOSAL)
        only = open_ones[0] if len(open_ones) == 1 else None
        text = quoted(str(message.get("text") or ""))
        if not text:
            return Wish(proposal=only, note=NO_TEXT)
        if not await self._ours(speaker, message):
            return Wish(proposal=only, note=NOT_OURS)
        country = country_of(zone)
        countries = (country,) if country else ()
        verdict = self._house.guard.inspect(text, Context(countries, "agenda", language))
        if not verdict.action.passes:
            return Wish(proposal=only, note=GUARDED.format(why=verdict.explanation).strip())
        note = CUT if size(text) > LONGEST_TYPED else ""
        return Wish(proposal=only, agenda=cut(text, LONGEST_TYPED), note=note)

    async def _ours(self, speaker: Speaker, message: dict[str, Any]) -> bool:
        """Tell whether the caller or a colleague wrote it; whoever Slack does not tell us of did not."""
        author = str(message.get("user") or "")
        if not author or message.get("bot_id"):
            return False
        if author == speaker.user_id:
            return True
        named = await self._colleagues.named([author])
        return author in named and not named[author].refusal


def quoted(text: str) -> str:
    """Return a message as plain text, in which nobody is mentioned by name
    (docs.slack.dev/messaging/formatting-message-text, "Retrieving messages").
    """

    def unmark(found: re.Match[str]) -> str:
        target, label = found[1], found[2] or ""
        if target.startswith("@"):
            return "a colleague"
        if target.startswith("#"):
            return "a channel"
        if target.startswith("!"):
            return "" if not target.startswith("!date") else label
        address = target.removeprefix("mailto:").removeprefix("tel:")
        return address if label in ("", address, target) else f"{label} ({address})"

    plain = _MARKED.sub(unmark, text)
    return lines(plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
