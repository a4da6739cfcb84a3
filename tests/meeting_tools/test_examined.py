"""What the doctor says of tools that make calls, and what settings must say of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from anteroom.clock import SetClock
from anteroom.doctor.finding import Finding, Level
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.meetings.jitsi import QUIET, SandboxJitsi
from anteroom.sandbox.server import Server, Weather
from anteroom.settings.deployment import Settings, SettingsFault, load_settings, with_part
from anteroom_meetings.examined import tool_findings
from anteroom_meetings.google_meet import GoogleMeet
from anteroom_meetings.jitsi import Jitsi
from anteroom_meetings.teams import Teams
from anteroom_meetings.tools import Tools
from anteroom_meetings.zoom_settings import Zoom
from deployment import ROOT, secrets, settings
from meeting_tools.setups import (
    JITSI_SECRET,
    LIVEKIT_SECRET,
    START,
    TEAMS_SECRET,
    TOOLS,
    ZOOM_SECRET,
    ZOOM_WEBHOOK,
    pem,
    twin_of,
)


@asynccontextmanager
async def outside() -> AsyncIterator[tuple[Mapping[str, object], Mapping[str, Server]]]:
    """Every tool, set up well."""
    clock = SetClock(START)
    async with AsyncExitStack() as stack:
        twins = {name: await stack.enter_async_context(twin_of(name, clock)) for name in TOOLS}
        url = {name: twin.url for name, twin in twins.items()}
        said = {
            "jitsi": {"url": url["jitsi"], "app_id": "anteroom", "subject": "meet.example.org"},
            "livekit": {"url": url["livekit"], "page": "https://calls.example.org", "api_key": "APIkey"},
            "zoom": {
                "api_url": url["zoom"],
                "web_url": url["zoom"],
                "account_id": "acc-1",
                "server_client_id": "server-client",
            },
            "teams": {
                "tenant": "tenant-1",
                "client_id": "client-1",
                "organizer": "user-1",
                "graph_url": url["teams"],
                "login_url": url["teams"],
            },
            "google_meet": {
                "service_account": "svc@project.example",
                "subject": "dana@larkfield.example",
                "api_url": url["google-meet"],
                "token_url": f"{url['google-meet']}/token",
            },
        }
        yield said, twins


def chosen(said: Mapping[str, object], **changed: str) -> Settings:
    """Settings that name those tools, with secrets that each takes unless they are changed."""
    environ = {
        "ANTEROOM_JITSI_SECRET": JITSI_SECRET,
        "ANTEROOM_LIVEKIT_SECRET": LIVEKIT_SECRET,
        "ANTEROOM_ZOOM_SERVER_SECRET": ZOOM_SECRET,
        "ANTEROOM_ZOOM_WEBHOOK_SECRET": ZOOM_WEBHOOK,
        "ANTEROOM_TEAMS_SECRET": TEAMS_SECRET,
        "ANTEROOM_GOOGLE_MEET_KEY": pem(),
    }
    return with_part(settings(), "meetings", said, environ | changed)


def levels(found: list[Finding]) -> dict[str, Level]:
    """The worst of each check."""
    order = list(Level)
    worst: dict[str, Level] = {}
    for each in found:
        before = worst.get(each.check, Level.FINE)
        worst[each.check] = max(before, each.level, key=order.index)
    return worst


async def test_the_doctor_tries_every_key_and_makes_nothing() -> None:
    async with outside() as (said, twins):
        found = await tool_findings(chosen(said), SetClock(START))
        assert levels(found) == {f"meetings-{name}": Level.FINE for name in TOOLS}
        asked = {each.path for twin in twins.values() for each in twin.heard}
        assert not any("/v2/" in path or "onlineMeetings" in path or "CreateRoom" in path for path in asked)


async def test_the_doctor_names_what_is_wrong_and_repeats_nothing_that_a_tool_said() -> None:
    async with outside() as (said, twins):
        wrong = chosen(
            said,
            ANTEROOM_LIVEKIT_SECRET="x" * 40,
            ANTEROOM_ZOOM_SERVER_SECRET="y" * 40,
            ANTEROOM_ZOOM_WEBHOOK_SECRET="",
            ANTEROOM_GOOGLE_MEET_KEY="-----BEGIN PRIVATE KEY-----\nnonsense",
        )
        jitsi = twins["jitsi"]
        assert isinstance(jitsi, SandboxJitsi)
        jitsi.config_js = QUIET.replace("enabled: false", "enabled: true")
        twins["teams"].due.append(Weather(503, body='{"error": "dana@larkfield.example"}'))
        found = await tool_findings(wrong, SetClock(START))

        assert levels(found) == {
            "meetings-jitsi": Level.FAULT,
            "meetings-livekit": Level.FAULT,
            "meetings-zoom": Level.FAULT,
            "meetings-teams": Level.UNKNOWN,
            "meetings-google-meet": Level.FAULT,
        }
        assert "p2p" in found[0].found and found[0].mend
        assert "larkfield" not in str(found) and "xxxx" not in str(found) and "yyyy" not in str(found)
        jitsi.config_js = QUIET.replace("disableThirdPartyRequests: true", "fileRecordingsEnabled: true")
        (fine, *warned) = [
            each for each in await tool_findings(chosen(said), SetClock(START)) if "jitsi" in each.check
        ]
        assert fine.level is Level.FINE
        assert [each.level for each in warned] == [Level.WARNING] * 2


async def test_the_doctor_leaves_out_what_is_not_used() -> None:
    (found,) = await tool_findings(settings(), SetClock(START))
    assert found.level is Level.LEFT_OUT


def read(folder: Path, meetings: Any, **environ: str) -> Tools:
    """Read docs/production.yaml with tools."""
    described = yaml.safe_load((ROOT / "docs" / "production.yaml").read_text(encoding="utf-8"))
    described["meetings"] = meetings
    file = folder / "app.yaml"
    file.write_text(yaml.safe_dump(described), encoding="utf-8")
    given = {**secrets(SystemRandomness()), "ANTEROOM_MAIL_PASSWORD": "pw", **environ}
    return load_settings(file, given).parts.of("meetings", Tools)


def test_it_reads_every_tool(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "jitsi": {"url": "https://meet.example.org/", "app_id": "a", "subject": "meet.example.org"},
            "livekit": {"url": "https://l.example.org", "page": "https://c.example.org", "api_key": "k"},
            "zoom": {"client_id": "abc", "account_id": "acc", "server_client_id": "def"},
            "teams": {"tenant": "t", "client_id": "c", "organizer": "o"},
            "google_meet": {
                "service_account": "s@p.example",
                "subject": "u@p.example",
                "access": "restricted",
            },
        },
        ANTEROOM_JITSI_SECRET="j" * 40,
        ANTEROOM_LIVEKIT_SECRET="l" * 40,
        ANTEROOM_ZOOM_CLIENT_SECRET="z" * 32,
        ANTEROOM_ZOOM_SERVER_SECRET="s" * 32,
        ANTEROOM_TEAMS_SECRET="t" * 40,
        ANTEROOM_GOOGLE_MEET_KEY=pem(),
    )
    assert found.said["jitsi"] == Jitsi("https://meet.example.org", "a", "meet.example.org", "j" * 40)
    zoom, teams, meet = found.said["zoom"], found.said["teams"], found.said["google_meet"]
    at = ("https://api.zoom.us", "https://zoom.us")
    assert zoom == Zoom(*at, "abc", "acc", "def", "me", "z" * 32, "s" * 32)
    assert isinstance(teams, Teams) and teams.graph_url == "https://graph.microsoft.com"
    assert isinstance(meet, GoogleMeet) and meet.access == "restricted"
    assert "livekit" in found.said


@pytest.mark.parametrize(
    ("meetings", "fault"),
    [
        ({"jitsi": {"app_id": "a"}}, "meetings.jitsi.url is missing"),
        ({"jitsi": {"url": "http://j.example"}}, "meetings.jitsi.url must be https outside the sandbox"),
        ({"livekit": {"page": "https://c.example"}}, "meetings.livekit.api_key is missing"),
        ({"zoom": {"user": "me"}}, "meetings.zoom.client_id is missing"),
        ({"zoom": {"account_id": "a"}}, "meetings.zoom.account_id and meetings.zoom.server_client_id need"),
        ({"zoom": {"client_id": "a"}}, "ANTEROOM_ZOOM_CLIENT_SECRET is missing"),
        ({"teams": {"tenant": "t"}}, "ANTEROOM_TEAMS_SECRET is missing"),
        ({"teams": {"tenant": "t"}}, "meetings.teams.organizer is missing"),
        ({"google_meet": {"access": "all"}}, "meetings.google_meet.access must be one of"),
        ({"google_meet": {"access": "open"}}, "ANTEROOM_GOOGLE_MEET_KEY is missing"),
        ({"daily": {"url": "x"}}, "meetings.daily.url is not a setting"),
    ],
    ids=range(11),
)
def test_it_names_what_a_tool_lacks(tmp_path: Path, meetings: dict[str, Any], fault: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        read(tmp_path, meetings)
    assert [each for each in caught.value.faults if fault in each], caught.value.faults


def test_it_wants_secrets_that_are_some_and_shows_none(tmp_path: Path) -> None:
    jitsi = {"jitsi": {"url": "https://j.example.org", "app_id": "a", "subject": "s"}}
    with pytest.raises(SettingsFault) as caught:
        read(tmp_path, jitsi, ANTEROOM_JITSI_SECRET="short", ANTEROOM_GOOGLE_MEET_KEY="my key")
    said = " ".join(caught.value.faults)
    assert "ANTEROOM_JITSI_SECRET must have at least 32" in said
    assert "ANTEROOM_GOOGLE_MEET_KEY must be a private key" in said
    assert "my key" not in said
