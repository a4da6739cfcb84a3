"""What an event is refused with, inside the heart: the organizer hears it as our calendar answer."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.proposals.model import Proposal
from anteroom.requests.model import Refusal


class Refused(Exception):
    """No interview can be made of this event, or this change cannot be followed.

    `sentence` is of our own making, where the refusal's usual words need something of this case; `choices`
    are the proposals that could have been meant.
    """

    def __init__(
        self,
        refusal: Refusal,
        sentence: str = "",
        proposal_id: str | None = None,
        choices: Sequence[Proposal] = (),
    ) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.sentence = sentence
        self.proposal_id = proposal_id
        self.choices = choices
