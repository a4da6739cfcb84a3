"""Links of ours in other people's messages: beside them stands one neutral card, the same for everybody.

What is shown there is read by the whole conversation, other companies' people too. A personal link is passed
over: to show something beside it we would have to say it to Slack once more.
"""

from __future__ import annotations

import re
from typing import Any

from slack_sdk.errors import SlackApiError

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.once import once
from anteroom_slack.install.installation import installation_at
from anteroom_slack.install.scopes import LINKS, lacking
from anteroom_slack.line import Line
from anteroom_slack.payload import Happening
from anteroom_slack.place import Place
from anteroom_slack.seen import SEEN_IN_SLACK

WORDS = "An interview on Anteroom. Open it with your own link."
MOST = 20
"""Links of one message."""
_NEUTRAL = re.compile(r"/t/[a-z2-7]{26}")


class Unfurls:
    """Hears `link_shared`, which Slack sends for a draft as well as for a message."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def heard(self, heard: Happening) -> None:
        """Show the card beside links that may have one, behind the acknowledgement."""
        urls = neutral_links(self._line.house.settings.public_url, heard.event)
        if not urls or not await self._may(heard.place):
            return

        async def act(_house: House, _conn: Connection) -> dict[str, Any]:
            return {}

        _, now = await once(self._line.house, SEEN_IN_SLACK, f"event:{heard.event_id}", act)
        if now:
            self._line.behind(self._show(heard, urls), "chat.unfurl")

    async def _may(self, place: Place) -> bool:
        async with self._line.house.database.connection() as conn:
            found = await installation_at(conn, place)
        return found is not None and not lacking(found.scopes, LINKS)

    async def _show(self, heard: Happening, urls: list[str]) -> None:
        unfurls = {url: card() for url in urls}
        await self._line.pass_door({"unfurls": unfurls}, Passage(minted=tuple(urls)))
        token = await self._line.token(heard.place)
        if token is None:
            return
        try:
            arguments: dict[str, Any] = _target(heard.event)
            await self._line.patient.chat_unfurl(unfurls=unfurls, token=token, **arguments)
        except SlackApiError as error:
            await self._line.heard_refusal(heard.place, token, error)
            raise


def neutral_links(public_url: str, event: dict[str, Any]) -> list[str]:
    """Return the links of an event that name nobody: those of threads' cards, with nothing behind them."""
    links = event.get("links")
    named = [each.get("url") for each in links if isinstance(each, dict)] if isinstance(links, list) else []
    home = public_url.rstrip("/")
    found = [
        url
        for url in named
        if isinstance(url, str) and url.startswith(home) and _NEUTRAL.fullmatch(url.removeprefix(home))
    ]
    return list(dict.fromkeys(found))[:MOST]


def card() -> dict[str, Any]:
    """Return what is shown beside a link."""
    return {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": WORDS}}]}


def _target(event: dict[str, Any]) -> dict[str, str]:
    if event.get("unfurl_id") and event.get("source"):
        return {"unfurl_id": str(event["unfurl_id"]), "source": str(event["source"])}
    return {"channel": str(event.get("channel", "")), "ts": str(event.get("message_ts", ""))}
