"""Asking who installed Anteroom to do so once more.

For a permission that is needed now, or since its token is lost.
"""

from __future__ import annotations

from urllib.parse import urlencode

import structlog

from anteroom_slack.cards.blocks import Block, link_button, section
from anteroom_slack.install.installation import Installation, note_asked, to_be_asked
from anteroom_slack.install.installer import places_of, tell_installer
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
    if not await places_of(line, found):
        return  # no workspace of the organisation has let us in yet: it is asked there, later
    async with line.house.database.connection() as conn:
        # Before, so that a Slack that refuses is not asked each ten seconds.
        await note_asked(conn, found, news)
    blocks = asking(line.house.settings.public_url, found, news)
    text = str(blocks[0]["text"]["text"]).replace("*", "")
    if not await tell_installer(line, found, text, blocks):
        log.error("slack.cannot_ask", code=found.trouble)


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
    query = {"again": "1"} | ({"team": found.team_id} if found.team_id else {})
    if groups:
        query["add"] = ",".join(group.key for group in groups)
    words = "Connect again" if TOKEN in news else "Allow in Slack"
    button = link_button("reinstall", words, f"{public_url}/slack/install?{urlencode(query)}", "primary")
    return [section("reinstall", "\n".join(said)), {"type": "actions", "elements": [button]}]
