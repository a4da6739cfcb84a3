"""Lessons, polite answers and badges: each reads the own words alone, and the other side none of them."""

from __future__ import annotations

import io
import random
import sys

from anteroom.clock import SetClock
from anteroom.logs import log_to
from deployment import MONDAY, world
from leaks import happenings_conduct as conduct
from leaks.history import begin

EXPECTED = (
    b"This is a warning",
    b"You were asked to talk somewhere else",
    b"polite_answer.sent",
    b"too_little",
)


async def test_lessons_polite_answers_and_credit_give_nothing_away() -> None:
    clock, log = SetClock(MONDAY), io.StringIO()
    log_to(log)
    try:
        async with (
            world(clock=clock, seed=11, work=False) as opened,
            begin(opened, clock, log) as history,
        ):
            for seed in range(3):
                for happening in (conduct.slip_again, conduct.answer_politely, conduct.look_at_credit):
                    await happening(history, random.Random(seed))
                    await history.settle()
            leaks = history.leaks()
            assert not leaks, "\n".join(history.account(leak) for leak in leaks)
            arrived = b"\n".join(
                each.body for each in (*history.received, *opened.twins.marketplace.captures)
            )
            assert [each for each in EXPECTED if each not in arrived] == []
    finally:
        log_to(sys.stderr)
