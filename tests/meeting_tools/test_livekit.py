"""LiveKit: grants are the lobby, removing cuts, and its webhooks are proven."""

from __future__ import annotations

from datetime import timedelta

import pytest
from yarl import URL

from anteroom.meetings.provider import Doorkeeper, Happening, Heard, NotGenuine, ProviderRefused
from anteroom.sandbox.meetings.livekit import SandboxLiveKit
from anteroom.sandbox.meetings.tokens import BadToken, write_hs256
from meeting_tools.setups import LIVEKIT_SECRET, Setup, set_up

SEAT = "seat-q2w3"


def livekit(setup: Setup) -> SandboxLiveKit:
    """The twin as what it is."""
    assert isinstance(setup.twin, SandboxLiveKit)
    return setup.twin


async def test_it_lets_wait_admits_and_removes() -> None:
    async with set_up("livekit") as setup:
        tool, twin = setup.tool, livekit(setup)
        assert isinstance(tool, Doorkeeper)
        meeting = await tool.create(setup.wanted())
        twin.rooms.clear()  # an empty room is closed after a while
        link = URL((await tool.join(meeting, setup.entrant(admitted=False))).reveal())
        assert (link.host, link.path) == ("calls.example.org", "/custom")
        assert link.query["liveKitUrl"] == setup.twin.url.replace("http", "ws")
        token = link.query["token"]
        twin.enter(token)
        inside = twin.rooms[meeting.outside_id][SEAT]
        assert (inside["canPublish"], inside["canSubscribe"], inside["canPublishData"]) == (False,) * 3
        assert inside["name"] == "Dana, VP Engineering"
        assert not {"roomRecord", "roomAdmin", "roomCreate"} & inside.keys()

        await tool.admit(meeting, SEAT)
        assert inside["canPublish"] and inside["canSubscribe"]
        await tool.remove(meeting, SEAT)
        assert twin.rooms[meeting.outside_id] == {}
        await tool.remove(meeting, SEAT)
        with pytest.raises(ProviderRefused):
            await tool.admit(meeting, SEAT)
        setup.clock.advance(timedelta(minutes=4))
        with pytest.raises(BadToken):
            twin.enter(token)
        await tool.cancel(meeting)
        assert twin.rooms == {}


async def test_it_believes_webhooks_that_are_signed_over_these_octets_and_now() -> None:
    async with set_up("livekit") as setup:
        twin = livekit(setup)
        headers, body = twin.webhook("participant_joined", "iv-7f3a9c", SEAT)
        heard = setup.tool.verify_webhook(headers, body)
        assert isinstance(heard, Heard)
        assert (heard.happening, heard.outside_id, heard.seat) == (Happening.CAME, "iv-7f3a9c", SEAT)
        assert heard.at == setup.clock.now()
        assert setup.tool.verify_webhook(*twin.webhook("track_published", "iv-7f3a9c")) is None

        now = int(setup.clock.now().timestamp())
        forged = write_hs256({"iss": "APIkey", "exp": now + 9, "sha256": "x"}, LIVEKIT_SECRET)
        foreign = write_hs256({"iss": "APIkey", "exp": now + 9, "sha256": "x"}, "y" * 40)
        endless = write_hs256({"iss": "APIkey", "exp": "never", "sha256": "x"}, LIVEKIT_SECRET)
        for given in (forged, foreign, endless, "", "a.b.c"):
            with pytest.raises(NotGenuine):
                setup.tool.verify_webhook({"Authorization": given}, body)
        with pytest.raises(NotGenuine, match="another body"):
            setup.tool.verify_webhook(headers, body.replace(b"joined", b"left"))
        setup.clock.advance(timedelta(minutes=11))
        with pytest.raises(NotGenuine, match="not now"):
            setup.tool.verify_webhook(headers, body)
