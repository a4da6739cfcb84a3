"""How much, how many and how long: what mail may cost us before we know whose it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from anteroom_mail.ways_in.inbox import BOUNDS, Bounds
from anteroom_mail.ways_in.smtp_session import LONGEST_RUN
from mail.house_with_mail import DANA, LEO, HouseWithMail
from mail.ways_in import Line, WaysIn, begin, ways_in

SMALL = replace(BOUNDS, largest=64 * 1024)


async def _address(mailed: HouseWithMail, person: str = LEO) -> str:
    return mailed.office.to(person)[0].sender_of_entry


async def _pour(line: Line, octets: int, chunk: bytes) -> int:
    """Send up to so many octets; return how many went before the server hung up."""
    sent = 0
    try:
        while sent < octets:
            await line.send(chunk)
            sent += len(chunk)
    except (ConnectionResetError, BrokenPipeError):
        pass
    return sent


async def test_it_refuses_what_is_too_large_by_each_way_and_stays_on_the_line(mailed: HouseWithMail) -> None:
    await mailed.invite()
    leo, dana = await _address(mailed), await _address(mailed, DANA)
    large = b"From: a@b.example\r\n\r\n" + (b"x" * 76 + b"\r\n") * (SMALL.largest // 78 + 1)
    async with ways_in(mailed, bounds=SMALL) as ways:
        async with ways.smtp() as smtp:
            announced = await smtp.say(f"MAIL FROM:<a@b.example> SIZE={len(large)}")
            await begin(smtp, leo)
            await smtp.send(large + b".\r\n")
            sent = await smtp.hear()
            after = await smtp.say("NOOP")
        async with ways.lmtp_line() as lmtp:
            await lmtp.say("MAIL FROM:<a@b.example>")
            await lmtp.say(f"RCPT TO:<{leo}>")
            await lmtp.say(f"RCPT TO:<{dana}>")
            await lmtp.say("DATA")
            await lmtp.send(large + b".\r\n")
            each = [(await lmtp.hear())[:3] for _ in range(2)] + [(await lmtp.say("NOOP"))[:3]]
        posted = await ways.post(large, leo)
        exact = await ways.post(large[: SMALL.largest], leo)

    assert (announced[:3], sent[:3], after[:3]) == ("552", "552", "250")
    assert each == ["552", "552", "250"]
    assert (posted.status, exact.status) == (413, 200)
    assert ways.inbox.held == 0


async def test_it_hangs_up_on_a_line_that_never_ends(mailed: HouseWithMail) -> None:
    """The library would keep all of it: what was taken stays near our bound, not near what was sent."""
    await mailed.invite()
    async with ways_in(mailed) as ways, ways.smtp() as line:
        await begin(line, await _address(mailed))
        held = asyncio.create_task(_most_held(ways))
        await _pour(line, 64 * 1024 * 1024, b"x" * 65_536)
        answer = await line.hear()
        held.cancel()
        await asyncio.wait([held])
        async with ways.smtp() as other:
            assert (await other.say("NOOP")).startswith("250")

    assert answer[:3] in ("552", "")
    assert ways.most <= 2 * LONGEST_RUN
    assert ways.inbox.held == 0


async def _until_held(ways: WaysIn, octets: int) -> None:
    async with asyncio.timeout(10):
        while ways.inbox.held < octets:  # noqa: ASYNC110  # it tells nobody, and should not for a test's sake
            await asyncio.sleep(0.01)


async def _most_held(ways: WaysIn) -> None:
    while True:
        ways.most = max(ways.most, ways.inbox.held)
        await asyncio.sleep(0)


async def test_it_hangs_up_on_a_mail_that_never_ends(mailed: HouseWithMail) -> None:
    await mailed.invite()
    async with ways_in(mailed, bounds=SMALL) as ways, ways.smtp() as line:
        await begin(line, await _address(mailed))
        sent = await _pour(line, 64 * 1024 * 1024, (b"x" * 76 + b"\r\n") * 800)

    assert sent < 64 * 1024 * 1024
    assert ways.inbox.held == 0
    assert await mailed.verdicts() == []


async def test_it_receives_only_so_much_at_once_over_all_ways(mailed: HouseWithMail) -> None:
    await mailed.invite()
    to = await _address(mailed)
    bounds = replace(BOUNDS, held=100_000)
    half = b"From: a@b.example\r\nAuto-Submitted: auto-replied\r\n\r\n" + (b"x" * 76 + b"\r\n") * 900
    async with ways_in(mailed, bounds=bounds) as ways:
        async with ways.smtp() as first, ways.lmtp_line() as second:
            await begin(first, to)
            await first.send(half)
            await _until_held(ways, len(half))
            await begin(second, to)
            await second.send(half)
            refused = await second.hear()
            posted = await ways.post(half, to)
            await first.send(b".\r\n")
            taken = await first.hear()
        again = await ways.post(half, to)

    assert (refused[:3], posted.status) == ("452", 503)
    assert (taken[:3], again.status) == ("250", 200)
    assert ways.inbox.held == 0


async def test_it_sends_away_who_tries_addresses(mailed: HouseWithMail) -> None:
    await mailed.invite()
    async with ways_in(mailed) as ways, ways.smtp() as line:
        await line.say("MAIL FROM:<somebody@outside.test>")
        tried = [await line.say(f"RCPT TO:<r-{n:a>26}@relay.anteroom.test>") for n in range(BOUNDS.strangers)]
        rest = await line.rest()

    assert [answer[:3] for answer in tried] == ["550"] * (BOUNDS.strangers - 1) + ["421"]
    assert rest == []


async def test_it_takes_so_many_recipients_and_commands(mailed: HouseWithMail) -> None:
    await mailed.invite()
    to = await _address(mailed)
    async with ways_in(mailed) as ways, ways.smtp() as line:
        await line.say("MAIL FROM:<somebody@outside.test>")
        codes = [(await line.say(f"RCPT TO:<{to}>"))[:3] for _ in range(BOUNDS.recipients + 1)]
        noops = [(await line.say("NOOP"))[:3] for _ in range(21)]
        posted = await ways.post(b"x: y\r\n\r\n", *[to] * 21)

    assert codes == ["250"] * 20 + ["452"]
    assert noops == ["250"] * 20 + ["421"]
    assert posted.status == 400


@pytest.mark.parametrize(
    "bounds", [replace(BOUNDS, sessions=3), replace(BOUNDS, sessions_of_one=3)], ids=["all", "of one"]
)
async def test_it_lets_so_many_connections_in_and_the_next_when_one_leaves(
    mailed: HouseWithMail, bounds: Bounds
) -> None:
    async with ways_in(mailed, bounds=bounds) as ways, ways.smtp(), ways.smtp():
        async with ways.smtp(), ways.smtp(greet=False) as fourth:
            refused = await fourth.rest()
        async with asyncio.timeout(10):
            while True:
                async with ways.smtp(greet=False) as again:
                    if (await again.hear()).startswith("220"):
                        break

    assert [answer[:3] for answer in refused] == ["421"]


async def test_it_hangs_up_on_who_dawdles(mailed: HouseWithMail) -> None:
    """Between commands, and within a mail: each octet in time does not make a mail in time."""
    await mailed.invite()
    async with ways_in(mailed, bounds=replace(BOUNDS, idle_seconds=0.5)) as ways:
        async with ways.smtp() as silent:
            assert await silent.hear() == ""
        async with ways.smtp() as slow:
            await begin(slow, await _address(mailed))
            await _drip(slow)
            assert await slow.hear() == ""
        dripped = await ways.post(_dripping(), await _address(mailed))

    assert dripped.status == 408
    assert ways.inbox.held == 0
    assert await mailed.verdicts() == []


async def _drip(line: Line) -> None:
    try:
        async with asyncio.timeout(10):
            while True:
                await line.send(b"x\r\n")
                await asyncio.sleep(0.05)
    except (ConnectionResetError, BrokenPipeError):
        pass


async def _dripping() -> AsyncIterator[bytes]:
    for _ in range(200):
        yield b"x\r\n"
        await asyncio.sleep(0.05)
