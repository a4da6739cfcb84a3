"""A day in Slack with every kind of request in it, as people cause them."""

from __future__ import annotations

from datetime import timedelta

from anteroom.interviews.model import Interview
from anteroom_slack.forms.shortcut_in import ABOUT_THIS
from slack_bureau import DANA, MAYA, TUESDAY, Bureau

KINDS = (
    "command", "block_actions", "view_submission", "block_suggestion", "message_action", "shortcut",
    "app_home_opened",
)  # fmt: skip
"""Everything that Slack sends in it; events by their own name."""


async def play(bureau: Bureau) -> Interview:
    """Schedule, answer, propose another time, accept that, move, and call it off; return the interview."""
    slack = bureau.slack
    await slack.command(MAYA, "/interview", "list")
    await slack.open_home(MAYA)
    await bureau.open_form()
    await slack.suggest(MAYA, "proposal", "pay")
    await slack.close(MAYA, everything=True)
    message = slack.workspace.post("C0TEAM", "U0MAYA", "Let us talk about ledgers.", [])
    await slack.message_shortcut(MAYA, message, ABOUT_THIS)
    await bureau.settle()
    await slack.close(MAYA, everything=True)
    await slack.shortcut(MAYA, "nothing_of_ours")
    await bureau.schedule({"colleagues": [DANA], "emails": "Ines <ines@falk.example>"})
    await slack.click(DANA, bureau.card(DANA), "accept")
    await bureau.settle()
    await _form(bureau, DANA, "counter", timedelta(hours=1))
    await slack.click(MAYA, bureau.card(MAYA), "counter_accept")
    await bureau.settle()
    await _form(bureau, MAYA, "move", timedelta(hours=2))
    await slack.click(MAYA, bureau.card(MAYA), "cancel")
    await bureau.settle()
    assert await slack.submit(MAYA) is None
    await bureau.settle()
    return await bureau.interview()


async def _form(bureau: Bureau, user: str, button: str, later: timedelta) -> None:
    await bureau.slack.click(user, bureau.card(user), button)
    await bureau.settle()
    await bureau.slack.fill(user, {"when": TUESDAY + later})
    assert await bureau.slack.submit(user) is None
    await bureau.settle()
