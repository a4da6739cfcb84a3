"""Dying at any step sends one reminder, the same to the octet if twice, and takes an answer once."""

from __future__ import annotations

from datetime import timedelta

from anteroom.nudges.actions import take_due
from anteroom.proposals.messages import MessageTold, tell_message
from mail.house_with_mail import LEO, HouseWithMail, house_with_mail

DEATHS = ("nudge-taken", "mail-handed-over", "nudge-answer-taken")


class _DiesOnceAtEach:
    """Fails where a process might die, once at each of these places."""

    def __init__(self) -> None:
        self.left = set(DEATHS)

    def reach(self, name: str, detail: str = "") -> None:
        if name in self.left:
            self.left.remove(name)
            raise RuntimeError("gone")


async def test_one_reminder_and_one_answer_whatever_dies() -> None:
    """After the step was taken, between DATA and its answer, and between the commit and our 250."""
    dies = _DiesOnceAtEach()
    async with house_with_mail(failpoints=dies) as mailed:
        told = MessageTold("msg-1", "p-1", "m-1", "Which day suits you?", mailed.clock.now())
        await tell_message(mailed.house, told)
        # Ten in the morning of the next business day in Bogotá.
        mailed.clock.advance(timedelta(days=1, hours=6))
        await _look(mailed)
        await _look(mailed)
        first, *again = mailed.office.to(LEO)
        assert [each.raw for each in again] == [first.raw], "what may have arrived is sent again as it was"
        mailed.clock.advance(timedelta(hours=2))
        await _look(mailed)
        assert len(mailed.office.to(LEO)) == 2

        ours = first.mail["From"].addresses[0].addr_spec
        answer = f"From: {LEO}\r\nMessage-ID: <1@outside.test>\r\n\r\nThursday, please.\r\n".encode()
        codes = [(await mailed.send(answer, ours))[0] for _ in range(3)]
        assert codes == [451, 250, 250]
        assert await mailed.verdicts() == [("ignored", "seen before")] * 2
        async with mailed.house.database.connection() as conn:
            # Nobody writes into a thread here, so that it is for people.
            assert await conn.fetchval("select count(*) from nudge_answer where fate = 'team'") == 1
            assert await conn.fetchval("select count(*) from case_note") == 1
            assert await conn.fetchval("select count(*) from nudge where outcome = 'sent'") == 1
        assert not dies.left, "it did not die everywhere"


async def test_a_mailbox_that_never_takes_it_gets_no_other() -> None:
    """The server's no for good is a mail that came back: the next step finds no way, and says so."""
    async with house_with_mail() as mailed:
        mailed.office.rcpt.append("550 no such user")
        told = MessageTold("msg-1", "p-1", "m-1", "Which day suits you?", mailed.clock.now())
        await tell_message(mailed.house, told)
        mailed.clock.advance(timedelta(days=1, hours=6))
        await _look(mailed)
        mailed.clock.advance(timedelta(days=2))
        await _look(mailed)
        assert mailed.office.to(LEO) == []
        async with mailed.house.database.connection() as conn:
            rows = await conn.fetch("select outcome, why from nudge order by step")
        assert [tuple(row) for row in rows] == [("sent", ""), ("suppressed", "unreachable")]


async def _look(mailed: HouseWithMail) -> None:
    """Let the house look at what is due, and work; a death is what the next look comes after."""
    try:
        await take_due(mailed.house)
    except* RuntimeError:
        pass
    await mailed.settle()
    mailed.clock.advance(timedelta(minutes=10))
    await mailed.settle()
