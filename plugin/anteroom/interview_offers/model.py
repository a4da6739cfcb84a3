"""An interview offer: the freelancer offers a sanctioned interview, and the client schedules or does not.

It invites nobody. What becomes of it is pure and stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.errors import Conflict

LIFE = timedelta(days=14)
"""A client who is away for a week still finds it; one who has not looked for two needs another word."""
MOST_ON_PROPOSAL = 3
"""Offers of one freelancer on one proposal, whatever became of them: nobody is to be pestered."""
MOST_A_DAY = 10
"""Offers of one freelancer within a day, over all proposals."""
MOST_TOLD_A_DAY = 3
"""How often one client is written to within a day because of offers; the card in the thread comes anyway."""
DAY = timedelta(days=1)


class State(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    EXPIRED = "expired"
    VOID = "void"


EVENTS = {
    State.OPEN: "interview_offer.made",
    State.TAKEN: "interview_offer.taken",
    State.WITHDRAWN: "interview_offer.withdrawn",
    State.DECLINED: "interview_offer.declined",
    State.EXPIRED: "interview_offer.expired",
    State.VOID: "interview_offer.void",
}
"""What the ledger and webhooks call the step into each state."""

OVER = {
    State.TAKEN: "An interview was scheduled already.",
    State.WITHDRAWN: "This offer was taken back.",
    State.DECLINED: "This offer was declined.",
    State.EXPIRED: "This offer has expired.",
    State.VOID: "The proposal was closed, and the offer with it.",
}


@dataclass(frozen=True, slots=True)
class InterviewOffer:
    """Who offers an interview on which proposal, until when, and what became of it.

    `interview_id` is the interview by which it was taken.
    """

    id: str
    proposal_id: str
    freelancer_id: str
    state: State
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    interview_id: str | None = None

    @property
    def open(self) -> bool:
        """Tell whether the client can still take it up."""
        return self.state is State.OPEN


def ended(
    offer: InterviewOffer, state: State, now: datetime, interview_id: str | None = None
) -> InterviewOffer:
    """Return the offer with this end; the same end twice is one. Raises Conflict for another."""
    if offer.state is state:
        return offer
    if not offer.open:
        raise Conflict(OVER[offer.state])
    return replace(offer, state=state, ended_at=now, interview_id=interview_id)


def refuse_too_many(on_proposal: int, today: int) -> None:
    """Raise Conflict where a freelancer has offered as often as is kind; both count earlier offers."""
    if on_proposal >= MOST_ON_PROPOSAL:
        raise Conflict(
            "You have offered an interview here often enough. Say in the thread when you can talk."
        )
    if today >= MOST_A_DAY:
        raise Conflict(f"You can offer {MOST_A_DAY} interviews within a day. Offer this one tomorrow.")
