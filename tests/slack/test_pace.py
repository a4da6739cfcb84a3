"""How fast we speak in Slack."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom_slack.pace import BURST, MOST_LANES, Pace
from deployment import MONDAY


def waits(pace: Pace, key: str, now: datetime, count: int) -> list[float]:
    """Ask for `count` turns at one moment; return the waits in seconds, 0 for none."""
    turns = [pace.turn(key, now) for _ in range(count)]
    return [turn.total_seconds() if turn else 0.0 for turn in turns]


def test_it_lets_a_few_go_at_once_and_gives_each_other_a_second_of_its_own() -> None:
    assert waits(Pace(), "D1", MONDAY, BURST + 3) == [0.0] * BURST + [1.0, 2.0, 3.0]


def test_it_lets_go_who_comes_back_at_the_given_moment() -> None:
    pace, asked = Pace(), BURST + 2
    waits(pace, "D1", MONDAY, asked)
    first, second = MONDAY + timedelta(seconds=1), MONDAY + timedelta(seconds=2)
    assert waits(pace, "D1", first, 2) == [0.0, 2.0]
    assert waits(pace, "D1", second, 1) == [0.0]


def test_it_keeps_each_conversation_apart_and_forgives_after_a_pause() -> None:
    pace = Pace()
    waits(pace, "D1", MONDAY, BURST)
    assert waits(pace, "D2", MONDAY, BURST) == [0.0] * BURST
    assert waits(pace, "D1", MONDAY + timedelta(seconds=BURST), BURST) == [0.0] * BURST


def test_it_is_silent_for_as_long_as_slack_asked_and_only_with_that_method() -> None:
    pace = Pace()
    pace.hush("chat.update", MONDAY, timedelta(seconds=30))
    pace.hush("chat.update", MONDAY, timedelta(seconds=5))
    assert pace.hushed("chat.update", MONDAY + timedelta(seconds=10)) == timedelta(seconds=20)
    assert pace.hushed("chat.postMessage", MONDAY) is None
    assert pace.hushed("chat.update", MONDAY + timedelta(seconds=30)) is None


def test_it_gives_up_moments_that_nobody_came_back_for() -> None:
    pace = Pace()
    waits(pace, "D1", MONDAY, BURST + 5)
    later = MONDAY + timedelta(hours=1)
    assert waits(pace, "D1", later, BURST + 1) == [0.0] * BURST + [1.0]


def test_it_does_not_grow_with_the_conversations_it_ever_had() -> None:
    pace = Pace()
    for number in range(MOST_LANES + 2):
        pace.turn(f"D{number}", MONDAY)
    pace.turn("D", MONDAY + timedelta(minutes=1))
    assert len(pace._lanes) <= 2
