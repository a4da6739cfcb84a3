"""In which language somebody reads a page: the own one where it was told, else the one the browser asks for.

Guests told nobody a language. What a page says besides its own words is in `told_in`: whoever makes it knows
the person alone and not the browser.
"""

from __future__ import annotations

from aiohttp import web

from anteroom.database.connection import Connection
from anteroom.languages import Language, liked, spoken
from anteroom.people.persons import told_language

TOLD = web.RequestKey("told_language", str)
"""The language (BCP 47) of whoever reads the answer, where it is known."""


async def read_by(request: web.Request, conn: Connection, person_id: str) -> Language:
    """Keep who reads the answer to a request, so that its errors know as well; return `read_in`."""
    told = await told_language(conn, person_id)
    if told is not None:
        request[TOLD] = told
    return read_in(request)


def read_in(request: web.Request) -> Language:
    """Return in which language of ours an answer is read."""
    return spoken(request[TOLD]) if TOLD in request else browser_language(request)


def told_in(request: web.Request) -> Language:
    """Return in which language the house speaks to the reader wherever there is no browser: in mails, say."""
    return spoken(request[TOLD]) if TOLD in request else "en"


def browser_language(request: web.Request) -> Language:
    """Return which of our languages the browser likes best, for a page whose reader nobody knows."""
    return liked(request.headers.get("Accept-Language", ""))
