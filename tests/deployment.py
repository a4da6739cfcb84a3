"""The deployment that tests run: the shipped app.yaml with secrets and a database of their own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import postgres
from anteroom.clock import Clock, SetClock
from anteroom.database.pool import Database
from anteroom.integration import Integration
from anteroom.randomness import Randomness, SeededRandomness, SystemRandomness
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import Settings, load_settings
from shared_relay import with_shared_relay
from slack_payloads import judge

ROOT = Path(__file__).parent.parent
TEAM = "support@harbourline.test"
"""Where support takes what a world `with_team` tells of cases."""
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning in winter, from which most tests begin."""


def secrets(randomness: Randomness) -> dict[str, str]:
    """Return every secret that a deployment needs, each of its own."""

    def key() -> str:
        return b64encode(randomness.bytes(32)).decode()

    keys = ("INDEX", "PASS", "ADMISSION", "LINK", "LEDGER")
    return {
        "ANTEROOM_VAULT_KEYS": f"k1:{key()}",
        **{f"ANTEROOM_{name}_KEY": key() for name in keys},
        "ANTEROOM_VIEWER_SECRET": randomness.token(40),
        "ANTEROOM_MARKETPLACE_SECRET": f"whsec_{key()}",
        "ANTEROOM_API_KEY": randomness.token(40),
        "ANTEROOM_REVIEW_KEY": randomness.token(40),
        "ANTEROOM_RELAY_SECRET": randomness.token(40),
        "ANTEROOM_SLACK_SIGNING_SECRET": randomness.token(40),
        "ANTEROOM_SLACK_BOT_TOKEN": f"xoxb-{randomness.token(32)}",
        "ANTEROOM_SLACK_TEAM_ID": f"T{randomness.token(9).upper()}",
    }


def settings(randomness: Randomness | None = None) -> Settings:
    """Return the sandbox's settings with fresh secrets."""
    environ = secrets(randomness or SystemRandomness())
    return load_settings(ROOT / "app.yaml", environ)


@asynccontextmanager
async def world(
    *,
    clock: Clock | None = None,
    seed: int | None = None,
    work: bool = True,
    integrations: Sequence[Integration] | None = None,
    with_tools: bool = False,
    with_vendors: bool = False,
    with_staff: bool = False,
    with_team: bool = False,
    embed_origins: tuple[str, ...] = (),
    threads: bool = True,
) -> AsyncIterator[World]:
    """Open Anteroom with its whole outside, on a database of its own, framed by `embed_origins` where given.

    `threads`: whether Anteroom is told at which address people open a thread.
    Without `work` nothing happens by itself: `World.settle()` lets time and effects catch up.
    """
    randomness = SystemRandomness() if seed is None else SeededRandomness(seed)
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=20)
    try:
        chosen = with_shared_relay(replace(settings(randomness), sandbox=True))
        if with_team:
            chosen = replace(chosen, support=replace(chosen.support, address=TEAM))
        if not threads:
            chosen = replace(chosen, marketplace=replace(chosen.marketplace, thread_url=None))
        if embed_origins:
            chosen = replace(chosen, marketplace=replace(chosen.marketplace, embed_origins=embed_origins))
        async with open_world(
            chosen,
            database,
            clock or SetClock(MONDAY),
            randomness,
            work=work,
            integrations=integrations,
            with_tools=with_tools,
            with_vendors=with_vendors,
            with_staff=with_staff,
        ) as opened:
            opened.twins.mailbox.teams.update([TEAM] if with_team else [])
            yield opened
            judge(opened.twins.slack)
    finally:
        await database.close()
        await postgres.give_back(dsn)
