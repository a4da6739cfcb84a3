"""What the console keeps in the application, and what it notes on a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from anteroom.console.model import Role, Who
from anteroom.console.settings import Console


class ListedPage(Protocol):
    """What the navigation needs of a page."""

    @property
    def path(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> frozenset[Role]: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """The pages of the navigation, in its order."""

    pages: Sequence[ListedPage]

    def section_of(self, request: web.Request) -> str:
        """Return to which listed page a request belongs, "" to none."""
        way = getattr(request.match_info.handler, "__self__", None)
        return str(getattr(way, "under", "") or getattr(way, "name", ""))


CONSOLE = web.AppKey("console", Console)
"""How people sign in, and for how long."""
LISTED = web.AppKey("listed", Listed)
"""What stands in the navigation."""
WHO = web.RequestKey("who", Who)
"""Who looks; set before any handler of the console runs."""
