"""How the heart meets an integration: ours and strangers' come through the same door."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoints, entry_points
from typing import Protocol

from aiohttp import web

from anteroom.errors import Unavailable
from anteroom.house import House

GROUP = "anteroom.integrations"
MARKETPLACES = "anteroom.marketplaces"
"""The group of those that plug a marketplace in: one is used, which `marketplace.connector` names."""

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
    for entry in _entries().select(group=GROUP, name=name):
        found: Integration = entry.load()()
        return found
    raise Unavailable(f"The integration {name} is not installed.")


def installed(connector: str) -> list[Integration]:
    """Return every installed integration, in the order of their names, and of the marketplaces' one.

    Raises Unavailable for a connector that is not installed.
    """
    found = sorted(_entries().select(group=GROUP), key=lambda entry: entry.name)
    marketplaces = _entries().select(group=MARKETPLACES, name=connector)
    if not marketplaces:
        raise Unavailable(f"The marketplace's connector {connector} is not installed.")
    return [entry.load()() for entry in (*marketplaces, *found)]


@cache
def _entries() -> EntryPoints:
    """Read once what is installed: every package of the environment is asked."""
    return EntryPoints(entry for group in (GROUP, MARKETPLACES) for entry in entry_points(group=group))
