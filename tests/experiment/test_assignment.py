"""Who is held out: by a keyed hash, the same at every look, and as many as were asked for."""

from __future__ import annotations

import hashlib
from math import sqrt

from anteroom.experiment.assignment import WHOLE, Arm, arm_of, key_of

KEY = key_of(b"k" * 32)
PEOPLE = [f"per_{number:05}" for number in range(20_000)]


def held_out(name: str, share: int, key: bytes = KEY) -> set[str]:
    return {each for each in PEOPLE if arm_of(key, name, share, each) is Arm.HELD_OUT}


def test_it_holds_out_as_many_as_were_asked_for() -> None:
    """Four standard errors, at shares of a long programme and of a test."""
    for share in (10, 20, 200, 500):
        wanted = share / WHOLE
        found = len(held_out("silence", share)) / len(PEOPLE)
        assert abs(found - wanted) < 4 * sqrt(wanted * (1 - wanted) / len(PEOPLE))


def test_it_holds_out_nobody_and_everybody_at_the_ends() -> None:
    assert not held_out("silence", 0)
    assert held_out("silence", WHOLE) == set(PEOPLE)


def test_a_programme_holds_out_some_of_those_whom_its_test_held_out() -> None:
    assert held_out("silence", 20) < held_out("silence", 500)


def test_another_name_and_another_key_draw_anew() -> None:
    """Those held out by both are as few as chance would have it: four standard errors."""
    ours = held_out("silence", 500)
    for other in (held_out("again", 500), held_out("silence", 500, key_of(b"l" * 32))):
        shared = len(ours & other) / len(PEOPLE)
        assert abs(shared - 0.25) < 4 * sqrt(0.25 * 0.75 / len(PEOPLE))


def test_the_arm_of_a_person_is_the_same_for_ever() -> None:
    """It is never kept: another release that drew otherwise would move people between the arms."""
    drawn = "".join(arm_of(KEY, "silence", 500, each)[0] for each in PEOPLE[:1000])
    assert hashlib.sha256(drawn.encode()).hexdigest()[:16] == "a03872fc1350d4bb"
