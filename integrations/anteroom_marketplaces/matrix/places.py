"""Where a proposal's thread is in Matrix: a room, or a thread in one, as the marketplace names it.

`!room:server` is the whole room, `!room:server/$event` the thread that began with that event (m.thread,
spec.matrix.org, "Threading").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ROOM = re.compile(r"![^\s/]{1,254}")
EVENT = re.compile(r"\$[^\s]{1,254}")


@dataclass(frozen=True, slots=True)
class Place:
    """A room, and the event that a thread in it began with; "" for the whole room."""

    room: str
    root: str = ""


def place_of(thread: str) -> Place | None:
    """Return where a thread is; None for a name that is neither a room's nor a thread's."""
    room, slash, root = thread.partition("/")
    if not ROOM.fullmatch(room) or (slash and not EVENT.fullmatch(root)):
        return None
    return Place(room, root)
