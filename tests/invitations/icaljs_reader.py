"""ical.js, the parser inside Thunderbird and Nextcloud: one process reads all messages of a test."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from invitations.readings import Reading, Unread
from required import lacking

_FOLDER = Path(__file__).parent / "icaljs"
_HOW = "ical.js is missing: apt-get install npm && make readers"


class IcalJs:
    """Reads calendars by ical.js under Node."""

    def __init__(self, node: str) -> None:
        self._node = node

    def readings(self, messages: Sequence[bytes]) -> list[Reading | Unread]:
        """What each message says, in order. Raises if the process itself fails."""
        asked = json.dumps([message.decode() for message in messages])
        done = subprocess.run(
            [self._node, "read.mjs"], cwd=_FOLDER, input=asked.encode(), capture_output=True, timeout=120
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        return [_reading(found) for found in json.loads(done.stdout)]


def open_icaljs() -> IcalJs:
    """The reader, or a skip that says how to get it; a failure where everything is required."""
    node = shutil.which("node")
    if node is None or not (_FOLDER / "node_modules" / "ical.js").is_dir():
        lacking(_HOW)
    return IcalJs(node)


def _reading(found: dict[str, Any]) -> Reading | Unread:
    if "fault" in found:
        return Unread(found["fault"])
    organizer = found.pop("organizer")
    return Reading(
        **found | {"attendees": tuple(map(tuple, found["attendees"]))},
        organizer=None if organizer is None else tuple(organizer),
    )
