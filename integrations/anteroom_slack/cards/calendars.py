"""The calendars that somebody opened to us, in the Home tab: how asking them goes, and the way to stop it."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.errors import BadInput, NotAllowed, NotFound
from anteroom.times.availability.actions import close_calendar
from anteroom.times.availability.model import Source
from anteroom.times.availability.words import availability_words
from anteroom_slack.cards.blocks import Block, actions, button, escaped, link_button, section
from anteroom_slack.cards.homes import want_home
from anteroom_slack.line import Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import account_of

STOP = "calendar_stop"
WHAT = (
    "*Calendars:* {state}. People who look for a time with you see the times that are offered, never when "
    "you are busy."
)
NONE = "none is asked"
WHERE = "Add one on the page behind your link: there it says “{said}”."
LATER = "You can add one on your own page as soon as you have an interview ahead."


def calendar_blocks(sources: Sequence[Source], language: str, pass_link: str) -> list[Block]:
    """Return what stands there; `pass_link` leads to the person's own page, "" where there is none now."""
    say = availability_words(language)
    count = f"{len(sources)} asked when somebody looks for a time" if sources else NONE
    lines = [WHAT.format(state=count)]
    lines.append(WHERE.format(said=escaped(say("availability"))) if pass_link else LATER)
    blocks = [section("calendars", "\n".join(lines))]
    for source in sources:
        said = f"{say(f'kind.{source.kind}')}: {say(f'state.{source.state}')}"
        stop = button(f"{STOP}:{source.id}", "Stop using it", source.id) | {"confirm": _confirm()}
        blocks.append(section(f"calendar:{source.id}", escaped(said)) | {"accessory": stop})
    if pass_link:
        blocks.append(actions("own_page", link_button("join", "Open my page", pass_link)))
    return blocks


class CalendarPresses:
    """Takes away a calendar, with its credentials and all that it said."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @staticmethod
    def takes(name: str) -> bool:
        """Tell whether a press is about a calendar."""
        return name.partition(":")[0] == STOP

    async def pressed(self, heard: Interaction, action: Action) -> None:
        """Take it away, its service is told behind that; the tab shows what is left. Raises NotAllowed."""
        async with self._line.house.database.connection() as conn:
            account = await account_of(conn, heard.speaker)
        if account is None:
            raise NotAllowed("This is not your calendar.")
        if len(action.value) > 60:
            raise BadInput("This button is from an older version.", reason="unreadable value")
        self._line.behind(self._stop(account.person_id, action.value), "views.publish")

    async def _stop(self, person_id: str, source_id: str) -> None:
        house = self._line.house
        try:
            await close_calendar(house, person_id, source_id)
        except NotFound:
            pass  # it is gone already: a double click, or another page was faster
        async with house.database.transaction() as conn:
            await want_home(conn, house, person_id)


def _confirm() -> Block:
    words = {
        "title": "Stop using this calendar?",
        "text": "What it gave, and what it said, is deleted at once.",
        "confirm": "Stop using it",
        "deny": "Keep it",
    }
    return {name: {"type": "plain_text", "text": text} for name, text in words.items()}
