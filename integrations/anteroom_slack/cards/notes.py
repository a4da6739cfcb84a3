"""What Slack tells one person beside the cards: what somebody typed by mail, and whom mail does not reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event, Role
from anteroom.interviews.typed import forget_letter, note_for
from anteroom.interviews.view import view_for
from anteroom_slack.cards.note_cards import came_back_card, note_card
from anteroom_slack.cards.surfaces import NoteBySlack, rendered
from anteroom_slack.line import Line


class SlackNote(NoteBySlack):
    """A text that a party typed by mail.

    The adapter `slack_note` brings it to the one person of the writer's side whom it is for; `slack_copy`
    shows the host what a member wrote, which stands in the thread too.
    """

    def __init__(self, line: Line, kind: Literal["slack_note", "slack_copy"]) -> None:
        super().__init__(line)
        self.kind: str = kind
        self.group = kind.removeprefix("slack_")

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None once it has arrived. Raises Refused where either is no party any more."""
        async with house.database.connection() as conn:
            note = await note_for(conn, house, effect)
        if note is None:
            return None
        letter, view, writer = note
        by = effect.data.get("by", "mail")
        drawn = note_card(view, writer, letter.text, by=by, in_thread=self.kind == "slack_copy")
        return replace(rendered(view, drawn), permitted=(letter.text,) if letter.permitted else ())

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Post it and forget the letter."""
        posted = await super().send(body, effect, house)
        await forget_letter(house, effect.data["letter"])
        return posted


class SlackCameBack(NoteBySlack):
    """The adapter `slack_came_back`: tells the host, once, that mail does not reach a party."""

    kind = "slack_came_back"
    on = frozenset({Event.UNREACHABLE})
    group = "came_back"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message for the host; None for everybody else."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
        if view is None or view.role is not Role.HOST or view.state.over:
            return None
        whom = next((each for each in view.lines if each.party_id == effect.data["unreachable"]), None)
        way = effect.data.get("way", "mail")
        return rendered(view, came_back_card(view, whom, way)) if whom is not None else None
