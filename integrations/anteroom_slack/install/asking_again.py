"""Asking who installed Anteroom to do so once more.

For a permission that is needed now, or since its token is lost.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import structlog

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom_slack.cards.card import Block, section
from anteroom_slack.install.installation import Installation, to_be_asked
from anteroom_slack.install.scopes import BASE, GROUPS, group_of
from anteroom_slack.line import Line

log = structlog.get_logger()

TOKEN = "token"
"""Among the scopes that were asked for, this stands for a token that cannot be rotated any more."""
LOST = (
    "*Slack asks that Anteroom be connected again.* The key that Slack gave it ends within hours and cannot "
    "be "
    "exchanged any more. It takes one click, and nothing is lost. Until then cards stop and mail goes on."
)
NEEDED = "*Anteroom lacks a permission that it cannot do without:* {scopes}. Without it, {without}."


async def ask_again(line: Line) -> None:
    """Ask, once for each thing, in the own conversation of who installed; nobody else is written to."""
    async with line.house.database.connection() as conn:
        found = await to_be_asked(conn)
    for each in found:
        missing = {scope for scope in each.wanting if group_of(scope) is not None}
        news = (({TOKEN} if each.trouble else set()) | missing) - each.asked
        if news:
            await _ask(line, each, news)


async def _ask(line: Line, found: Installation, news: set[str]) -> None:
    token = await line.token(found.place)
    async with line.house.database.connection() as conn:
        await _note(conn, found, news)  # before, so that a Slack that refuses is not asked each ten seconds
    if token is None:
        log.error("slack.cannot_ask", code=found.trouble)
        return
    blocks = asking(line.house.settings.public_url, found, news)
    text = str(blocks[0]["text"]["text"]).replace("*", "")
    await line.pass_door({"text": text, "blocks": blocks}, Passage())
    client = line.client_of(found.place)
    opened = await client.conversations_open(users=found.installer_id, token=token)
    channel = str(opened["channel"]["id"])
    await client.chat_postMessage(channel=channel, text=text, blocks=blocks, token=token)


def asking(public_url: str, found: Installation, news: set[str]) -> list[Block]:
    """Return what is said, with a button that leads to Slack's own question."""
    groups = [group for group in GROUPS.values() if group.names & news]
    said = [LOST] if TOKEN in news else []
    said += [
        NEEDED.format(scopes=f"`{scope.name}`", without=scope.without)
        for scope in BASE.scopes
        if scope.name in news
    ]
    said += [f"*{group.title}.* {group.asks}" for group in groups]
    query: dict[str, Any] = {"again": "1", "team": found.team_id}
    if groups:
        query["add"] = ",".join(group.key for group in groups)
    button = {
        "type": "button",
        "action_id": "reinstall",
        "style": "primary",
        "text": {"type": "plain_text", "text": "Connect again" if TOKEN in news else "Allow in Slack"},
        "url": f"{public_url}/slack/install?{urlencode(query)}",
    }
    return [section("reinstall", "\n".join(said)), {"type": "actions", "elements": [button]}]


async def _note(conn: Connection, found: Installation, news: set[str]) -> None:
    await conn.execute(
        "update slack_installation set asked = $3 where enterprise_id = $1 and team_id = $2",
        found.enterprise_id,
        found.team_id,
        sorted(found.asked | news),
    )
