"""Reasons to look closer at a text, each named by the detector that needs it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Trigger(StrEnum):
    """A reason to look closer."""

    AT = "at"
    AT_SAID = "at in words"
    DIGITS = "digits"
    CALLED = "called"
    NUMBER_WORDS = "number words"
    LOOKALIKES = "look-alike digits"
    LINK = "link"
    STREET = "street"
    CHANNEL = "channel"
    CHANNEL_BESIDE = "channel beside a word"
    SPACED = "spaced"
    ENCODED = "encoded"
    BACKWARDS = "backwards"
    ROTATED = "rotated"


Cause = tuple[Trigger, str, *tuple[str, ...]]
"""A trigger and the sources that must all occur somewhere in a folded text to pull it (prefilter.py)."""

SAID: Final = frozenset({Trigger.BACKWARDS, Trigger.ROTATED})
"""Triggers that are evidence by themselves: the text says that it is to be read in another way."""
UNSAID: Final = frozenset(Trigger) - SAID
"""Triggers that only save time: without them the same would be found."""
