"""Microsoft Teams and Google Meet: what is asked of them, and what of their answers is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from anteroom.meetings.provider import ProviderDown, ProviderMisconfigured, ProviderRefused, Wanted
from anteroom.sandbox.meetings.google_meet import SandboxGoogleMeet
from anteroom.sandbox.meetings.teams import SandboxTeams
from anteroom.sandbox.server import Weather
from meeting_tools.setups import START, Setup, set_up


def teams(setup: Setup) -> SandboxTeams:
    """The twin as what it is."""
    assert isinstance(setup.twin, SandboxTeams)
    return setup.twin


def meet(setup: Setup) -> SandboxGoogleMeet:
    """The twin as what it is."""
    assert isinstance(setup.twin, SandboxGoogleMeet)
    return setup.twin


async def test_teams_makes_a_meeting_with_a_lobby_and_nobody_named() -> None:
    async with set_up("teams") as setup:
        meeting = await setup.tool.create(setup.wanted())
        made = teams(setup).meetings[meeting.outside_id]
        assert made["lobbyBypassSettings"] == {"scope": "organizer", "isDialInBypassEnabled": False}
        assert (made["allowRecording"], made["allowTranscription"]) == (False, False)
        assert "attendees" not in json.loads(setup.twin.heard[-1].body)
        assert meeting.link is not None
        assert meeting.link.reveal() == made["joinWebUrl"]
        await setup.tool.update(meeting, Wanted("iv-7f3a9c", START, setup.wanted().length, True))
        assert made["startDateTime"] == "2026-11-23T09:00:00Z"
        await setup.tool.cancel(meeting)
        assert teams(setup).meetings == {}
        with pytest.raises(ProviderRefused):
            await setup.tool.update(meeting, setup.wanted())
        open_to_all = await setup.tool.create(setup.wanted(lobby=False))
        assert teams(setup).meetings[open_to_all.outside_id]["lobbyBypassSettings"]["scope"] == "everyone"


async def test_teams_needs_its_administrators_policy() -> None:
    async with set_up("teams") as setup:
        teams(setup).allowed.clear()
        with pytest.raises(ProviderMisconfigured):
            await setup.tool.create(setup.wanted())


async def test_meet_makes_a_space_in_which_strangers_knock_and_nothing_is_kept() -> None:
    async with set_up("google-meet") as setup:
        meeting = await setup.tool.create(setup.wanted())
        space = meet(setup).spaces[meeting.outside_id]
        assert space["config"]["accessType"] == "TRUSTED"  # open by the settings, but a lobby is wanted
        kept = {key for each in space["config"]["artifactConfig"].values() for key in each.values()}
        assert kept == {"OFF"}
        assert meeting.link is not None and meeting.link.reveal() == space["meetingUri"]
        meet(setup).active.add(meeting.outside_id)
        await setup.tool.cancel(meeting)
        assert space["config"]["accessType"] == "RESTRICTED"
        assert not meet(setup).active
        meet(setup).spaces.clear()
        await setup.tool.cancel(meeting)
        easy = await setup.tool.create(setup.wanted(lobby=False))
        assert meet(setup).spaces[easy.outside_id]["config"]["accessType"] == "OPEN"


async def test_meet_needs_the_delegation() -> None:
    async with set_up("google-meet") as setup:
        meet(setup).delegated.clear()
        with pytest.raises(ProviderMisconfigured):
            await setup.tool.create(setup.wanted())


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("teams", {"id": "1", "joinWebUrl": "https://teams.microsoft.com.evil.example/l/meetup-join/1"}),
        ("teams", {"id": "1", "joinWebUrl": "http://teams.microsoft.com/l/meetup-join/1"}),
        ("teams", {"id": "1"}),
        ("google-meet", {"name": "spaces/a", "meetingUri": "https://meet.google.com/lookup/dana"}),
        ("google-meet", {"name": "spaces/../x", "meetingUri": "https://meet.google.com/abc-defg-hij"}),
        ("google-meet", []),
    ],
    ids=range(6),
)
async def test_it_keeps_nothing_that_it_does_not_know(name: str, answer: Any) -> None:
    async with set_up(name) as setup:
        await setup.tool.create(setup.wanted())
        setup.twin.due.append(Weather(200, body=json.dumps(answer)))
        with pytest.raises(ProviderDown) as caught:
            await setup.tool.create(setup.wanted())
        assert not caught.value.certain
