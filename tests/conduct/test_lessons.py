"""What a slip is, how slips count and what follows: on seeded histories that must trigger and must not."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.conduct.lessons.model import Kind, Lesson, Standing, Step, kind_of, suggests_report
from anteroom.policy.outcome import Outcome
from conduct.histories import MUST, MUST_NOT, WINDOW, Writer, follows, histories

EACH = 200


def triggered(what: str, lesson: Lesson | None) -> bool:
    """Tell whether a last text was met with a lesson, a warning, or with a word to the other side."""
    if lesson is None:
        return False
    if what == "suggestion":
        return suggests_report(lesson.slip, lesson.number) and not lesson.known
    return lesson.step is Step(what)


@pytest.mark.parametrize("what", MUST)
def test_it_triggers_on_every_history_that_must_and_on_none_that_must_not(
    what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    must = [triggered(what, follows(each)) for each in histories(MUST[what], EACH)]
    must_not = [triggered(what, follows(each)) for each in histories(MUST_NOT[what], EACH)]
    told = f"{what}: {sum(must)} of {len(must)} that must, {sum(must_not)} of {len(must_not)} that must not"
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")

    assert (sum(must), sum(must_not)) == (len(must), 0)
    assert len(must) >= 200
    assert len(must_not) >= 200


def test_a_text_sent_again_keeps_its_number_and_is_known() -> None:
    me = Writer(1)
    first, second = me.slip(), me.slip()
    again = follows([first, second, replace(first, at=me.later(most=timedelta(days=2)))])

    assert again is not None
    assert (again.number, again.step, again.known) == (1, Step.LESSON, True)


def test_a_slip_counts_to_the_last_minute_of_the_window() -> None:
    me = Writer(2)
    first = me.slip()
    inside = follows([first, me.slip(at=first.at + WINDOW - timedelta(minutes=1))])
    outside = follows([first, me.slip(at=first.at + WINDOW)])

    assert inside is not None
    assert outside is not None
    assert (inside.step, outside.step) == (Step.WARNING, Step.LESSON)


def test_title_and_agenda_an_hour_apart_are_two() -> None:
    me = Writer(3)
    title = me.first_of_form()
    agenda = replace(title, words="other", surface="agenda", pieces=frozenset())
    near = follows([title, replace(agenda, at=title.at + timedelta(minutes=59))])
    far = follows([title, replace(agenda, at=title.at + timedelta(minutes=60))])

    assert near is not None
    assert far is not None
    assert (near.number, far.number) == (1, 2)


def test_an_appeal_takes_a_slip_out_until_people_have_looked() -> None:
    me = Writer(4)
    first, last = me.slip(), me.slip()
    steps = {}
    for standing in Standing:
        lesson = follows([replace(first, standing=standing), last])
        assert lesson is not None
        steps[standing] = lesson.step

    assert steps == {
        Standing.COUNTS: Step.WARNING,
        Standing.LOOKED_AT: Step.LESSON,
        Standing.RELEASED: Step.LESSON,
    }


def test_a_hint_that_is_held_after_a_first_try_is_a_request_to_leave() -> None:
    assert kind_of(["solicitation"], Outcome.HELD) is Kind.LEAVING
    assert kind_of(["solicitation", "phone"], Outcome.HELD) is Kind.DETAIL
    assert kind_of(["solicitation"], Outcome.MASKED) is None
    assert kind_of([], Outcome.HELD) is None
    assert kind_of([], Outcome.HELD, door=True) is Kind.DETAIL
