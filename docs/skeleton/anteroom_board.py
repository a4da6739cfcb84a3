"""A skeleton to copy: the board in a company's hallway, which shows what state each interview is in.

The six steps around it are in docs/integrations.md; tests/docs plays it against a board that listens.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from anteroom.effects.model import Effect, ForInterview, Part, Refused, Rendered, TryLater
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.interviews.view import view_for
from anteroom.settings.deployment import SettingsFault

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)


class Board(ForInterview):
    """The adapter `board`: one line for each interview, put there once and rewritten in place."""

    kind = "board"
    on = frozenset(Event) - {Event.CONSENTED}
    lasting = True

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def running(self, app: web.Application) -> AsyncIterator[None]:
        """Hold a session open for as long as the application runs."""
        async with aiohttp.ClientSession(timeout=TIMEOUT) as self._session:
            yield

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the line as it should stand now, from the view of nobody in particular."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, None)
        if view is None:
            return None
        starts_at = view.starts_at.isoformat()
        line = {"title": view.title, "state": view.state_word, "starts_at": starts_at}
        body = json.dumps(line, ensure_ascii=False).encode()
        return Rendered(body, (Part("application/json", body),), minted=(*view.minted, starts_at))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Put the line. A repeat writes the same bytes to the same place, so it shows nothing twice."""
        if self._session is None:
            raise TryLater("not started yet")
        url, kind = f"{self._url}/{effect.interview_id}", {"content-type": "application/json"}
        try:
            async with self._session.put(url, data=body, headers=kind) as answer:
                status = answer.status
        except aiohttp.ClientConnectorError as error:
            raise TryLater("the board cannot be reached") from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise TryLater("the board did not answer", certain=False) from error
        if 200 <= status < 300:
            return effect.interview_id
        if status in (400, 404, 410, 413, 422):
            raise Refused(f"the board answered {status}")
        raise TryLater(f"the board answered {status}")


class BoardIntegration:
    """The entry point `board`. `url` is where the board takes lines, without a slash at its end."""

    name = "board"

    def __init__(self, url: str) -> None:
        self._url = url

    def attach(self, app: web.Application, house: House) -> None:
        """Register the one way out, and open it with the application."""
        board = Board(self._url)
        house.adapters.register(board)
        app.cleanup_ctx.append(board.running)


def integration() -> BoardIntegration:
    """Return the integration; named by the entry point. Raises SettingsFault without an address."""
    url = os.environ.get("ANTEROOM_BOARD_URL", "").rstrip("/")
    if not url:
        raise SettingsFault(("ANTEROOM_BOARD_URL is missing from the environment",))
    return BoardIntegration(url)
