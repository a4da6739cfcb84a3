"""What the doctor finds of Slack, and the manifest that Slack is given."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anteroom.command_line import run
from anteroom.doctor.finding import Finding, Level
from anteroom.randomness import SeededRandomness
from anteroom_slack import integration
from anteroom_slack.install.manifest import manifest
from anteroom_slack.install.presence_in import PRESENCE
from anteroom_slack.install.scopes import BASE, OPTIONAL
from anteroom_slack.typed.grammar import COMMAND
from deployment import settings
from slack_bureau import MAYA, Bureau, open_bureau
from slack_office import install

ROOT = Path(__file__).parents[2]


async def found(bureau: Bureau) -> dict[str, Finding]:
    """The doctor's findings, with this bureau's database and Slack outside."""
    here = bureau.house.settings
    place = replace(here.database, url=bureau.house.database.dsn)
    # The bureau's clock stands still in November; the doctor has the machine's.
    bureau.clock.set(datetime.now(UTC))
    asked = await integration().findings(replace(here, database=place, public_url=bureau.url))
    return {finding.check: finding for finding in asked}


async def test_it_finds_nothing_wrong_where_nothing_is() -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        before = await found(bureau)
        assert before["slack-installations"].level is Level.WARNING
        assert "/slack/install" in before["slack-installations"].mend
        bureau.slack.installations.rotates = True
        await install(bureau, query="?add=email")
        after = await found(bureau)
        assert {check: finding.level for check, finding in after.items()} == dict.fromkeys(
            (
                "slack-request-url", "slack-app", "slack-installations", "slack-token", "slack-scopes",
                "slack-rotation", "slack-clock",
            ),
            Level.FINE,
        )  # fmt: skip
        assert "A preview of links" in after["slack-scopes"].found  # what was not allowed is no fault
        said = str(after)
        assert not [token for token in bureau.slack.installations.grants["T0LARK"].ends if token in said]


async def test_it_says_what_is_wrong_and_what_to_do() -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        known = bureau.slack.installations
        known.rotates = True
        await install(bureau)
        bureau.slack.workspace.scopes.discard("im:write")
        known.client_secret = "another by now, as long as one of Slack's own"
        async with bureau.house.database.connection() as conn:
            await conn.execute("update slack_installation set trouble = 'invalid_refresh_token'")
        wrong = await found(bureau)
        assert {check for check, finding in wrong.items() if finding.level is Level.FAULT} == {
            "slack-app", "slack-scopes", "slack-rotation",
        }  # fmt: skip
        assert "lacks im:write" in wrong["slack-scopes"].found
        assert all(finding.mend for finding in wrong.values() if finding.to_be_mended)
        bureau.clock.advance(timedelta(hours=13))
        assert (await found(bureau))[
            "slack-token"
        ].level is Level.FINE  # by the machine's clock it has not ended
        known.uninstall(known.grants["T0LARK"])
        gone = await found(bureau)
        assert (gone["slack-token"].level, "account_inactive" in gone["slack-token"].found) == (
            Level.FAULT,
            True,
        )
        here = bureau.house.settings
        unsigned = replace(here.secrets, slack_signing_secret="s" * 40)
        place = replace(here.database, url=bureau.house.database.dsn)
        asked = await integration().findings(
            replace(here, secrets=unsigned, database=place, public_url=bureau.url)
        )
        assert asked[0].level is Level.FAULT
        assert "answers 401" in asked[0].found
        assert [each.level for each in await integration().findings(replace(here, secrets=replace(
            here.secrets, slack_signing_secret="")))] == [Level.LEFT_OUT]  # fmt: skip


async def test_it_tries_a_workspace_for_real_and_leaves_nothing_behind() -> None:
    """The run for a real workspace, played against the sandbox's: every step is said, the message is gone."""
    async with open_bureau(linked=False, installed=False) as bureau:
        await install(bureau)
        before = [message.text for message in bureau.cards(MAYA)]
        here = bureau.house.settings
        place = replace(here.database, url=bureau.house.database.dsn)
        steps = [step async for step in integration().live(replace(here, database=place), "")]
        assert [step.check for step in steps] == [
            "live-token", "live-person", "live-conversation", "live-post", "live-change", "live-remove",
        ]  # fmt: skip
        assert {step.level for step in steps} == {Level.FINE}
        assert [message.text for message in bureau.cards(MAYA)] == before
        bureau.slack.refuse("chat.postMessage", "restricted_action")
        steps = [step async for step in integration().live(replace(here, database=place), "U0DANA")]
        assert (steps[-1].check, steps[-1].level) == ("live-post", Level.FAULT)
        assert "restricted_action" in steps[-1].found


def test_it_prints_a_manifest_of_the_tables_that_the_code_uses() -> None:
    made = manifest(settings(SeededRandomness(3)))
    (command,) = made["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == (COMMAND, True)
    scopes = made["oauth_config"]["scopes"]
    assert set(scopes["bot"]) - set(scopes["bot_optional"]) == BASE.names
    assert set(scopes["bot_optional"]) == {name for group in OPTIONAL for name in group.names}
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) >= PRESENCE
    assert made["oauth_config"]["redirect_urls"] == ["http://127.0.0.1:8700/slack/oauth"]
    text = json.dumps(made)
    assert not re.search(r'"[a-z_]*(?:secret|token)"', text)
    for pages in ("scopes", "privacy", "support"):
        assert f"/slack/{pages}" in text


def test_it_names_what_is_missing_before_it_prints_one() -> None:
    assert (
        run(["--config", str(ROOT / "docs" / "production.yaml"), "slack", "manifest"]) == 2
    )  # no secrets here
