"""`/interview share`: the host wants time and state shown in the channel in which that is typed.

Who reads there is asked of Slack behind the acknowledgement; the answer comes through the response URL, which
works where we are no member.
"""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotAllowed
from anteroom.interviews import life, store
from anteroom.interviews.view import View
from anteroom_slack.cards.blocks import Block, button
from anteroom_slack.cards.channels import Channel, look_at
from anteroom_slack.cards.shared import Shared, is_shown, share
from anteroom_slack.errors import told
from anteroom_slack.line import Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import Account, account_of
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.chosen import chosen, passage_of, refuse_unless_host

PREFIX = "share_"
DIRECT = (
    "This is a conversation between people, in which an app cannot write. Type it in the channel that is to "
    "see it."
)
STRAY = "I read only an interview's name there."
LOOKING = (
    "I am looking who reads here. Then a card with the time and the state alone appears, or I say why not."
)
HERE = "Everybody in this conversation sees when it is and how it stands: no title, no names."
SHARED = (
    "People of another company read this conversation, or are invited to. They would see that there is an "
    "interview, when, and how it stands: no title, no names. I show nothing here unless you want that."
)
UNKNOWN = (
    "Slack does not tell me whether people of another company read this conversation. If they do, they would "
    "see that there is an interview, when, and how it stands: no title, no names.\n"
    "<{home}/slack/install?add=channels|Let me look who reads>, if you manage this workspace's apps."
)
ABSENT = (
    "I am not in this conversation, so I cannot show anything here. Type `/invite @Anteroom` here, then "
    "press Try again."
)
ARCHIVED = "This conversation is archived, so nothing can be shown here."
ALREADY = "It is shown here already, and follows every change."
DONE = "The card appears in this conversation in a moment, and follows every change."
GONE = "The card goes away in a moment."
NOTHING = "Nothing is shown here."
NOT_HOST = "Only the host can do this."


async def shared(call: Call) -> Outcome:
    """Look who reads in the conversation, and show the card there or say what stands against it."""
    view, rest = await chosen(call)
    refuse_unless_host(view)
    if rest.strip().lower() not in ("", "here"):
        raise BadInput(STRAY)
    if call.channel_name == "directmessage" or not call.channel_id:
        raise NotAllowed(DIRECT)
    work = Sharing(call.line).offer(view, call)
    call.line.behind(work, "share")
    return Outcome.saying(LOOKING, Passage())


class Sharing:
    """Shows an interview in a conversation; where that means something, its host has read what."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def offer(self, view: View, call: Call) -> None:
        """Say, through the response URL, what comes of the wish."""
        assert call.account is not None
        try:
            answer = await self._offer(view.interview_id, call.account, call.channel_id)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            answer = _words(told(self._line.house, error))
        await self._line.respond(call.response_url, answer, passage_of(view))

    async def pressed(self, heard: Interaction, action: Action) -> str:
        """Take a press below such an answer, which is replaced by what came of it. Raises NotAllowed."""
        channel_id, interview_id = heard.container.channel_id, action.value
        async with self._line.house.database.connection() as conn:
            account = await account_of(conn, heard.speaker)
            if account is None or not await _hosts(conn, interview_id, account.person_id):
                raise NotAllowed(NOT_HOST)
        match action.action_id:
            case "share_again":
                answer = await self._offer(interview_id, account, channel_id)
            case "share_knowing":
                answer = await self._want(interview_id, account, channel_id, knowing=True)
            case "share_end":
                answer = await self._want(interview_id, account, channel_id, shown=False)
            case "share_not":
                answer = _words(NOTHING)
            case _:
                raise BadInput("This button is from an older message.", reason="unknown action")
        replaced = {**answer, "replace_original": True}
        work = self._line.respond(
            heard.response_url, replaced, Passage(interview_id, (account.person_id,), (interview_id,))
        )
        self._line.behind(work, "share")
        return ""

    async def _offer(self, interview_id: str, account: Account, channel_id: str) -> dict[str, Any]:
        place = account.place
        async with self._line.house.database.connection() as conn:
            if await is_shown(conn, interview_id, place.team_id, channel_id):
                return _words(ALREADY, button("share_end", "Take it away", interview_id))
        match await look_at(self._line, place, channel_id):
            case Channel.OWN:
                return await self._want(interview_id, account, channel_id)
            case Channel.SHARED:
                return _asked(SHARED, "Show it all the same", interview_id)
            case Channel.UNKNOWN:
                home = self._line.house.settings.public_url
                return _asked(UNKNOWN.format(home=home), "Show it here", interview_id)
            case Channel.ABSENT:
                return _words(ABSENT, button("share_again", "Try again", interview_id))
            case Channel.ARCHIVED:
                return _words(ARCHIVED)

    async def _want(
        self,
        interview_id: str,
        account: Account,
        channel_id: str,
        *,
        knowing: bool = False,
        shown: bool = True,
    ) -> dict[str, Any]:
        house = self._line.house
        async with house.database.transaction() as conn:
            interview = await store.load(conn, interview_id, lock=True)
            if shown:  # what is over can still be taken away
                life.refuse_if_over(interview)
            wanted = Shared(interview_id, account.place, channel_id, account.person_id, knowing, shown)
            await share(conn, house, wanted)
        return _words(f"{DONE} {HERE}" if shown else GONE)


async def _hosts(conn: Connection, interview_id: str, person_id: str) -> bool:
    return bool(
        await conn.fetchval(
            """select true from party where interview_id = $1 and person_id = $2 and role = 'host'
            and removed_at is null""",
            interview_id,
            person_id,
        )
    )


def _asked(words: str, yes: str, interview_id: str) -> dict[str, Any]:
    go_on = button("share_knowing", yes, interview_id, "danger")
    return _words(words, go_on, button("share_not", "Show nothing", interview_id))


def _words(words: str, *elements: Block) -> dict[str, Any]:
    said: Block = {"type": "section", "text": {"type": "mrkdwn", "text": words, "verbatim": True}}
    row: list[Block] = (
        [{"type": "actions", "block_id": "share", "elements": list(elements)}] if elements else []
    )
    return {"response_type": "ephemeral", "replace_original": False, "text": words, "blocks": [said, *row]}
