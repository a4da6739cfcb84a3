"""`anteroom doctor`. What looks is loaded only to look, so that faults of the settings are told at once."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable

from anteroom.doctor.finding import Finding, exit_code, fault, left_out
from anteroom.doctor.report import as_json, line, lines
from anteroom.loading import loading
from anteroom.settings.deployment import Settings, SettingsFault, load_settings

LIVE_WIDEST = 17


def doctor(chosen: argparse.Namespace) -> int:
    """Print what is missing; return 0 where nothing must be mended, else 1."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    try:
        settings = load_settings(chosen.config, os.environ)
    except SettingsFault as error:
        findings = _unreadable(error.faults)
    else:
        if chosen.live and not chosen.json:
            return asyncio.run(_told_live(settings, chosen.to, colour=colour))
        examined = _live(settings, chosen.to) if chosen.live else _examined(settings, chosen.resolver)
        findings = asyncio.run(examined)
    said = [as_json(findings)] if chosen.json else lines(findings, colour=colour)
    print("\n".join(said), flush=True)  # noqa: T201  # a command line speaks on standard output
    return exit_code(findings)


async def _examined(settings: Settings, resolver: str | None) -> list[Finding]:
    with loading():
        from anteroom.doctor.examination import examine

    return await examine(settings, resolver)


async def _told_live(settings: Settings, to: str, *, colour: bool) -> int:
    """Print each step when it is done, since Slack may take its time."""
    from anteroom.integration_commands import live_findings

    found = []
    async for finding in live_findings(settings, to):
        found.append(finding)
        print(line(finding, LIVE_WIDEST, colour=colour), flush=True)  # noqa: T201
    return exit_code(found)


async def _live(settings: Settings, to: str) -> list[Finding]:
    from anteroom.integration_commands import live_findings

    return [finding async for finding in live_findings(settings, to)]


def _unreadable(faults: Iterable[str]) -> list[Finding]:
    """Return one finding for each fault that keeps Anteroom from starting."""
    why = "Anteroom does not start like this"
    found = [fault("settings", each, why, "see docs/settings.md") for each in faults]
    return [*found, left_out("everything else", "without settings there is nothing to look at")]


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom doctor`."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument(
        "--live",
        action="store_true",
        help="instead, try Slack for real: write one message to who installed it, and take it away again",
    )
    parser.add_argument("--to", default="", metavar="USER", help="with --live: whom to write to (U0123ABCD)")
    parser.add_argument(
        "--resolver",
        type=_place,
        metavar="ADDRESS:PORT",
        help="which DNS resolver to ask, instead of this machine's (192.0.2.1:53)",
    )


def _place(written: str) -> str:
    host, _, port = written.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(f"{written} is no address with a port, such as 192.0.2.1:53")
    return written
