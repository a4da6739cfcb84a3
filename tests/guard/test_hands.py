"""What the guard finds in what others wrote, and whom it disturbs: bounds that may only get tighter.

FLOORS are what version 12 reached on 2026-11-22, rounded down to a hundredth; of all hands to the ninth it
was made with their misses before the eye. `hands/ten` and `hands/thirteen` are not to be read by whoever
changes the guard, so assertions are about numbers alone: pytest prints all else.
"""

from __future__ import annotations

import pytest

from guard.measured import found, hand_scored, rows

FLOORS: dict[str, dict[str, float]] = {
    "hands/three": {
        "double-obfuscated": 0.97,
        "encoded": 1.0,
        "handle": 0.98,
        "link": 1.0,
        "obfuscated": 0.99,
        "plain": 1.0,
        "pointer": 1.0,
        "solicitation": 0.98,
    },
    "hands/four": {
        "address": 1.0,
        "double-obfuscated": 1.0,
        "encoded": 1.0,
        "handle": 0.98,
        "link": 0.98,
        "obfuscated": 0.98,
        "plain": 1.0,
        "pointer": 1.0,
        "solicitation": 1.0,
    },
    "hands/five": {
        "address": 0.96,
        "double-obfuscated": 0.95,
        "encoded": 0.98,
        "handle": 0.87,
        "link": 0.97,
        "obfuscated": 0.94,
        "plain": 0.99,
        "pointer": 1.0,
        "solicitation": 1.0,
    },
    "hands/seven": {
        "address": 0.96,
        "double-obfuscated": 0.9,
        "encoded": 1.0,
        "handle": 0.96,
        "link": 0.95,
        "obfuscated": 0.95,
        "plain": 1.0,
        "pointer": 0.95,
        "solicitation": 0.98,
    },
    "hands/eight": {
        "address": 1.0,
        "double-obfuscated": 0.93,
        "encoded": 0.97,
        "handle": 1.0,
        "link": 0.93,
        "obfuscated": 0.97,
        "plain": 0.99,
        "pointer": 0.97,
        "solicitation": 1.0,
    },
    "hands/nine": {
        "address": 1.0,
        "double-obfuscated": 0.88,
        "encoded": 1.0,
        "handle": 0.96,
        "link": 0.98,
        "obfuscated": 0.94,
        "plain": 0.99,
        "pointer": 0.98,
        "solicitation": 1.0,
    },
    "hands/ten": {
        "address": 0.88,
        "double-obfuscated": 0.9,
        "encoded": 0.97,
        "handle": 0.92,
        "link": 0.93,
        "obfuscated": 0.88,
        "plain": 0.98,
        "pointer": 0.92,
        "solicitation": 0.86,
    },
    "hands/eleven": {
        "address": 0.68,
        "double-obfuscated": 0.76,
        "encoded": 0.97,
        "handle": 0.9,
        "link": 0.89,
        "obfuscated": 0.8,
        "plain": 0.97,
        "pointer": 0.78,
        "solicitation": 0.7,
    },
    "hands/twelve": {
        "double-obfuscated": 0.77,
        "obfuscated": 0.89,
        "plain": 0.81,
        "pointer": 0.92,
        "solicitation": 0.85,
    },
    "hands/thirteen": {
        "address": 0.84,
        "double-obfuscated": 0.76,
        "encoded": 0.9,
        "handle": 0.97,
        "link": 0.93,
        "obfuscated": 0.64,
        "plain": 0.96,
        "pointer": 0.84,
        "solicitation": 0.81,
    },
}
DISTURBED: dict[str, tuple[int, int]] = {
    "hands/one": (0, 0),
    "hands/two": (0, 0),
    "hands/three": (1, 0),
    "hands/four": (0, 0),
    "hands/five": (2, 0),
    "hands/seven": (2, 2),
    "hands/eight": (2, 0),
    "hands/nine": (1, 0),
    "hands/ten": (10, 2),
    "hands/eleven": (13, 2),
    "hands/twelve": (8, 1),
    "hands/thirteen": (9, 0),
}
"""Ordinary texts whose senders are disturbed at most, and those of them that are taken out."""
HARD = {False: 0.001, True: 0.007}
"""The share of the fifth hand's ordinary texts whose senders are disturbed: plain ones and hard ones."""


@pytest.mark.parametrize(("hand", "kind"), [(hand, kind) for hand, kinds in FLOORS.items() for kind in kinds])
def test_it_finds_no_less_of_a_hand_than_it_did(hand: str, kind: str) -> None:
    share = found(hand, kind)
    assert share.rate >= FLOORS[hand][kind], f"{share.hits} of {share.total}"


@pytest.mark.parametrize("hand", DISTURBED)
def test_it_disturbs_no_more_of_a_hands_talk_than_it_did(hand: str) -> None:
    (line,) = [line for line in hand_scored(hand).negatives if line.name == "all"]
    warned, redacted = DISTURBED[hand]
    assert (line.warned.hits <= warned, line.redacted.hits <= redacted) == (True, True), (
        line.warned.hits,
        line.redacted.hits,
    )


@pytest.mark.parametrize("hard", HARD)
def test_it_disturbs_no_more_of_plain_talk_and_of_hard_talk_than_it_did(hard: bool) -> None:
    own = {row["id"] for row in rows("hands/five", "negatives") if row.get("hard", False) is hard}
    number, of = sum(one.id in own for one in hand_scored("hands/five").wrong), len(own)
    assert number <= HARD[hard] * of
