"""An interview as a value, for tests of pure rules: three quarters of an hour, proposed, about nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.interviews.model import Answer, Interview, Party, Role, Side, State


def a_party(name: str, place: int, role: Role, side: Side, answer: Answer = Answer.NONE) -> Party:
    """Somebody who is asked; all that tells one from another is made of the name."""
    return Party(name, f"per_{name}", place, role, side, name, True, answer, f"{name}@x", f"r-{name}")


def an_interview(parties: tuple[Party, ...], starts_at: datetime, made: datetime) -> Interview:
    """An interview of these people, as it is before anybody has done anything about it."""
    return Interview(
        id="int_1",
        proposal_id="pro_1",
        state=State.PROPOSED,
        revision=0,
        sequence=0,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        title="Interview",
        agenda="",
        nda="",
        room="room_1",
        neutral="n",
        created_at=made,
        parties=parties,
    )
