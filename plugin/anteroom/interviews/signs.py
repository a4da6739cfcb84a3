"""What stands beside words on every surface, and never alone: a sign for an answer, a tone for a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from anteroom.interviews.model import Answer, State

Tone = Literal["ok", "warn", "bad"]
"""A colour of the pages' (`pages/static/anteroom.css`)."""

SIGNS: Final[Mapping[Answer, str]] = {
    Answer.NONE: "·",
    Answer.ACCEPTED: "✓",
    Answer.DECLINED: "✗",
    Answer.TENTATIVE: "?",
}
TONES: Final[Mapping[State, Tone]] = {
    State.PROPOSED: "warn",
    State.SCHEDULED: "ok",
    State.DOORS_OPEN: "ok",
    State.HELD: "ok",
    State.MISSED: "bad",
    State.TECHNICAL: "bad",
    State.CANCELLED: "bad",
    State.VOID: "bad",
    State.EXPIRED: "warn",
}
