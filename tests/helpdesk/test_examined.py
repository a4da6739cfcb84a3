"""What `anteroom doctor` says of the help desk, and what settings of it are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from anteroom.cases.settings import Zendesk
from anteroom.clock import SetClock
from anteroom.doctor.finding import Level
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.helpdesk.zendesk import SandboxZendesk
from anteroom.sandbox.server import Weather
from anteroom.settings.deployment import Settings, SettingsFault, load_settings
from anteroom_helpdesk.examined import desk_findings
from deployment import MONDAY, ROOT, secrets, settings
from helpdesk.desk import AGENT, GROUP, SECRET, TOKEN, at_zendesk, by_mail


async def levels(chosen: Settings) -> list[tuple[Level, str]]:
    """What is found, and how bad it is."""
    return [(each.level, each.found) for each in await desk_findings(chosen)]


async def test_it_tries_the_token_and_each_group_and_makes_nothing() -> None:
    usual = settings()
    assert await levels(by_mail(usual)) == [(Level.FINE, "cases go to support by mail")]
    async with SandboxZendesk(AGENT, SECRET, SetClock(MONDAY).now) as twin:
        chosen = at_zendesk(usual, twin)
        assert await levels(chosen) == [
            (Level.FINE, "Zendesk takes our token"),
            (Level.FAULT, f"there is no group {GROUP} at Zendesk"),
        ]
        twin.groups.add(GROUP)
        assert await levels(chosen) == [(Level.FINE, "Zendesk takes our token")]
        silent = replace(chosen, secrets=replace(chosen.secrets, zendesk_webhook_secret=""))
        assert (await levels(silent))[1:] == [(Level.WARNING, "ANTEROOM_ZENDESK_WEBHOOK_SECRET is not set")]
        wrong = replace(chosen, secrets=replace(chosen.secrets, zendesk_token="x" * 20))
        assert (await levels(wrong))[0] == (Level.FAULT, "the token at Zendesk is no agent's")
        zendesk = Zendesk(twin.url, None, None)
        by_oauth = replace(chosen, support=replace(chosen.support, zendesk=zendesk))
        assert await levels(by_oauth) == [(Level.FINE, "Zendesk takes our token")]
        twin.due.append(Weather(status=503))
        assert await levels(chosen) == [(Level.UNKNOWN, "Zendesk: the help desk answered 503")]
        assert twin.tickets == {}
        public = replace(chosen, allow_private_targets=False)
        heard = len(twin.heard)
        assert await levels(public) == [(Level.FAULT, "Zendesk: the help desk's address is not a public one")]
        assert len(twin.heard) == heard


def load(folder: Path, support: str, more: Mapping[str, str] | None = None) -> Settings:
    """Read the sandbox's settings with something below `support`."""
    file = folder / "app.yaml"
    file.write_text((ROOT / "app.yaml").read_text(encoding="utf-8") + support, encoding="utf-8")
    return load_settings(file, {**secrets(SeededRandomness(3)), **(more or {})})


def test_a_deployment_names_topics_of_its_own(tmp_path: Path) -> None:
    said = """
support:
  language: es
  topics:
    improving_outcomes: {group: "4100", tags: silence outcomes, priority: low}
    refunds: {tags: money}
"""
    support = load(tmp_path, said).support
    assert sorted(support.topics) == [
        "improving_outcomes", "leaving_the_marketplace", "other", "privacy", "refunds",
    ]  # fmt: skip
    silence = support.topics["improving_outcomes"]
    assert (silence.group, silence.tags, silence.priority) == ("4100", ("silence", "outcomes"), "low")
    assert (support.topics["refunds"].priority, support.language, support.desk) == ("normal", "es", "mail")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("  desk: jira\n", "support.desk must be one of mail, zendesk"),
        ("  desk: zendesk\n", "support.zendesk.url is missing"),
        ("  address: nobody\n", "support.address must be a mail address"),
        ("  topics: {Silence: {tags: a}}\n", "is no name of a topic"),
        ("  topics: {other: {tags: 'a b!'}}\n", "support.topics.other.tags must be at most 10 words"),
        ("  topics: {other: {group: '12a'}}\n", "support.topics.other.group must be a group's id"),
        ("  topics: {other: {prioriti: low}}\n", "support.topics.other.prioriti is not a setting"),
        ("  zendesk: {url: 'https://x.zendesk.com', requester_id: 'Ada'}\n", "must be a user's id"),
        ("  zendesk: {url: 'https://x.zendesk.com'}\n", "ANTEROOM_ZENDESK_TOKEN is missing"),
    ],
)
def test_it_refuses_to_start_with_what_cannot_work(tmp_path: Path, said: str, fault: str) -> None:
    with pytest.raises(SettingsFault) as refused:
        load(tmp_path, f"\nsupport:\n{said}")
    assert any(fault in each for each in refused.value.faults), refused.value.faults


def test_a_token_is_never_printed(tmp_path: Path) -> None:
    said = "\nsupport:\n  zendesk: {url: 'https://x.zendesk.com'}\n"
    found = load(tmp_path, said, {"ANTEROOM_ZENDESK_TOKEN": TOKEN})
    assert TOKEN not in repr(found) and found.secrets.zendesk_token == TOKEN
