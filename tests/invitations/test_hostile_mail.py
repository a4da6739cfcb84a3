"""Whatever arrives, it is read or refused: two errors, and time and memory in proportion to its size."""

from __future__ import annotations

import gc
import os
import tracemalloc
from datetime import timedelta
from time import thread_time
from traceback import extract_tb

import pytest

from anteroom_calendar import CalendarError, Kind, TooLarge, read, read_mail, typed_text, understand
from invitations.hostile import TRAPS
from invitations.mails import SAMPLES, mail
from invitations.mutated import mutated
from invitations.samples import REPLY_LINES, calendar

SOAK = "ANTEROOM_SOAK" in os.environ
MAILS = 10_000 if SOAK else 2_000
CHUNKS = 10
SIZE = 2_000_000 if SOAK else 100_000
LARGE = 1_000_000 if SOAK else 60_000


def take(raw: bytes) -> Kind | None:
    """All that an intake does with a mail; None where it is refused."""
    try:
        received = read_mail(raw)
        typed_text(received.text)
        if received.calendar is not None:
            read(received.calendar, method=received.calendar_method)
    except CalendarError:
        return None
    return received.kind


def cost(raw: bytes) -> float:
    """Seconds of this thread's own work."""
    began = thread_time()
    take(raw)
    return thread_time() - began


def ordinary(size: int) -> bytes:
    """A long letter without malice: what a mail of this size may cost."""
    line = b"That works for me, and here is why it took me so long to write.\r\n"
    return mail("Content-Type: text/plain; charset=utf-8", body=line * (size // len(line)))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_it_reads_or_refuses_every_spoilt_mail(chunk: int) -> None:
    read_at_all = 0
    for number in range(chunk, MAILS, CHUNKS):
        try:
            understood = understand(mutated(number))
        except CalendarError as refusal:
            assert _whose(refusal) != "ours", number
            continue
        read_at_all += 1
        if understood.mail is not None:
            typed = typed_text(understood.mail.text)
            assert not any(line.startswith(">") for line in typed.splitlines()), number
        if understood.answer is not None:
            moments = (understood.answer.start, understood.answer.end, understood.answer.dtstamp)
            assert all(each is None or each.utcoffset() == timedelta() for each in moments), number
    # If nearly all were refused, nothing would have been tried.
    assert read_at_all > MAILS // CHUNKS // 2


def _whose(refusal: CalendarError) -> str:
    """In whose code it broke: a parser may stumble over a spoilt mail, our own code may not."""
    if refusal.__cause__ is None:
        return "nobody's"
    place = extract_tb(refusal.__cause__.__traceback__)[-1].filename
    return "ours" if "anteroom_calendar" in place else "a parser's"


def test_it_takes_no_longer_for_spoilt_mails_than_for_whole_ones() -> None:
    whole = list(SAMPLES.values())
    spoilt = [mutated(number) for number in range(10 * len(whole))]
    control = min(sum(map(cost, whole)) for _ in range(3)) * 10
    assert min(sum(map(cost, spoilt)) for _ in range(2)) <= 4 * control


@pytest.mark.parametrize("name", TRAPS)
def test_it_takes_time_in_proportion(name: str) -> None:
    """Twice the mail costs at most 2.6 times the time, or no more than a letter of its size; and at most 25
    times such a letter, so that what is in proportion is not in a proportion of its own.
    """
    half, whole, letter = TRAPS[name](SIZE), TRAPS[name](2 * SIZE), ordinary(2 * SIZE)
    once, twice, control = cost(half), cost(whole), cost(letter)
    for _ in range(40):  # another process may get in the way of a measurement; the least of several is true
        if twice <= max(2.6 * once, control) and twice <= 25 * control:
            return
        once, twice, control = min(once, cost(half)), min(twice, cost(whole)), min(control, cost(letter))
    pytest.fail(
        f"{once:.3f} s for {len(half)} octets, {twice:.3f} s for {len(whole)}; a letter {control:.3f} s"
    )


@pytest.mark.parametrize("name", TRAPS)
def test_it_takes_memory_in_proportion(name: str) -> None:
    """Folded letters weigh most, and lines, which are objects. Both are bounded in number."""
    raw = TRAPS[name](LARGE)
    take(raw[: LARGE // 100])  # what is loaded once is no part of it
    gc.collect()
    tracemalloc.start()
    try:
        take(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 50 * len(raw), f"{peak / len(raw):.1f} times the mail"


@pytest.mark.parametrize(
    "raw",
    [
        b"x" * (11 << 20),
        mail("Content-Type: text/plain", body=b"\n" * 300_000),
        mail("Content-Type: text/plain", body=b"\r" * 300_000),
        mail(*["Content-Type: multipart/mixed"] * 31),
        mail("Content-Type: multipart/digest; boundary=d", body=b"--d\n\n" * 6_000),
        mail("Content-Type: message/delivery-status", body=b"Action: failed\n\n" * 20_000),
        mail(
            "Content-Type: text/calendar",
            body=calendar(
                *REPLY_LINES, *(f"ATTENDEE:mailto:a{number}@b.example" for number in range(10_000))
            ),
        ),
    ],
    ids=["octets", "lines", "returns", "containers", "parts", "reports", "attendees"],
)
def test_it_refuses_what_is_beyond_its_bounds(raw: bytes) -> None:
    with pytest.raises(TooLarge):
        received = read_mail(raw)
        assert received.calendar is not None
        read(received.calendar)


def test_it_reads_a_mail_of_ten_megabytes() -> None:
    """The bounds are for what hurts: a large attachment beside an answer is none of it."""
    padding = b"A" * 76 + b"\r\n"
    body = SAMPLES["gmail"].replace(
        b"--0000a1--", b"--0000a1\r\nContent-Type: image/png\r\n\r\n" + padding * 120_000 + b"--0000a1--"
    )
    assert len(body) > 9_000_000
    assert take(body) is Kind.REPLY


def test_it_bears_a_header_line_of_a_megabyte() -> None:
    raw = b"X-Long: " + b"a" * 1_000_000 + b"\r\n" + SAMPLES["outlook"]
    assert take(raw) is Kind.REPLY
    assert len(read_mail(b"Subject: " + b"a" * 1_000_000 + b"\r\n" + SAMPLES["typed"]).subject) < 10_000
