"""Which tools the settings name, put together."""

from __future__ import annotations

from anteroom.clock import Clock
from anteroom.meetings.provider import MeetingProvider
from anteroom.randomness import Randomness
from anteroom.settings import Settings
from anteroom_meetings.calls import Calls
from anteroom_meetings.google_meet import GoogleMeetProvider
from anteroom_meetings.jitsi import JitsiProvider
from anteroom_meetings.livekit import LiveKitProvider
from anteroom_meetings.teams import TeamsProvider
from anteroom_meetings.zoom import Accounts, ZoomProvider


def tools_of(
    settings: Settings,
    calls: Calls,
    clock: Clock,
    randomness: Randomness,
    *,
    zooms: Accounts | None = None,
) -> list[MeetingProvider]:
    """Return a provider for each tool that is set up. `zooms` are the companies' accounts at Zoom."""
    said, secrets = settings.meetings, settings.secrets
    found: list[MeetingProvider] = []
    if said.jitsi is not None:
        found.append(JitsiProvider(said.jitsi, secrets.jitsi_secret, calls, clock))
    if said.livekit is not None:
        found.append(LiveKitProvider(said.livekit, secrets.livekit_secret, calls, clock))
    if said.zoom is not None:
        found.append(
            ZoomProvider(
                said.zoom,
                calls,
                clock,
                randomness,
                server_secret=secrets.zoom_server_secret,
                webhook_secret=secrets.zoom_webhook_secret,
                connected=zooms,
            )
        )
    if said.teams is not None:
        found.append(TeamsProvider(said.teams, secrets.teams_secret, calls, clock))
    if said.google_meet is not None:
        found.append(GoogleMeetProvider(said.google_meet, secrets.google_meet_key, calls, clock))
    return found
