"""What Slack tells when a call did not take place or failed, was looked at again, or is to be tried again."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Answer
from anteroom.interviews.view import view_for
from anteroom.verdicts.words import NOTED, note_of
from anteroom_slack.cards.after_card import after_note
from anteroom_slack.cards.surfaces import NoteBySlack, rendered


class SlackAfter(NoteBySlack):
    """The adapter `slack_after`: one message to each party, since Slack tells nobody of an edited card."""

    kind = "slack_after"
    on = NOTED
    group = "after"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None for who declined, and for what is out of date."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
        if view is None or view.answer is Answer.DECLINED:
            return None
        data = effect.data
        note = note_of(view, data["event"], data.get("decision", ""), data.get("by", ""))
        return rendered(view, after_note(view, note)) if note is not None else None
