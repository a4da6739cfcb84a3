"""The outside of the killed service, and the report at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_asyncio import fixture

import postgres
from anteroom.clock import SystemClock
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.twins import Keys, Twins
from deployment import secrets

ROW = "fault"
HEADS = ("point", "deaths", "arrived", "known again", "in windows", "OUTSIDE", "LOST")


@dataclass(frozen=True)
class Stage:
    """A database, an outside on the machine's clock, and the secrets they share with a service."""

    dsn: str
    twins: Twins
    environ: dict[str, str]
    folder: Path

    @property
    def api_key(self) -> str:
        """The key for REST v1."""
        return self.environ["ANTEROOM_API_KEY"]


@fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Everything but Anteroom."""
    randomness = SystemRandomness()
    environ = secrets(randomness)
    keys = Keys(
        api_key=environ["ANTEROOM_API_KEY"],
        marketplace_secret=environ["ANTEROOM_MARKETPLACE_SECRET"],
        viewer_secret=environ["ANTEROOM_VIEWER_SECRET"],
        slack_signing_secret=environ["ANTEROOM_SLACK_SIGNING_SECRET"],
        slack_bot_token=environ["ANTEROOM_SLACK_BOT_TOKEN"],
        slack_team_id=environ["ANTEROOM_SLACK_TEAM_ID"],
    )
    dsn = await postgres.fresh_database()
    async with Twins(keys, SystemClock(), randomness) as twins:
        yield Stage(dsn, twins, environ, tmp_path)
    await postgres.give_back(dsn)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what each point cost, failed ones included."""
    rows = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in getattr(report, "user_properties", [])
        if name == ROW
    ]
    if not rows:
        return
    terminalreporter.section("killed, and what became of it")
    total = ["together", *(sum(int(row[column]) for row in rows) for column in range(1, len(HEADS)))]
    for row in (HEADS, *rows, total):
        terminalreporter.write_line(f"{row[0]!s:<42}" + "".join(f"{cell!s:>12}" for cell in row[1:]))
    terminalreporter.write_line(
        "known again: webhooks and cards repeated under their own id. in windows: a mail repeated because we "
        "died between DATA and our note of its answer, a Slack message between the post and that note."
    )
