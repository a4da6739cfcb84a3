"""What Slack tells a host who is not in the call: somebody waits."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.gate.knocks import knocks_still
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.interviews.view import view_for
from anteroom_slack.cards.note_cards import knock_card
from anteroom_slack.cards.surfaces import NoteBySlack, rendered


class SlackKnock(NoteBySlack):
    """The adapter `slack_knock`: one message to the host, with the own way in."""

    kind = "slack_knock"
    on = frozenset({Event.KNOCKED})
    group = "knock"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None once nobody waits any more."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            whom = await knocks_still(conn, view, effect.data["knocks"]) if view is not None else None
        return rendered(view, knock_card(view, whom)) if view is not None and whom is not None else None
