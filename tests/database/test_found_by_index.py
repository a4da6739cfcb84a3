"""What is asked each second, for each nudge or for each held text is found by an index made for it."""

from __future__ import annotations

import asyncpg

import postgres
from anteroom.conduct.flags.counting import FIRST_MESSAGE
from anteroom.nudges.opt_out import REFUSED
from anteroom.texts.notices import NEWS_OF_HELD
from anteroom.timekeeper import CLOSED
from deployment import MONDAY

ASKED = {
    "interview_closes": (CLOSED, (MONDAY,)),
    "thread_message_sent": (FIRST_MESSAGE, ()),
    "nudge_opt_out_pkey": (REFUSED, ("p:per_1", "m:00", "per_1")),
    "effect_about_held": (NEWS_OF_HELD, ("held:per_1", "hld_1", "held")),
}


async def test_nothing_that_is_asked_again_and_again_reads_all_there_is() -> None:
    dsn = await postgres.fresh_database()
    connection = await asyncpg.connect(dsn)
    try:
        # Reading a table whole is made dear: the planner does so only for want of an index.
        await connection.execute("set enable_seqscan = off")
        for index, (query, given) in ASKED.items():
            plan = "\n".join(row[0] for row in await connection.fetch(f"explain {query}", *given))
            assert index in plan and "Seq Scan" not in plan, plan
    finally:
        await connection.close()
        await postgres.give_back(dsn)
