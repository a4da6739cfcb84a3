"""What the door would hold, the guard sees when it is written: its sender learns so at once."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Context, Guard
from leaks.plants import PLANTS

GUARD = Guard()
VALUES = {
    "an e-mail address": "ines.varga@kestrel-studio.dev",
    "a telephone number": "+44 7700 900319",
    "a chat link": "https://t.me/ines_varga77",
}
CARRIERS = ("Here: {} , ok?", "Hello, thanks for the brief!\n{}\nSee you on Monday.", "{}")
NO_HUMAN_TEXT = {
    "attachment": "a whole mail with a file of sixteen-bit characters in it, which the door takes apart",
}
"""Ways that nobody writes into a message, and what makes them so."""


def cases() -> list[tuple[str, str]]:
    return [(way, kind) for way in PLANTS if way not in NO_HUMAN_TEXT for kind in VALUES]


@pytest.mark.parametrize(("way", "kind"), cases())
def test_it_sees_through_what_the_door_sees_through(way: str, kind: str) -> None:
    written = PLANTS[way](VALUES[kind])
    verdicts = {
        carrier: GUARD.inspect(carrier.format(written), Context(("GB", "US"))).action for carrier in CARRIERS
    }
    assert set(verdicts.values()) == {Action.REDACT}, verdicts


def test_the_exceptions_are_ways_that_there_are() -> None:
    assert set(NO_HUMAN_TEXT) <= set(PLANTS)
