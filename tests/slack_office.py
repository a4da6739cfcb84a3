"""Installing by HTTP alone: browsers, workspaces beside the first, and people who connect their accounts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from anteroom.sandbox.slack import SandboxSlack, SlackPerson
from anteroom.sandbox.slack.browser import Shown
from slack_bureau import MAYA, Bureau, words


def install_url(bureau: Bureau, query: str = "") -> str:
    """Where "Add to Slack" leads."""
    return f"{bureau.url}/slack/install{query}"


async def install(
    bureau: Bureau,
    slack: SandboxSlack | None = None,
    *,
    query: str = "",
    pressed: str = "allow",
    user: str = MAYA,
) -> Shown:
    """Install as somebody does; return the page that ends it."""
    shown = await (slack or bureau.slack).install(user, install_url(bureau, query), pressed=pressed)
    await bureau.settle()
    return shown


@asynccontextmanager
async def another_workspace(
    bureau: Bureau,
    team: str,
    people: tuple[SlackPerson, ...],
    *,
    enterprise: str = "",
    approval: bool = False,
) -> AsyncIterator[SandboxSlack]:
    """Open a workspace beside the first."""
    house = bureau.house
    slack = SandboxSlack(
        bureau.slack.app_url,
        house.settings.secrets.slack_signing_secret,
        "",
        team,
        people,
        bureau.clock,
        house.randomness,
        enterprise=enterprise,
        approval=approval,
        beside=bureau.slack,
    )
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()


async def connect_account(bureau: Bureau, slack: SandboxSlack, user: str, member: str) -> None:
    """Connect a Slack user to an account on the marketplace, as that person does."""
    answer = await slack.command(user, "/interview", "connect")
    assert answer.message is not None, answer
    button = answer.message.action("connect")
    assert button is not None, words(answer.message)
    form = {"state": parse_qs(urlsplit(button["url"]).query)["state"][0], "viewer": bureau.viewer(member)}
    async with bureau.http.post(f"{bureau.url}/slack/linked", data=form) as asked:
        found = re.search(r'name="token" value="([\w.-]+)"', await asked.text())
    assert found is not None
    async with bureau.http.post(f"{bureau.url}/slack/linked/sure", data={"token": found[1]}) as done:
        assert done.status == 200
    await bureau.settle()


async def said(slack: SandboxSlack, user: str, text: str) -> str:
    """Type a command; return what the person reads."""
    answer = await slack.command(user, "/interview", text)
    return words(answer.message) if answer.message else str(answer.error)


async def rows(bureau: Bureau, query: str, *arguments: Any) -> list[asyncpg.Record]:
    """Look into the database."""
    async with bureau.house.database.connection() as conn:
        found: list[asyncpg.Record] = await conn.fetch(query, *arguments)
        return found


async def mentions(bureau: Bureau, words: str) -> set[str]:
    """Return the tables in which something stands as it is."""
    tables = await rows(
        bureau, "select table_name from information_schema.tables where table_schema = 'public' order by 1"
    )
    like = f"%{words}%"
    return {
        name
        for (name,) in tables
        if await rows(bureau, f"select true from {name} t where to_jsonb(t)::text like $1 limit 1", like)
    }


def later(bureau: Bureau, **span: float) -> None:
    """Let time pass."""
    bureau.clock.advance(timedelta(**span))
