"""What the one who installed Anteroom reads first, in the own conversation with it.

Nobody else is written to.
"""

from __future__ import annotations

from anteroom.api.doorway import Passage
from anteroom_slack.cards.card import escaped, section
from anteroom_slack.line import Line
from anteroom_slack.place import Place

WELCOME = (
    "*Anteroom is installed.* Type `/interview` anywhere in Slack to schedule an interview with a "
    "freelancer of "
    "{marketplace}. The first time, you connect your account there; so does each colleague who schedules.\n"
    "`/interview help` lists what can be typed. Nobody else was written to."
)


async def welcome(line: Line, place: Place, user_id: str) -> None:
    """Say it. It is harmless to lose: the page after the installation says the same."""
    token = await line.token(place)
    if token is None:
        return
    text = WELCOME.format(marketplace=escaped(line.house.settings.marketplace.name))
    plain, blocks = text.replace("*", ""), [section("welcome", text)]
    await line.pass_door({"text": plain, "blocks": blocks}, Passage())
    client = line.client_of(place)
    opened = await client.conversations_open(users=user_id, token=token)
    await client.chat_postMessage(
        channel=str(opened["channel"]["id"]),
        text=plain,
        blocks=blocks,
        unfurl_links=False,
        unfurl_media=False,
        token=token,
    )
