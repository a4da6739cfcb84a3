"""No contact detail leaves with a reminder, with an answer to one, or with what a client is asked."""

from __future__ import annotations

import io
import random
import sys
from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.logs import log_to
from deployment import MONDAY, world
from leaks import happenings_silence as silence
from leaks.happenings_policy import export_a_member
from leaks.history import History, begin

PROPOSAL = "p-payments"
ROUNDS = (("mail", "maya", "leo", 2), ("thread", "maya", "leo", 2), ("slack", "leo", "maya", 4))
"""By what, who writes, who leaves it, and how many days pass."""


async def test_nothing_leaves_on_any_channel_while_people_are_left_waiting() -> None:
    """Silence over every channel, with answers that say too much: that each was used is counted."""
    clock, log, dice = SetClock(MONDAY), io.StringIO(), random.Random(9)
    log_to(log)
    try:
        async with (
            world(clock=clock, seed=9, work=False) as opened,
            begin(opened, clock, log) as history,
        ):
            market = opened.twins.marketplace
            # Day in Berlin and in São Paulo, today and on each day that follows.
            clock.advance(timedelta(hours=6))
            for channel, writer, left, many in ROUNDS:
                path = f"/v1/members/m-{left}/nudges"
                assert (await history.program.call("PUT", path, {"channel": channel}))[0] == 200
                clock.advance(timedelta(minutes=5))
                await market.say(writer, PROPOSAL, "How is Thursday?")
                await _wait(history, many)
                for _ in range(3):
                    await silence.answer_a_nudge(history, dice, ("leo", "leo", "maya"))
                    await history.settle()
            clock.advance(timedelta(minutes=5))
            await market.say("maya", PROPOSAL, "Are you still there?")
            await _wait(history, 7)
            for _ in range(12):
                await silence.press_about_silence(history, dice, ("maya", "maya", "leo"))
            await silence.answer_a_nudge(history, dice)
            await history.settle()
            for _ in range(4):
                await export_a_member(history, dice)
            leaks = history.leaks()
            assert not leaks, "\n".join(history.account(leak) for leak in leaks)
            sent = {str(each.data["channel"]) for each in market.events if each.type == "nudge.sent"}
            assert sent == {"mail", "thread", "slack"}
            threads = f"{market.url}/threads/"
            assert any(threads in mail.text for mail in opened.twins.mailbox.mails("leo"))
            assert threads in str([each.blocks for each in opened.twins.slack.messages("Maya Okafor")])
            assert {"escalation.opened", "escalation.chosen"} <= {each.type for each in market.events}
            async with opened.house.database.connection() as conn:
                fates = await conn.fetch("select distinct fate from nudge_answer")
            assert {"thread", "team"} & {row["fate"] for row in fates}, "nobody answered a reminder"
            assert history.typed, "nobody said too much, so that nothing was tried"
    finally:
        log_to(sys.stderr)


async def _wait(history: History, days: int) -> None:
    for _ in range(days):
        history.clock.advance(timedelta(days=1))
        await history.settle()
