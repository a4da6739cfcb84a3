"""What Slack tells when somebody runs late, and what becomes of the message that brought a pass."""

from __future__ import annotations

from typing import Literal

import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.lateness import told_of
from anteroom.interviews.model import Event, State
from anteroom.interviews.view import view_for
from anteroom_slack.cards.by_slack import BySlack
from anteroom_slack.cards.note_cards import late_card
from anteroom_slack.cards.pass_cards import pass_card, pass_ended_card
from anteroom_slack.cards.surfaces import Frozen, NoteBySlack, rendered, show


class SlackLate(NoteBySlack):
    """The adapter `slack_late`: one message to each other party, each time somebody says so.

    The card shows it too; but Slack tells nobody of an edit.
    """

    kind = "slack_late"
    on = frozenset({Event.LATE})
    group = "late"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None for who runs late, for who does not come, and where it is over or old."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
        if view is None:
            return None
        told = told_of(view, effect.data["late"], house.clock.now())
        return rendered(view, late_card(view, *told)) if told is not None else None


class SlackPassAfter(BySlack):
    """The adapter `slack_pass_after`: edits the message that brought a pass, so that nothing stays to press.

    Once a party has said that it runs late, the menu goes; once it is over or moved, the link goes.
    """

    kind = "slack_pass_after"
    per: Literal["party", "interview", "person", "place"] = "party"
    on = frozenset(
        {
            Event.LATE, Event.MOVED, Event.HELD, Event.MISSED, Event.TECHNICAL, Event.CANCELLED, Event.VOID,
            Event.EXPIRED,
        }
    )  # fmt: skip
    lasting = False
    group = ""
    rank = 0

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return what the message shows from now on; None for who got none, or does not run late."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or await _pass_at(conn, effect) is None:
                return None
        if view.state is not State.DOORS_OPEN:
            return rendered(view, pass_ended_card(view))
        if effect.data.get("late") != view.party_id:
            return None
        return rendered(view, pass_card(view, house.clock.now()))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Edit the message, where it still is; there is no other to post."""
        async with house.database.connection() as conn:
            shown_at = await _pass_at(conn, effect)
        if shown_at is not None:
            await show(self._line, msgspec.json.decode(body, type=Frozen), shown_at, anew=False)
        return None


async def _pass_at(conn: Connection, effect: Effect) -> str | None:
    """Return where the newest message is that brought a party its pass."""
    found = await conn.fetchval(
        """select outside_id from effect where kind = 'slack_pass' and interview_id = $1 and party_id = $2
        and outside_id is not null order by position desc limit 1""",
        effect.interview_id,
        effect.party_id,
    )
    return str(found) if found else None
