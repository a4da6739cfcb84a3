"""What happens with endpoints for events, which fail and hear everything again; and with being asked."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from aiohttp import web
from aiohttp.test_utils import TestServer

from anteroom.marketplaces.polling import Poller
from anteroom.sandbox.captures import Capture
from anteroom_marketplaces.http import HttpConnector
from leaks.history import History
from leaks.said import said

ANSWERS = (204, 204, 204, 302, 410, 422, 500, 503)


@asynccontextmanager
async def _elsewhere(history: History, dice: random.Random) -> AsyncIterator[str]:
    """Another program of the marketplace's, which takes events or does not; whatever comes is looked at."""

    async def take(request: web.Request) -> web.Response:
        body, headers = await request.read(), dict(request.headers)
        history.received.append(
            Capture(history.now, "webhooks", "anteroom", ("Harbourline",), body, headers, request.path)
        )
        return web.Response(status=dice.choice(ANSWERS))

    app = web.Application()
    app.router.add_post("/{rest:.*}", take)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    try:
        yield str(server.make_url("/events"))
    finally:
        await server.close()


async def send_elsewhere(history: History, dice: random.Random) -> None:
    """An endpoint is made, with whatever somebody writes beside its address or in it, and hears all."""
    words = said(history, dice, "maya")[:64]
    history.type("maya", words)
    url = await history.keep(_elsewhere(history, dice))
    for wish in ({"url": url, "description": words}, {"url": f"{url}?{quote(words)}"}):
        _ = await history.program.call("POST", "/v1/webhook-endpoints", wish)
    wish = {"url": url, "description": "Cards"}
    status, made = await history.program.call("POST", "/v1/webhook-endpoints", wish)
    if status == 201:
        _ = await history.program.call("POST", f"/v1/webhook-endpoints/{made['id']}/test")


async def look_at_deliveries(history: History, dice: random.Random) -> None:
    """A program looks at what became of events, and has everything sent again, once some time has passed."""
    await history.settle()
    history.clock.advance(dice.choice((timedelta(seconds=6), timedelta(minutes=6), timedelta(hours=3))))
    await history.settle()
    _ = await history.program.call("GET", "/v1/webhook-deliveries?limit=20")
    _, listed = await history.program.call("GET", "/v1/webhook-endpoints")
    endpoints = listed["endpoints"]
    assert isinstance(endpoints, list)
    for endpoint in endpoints:
        path = f"/v1/webhook-endpoints/{endpoint['id']}"
        if endpoint["disabled_at"] is not None:
            _ = await history.program.call("PATCH", path, {"disabled": False})
        since = {"since": (history.now - timedelta(days=30)).isoformat(), "everything": dice.random() < 0.5}
        _ = await history.program.call("POST", f"{path}/replay", since)


async def be_asked(history: History, dice: random.Random) -> None:
    """For a while the marketplace calls nobody; members write and choose, and then it is asked."""
    market, house = history.world.twins.marketplace, history.world.house
    asked = replace(house.settings.marketplace, poll=True)
    connector = HttpConnector(replace(house, settings=replace(house.settings, marketplace=asked)))
    market.silent = True
    try:
        text = said(history, dice, "leo")
        history.type("leo", text)
        if text:
            await market.say("leo", dice.choice(history.world.twins.cast.proposals).id, text[:5000])
        await market.shares("leo", market.books.member("leo").shares)
        await connector.open()
        await Poller(house, connector.name, connector.feeds).step()
    finally:
        market.silent = False
        await connector.close()
