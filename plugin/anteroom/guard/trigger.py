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


class Gate(StrEnum):
    """What must stand in a text, seen at a glance, before it is searched for some causes (glance.py)."""

    ALWAYS = "always"
    FIGURES = "figures for a telephone number"
    CALLED = "figures and a word for calling"
    LOOKALIKES = "letters like figures"
    NUMBER_WORDS = "words for figures"
    AT_WORDS = "words for an at sign, or a mail provider"
    AT_SIGN = "an at sign"
    BRACKETS = "brackets"
    SERVICES = "a service"
    FORMS = "signs and words of names"
    LINKS = "a slash, or a word of links"
    CODED_SIGNS = "signs of encodings"
    CODED_FIGURES = "figures for an encoding"
    CODED_RUNS = "letters with figures among them"
    CODED_WORDS = "words of encodings"


Cause = tuple[Trigger, str, *tuple[str, ...]]
"""A trigger and the sources that must all occur somewhere in a folded text to pull it (prefilter.py).

A `Gate` may stand in front of the sources: without it they are not looked for; else they always are.
"""

SAID: Final = frozenset({Trigger.BACKWARDS, Trigger.ROTATED})
"""Triggers that are evidence by themselves: the text says that it is to be read in another way."""
UNSAID: Final = frozenset(Trigger) - SAID
"""Triggers that only save time: without them the same would be found."""
