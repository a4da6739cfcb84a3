"""Whether we are up, and whether we can work."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.doorway import FIXED_WORDS, HOUSE
from anteroom.verdicts.store import RECENT, ended_since, words_since


async def healthz(request: web.Request) -> web.Response:
    """Say that the process answers."""
    request[FIXED_WORDS] = True
    return web.json_response({"up": True})


async def readyz(request: web.Request) -> web.Response:
    """Say whether the database answers, how many effects wait or are held, and how calls went in a day."""
    since = request.app[HOUSE].clock.now() - RECENT
    async with request.app[HOUSE].database.connection() as conn:
        row = await conn.fetchrow(
            """select count(*) filter (where shown < wanted and state <> 'held') as waiting,
            count(*) filter (where state = 'held') as held,
            coalesce(sum(uncertain), 0) as uncertain from effect"""
        )
        ended, technical = await ended_since(conn, since)
        words = await words_since(conn, since)
    assert row is not None
    return web.json_response(
        {
            "waiting": row["waiting"],
            "held": row["held"],
            "uncertain": int(row["uncertain"]),
            "calls": {"ended": ended, "technical": technical, "said": {**words}},
        }
    )


ROUTES = (web.get("/healthz", healthz), web.get("/readyz", readyz))
