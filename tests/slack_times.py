"""Times that were found, on the screen of somebody who looks for one in Slack."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from slack_bureau import MAYA, Bureau


def shown(bureau: Bureau, user: str = MAYA) -> str:
    """Return all of the form on somebody's screen."""
    view = bureau.slack.open_view(user)
    assert view is not None
    return json.dumps(view.body, ensure_ascii=False)


def slots(bureau: Bureau, user: str = MAYA) -> list[dict[str, Any]]:
    """Return the times that can be ticked."""
    view = bureau.slack.open_view(user)
    assert view is not None
    return [
        option
        for block in view.blocks
        if str(block.get("block_id")).startswith("slots:")
        for option in block["element"]["options"]
    ]


def moments(bureau: Bureau) -> list[datetime]:
    """Return the same as instants."""
    return [datetime.fromtimestamp(int(each["value"]), UTC) for each in slots(bureau)]


async def tick(bureau: Bureau, *numbers: int) -> list[datetime]:
    """Tick some of the times, by their place, and return them."""
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    field = next(b["block_id"] for b in view.blocks if str(b.get("block_id")).startswith("slots:"))
    options = slots(bureau)
    await bureau.slack.fill(MAYA, {field: [options[number]["value"] for number in numbers]})
    return [datetime.fromtimestamp(int(options[number]["value"]), UTC) for number in numbers]
