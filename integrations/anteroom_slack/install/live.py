"""`anteroom doctor --live`: the smoke run against a real workspace.

It writes to one person, and takes it away again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.doctor.finding import Finding, fault, fine
from anteroom.settings.deployment import Settings
from anteroom_slack.install.examined import FAILED, NO_DATABASE, client_for, error_of, installations

WORDS = "Anteroom's doctor was here. This message goes away by itself."
CHANGED = "Anteroom's doctor was here, and changed this message before it goes away."


async def live_findings(settings: Settings, to: str) -> AsyncIterator[Finding]:
    """Do each step in each workspace, and say it; `to` names a user instead of who installed it.

    Messages are for that person alone, in the own conversation with Anteroom.
    """
    if not settings.secrets.slack:
        yield fault("live", "Slack is not used", "there is nothing to try", "see docs/slack.md, Installing")
        return
    try:
        found = [(each, token) for each, token in await installations(settings) if each.team_id]
    except NO_DATABASE as error:
        why = f"the database could not be asked where it is installed ({type(error).__name__})"
        yield fault("live", why, "its token is kept there", "see what anteroom doctor says of the database")
        return
    if not found:
        yield fault("live", "in no workspace yet", "there is nobody to write to", "open /slack/install first")
    async with aiohttp.ClientSession() as session:
        client = client_for(settings, session)
        for each, token in found:
            person = to or each.installer_id
            if not person:
                yield fault(
                    "live",
                    f"{each.team_id}: nobody knows who installed it",
                    "a token in the settings does not say",
                    "anteroom doctor --live --to U… (the id from that person's Slack profile)",
                )
                continue
            async for step in _steps(client, each.team_id, token, person):
                yield step


async def _steps(client: AsyncWebClient, team: str, token: str, person: str) -> AsyncIterator[Finding]:
    at: dict[str, str] = {}

    async def whoami() -> str:
        answer = await client.auth_test(token=token)
        return f"Slack takes the token: {answer['user']}"

    async def look() -> str:
        answer = await client.users_info(user=person, token=token)
        return f"a person's time zone is read: {answer['user'].get('tz', 'none')}"

    async def open_up() -> str:
        answer = await client.conversations_open(users=person, token=token)
        at["channel"] = str(answer["channel"]["id"])
        return "the conversation with that person is open"

    async def post() -> str:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": WORDS}}]
        answer = await client.chat_postMessage(channel=at["channel"], text=WORDS, blocks=blocks, token=token)
        at["ts"] = str(answer["ts"])
        return "a message was posted"

    async def change() -> str:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": CHANGED}}]
        await client.chat_update(channel=at["channel"], ts=at["ts"], text=CHANGED, blocks=blocks, token=token)
        return "it was changed in place"

    async def remove() -> str:
        await client.chat_delete(channel=at["channel"], ts=at["ts"], token=token)
        return "it was taken away again"

    steps: list[tuple[str, Any]] = [
        ("live-token", whoami),
        ("live-person", look),
        ("live-conversation", open_up),
        ("live-post", post),
        ("live-change", change),
        ("live-remove", remove),
    ]
    for name, step in steps:
        try:
            yield fine(name, f"{team}: {await step()}")
        except SlackApiError as error:
            mend = "see docs/slack.md, and what Slack's reference says of this error"
            yield fault(
                name, f"{team}: Slack says {error_of(error)}", "the steps behind it were not tried", mend
            )
            return
        except FAILED as error:
            yield fault(
                name,
                f"{team}: no answer ({type(error).__name__})",
                "it was not tried to the end",
                "try again",
            )
            return
