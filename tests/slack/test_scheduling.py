"""Scheduling from Slack: the command, the modal, the cards."""

from __future__ import annotations

from slack_bureau import DANA, MAYA, TUESDAY, Bureau, actions, words


async def test_it_schedules_an_interview_and_shows_a_card_to_each(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA], "emails": "Ines, Legal <ines@falk.example>"})
    assert interview.starts_at == TUESDAY
    labels = [party.label for party in interview.parties]
    assert labels == [MAYA, "Leo Marchetti", DANA, "Ines, Legal"]
    assert "Proposed" in words(bureau.card(MAYA))
    assert "Proposed" in words(bureau.card(DANA))
    assert actions(bureau.card(MAYA)) == ["move", "add", "hand_over", "cancel"]
    assert actions(bureau.card(DANA)) == ["accept", "decline", "counter"]
    assert "Cancel for all four" in words(bureau.card(MAYA))
