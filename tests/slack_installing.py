"""What tests of an installation send and read: an event that Slack had for a while, and a page's title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from anteroom.sandbox.slack import SlackPerson
from slack_bureau import Bureau

TITLE = re.compile(r"<h1>(.*?)</h1>")
SOMEBODY = (SlackPerson("U0MAYA", "may", "May Other", tz="Europe/Paris"),)


def title(text: str) -> str:
    found = TITLE.search(text)
    return found[1] if found else text[:200]


async def told_late(bureau: Bureau, event: Mapping[str, object], at: datetime) -> None:
    """Send an event that Slack had for a while, as after an outage of ours."""
    now = bureau.clock.now()
    bureau.clock.advance(at - now)
    body = await bureau.slack.event(dict(event))
    bureau.clock.advance(now - bureau.clock.now())
    assert body.ok
