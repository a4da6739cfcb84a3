"""The command line: `anteroom slack manifest`. What is typed in Slack comes in by `commands_in.py`."""

from __future__ import annotations

import argparse
import json
import os

from anteroom.settings.deployment import load_settings
from anteroom_slack.install.manifest import manifest


def slack_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom slack`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")
    words.add_parser("manifest", help="print the app's manifest for this public_url, as JSON")


def slack(chosen: argparse.Namespace) -> int:
    """Print it; return the exit status."""
    settings = load_settings(chosen.config, os.environ)
    print(json.dumps(manifest(settings), indent=2, ensure_ascii=False), flush=True)  # noqa: T201
    return 0
