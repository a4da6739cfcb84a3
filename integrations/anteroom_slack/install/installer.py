"""Speaking to who installed Anteroom, in the own conversation with it; nobody else is written to."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from anteroom.api.doorway import Passage
from anteroom_slack.cards.blocks import Block
from anteroom_slack.install.installation import Installation
from anteroom_slack.install.presence import workspaces_of
from anteroom_slack.line import Line
from anteroom_slack.place import Place

NOT_THERE = frozenset({"user_not_found", "user_not_visible", "team_access_not_granted"})
"""Slack's words for somebody who is in another workspace of the organisation."""


async def places_of(line: Line, found: Installation) -> list[Place]:
    """Return where its installer may be spoken to.

    Who installed for an organisation is in some of its workspaces, and we are in those that let us in since.
    """
    if found.team_id:
        return [found.place]
    async with line.house.database.connection() as conn:
        return await workspaces_of(conn, found.enterprise_id)


async def tell_installer(line: Line, found: Installation, text: str, blocks: list[Block]) -> bool:
    """Say something to who installed; tell whether there was a place for it. Raises what Slack refuses."""
    for place in await places_of(line, found):
        try:
            if await tell(line, place, found.installer_id, text, blocks):
                return True
        except SlackApiError as error:
            if error.response.get("error") not in NOT_THERE:
                raise
    return False


async def tell(line: Line, place: Place, user_id: str, text: str, blocks: list[Block]) -> bool:
    """Post a message into somebody's own conversation with us; tell whether there is a token for it."""
    token = await line.token(place)
    if token is None:
        return False
    await line.pass_door({"text": text, "blocks": blocks}, Passage())
    client = line.client_of(place)
    opened = await client.conversations_open(users=user_id, token=token)
    await client.chat_postMessage(
        channel=str(opened["channel"]["id"]),
        text=text,
        blocks=blocks,
        unfurl_links=False,
        unfurl_media=False,
        token=token,
    )
    return True
