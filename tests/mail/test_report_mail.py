"""Whoever reported something without Slack hears by mail that it was looked at, and nobody else does."""

from __future__ import annotations

from anteroom.conduct.reports.actions import decide, make_report
from anteroom.conduct.reports.model import Category, MakeReport, Outcome, Way
from mail.letters import room


async def test_it_tells_the_reporter_alone_what_was_found_without_detail() -> None:
    async with room() as it:
        house = it.world.house
        async with house.database.connection() as conn:
            row = await conn.fetchrow("select interview_id, person_id from party where role = 'candidate'")
        assert row is not None
        words = "She asks me to write to her at maya@home.example."
        command = MakeReport(row["person_id"], Category.LEAVING, words, row["interview_id"], Way.CALL)
        report = await make_report(house, command)
        await it.settle()
        before = {key: len(it.mails(key)) for key in ("leo", "maya")}

        await decide(house, report.id, Outcome.UPHELD, "t-12", "asked_to_leave")
        await it.settle()

        assert {key: len(it.mails(key)) - count for key, count in before.items()} == {"leo": 1, "maya": 0}
        text = " ".join(it.mails("leo")[-1].text.split())
        assert "found that it is right" in text and report.id in text
        assert "Nobody else was told that you reported something." in text
        assert "home.example" not in text and "t-12" not in text and "asked_to_leave" not in text
