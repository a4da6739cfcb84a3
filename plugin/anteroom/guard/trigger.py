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
    OWN_SITE = "own site"
    PARTED_LINK = "parted link"
    STREET = "street"
    CHANNEL = "channel"
    CHANNEL_BESIDE = "channel beside a word"
    CHANNEL_BEHIND = "channel behind words"
    PAINTED = "painted channel"
    SPACED = "spaced"
    FILE = "file name"
    ENCODED = "encoded"
    BACKWARDS = "backwards"
    ROTATED = "rotated"


class Glance(str):
    """A source by which a first look tells whether the others of its cause are worth looking for.

    All glances of a kind are looked for together, in every text, and the kinds apart, since what begins with
    a word and what begins within one multiply one another's states: words, names and short runs alone, and
    nothing that counts letters or leads on over several words.
    """

    __slots__ = ()


class Word(Glance):
    """A glance that begins where a word does."""

    __slots__ = ()


class Inside(Glance):
    """A glance that may begin within a word."""

    __slots__ = ()


class Mark(Glance):
    """A glance that begins with a sign or a digit."""

    __slots__ = ()


Cause = tuple[Trigger, str, *tuple[str, ...]]
"""A trigger and the sources that must all occur somewhere in a folded text to pull it (prefilter.py)."""

SAID: Final = frozenset({Trigger.BACKWARDS, Trigger.ROTATED})
"""Triggers that are evidence by themselves: the text says that it is to be read in another way."""
UNSAID: Final = frozenset(Trigger) - SAID
"""Triggers that only save time: without them the same would be found."""
