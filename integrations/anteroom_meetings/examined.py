"""What `anteroom doctor` finds of tools that make calls. Nothing is made there: only keys are tried."""

from __future__ import annotations

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding, fault, left_out, unknown
from anteroom.meetings.provider import MeetingFault, ProviderMisconfigured, ProviderRefused
from anteroom.randomness import SystemRandomness
from anteroom.settings.deployment import Settings
from anteroom_meetings.calls import Calls
from anteroom_meetings.kind import Making
from anteroom_meetings.tool import Provider
from anteroom_meetings.tools import tools_of

MEND = "see docs/meetings.md, and the key and its secret for this tool"


async def tool_findings(settings: Settings, clock: Clock) -> list[Finding]:
    """Try each tool that is set up."""
    calls = Calls(clock, allow_private=settings.allow_private_targets)
    tools = tools_of(settings, Making(calls, clock, SystemRandomness()))
    if not tools:
        return [left_out("meetings", "no tool that makes calls is set up: interviews use the embedded room")]
    await calls.open()
    try:
        return [finding for tool in tools for finding in await _tried(tool)]
    finally:
        await calls.close()


async def _tried(tool: Provider) -> list[Finding]:
    check = f"meetings-{tool.name}"
    try:
        return await tool.examined(check)
    except MeetingFault as error:
        return [_failed(check, tool.title, error)]


def _failed(check: str, title: str, error: MeetingFault) -> Finding:
    if isinstance(error, ProviderMisconfigured | ProviderRefused):
        return fault(check, f"{title}: {error}", "no call can be made in it", MEND)
    return unknown(
        check,
        f"{title}: {error}",
        "calls would fall back to the embedded room",
        "see whether it runs, and whether this machine reaches it",
    )
