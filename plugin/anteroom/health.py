"""Whether we are up, and whether we can work."""

from __future__ import annotations

import msgspec
from aiohttp import web

from anteroom.api.doorway import FIXED_WORDS, HOUSE
from anteroom.errors import Unavailable
from anteroom.experiment import store as experiment
from anteroom.marketplaces import store as marketplaces
from anteroom.passes.seats import ROOMS
from anteroom.verdicts.store import RECENT, ended_since, words_since
from anteroom.webhooks import store as webhooks

HELD_NOW = frozenset({"rooms", "allocations", "streams"})
"""What of the relay's counters goes up and down."""


async def healthz(request: web.Request) -> web.Response:
    """Say that the process answers."""
    request[FIXED_WORDS] = True
    return web.json_response({"up": True})


async def readyz(request: web.Request) -> web.Response:
    """Say whether the database answers, what waits, is held, fails or was stopped, and how calls went."""
    since = request.app[HOUSE].clock.now() - RECENT
    async with request.app[HOUSE].database.connection() as conn:
        row = await conn.fetchrow(
            """select count(*) filter (where shown < wanted and state <> 'held') as waiting,
            count(*) filter (where state = 'held') as held,
            coalesce(sum(uncertain), 0) as uncertain from effect"""
        )
        ended, technical = await ended_since(conn, since)
        words = await words_since(conn, since)
        gone, failing, dead = await webhooks.tally(conn)
        feeds = await marketplaces.troubled(conn)
        phase = await experiment.newest(conn)
    assert row is not None
    return web.json_response(
        {
            "waiting": row["waiting"],
            "held": row["held"],
            "uncertain": int(row["uncertain"]),
            "webhooks": {"disabled": gone, "failing": failing, "dead": dead},
            "feeds": {"failing": feeds},
            "nudges": {"phase": phase.state if phase else "untried", "by": phase.by if phase else ""},
            "calls": {"ended": ended, "technical": technical, "said": {**words}},
        }
    )


async def metrics(request: web.Request) -> web.Response:
    """Give the relay's counters in Prometheus' text form. Numbers only, of all calls together."""
    request[FIXED_WORDS] = True
    try:
        stats = msgspec.to_builtins(await request.app[ROOMS].relay_stats())
    except Unavailable:
        stats = {}
    said = ["# TYPE anteroom_relay_up gauge", f"anteroom_relay_up {int(bool(stats))}"]
    for name in (each for each in stats if isinstance(stats[each], int)):
        kind, end = ("gauge", "") if name in HELD_NOW else ("counter", "_total")
        said += [f"# TYPE anteroom_relay_{name}{end} {kind}", f"anteroom_relay_{name}{end} {stats[name]}"]
    return web.Response(text="\n".join(said) + "\n")


ROUTES = (web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics))
