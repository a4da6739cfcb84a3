"""The count itself is tested: what is lost or comes twice is seen, what has an excuse is counted apart."""

from __future__ import annotations

import aiosmtplib

from faults.conftest import Stage
from faults.journey import Played
from faults.judge import judge
from faults.keeper import UnderWay

NAME = "calendar.int_x.pty_y.1"
OPEN = UnderWay("calendar:int_x:pty_y", "calendar", 1)


async def post(stage: Stage, text: str, times: int = 1) -> None:
    """Bring a mail of that Message-ID to Priya."""
    mail = f"From: a@relay.test\r\nMessage-ID: <{NAME}@relay.test>\r\n\r\n{text}\r\n".encode()
    for _ in range(times):
        _ = await aiosmtplib.send(
            mail,
            sender="a@relay.test",
            recipients=[stage.twins.cast.priya.email],
            hostname="127.0.0.1",
            port=stage.twins.mailbox.smtp_port,
            start_tls=False,
        )


async def test_it_sees_a_mail_that_came_twice(stage: Stage) -> None:
    await post(stage, "once", times=2)
    verdict = judge(stage.twins, [], [])

    assert f"mail {NAME}@relay.test came 2 times" in verdict.outside


async def test_it_counts_a_repeat_apart_that_was_under_way_at_a_death(stage: Stage) -> None:
    await post(stage, "once", times=2)
    verdict = judge(stage.twins, [], [OPEN])

    assert (verdict.inside, [each for each in verdict.outside if NAME in each]) == (1, [])


async def test_it_sees_other_bytes_under_one_message_id_whatever_the_excuse(stage: Stage) -> None:
    await post(stage, "once")
    await post(stage, "once more")
    verdict = judge(stage.twins, [], [OPEN])

    assert verdict.wrong == [f"mail {NAME}@relay.test came with different bytes"]


async def test_it_sees_what_never_came(stage: Stage) -> None:
    offered = stage.twins.cast.proposals[0]
    verdict = judge(stage.twins, [Played("int_x", offered, ("interview.proposed",))], [])
    missing = " ".join(verdict.lost)

    assert "webhook interview.proposed" in missing
    assert "card int_x" in missing
    assert all(f"{person.key}'s calendar" in missing for person in stage.twins.cast.people)
    assert "tomas got 0 of 1 messages in Slack" in missing
