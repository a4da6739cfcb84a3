"""A freelancer's interview offer in Slack: a message to the client with one button, which opens the form."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered
from anteroom.errors import BadInput, Conflict, NotAllowed
from anteroom.house import House
from anteroom.interview_offers import actions, store
from anteroom.interview_offers.model import OVER
from anteroom.interview_offers.outcomes import GROUP
from anteroom.interview_offers.words import OfferSeen, seen_by_client
from anteroom.interviews.invite import refuse_unless_living, refuse_unless_scheduler
from anteroom.interviews.model import Event
from anteroom.once import once
from anteroom.proposals import store as proposals
from anteroom_slack.cards.blocks import actions as row
from anteroom_slack.cards.blocks import button, escaped, section
from anteroom_slack.cards.by_slack import BySlack
from anteroom_slack.cards.surfaces import Frozen, show
from anteroom_slack.forms.graphemes import isolated
from anteroom_slack.forms.loading import open_filled
from anteroom_slack.forms.opening import Opening, Wish
from anteroom_slack.forms.schedule_modal import TITLE
from anteroom_slack.line import Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import account_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.seen import SEEN_IN_SLACK

PREFIX = "offered_"
NOT_YOURS = "This offer was made to somebody else."


class SlackInterviewOffer(BySlack):
    """The adapter `slack_interview_offer`: one message to the client, edited in place when it is over."""

    kind = "slack_interview_offer"
    per: Literal["party", "interview"] = "interview"
    on: frozenset[Event] = frozenset()
    lasting = False
    group = GROUP
    rank = 0

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None for an offer that was over before anybody was told of it."""
        async with house.database.connection() as conn:
            offer = await store.load(conn, effect.data["offer"])
            seen = await seen_by_client(conn, house, offer)
        if not offer.open and effect.outside_id is None:
            return None
        text, blocks = seen.title, _blocks(seen)
        return Rendered(
            body=msgspec.json.encode(Frozen(seen.proposal.client_id, text, blocks)),
            parts=(Part("application/json", msgspec.json.encode({"text": text, "blocks": blocks})),),
            minted=(offer.id,),
            readers=(seen.proposal.client_id,),
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Post it, or edit it in place."""
        return await show(self._line, msgspec.json.decode(body, type=Frozen), effect.outside_id)


class OfferPresses:
    """Takes what a client presses on an offer."""

    def __init__(self, line: Line, colleagues: Colleagues) -> None:
        self._line = line
        self._opening = Opening(line.house, colleagues)

    async def pressed(self, heard: Interaction, action: Action) -> str:
        """Open the form for the offer's proposal, or decline; return the sentence for who pressed it."""
        house = self._line.house
        async with house.database.connection() as conn:
            account = await account_of(conn, heard.speaker)
            if account is None or not account.linked:
                raise NotAllowed(NOT_YOURS)
            offer = await store.load(conn, action.value)
            proposal = await proposals.proposal(conn, offer.proposal_id)
            await refuse_unless_scheduler(conn, proposal, account.person_id)
        match action.action_id:
            case "offered_schedule":
                refuse_unless_living(proposal)
                if not offer.open:
                    raise Conflict(OVER[offer.state])
                fill = self._opening.filling(heard.speaker, Wish(proposal=proposal))
                work = open_filled(self._line, heard.trigger_id, TITLE, fill, heard.response_url)
                self._line.behind(work, "views.open")
                return ""
            case "offered_decline":
                return await self._decline(heard, offer.id, account.person_id)
            case _:
                raise BadInput("This button is from an older message.", reason="unknown action")

    async def _decline(self, heard: Interaction, offer_id: str, person_id: str) -> str:
        async def act(house: House, _conn: Connection) -> dict[str, Any]:
            await actions.decline(house, offer_id, person_id)
            return {}

        await once(self._line.house, SEEN_IN_SLACK, f"press:{heard.trigger_id}:offered_decline", act)
        return ""


def _blocks(seen: OfferSeen) -> list[dict[str, Any]]:
    said = [f"*{escaped(isolated(seen.title))}*", *(escaped(isolated(each)) for each in seen.sentences)]
    blocks = [section("offered", "\n".join(said))]
    if seen.offer.open:
        schedule = button("offered_schedule", seen("card.button"), seen.offer.id, "primary")
        blocks.append(
            row("offered_ways", schedule, button("offered_decline", seen("card.decline"), seen.offer.id))
        )
    return blocks
