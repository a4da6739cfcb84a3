"""Each tool beside its twin, set up as a deployment sets it up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from anteroom.clock import SetClock
from anteroom.meetings.provider import Entrant, MeetingProvider, Wanted
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.meetings.google_meet import SandboxGoogleMeet
from anteroom.sandbox.meetings.jitsi import SandboxJitsi
from anteroom.sandbox.meetings.livekit import SandboxLiveKit
from anteroom.sandbox.meetings.teams import SandboxTeams
from anteroom.sandbox.meetings.zoom import SandboxZoom, ZoomApp
from anteroom.sandbox.server import Server
from anteroom_meetings.calls import Calls
from anteroom_meetings.google_meet import GoogleMeet, GoogleMeetProvider
from anteroom_meetings.jitsi import Jitsi, JitsiProvider
from anteroom_meetings.livekit import LiveKit, LiveKitProvider
from anteroom_meetings.teams import Teams, TeamsProvider
from anteroom_meetings.zoom import ZoomProvider
from anteroom_meetings.zoom_settings import Zoom

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOOLS = ("jitsi", "livekit", "zoom", "teams", "google-meet")
JITSI_SECRET = "jitsi-secret-of-forty-characters-or-more"
LIVEKIT_SECRET = "livekit-secret-of-forty-characters-or-so"
ZOOM_SECRET = "zoom-server-secret-of-some-length"
ZOOM_WEBHOOK = "zoom-webhook-secret-token"
TEAMS_SECRET = "teams-secret-of-some-length"


@dataclass
class Setup:
    """A tool, its twin, and the time."""

    tool: MeetingProvider
    twin: Server
    clock: SetClock
    calls: Calls

    def wanted(self, *, lobby: bool = True) -> Wanted:
        """A call of half an hour, tomorrow."""
        return Wanted("iv-7f3a9c", START + timedelta(days=1), timedelta(minutes=30), lobby)

    def entrant(self, *, host: bool = False, admitted: bool = True) -> Entrant:
        """Somebody who may join within the hour."""
        until = self.clock.now() + timedelta(hours=1)
        return Entrant("seat-q2w3", "Dana, VP Engineering", host, until, admitted)


@cache
def key() -> RSAPrivateKey:
    """The service account's key."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem() -> str:
    """The same as its JSON file has it."""
    return key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def twin_of(name: str, clock: SetClock) -> Server:
    """The tool as its documentation has it."""
    match name:
        case "jitsi":
            return SandboxJitsi(JITSI_SECRET, "anteroom", "meet.example.org", clock.now)
        case "livekit":
            return SandboxLiveKit("APIkey", LIVEKIT_SECRET, clock.now)
        case "zoom":
            app = ZoomApp("server-client", ZOOM_SECRET, account_id="acc-1")
            return SandboxZoom([app], ZOOM_WEBHOOK, clock.now)
        case "teams":
            return SandboxTeams("tenant-1", "client-1", TEAMS_SECRET, "user-1", clock.now)
        case _:
            public = key().public_key()
            return SandboxGoogleMeet("svc@project.example", "dana@larkfield.example", public, clock.now)


def tool_of(name: str, url: str, calls: Calls, clock: SetClock) -> MeetingProvider:
    """Our side of it."""
    match name:
        case "jitsi":
            return JitsiProvider(Jitsi(url, "anteroom", "meet.example.org", JITSI_SECRET), calls, clock)
        case "livekit":
            return LiveKitProvider(
                LiveKit(url, "https://calls.example.org", "APIkey", LIVEKIT_SECRET), calls, clock
            )
        case "zoom":
            return ZoomProvider(
                Zoom(
                    *(url, url, None, "acc-1", "server-client"),
                    server_secret=ZOOM_SECRET,
                    webhook_secret=ZOOM_WEBHOOK,
                ),
                calls,
                clock,
                SeededRandomness(1),
            )
        case "teams":
            return TeamsProvider(
                Teams("tenant-1", "client-1", "user-1", url, url, TEAMS_SECRET), calls, clock
            )
        case _:
            return GoogleMeetProvider(
                GoogleMeet(
                    *("svc@project.example", "dana@larkfield.example", "open", url, f"{url}/token"), pem()
                ),
                calls,
                clock,
            )


@asynccontextmanager
async def set_up(name: str) -> AsyncIterator[Setup]:
    """Open a tool and its twin."""
    clock = SetClock(START)
    async with twin_of(name, clock) as twin:
        calls = Calls(clock, allow_private=True)
        await calls.open()
        try:
            yield Setup(tool_of(name, twin.url, calls, clock), twin, clock, calls)
        finally:
            await calls.close()
