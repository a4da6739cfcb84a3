"""What Slack tells of a search for a time beside the card, which is edited without anybody being told."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event, Role
from anteroom.interviews.view import View, view_for
from anteroom_slack.cards.blocks import escaped, section
from anteroom_slack.cards.card import Card, minted
from anteroom_slack.cards.moments import dated
from anteroom_slack.cards.surfaces import NoteBySlack, rendered
from anteroom_slack.cards.words import say

LONGEST = 2900


class SlackPoll(NoteBySlack):
    """The adapter `slack_poll`: more times are offered, one is chosen, and to the host: none could be.

    Who is asked for the first time gets a card, and nothing beside it.
    """

    kind = "slack_poll"
    on = frozenset(
        {
            Event.POLL_OPENED,
            Event.POLL_WIDENED,
            Event.POLL_EXTENDED,
            Event.POLL_UNDECIDED,
            Event.POLL_CHOSEN,
            Event.PARTY_ADDED,
        }
    )
    group = "poll"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None for whom the card itself tells, and once it is old."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
        if view is None or view.state.over:
            return None
        told = _told(view, Event(effect.data["event"]))
        return rendered(view, _drawn(view, told)) if told else None


def _told(view: View, event: Event) -> str:
    """Return what is to be told to this viewer, by its name in the catalogue; "" for nothing."""
    hosts, asked = view.role is Role.HOST, view.poll is not None
    if event is Event.POLL_EXTENDED and asked and not hosts:
        return "extended"
    if event is Event.POLL_UNDECIDED and asked and hosts:
        return "undecided"
    return "chosen" if event is Event.POLL_CHOSEN and not asked else ""


def _drawn(view: View, told: str) -> Card:
    def said(key: str, when: str = "") -> str:
        return say(view.language, f"poll.note.{key}", host=escaped(view.host.label), when=when)

    head = said(told, dated(view.starts_at, view.ends_at, view.zone))
    blocks = [
        section("poll", f"*{head}*\n{escaped(view.title)}"),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(said(f"{told}.then"))}]},
    ]
    return Card(f"{head}: {escaped(view.title)}"[:LONGEST], blocks, minted(view))
