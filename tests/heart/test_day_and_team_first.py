"""The rules of an interview day and of asking one's own people first, as pure values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anteroom.asking.model import Asked, Question, Said, State, answered, expires
from anteroom.errors import BadInput, Conflict, NotAllowed
from anteroom.interviews.day import slots

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HALF = timedelta(minutes=30)


def question(*said: Said, state: State = State.OPEN) -> Question:
    asked = tuple(Asked(f"per_{number}", "A colleague", each) for number, each in enumerate(said))
    return Question("tmq_1", "per_host", NOW, NOW + HALF, state, "", NOW, NOW + HALF, asked)


def test_it_lays_interviews_one_after_another_with_a_pause() -> None:
    day = slots(NOW, HALF, timedelta(minutes=10), 3)
    assert [begin - NOW for begin, _ in day] == [timedelta(), timedelta(minutes=40), timedelta(minutes=80)]
    assert all(end - begin == HALF for begin, end in day)


@pytest.mark.parametrize(
    ("length", "pause", "count"),
    [(HALF, timedelta(0), 9), (HALF, timedelta(hours=3), 2), (timedelta(hours=3), HALF, 4)],
)
def test_it_refuses_more_than_a_day_holds(length: timedelta, pause: timedelta, count: int) -> None:
    with pytest.raises(BadInput):
        slots(NOW, length, pause, count)


def test_it_ends_a_question_after_two_days_and_before_the_interview() -> None:
    assert expires(NOW, NOW + timedelta(days=9)) == NOW + timedelta(hours=48)
    assert expires(NOW, NOW + timedelta(hours=5)) == NOW + timedelta(hours=4, minutes=30)
    with pytest.raises(BadInput, match="too soon"):
        expires(NOW, NOW + timedelta(minutes=44))


def test_it_agrees_only_once_everybody_has_said_yes() -> None:
    half = answered(question(Said.NOTHING, Said.NO), "per_0", Said.YES)
    assert not half.agreed
    assert answered(half, "per_1", Said.YES).agreed


def test_it_takes_no_answer_of_anybody_else_or_after_its_end() -> None:
    with pytest.raises(NotAllowed):
        answered(question(Said.NOTHING), "per_host", Said.YES)
    with pytest.raises(Conflict, match="called it off"):
        answered(question(Said.NOTHING, state=State.CALLED_OFF), "per_0", Said.YES)
