"""The words of the command line, and what each of them runs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from anteroom.errors import AnteroomError, Unavailable
from anteroom.loading import loading


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line: its name, its help, and the module that is loaded when it is chosen.

    `run` and `arguments` are the module's functions: one runs the command and returns the exit status, the
    other declares what may be said behind it ("" where nothing may).
    """

    name: str
    help: str
    module: str
    run: str
    arguments: str = ""

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Load the module and let it add its arguments."""
        with loading():
            module = import_module(self.module)
        parser.set_defaults(run=getattr(module, self.run))
        if self.arguments:
            getattr(module, self.arguments)(parser)


class _Parser(argparse.ArgumentParser):
    """Declares its arguments only once it is chosen, so that no command waits for the imports of another.

    What it does not know it refuses itself, with its own usage; argparse leaves that to the outermost.
    """

    command: Command | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self.command is not None:
            self.command.declare(self)
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return known, unknown


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name (None: those of the process); return the exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except AnteroomError as error:
        return _refused(error)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="anteroom", description="Sanctioned interviews before a contract, with no contact detail shared."
    )
    parser.add_argument("--config", type=Path, default=Path("app.yaml"), help="the settings (app.yaml)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        sub.command = command
    return parser


def _refused(error: AnteroomError) -> int:
    from anteroom.settings.deployment import SettingsFault  # slow, and loaded already by whoever raised it

    if isinstance(error, SettingsFault):
        _say(error.sentence, *(f"  {fault}" for fault in error.faults))
    elif isinstance(error, Unavailable):
        _say(error.sentence, *([f"  {error.reason}"] if error.reason else []))
    else:
        raise error
    return 2


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201  # a command line speaks on standard output


_OPERATOR = "anteroom.operator_commands"
COMMANDS = (
    Command("demo", "everything on this machine, with invented people", _OPERATOR, "demo", "demo_arguments"),
    Command("serve", "web and worker", _OPERATOR, "serve", "serve_arguments"),
    Command("migrate", "bring the database to the newest revision", _OPERATOR, "migrate"),
    Command(
        "doctor",
        "say what is missing for production",
        "anteroom.doctor.command",
        "doctor",
        "doctor_arguments",
    ),
    Command(
        "invite",
        "read a calendar mail, or write one",
        "anteroom.invite_command",
        "invite",
        "invite_arguments",
    ),
    Command(
        "guard",
        "find contact details in texts, or score how well that works",
        "anteroom.guard_command",
        "guard",
        "guard_arguments",
    ),
    Command(
        "slack",
        "the Slack app: slack manifest",
        "anteroom.integration_commands",
        "slack",
        "slack_arguments",
    ),
    Command(
        "keys",
        "make, list, rotate and revoke keys of REST v1",
        "anteroom.keys.command",
        "keys",
        "keys_arguments",
    ),
    Command(
        "policy",
        "explain, check and try the contact rule",
        "anteroom.policy.command",
        "policy",
        "policy_arguments",
    ),
    Command(
        "purge",
        "erase a person: purge --person",
        "anteroom.people.command",
        "purge",
        "purge_arguments",
    ),
    Command("ledger", "check the ledger: ledger verify", _OPERATOR, "verify_ledger", "ledger_arguments"),
)
