"""What happens where a time is found from Slack: looked for, ticked, offered to all, marked and chosen."""

from __future__ import annotations

import random
from typing import Any

from leaks.history import History
from leaks.said import said

DAYS = ("", "this week", "next week", "tomorrow", "until Friday")


async def find_in_slack(history: History, dice: random.Random) -> None:
    """Maya looks for times with colleagues and people by address, ticks some, and asks everybody."""
    slack, maya = history.world.twins.slack, history.person("maya").name
    proposal = dice.choice(history.world.twins.cast.proposals).id
    emails = " ".join(history.person(key).email for key in dice.sample(("ines", "priya"), dice.randrange(3)))
    about = said(history, dice, "maya").replace("\n", " ")
    text = f"times {proposal} {dice.choice(DAYS)} {emails} for 30m about {about}"
    history.type("maya", text)
    _ = await slack.command(maya, "/interview", text)
    await history.settle()
    view = slack.open_view(maya)
    if view is None or view.callback_id != "schedule":
        if view is not None:
            await slack.close(maya, everything=True)
        return
    people = [history.person(key).name for key in dice.sample(("dana", "tomas"), dice.randrange(3))]
    await slack.fill(maya, {"colleagues": people, "first": ["first"] if dice.random() < 0.3 else None})
    await history.settle()
    field, options = _slots(slack.open_view(maya))
    if options:
        ticked = dice.sample(options, min(len(options), dice.randrange(1, 4)))
        await slack.fill(maya, {field: ticked})
    await history.submit_form(maya)
    await mark_in_slack(history, dice)


async def mark_in_slack(history: History, dice: random.Random) -> None:
    """Everybody who is asked marks what comes, and at times the host chooses."""
    slack = history.world.twins.slack
    for key in ("dana", "tomas", "maya"):
        name = history.person(key).name
        for message in slack.messages(name):
            for block, element in _elements(message.blocks):
                wanted = 0.1 if element["action_id"] == "poll_choose" else 0.4
                if element["action_id"].startswith("poll_") and dice.random() < wanted:
                    _ = await slack.click(name, message, element["action_id"], block_id=block)
                    break
    await history.settle()


def _elements(blocks: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """The buttons of a message, each with its block."""
    found = []
    for block in blocks:
        both = [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]
        found += [(str(block.get("block_id")), each) for each in both if "action_id" in each]
    return found


def _slots(view: Any) -> tuple[str, list[str]]:
    """The field of the times that were found, and what can be ticked in it."""
    for block in view.blocks if view is not None else ():
        if str(block.get("block_id")).startswith("slots:"):
            return block["block_id"], [each["value"] for each in block["element"]["options"]]
    return "", []
