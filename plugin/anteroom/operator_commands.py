"""What the operator runs on the whole house: `anteroom demo`, `serve`, `migrate` and `ledger`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from anteroom.app import serving
from anteroom.database.migrations import migrate as bring_to_newest
from anteroom.database.opening import open_database
from anteroom.failpoints import KillAt, NoFailpoints
from anteroom.ledger.anchor import verify_anchors
from anteroom.ledger.chain import verify
from anteroom.logs import log_to
from anteroom.settings.deployment import Settings, load_settings


def serve(chosen: argparse.Namespace) -> int:
    """Web and worker, until told to stop; return the exit status."""
    settings = _settings(chosen)
    asyncio.run(_until_told(settings, work=not chosen.no_worker))
    return 0


async def _until_told(settings: Settings, *, work: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    log_to(sys.stderr)
    place = os.environ.get("ANTEROOM_KILL_AT") if settings.sandbox else None
    failpoints = KillAt(place, int(os.environ.get("ANTEROOM_KILL_COUNT", "1"))) if place else NoFailpoints()
    async with serving(settings, failpoints=failpoints, work=work):
        for warning in settings.warnings:
            _say(warning)
        _say(f"Anteroom is open at {settings.public_url}")
        await stop.wait()


def migrate(chosen: argparse.Namespace) -> int:
    """Bring the database to the newest revision; return the exit status."""

    async def bring() -> None:
        settings = _settings(chosen)
        if settings.database.url is not None:
            await bring_to_newest(settings.database.url)
            return
        async with open_database(settings):
            pass

    asyncio.run(bring())
    _say("The database is up to date.")
    return 0


def verify_ledger(chosen: argparse.Namespace) -> int:
    """Recompute every chain and its anchors; return 1 at a fault, else 0."""

    async def check() -> int:
        settings = _settings(chosen)
        async with open_database(settings) as database, database.connection() as conn:
            count, faults = await verify(conn)
            faults += await verify_anchors(conn, settings.secrets.ledger_key)
        for fault in faults:
            _say(f"{fault.chain} {fault.number}: {fault.reason}")
        _say(f"{count} entries read, {len(faults)} faults.")
        return 1 if faults else 0

    return asyncio.run(check())


def demo(chosen: argparse.Namespace) -> int:
    """Open the sandbox, or play the story; return the exit status."""
    from anteroom.sandbox.demo import demo as run_demo  # a service need not load it

    return run_demo(config=chosen.config, story=chosen.story, keep=chosen.keep, port=chosen.port)


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom demo`."""
    parser.add_argument("--story", action="store_true", help="play the journeys and prove each step")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what arrived outside in DIR")
    parser.add_argument("--port", type=_port, default=8765, help="where the sandbox page is (8765)")


def _port(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not 0 <= int(written) <= 65535:
        raise argparse.ArgumentTypeError(f"{written} is no port: say a number from 0 to 65535")
    return int(written)


def ledger_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom ledger`."""
    parser.add_argument("what", choices=["verify"])


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom serve`."""
    parser.add_argument("--no-worker", action="store_true", help="web only; another process works")


def _settings(chosen: argparse.Namespace) -> Settings:
    return load_settings(chosen.config, os.environ)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201  # a command line speaks on standard output
