"""Large and spiteful mails: they cost about what an ordinary one of that size costs, in time and memory."""

from __future__ import annotations

import io
import os
import sys
import time
import tracemalloc
from collections.abc import Iterator

import pytest

from anteroom.interviews.model import Answer, Role
from anteroom.logs import log_to
from mail.heavy_mails import HEAVY, Heavy, blank, fields, folded, ordinary
from mail.house_with_mail import LEO, HouseWithMail
from mail.outside_programs import Invited, plain_reply
from mail.raw_smtp import Said, bring

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
LARGEST = 10 * 1024 * 1024
SIZE = (8 if SOAK else 1) * 1024 * 1024
SLOWER = 15.0
"""So many times the time of an ordinary mail of that size. What is quadratic takes hundreds."""
LARGER = 24.0
"""So many times its own size a mail may occupy: sent (three times), received, decoded, split, unfolded."""
LARGEST_KEPT: tuple[Heavy, ...] = (folded, fields)
"""What occupies most; all others too in `make soak`."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[io.StringIO]:
    """What the house logs meanwhile."""
    log = io.StringIO()
    log_to(log)
    yield log
    log_to(sys.stderr)


async def _invited(mailed: HouseWithMail) -> Invited:
    interview = await mailed.invite()
    party = await mailed.party(interview, Role.CANDIDATE)
    address = f"{party.reply_local}@{mailed.house.settings.relay_domain}"
    return Invited(party.uid, address, LEO, LEO, 0, interview.starts_at, mailed.clock.now())


async def _brought(mailed: HouseWithMail, of: Invited, raw: bytes) -> tuple[Said, float]:
    begun = time.perf_counter()
    said = await bring(mailed.inbox_port, of.organizer, raw)
    return said, time.perf_counter() - begun


async def test_it_takes_an_answer_of_ten_megabytes_and_refuses_a_larger_one(mailed: HouseWithMail) -> None:
    of = await _invited(mailed)
    raw = ordinary(of, LARGEST - 2_000)
    assert LARGEST - 2_000 < len(raw) <= LARGEST

    assert (await _brought(mailed, of, raw + b" " * 4_000))[0].code == 552
    assert await mailed.verdicts() == []
    assert (await _brought(mailed, of, raw))[0].code == 250
    assert await mailed.verdicts() == [("taken", f"answer: {Answer.ACCEPTED}")]


async def test_it_refuses_a_mail_of_more_lines_than_anybody_reads_and_takes_the_next(
    mailed: HouseWithMail,
) -> None:
    """The library keeps each line by itself: ten megabytes of empty ones would cost it three hundred."""
    of = await _invited(mailed)

    assert await bring(mailed.inbox_port, of.organizer, blank(of, 600_000)) == Said(
        552, "5.3.4 This mail has too many lines."
    )
    assert await mailed.verdicts() == []
    assert (await bring(mailed.inbox_port, of.organizer, plain_reply(of))).code == 250
    assert await mailed.verdicts() == [("taken", f"answer: {Answer.ACCEPTED}")]


@pytest.mark.heavy
async def test_it_spends_on_a_spiteful_mail_what_an_ordinary_one_costs(
    mailed: HouseWithMail, quiet: io.StringIO
) -> None:
    of = await _invited(mailed)
    measure = ordinary(of, SIZE)
    _ = await _brought(mailed, of, measure)  # the first of all pays for what is loaded once
    found: dict[str, str] = {}
    slow: list[str] = []
    for heavy in HEAVY:
        raw = heavy(of, SIZE)
        assert SIZE * 0.6 < len(raw) < SIZE * 1.2 < LARGEST, (heavy.__name__, len(raw))
        usual = [(await _brought(mailed, of, measure))[1]]
        said, took = await _brought(mailed, of, raw)
        if took > SLOWER * usual[0]:  # a neighbour's noise does not come twice
            usual.append((await _brought(mailed, of, measure))[1])
            took = min(took, (await _brought(mailed, of, raw))[1])
        assert said.code in (0, 250) or 500 <= said.code < 600, (heavy.__name__, said)
        found[heavy.__name__] = f"{took / max(usual):.2f} × ({said.code} {said.text})"
        if took > SLOWER * max(usual):
            slow.append(heavy.__name__)
    sys.stdout.write("\n".join(f"{name}: {what}" for name, what in found.items()) + "\n")

    assert not slow, {name: found[name] for name in slow}
    assert "_failed" not in quiet.getvalue()


@pytest.mark.heavy
async def test_it_keeps_no_more_than_a_mail_is_worth(mailed: HouseWithMail) -> None:
    of = await _invited(mailed)
    found: dict[str, float] = {}
    for heavy in HEAVY if SOAK else LARGEST_KEPT:
        raw = heavy(of, SIZE)
        tracemalloc.start()
        try:
            _ = await bring(mailed.inbox_port, of.organizer, raw)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        found[heavy.__name__] = round(peak / len(raw), 1)
    sys.stdout.write(f"{found}\n")

    assert {name: times for name, times in found.items() if times > LARGER} == {}
