"""What the one who installed Anteroom reads first, in the own conversation with it.

Nobody else is written to.
"""

from __future__ import annotations

from anteroom_slack.cards.blocks import Block, escaped, section
from anteroom_slack.install.installation import WELCOMED, note_asked, to_be_welcomed
from anteroom_slack.install.installer import places_of, tell, tell_installer
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
    _ = await tell(line, place, user_id, *_said(line))


async def welcome_organisations(line: Line) -> None:
    """Say it to who installed for an organisation, once one of its workspaces has let us in.

    Before that there is nowhere to say it.
    """
    async with line.house.database.connection() as conn:
        found = await to_be_welcomed(conn)
    for each in found:
        if not await places_of(line, each):
            continue
        async with line.house.database.connection() as conn:
            await note_asked(conn, each, {WELCOMED})  # before: Slack may refuse, and it is said once
        _ = await tell_installer(line, each, *_said(line))


def _said(line: Line) -> tuple[str, list[Block]]:
    text = WELCOME.format(marketplace=escaped(line.house.settings.marketplace.name))
    return text.replace("*", ""), [section("welcome", text)]
