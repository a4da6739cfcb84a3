"""What a button of a card says when it is pressed, and how commands call an interview."""

from __future__ import annotations

import msgspec

from anteroom.interviews.model import Answer

SHOWN = 6
"""Letters of an id that name an interview."""


class Press(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a button's value says: the interview, and what the card showed when it was pressed."""

    interview: str
    sequence: int
    revision: int
    saw: str = Answer.NONE.value
    counter: str = ""


def reference(interview_id: str) -> str:
    """Return how an interview is called in commands: the first letters of its id."""
    return interview_id.removeprefix("int_")[:SHOWN]
