"""What `anteroom doctor` finds of tools that make calls. Nothing is made there: only keys are tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.meetings.provider import (
    MeetingFault,
    MeetingProvider,
    ProviderMisconfigured,
    ProviderRefused,
)
from anteroom.randomness import SystemRandomness
from anteroom.settings import Settings
from anteroom_meetings.calls import Calls
from anteroom_meetings.google_meet import GoogleMeetProvider
from anteroom_meetings.jitsi import OFF, RECORDING, JitsiProvider
from anteroom_meetings.livekit import LiveKitProvider
from anteroom_meetings.teams import TeamsProvider
from anteroom_meetings.tools import tools_of
from anteroom_meetings.zoom import ZoomProvider

MEND = "see docs/meetings.md, and the key and its secret for this tool"


async def tool_findings(settings: Settings, clock: Clock) -> list[Finding]:
    """Try each tool that is set up."""
    calls = Calls(clock, allow_private=settings.allow_private_targets)
    tools = tools_of(settings, calls, clock, SystemRandomness())
    if not tools:
        return [left_out("meetings", "no tool that makes calls is set up: interviews use the embedded room")]
    await calls.open()
    try:
        return [finding for tool in tools for finding in await _tried(tool, settings)]
    finally:
        await calls.close()


async def _tried(tool: MeetingProvider, settings: Settings) -> list[Finding]:
    check = f"meetings-{tool.name}"
    try:
        match tool:
            case JitsiProvider():
                return await _jitsi(check, tool)
            case LiveKitProvider():
                return [await _answered(check, tool.title, tool.rooms)]
            case ZoomProvider():
                return await _zoom(check, tool, settings)
            case TeamsProvider() | GoogleMeetProvider():
                return [await _answered(check, tool.title, tool.bearer.value)]
            case _:
                return []
    except MeetingFault as error:
        return [_failed(check, tool.title, error)]


async def _answered(check: str, title: str, ask: Callable[[], Awaitable[object]]) -> Finding:
    await ask()
    return fine(check, f"{title} takes our key")


async def _zoom(check: str, tool: ZoomProvider, settings: Settings) -> list[Finding]:
    found = []
    if tool.own is not None:
        found.append(await _answered(check, tool.title, tool.own.value))
    if settings.meetings.zoom is not None and settings.meetings.zoom.client_id:
        found.append(left_out(check, "whether Zoom knows the app that companies connect, only they can tell"))
    if not settings.secrets.zoom_webhook_secret:
        found.append(
            warning(
                check,
                "ANTEROOM_ZOOM_WEBHOOK_SECRET is not set",
                "nothing that Zoom says of its calls is believed, so nobody knows who came",
                "copy the secret token of the app's event subscription",
            )
        )
    return found


async def _jitsi(check: str, tool: JitsiProvider) -> list[Finding]:
    said = await tool.config()
    if said.get("p2p.enabled") != OFF:
        return [
            fault(
                check,
                "its config.js does not switch p2p off",
                "two people alone would be connected directly, and learn each other's network address",
                "say p2p: { enabled: false } there, and nothing else about it; no call is made in it before",
            )
        ]
    found = [fine(check, "answers, and connects nobody directly")]
    recording = [name for name in RECORDING if said.get(name, OFF) != OFF]
    if recording:
        found.append(
            warning(
                check,
                f"its config.js lets people record: {', '.join(recording)}",
                "calls in it are graded C, and everybody's consent to a recording is asked first",
                "switch it off there",
            )
        )
    if said.get("disableThirdPartyRequests") != frozenset({"true"}):
        found.append(
            warning(
                check,
                "its config.js lets pages ask third parties (disableThirdPartyRequests is not true)",
                "who meets becomes visible to others, such as Gravatar",
                "say disableThirdPartyRequests: true there",
            )
        )
    return found


def _failed(check: str, title: str, error: MeetingFault) -> Finding:
    if isinstance(error, ProviderMisconfigured | ProviderRefused):
        return fault(check, f"{title}: {error}", "no call can be made in it", MEND)
    return unknown(
        check,
        f"{title}: {error}",
        "calls would fall back to the embedded room",
        "see whether it runs, and whether this machine reaches it",
    )
