"""An escalation as its client has it: one choice of three, which may be changed as long as it waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from anteroom.errors import BadInput


class Choice(StrEnum):
    """What a client does about silence."""

    WAIT = "wait"
    PICK = "pick"
    """Ask the next freelancer of the shortlist: the marketplace is told whom, and goes on from there."""
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Escalation:
    """What was put before a client. `picked_id` is the proposal of whoever was picked."""

    id: str
    waiting_id: str
    proposal_id: str
    client_id: str
    case_id: str
    at: datetime
    choice: Choice | None = None
    picked_id: str | None = None
    chosen_at: datetime | None = None


def chosen(escalation: Escalation, choice: Choice, picked_id: str | None, now: datetime) -> Escalation:
    """Return it with the choice; the same choice again changes nothing. Raises BadInput.

    `picked_id` belongs to `PICK` and to nothing else.
    """
    if (choice is Choice.PICK) is not (picked_id is not None):
        raise BadInput("Please say whom you pick, or choose something else.", field="picked")
    if (escalation.choice, escalation.picked_id) == (choice, picked_id):
        return escalation
    return replace(escalation, choice=choice, picked_id=picked_id, chosen_at=now)
