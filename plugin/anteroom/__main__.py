"""The command line."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from anteroom.app import serving
from anteroom.database.migrations import migrate
from anteroom.database.opening import open_database
from anteroom.doctor.command import doctor, doctor_arguments
from anteroom.errors import Unavailable
from anteroom.failpoints import KillAt, NoFailpoints
from anteroom.guard_command import guard, guard_arguments
from anteroom.invite_command import invite, invite_arguments
from anteroom.ledger.anchor import verify_anchors
from anteroom.ledger.chain import verify
from anteroom.logs import log_to
from anteroom.sandbox.demo import demo
from anteroom.settings import Settings, SettingsFault, load_settings

Run = Callable[[argparse.Namespace], int]


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line: its name, its help, its arguments and what runs."""

    name: str
    help: str
    run: Run
    arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="anteroom", description="Sanctioned interviews before a contract, with no contact detail shared."
    )
    parser.add_argument("--config", type=Path, default=Path("app.yaml"), help="the settings (app.yaml)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    chosen = parser.parse_args(arguments)
    try:
        run: Run = chosen.run
        return run(chosen)
    except SettingsFault as error:
        _say(error.sentence, *(f"  {fault}" for fault in error.faults))
        return 2
    except Unavailable as error:
        _say(error.sentence, *([f"  {error.reason}"] if error.reason else []))
        return 2
    except KeyboardInterrupt:
        return 130


def _serve(chosen: argparse.Namespace) -> int:
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


def _migrate(chosen: argparse.Namespace) -> int:
    async def bring() -> None:
        settings = _settings(chosen)
        if settings.database.url is not None:
            await migrate(settings.database.url)
            return
        async with open_database(settings):
            pass

    asyncio.run(bring())
    _say("The database is up to date.")
    return 0


def _verify_ledger(chosen: argparse.Namespace) -> int:
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


def _demo(chosen: argparse.Namespace) -> int:
    return demo(config=chosen.config, story=chosen.story, keep=chosen.keep, port=chosen.port)


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--story", action="store_true", help="play the journeys and prove each step")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what arrived outside in DIR")
    parser.add_argument("--port", type=_port, default=8765, help="where the sandbox page is (8765)")


def _port(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not 0 <= int(written) <= 65535:
        raise argparse.ArgumentTypeError(f"{written} is no port: say a number from 0 to 65535")
    return int(written)


def _ledger_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"])


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-worker", action="store_true", help="web only; another process works")


def _settings(chosen: argparse.Namespace) -> Settings:
    return load_settings(chosen.config, os.environ)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201  # a command line speaks on standard output


COMMANDS = (
    Command("demo", "everything on this machine, with invented people", _demo, _demo_arguments),
    Command("serve", "web and worker", _serve, _serve_arguments),
    Command("migrate", "bring the database to the newest revision", _migrate),
    Command("doctor", "say what is missing for production", doctor, doctor_arguments),
    Command("invite", "read a calendar mail, or write one", invite, invite_arguments),
    Command("guard", "find contact details in texts, or score how well that works", guard, guard_arguments),
    Command(
        "ledger",
        "check the ledger: ledger verify",
        _verify_ledger,
        _ledger_arguments,
    ),
)

if __name__ == "__main__":
    sys.exit(main())
