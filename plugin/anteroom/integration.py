"""How the heart meets an integration: ours and strangers' come through the same door."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Protocol

from aiohttp import web

from anteroom.errors import Unavailable
from anteroom.house import House

GROUP = "anteroom.integrations"

INBOX_PORT = web.AppKey("inbox_port", int)
"""Where mail is really taken by SMTP, once the application runs; 0 where none is. Its integration sets it."""


class Integration(Protocol):
    """One outside thing that Anteroom can be plugged into.

    An entry point of the group `anteroom.integrations` names a callable without arguments that returns one.
    """

    name: str

    def attach(self, app: web.Application, house: House) -> None:
        """Register adapters with `house.adapters`, routes, and `app.cleanup_ctx` for what opens.

        Called once, before the application starts. Raises SettingsFault for what cannot work.
        """
        ...


def named(name: str) -> Integration:
    """Return one installed integration. Raises Unavailable where it is not installed."""
    for entry in entry_points(group=GROUP, name=name):
        found: Integration = entry.load()()
        return found
    raise Unavailable(f"The integration {name} is not installed.")


def installed() -> list[Integration]:
    """Return every installed integration, in the order of their names."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return [entry.load()() for entry in found]
