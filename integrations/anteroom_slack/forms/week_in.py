"""`/interview hours`: the form of one's week is opened, shown anew, and kept."""

from __future__ import annotations

from typing import Any

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.once import once
from anteroom.passes.times import point
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.people.working_hours import hours_of, keep_hours
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.cards.homes import want_home
from anteroom_slack.forms.loading import Screens
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.forms.week_modal import COPY, copied, read_week, texts_of, typed, week_view
from anteroom_slack.line import Json, Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.call import Call, Outcome

NOT_KNOWN = (
    "I do not know your time zone yet, so no hour of these can be told from another. Set it in Slack, or on "
    "the marketplace; until then times are judged by others' days alone."
)
STRANGER = "Connect your account first: type `/interview connect`."


async def hours(call: Call) -> Outcome:
    """Open the form with the hours that are kept; nothing is kept before it is sent."""
    async with call.house.database.connection() as conn:
        told = await hours_of(conn, [call.person_id])
    texts = texts_of(told.get(call.person_id))
    view = week_view(texts, zone_words(call.house, call.zone))
    return Outcome.opening(view, Passage(readers=(call.person_id,), minted=tuple(texts.values())))


async def kept_week(house: House, speaker: Speaker, view: ViewBody) -> None:
    """Keep what the form says; the same form twice is kept once. Raises FieldFaults, BadInput, NotAllowed."""
    wanted = read_week(view)

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        account = await account_of(conn, speaker)
        if account is None:
            raise NotAllowed(STRANGER)
        await keep_hours(conn, account.person_id, wanted, house.clock.now())
        await want_home(conn, house, account.person_id)
        return {}

    await once(house, SEEN_IN_SLACK, view.key, act)


class WeekPresses:
    """Copies Monday's hours to the other weekdays, on the screen alone."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._screens = Screens(line)

    @staticmethod
    def takes(name: str) -> bool:
        """Tell whether a press is this form's."""
        return name == COPY

    def pressed(self, heard: Interaction, _action: Action) -> None:
        """Show the form anew; harmless to lose."""
        view = heard.view
        if view is None:
            return

        async def make() -> tuple[Json, Passage]:
            async with self._line.house.database.connection() as conn:
                account = await account_of(conn, heard.speaker)
                person = account.person_id if account else ""
                zone, _ = await zone_and_language(conn, person)
            own = tuple(text for day in range(1, 8) for raw in (typed(view, day),) for text in _forms(raw))
            return copied(view, zone_words(self._line.house, zone)), Passage(readers=(person,), minted=own)

        self._line.behind(self._screens.refresh(view.id, view.hash, make), "views.update")


def zone_words(house: House, zone: str | None) -> str:
    """Say in which zone somebody's hours are, and what time it is there now."""
    if known_zone(zone) is None:
        return NOT_KNOWN
    now = house.clock.now()
    return f"In your own time zone, in which it is {point(now, zone)} now."


def _forms(raw: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in (raw, escaped(raw)) if text))
