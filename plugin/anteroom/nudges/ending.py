"""Why something waits no more, as it follows from how things stand: pure."""

from __future__ import annotations

from anteroom.interview_offers.model import InterviewOffer
from anteroom.interview_offers.model import State as OfferState
from anteroom.interviews.model import Answer, CounterState, Interview, State
from anteroom.nudges.model import Kind, PollStands, Stop, Waits
from anteroom.proposals.model import ProposalState

DEAD = {State.VOID: Stop.CLOSED, State.CANCELLED: Stop.WITHDRAWN}
"""What the end of an interview means to who was waited for; every other end is that its time has passed."""

OF_OFFER = {
    OfferState.TAKEN: Stop.ANSWERED,
    OfferState.DECLINED: Stop.DECLINED,
    OfferState.WITHDRAWN: Stop.WITHDRAWN,
    OfferState.EXPIRED: Stop.OVER,
    OfferState.VOID: Stop.CLOSED,
}


def of_interview(interview: Interview, poll: PollStands | None, waits: Waits) -> Stop:
    """Return why something at an interview waits no more. `poll` is its poll as it stands, if it has one."""
    own = waits.person_id == interview.host.person_id
    if interview.state.over and not (own and interview.state is State.CANCELLED):
        return DEAD.get(interview.state, Stop.OVER)
    if waits.kind is Kind.COUNTER:
        return _of_counter(interview, waits)
    if waits.kind is Kind.CHOICE:
        # The host chose, went on asking, or called it off; only a new host leaves it to another.
        return Stop.ANSWERED if own else Stop.WITHDRAWN
    party = interview.party_of(waits.person_id)
    if party is None:
        return Stop.WITHDRAWN
    if waits.kind is Kind.POLL:
        return Stop.OVER if poll is None or poll.silent(party) else Stop.ANSWERED
    if party.answer is not Answer.NONE:
        return Stop.DECLINED if party.answer is Answer.DECLINED else Stop.ANSWERED
    if any(each.party_id == party.id and each.state is CounterState.OPEN for each in interview.counters):
        return Stop.ANSWERED
    return Stop.OVER if interview.state is State.DOORS_OPEN else Stop.WITHDRAWN


def _of_counter(interview: Interview, waits: Waits) -> Stop:
    counter = interview.counter(waits.about)
    if counter is None or waits.person_id != interview.host.person_id:
        return Stop.WITHDRAWN
    if counter.state is CounterState.ACCEPTED:
        return Stop.ANSWERED
    if counter.state is CounterState.DECLINED or interview.state is State.CANCELLED:
        return Stop.DECLINED
    # Superseded: by the host, who moved it to a time of the host's own, or by its author.
    return Stop.ANSWERED if counter.sequence < interview.sequence else Stop.WITHDRAWN


def of_proposal(state: ProposalState, waits: Waits, freelancer_id: str) -> Stop:
    """Return why what waited on a proposal that has died, or was archived, waits no more.

    Whoever declines has answered. A freelancer who withdraws says no to what waited for the freelancer, and
    takes back what waited for the client.
    """
    if state is ProposalState.DECLINED:
        return Stop.DECLINED
    if state is ProposalState.WITHDRAWN:
        return Stop.DECLINED if waits.person_id == freelancer_id else Stop.WITHDRAWN
    return Stop.CLOSED


def of_offer(offer: InterviewOffer) -> Stop:
    """Return why an offer that is over waits no more."""
    return OF_OFFER[offer.state]
