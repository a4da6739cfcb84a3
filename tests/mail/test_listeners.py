"""Three ways in, one intake: each takes an answer, refuses alike, and says nothing before it is kept."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pytest_asyncio import fixture

import postgres
from anteroom.interviews.model import Answer, Role
from anteroom_calendar import Partstat
from mail.house_with_mail import DANA, LEO, HouseWithMail
from mail.ways_in import Line, WaysIn, ways_in

NOBODY = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa@relay.anteroom.test"


@fixture
async def ways(mailed: HouseWithMail) -> AsyncIterator[WaysIn]:
    """Every way in, with LMTP over TCP."""
    async with ways_in(mailed) as opened:
        yield opened


async def _envelope(line: Line, *recipients: str) -> list[str]:
    assert (await line.say("MAIL FROM:<somebody@outside.test>")).startswith("250")
    return [(await line.say(f"RCPT TO:<{each}>"))[:3] for each in recipients]


async def _data(line: Line, raw: bytes) -> None:
    assert (await line.say("DATA")).startswith("354")
    await line.send(raw + b".\r\n")


async def test_it_takes_an_answer_by_each_way_and_knows_it_when_it_comes_by_another(
    mailed: HouseWithMail, ways: WaysIn
) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    to = invitation.sender_of_entry
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED)
    by_webhook = await ways.post(raw, to)
    async with ways.lmtp_line() as lmtp:
        assert await _envelope(lmtp, to) == ["250"]
        await _data(lmtp, raw)
        by_lmtp = await lmtp.hear()
    async with ways.smtp() as smtp:
        assert await _envelope(smtp, to) == ["250"]
        await _data(smtp, raw)
        by_smtp = await smtp.hear()

    assert (by_webhook.status, by_webhook.results) == (200, ["accepted"])
    assert (by_lmtp, by_smtp) == ("250 2.0.0 OK", "250 2.0.0 OK")
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED
    assert await mailed.verdicts() == [
        ("taken", "answer: accepted"),
        ("ignored", "seen before"),
        ("ignored", "seen before"),
    ]


async def test_it_answers_for_each_recipient_by_lmtp_and_by_webhook(
    mailed: HouseWithMail, ways: WaysIn
) -> None:
    """RFC 2033, 4.2: one reply for each RCPT that was taken, in order, a repeated one too."""
    await mailed.invite()
    leo, dana = (mailed.office.to(each)[0].sender_of_entry for each in (LEO, DANA))
    broken = b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nnonsense\r\n"
    async with ways.lmtp_line() as line:
        assert await _envelope(line, leo, NOBODY, dana, leo) == ["250", "550", "250", "250"]
        await _data(line, broken)
        answers = [await line.hear() for _ in range(3)]
        after = await line.say("NOOP")
    posted = await ways.post(broken, leo, NOBODY, dana)
    good = mailed.reply(mailed.office.to(LEO)[0], LEO, Partstat.ACCEPTED)
    mixed = await ways.post(good, NOBODY, leo)

    assert [answer[:9] for answer in answers] == ["550 5.7.1"] * 3
    assert after.startswith("250")
    assert (posted.status, posted.results) == (422, ["refused"] * 3)
    assert (mixed.status, mixed.results) == (200, ["refused", "accepted"])


async def test_it_takes_lmtp_over_a_socket_file_that_only_its_group_may_write_to(
    mailed: HouseWithMail, tmp_path: Path
) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    socket = tmp_path / "lmtp"
    async with ways_in(mailed, socket=socket) as ways:
        mode = stat.S_IMODE(socket.stat().st_mode)
        async with ways.lmtp_line() as line:
            assert (await line.say("EHLO outside.test")).startswith("500")
            await _envelope(line, invitation.sender_of_entry)
            await _data(line, mailed.reply(invitation, LEO, Partstat.DECLINED))
            answer = await line.hear()

    assert mode == 0o660
    assert answer == "250 2.0.0 OK"
    assert not socket.exists()
    assert await mailed.verdicts() == [("taken", "answer: declined")]


@pytest.mark.parametrize("way", ["smtp", "lmtp", "webhook"])
async def test_it_says_try_later_while_the_database_is_away_and_takes_the_same_mail_afterwards(
    mailed: HouseWithMail, ways: WaysIn, way: str
) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    to = invitation.sender_of_entry
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED)

    async def bring() -> str:
        if way == "webhook":
            return str((await ways.post(raw, to)).status)
        async with ways.smtp() if way == "smtp" else ways.lmtp_line() as line:
            (code,) = await _envelope(line, to)
            if code != "250":
                return code
            await _data(line, raw)
            return (await line.hear())[:3]

    await postgres.shut_out(mailed.house.database.dsn)
    away = await bring()
    await postgres.let_in(mailed.house.database.dsn)
    back = await bring()

    assert away == ("503" if way == "webhook" else "451")
    assert back == ("200" if way == "webhook" else "250")
    assert await mailed.verdicts() == [("taken", "answer: accepted")]
