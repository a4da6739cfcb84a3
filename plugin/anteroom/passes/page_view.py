"""An interview as the page of one seat shows it, in the language in which that page is read."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from anteroom.house import House
from anteroom.interviews.view import View, view_of
from anteroom.pages.reader import read_in
from anteroom.passes.seats import Seated


async def page_view(request: web.Request, house: House, seated: Seated) -> View:
    """Return what somebody at a seat sees, on the page that is asked for."""
    async with house.database.connection() as conn:
        view = await view_of(conn, house, seated.interview, seated.party)
    return replace(view, language=read_in(request))
