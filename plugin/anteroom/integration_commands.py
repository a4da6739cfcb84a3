"""What integrations add to the command line: words of their own, and what the doctor finds outside."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from typing import Protocol, cast

from anteroom.doctor.finding import Finding
from anteroom.integration import Integration, installed, named
from anteroom.settings.deployment import Settings


class _Speaking(Protocol):
    """An integration with a word of its own on the command line."""

    def command_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what may be said behind the word."""
        ...

    def command(self, chosen: argparse.Namespace) -> int:
        """Run it; return the exit status."""
        ...


async def outside_findings(settings: Settings) -> list[Finding]:
    """Return what every integration that can be examined finds of its outside."""
    found: list[Finding] = []
    for integration in installed(settings.marketplace.connector):
        findings = getattr(integration, "findings", None)
        if findings is not None:
            found += await findings(settings)
    return found


async def live_findings(settings: Settings, to: str) -> AsyncIterator[Finding]:
    """Try every outside that can be tried for real, step by step; `to` names who is written to there."""
    for integration in installed(settings.marketplace.connector):
        live = getattr(integration, "live", None)
        if live is not None:
            async for finding in live(settings, to):
                yield finding


def slack_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom slack`."""
    _speaking(named("slack")).command_arguments(parser)


def slack(chosen: argparse.Namespace) -> int:
    """Run `anteroom slack …`; return the exit status."""
    return _speaking(named("slack")).command(chosen)


def _speaking(integration: Integration) -> _Speaking:
    return cast("_Speaking", integration)
