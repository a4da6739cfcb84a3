"""A company connects its Zoom, calls are made in it, and one day it takes that back: over HTTP alone."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest
from yarl import URL

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.logs import log_to
from anteroom.meetings.provider import Happening, Heard, MeetingProvider, ProviderMisconfigured, Wanted
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.meetings.zoom import SandboxZoom, ZoomApp
from anteroom.sandbox.server import Weather
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import with_part
from anteroom_meetings import MeetingsIntegration
from api_client import ApiClient
from deployment import settings
from meeting_tools.setups import START, ZOOM_WEBHOOK

SECRET = "zoom-client-secret-of-some-length"
REST = "/v1/organisations/o-larkfield/tools/zoom"
BEYOND = {"plan": "basic", "kind": "client"}


@dataclass
class Place:
    """Anteroom beside a Zoom with an app that companies connect."""

    world: World
    zoom: SandboxZoom
    clock: SetClock
    api: ApiClient
    heard: list[tuple[str, Heard]]

    @property
    def tool(self) -> MeetingProvider:
        """Zoom as the heart knows it."""
        found = self.world.house.meetings.of("zoom")
        assert found is not None
        return found

    def wanted(self, account: str = "o-larkfield") -> Wanted:
        """A call in a company's account."""
        return Wanted("iv-7f3a9c", START + timedelta(days=1), timedelta(minutes=30), True, account)

    async def connect(self, account: str = "acc-7", organisation: str = "o-larkfield") -> tuple[int, str]:
        """Somebody follows the link, consents at Zoom and comes back; return what that page says."""
        status, answer = await self.api.call("POST", f"/v1/organisations/{organisation}/tools/zoom")
        assert status == 201, answer
        async with browser() as person:
            way, ticket = await shown(person, answer["url"])
            async with person.post(way, data={"ticket": ticket}, allow_redirects=False) as sent:
                asked = URL(sent.headers["Location"])
            assert asked.path == "/oauth/authorize"
            code = self.zoom.consent(asked.query["client_id"], asked.query["redirect_uri"], account)
            back = URL(asked.query["redirect_uri"]).with_query(code=code, state=asked.query["state"])
            async with person.get(back) as ended:
                return ended.status, await ended.text()


async def shown(person: aiohttp.ClientSession, url: str) -> tuple[URL, str]:
    """Open the page that says whose interviews are made in whose Zoom; return where its button leads."""
    async with person.get(url) as answer:
        page = await answer.text()
        assert "Larkfield" in page
        assert "form-action 'self' http://127.0.0.1:" in answer.headers["Content-Security-Policy"]
    found = re.search(r'action="([^"]+)"[^<]*<input type="hidden" name="ticket" value="([^"]+)"', page)
    assert found is not None
    return URL(url).join(URL(found[1])), found[2]


def browser() -> aiohttp.ClientSession:
    """A browser of somebody's own."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


@asynccontextmanager
async def place() -> AsyncIterator[Place]:
    """Open it, with one organisation."""
    clock, randomness = SetClock(START), SeededRandomness(7)
    app = ZoomApp("company-client", SECRET)
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=5)
    try:
        async with SandboxZoom([app], ZOOM_WEBHOOK, clock.now) as zoom:
            assert isinstance(zoom, SandboxZoom)
            said = {"zoom": {"api_url": zoom.url, "web_url": zoom.url, "client_id": "company-client"}}
            environ = {"ANTEROOM_ZOOM_CLIENT_SECRET": SECRET, "ANTEROOM_ZOOM_WEBHOOK_SECRET": ZOOM_WEBHOOK}
            chosen = with_part(settings(randomness), "meetings", said, environ)
            integrations = [MeetingsIntegration()]
            async with open_world(
                chosen, database, clock, randomness, work=False, integrations=integrations
            ) as world:
                app.redirect_uri = f"{world.url}/meetings/zoom/oauth"
                heard: list[tuple[str, Heard]] = []

                async def listen(provider: str, news: Heard) -> None:
                    heard.append((provider, news))

                world.house.meetings.listeners.append(listen)
                api = ApiClient(world)
                await api.call("PUT", "/v1/organisations/o-larkfield", BEYOND | {"name": "Larkfield Labs"})
                yield Place(world, zoom, clock, api, heard)
    finally:
        await database.close()
        await postgres.give_back(dsn)


async def test_a_company_connects_its_zoom_and_takes_it_back() -> None:
    async with place() as here:
        assert (await here.api.get(REST))[1] == {"connected": False}
        assert (await here.api.get("/v1/openapi.json"))[0] == 200
        assert await here.tool.capabilities("o-larkfield") is None
        assert await here.tool.capabilities("") is None
        with pytest.raises(ProviderMisconfigured):
            await here.tool.create(here.wanted())

        status, page = await here.connect()
        assert status == 200
        assert "Zoom is connected" in page and "dana@" not in page
        assert (await here.api.get(REST))[1] == {"connected": True}
        meeting = await here.tool.create(here.wanted())
        assert meeting.account == "o-larkfield"
        assert here.zoom.meetings[meeting.outside_id]["account"] == "acc-7"

        here.clock.advance(timedelta(hours=2))  # its token has ended: of many who need the next, one asks
        made = await asyncio.gather(*(here.tool.create(here.wanted()) for _ in range(4)))
        assert len({each.outside_id for each in made}) == 4
        assert sum(b"grant_type=refresh_token" in each.body for each in here.zoom.heard) == 1
        here.zoom.tokens.clear()  # refused before its end: renewed once, and tried again
        await here.tool.update(meeting, here.wanted())

        assert (await here.api.call("DELETE", REST))[0] == 204
        assert len(here.zoom.revoked) == 1
        assert not here.zoom.tokens
        assert (await here.api.call("DELETE", REST))[0] == 404
        with pytest.raises(ProviderMisconfigured):
            await here.tool.update(meeting, here.wanted())
        _, faults, events = await here.world.ledger()
        assert faults == []
        assert {"tool.connected", "tool.disconnected"} <= events


async def test_it_believes_no_way_back_that_it_did_not_send_somebody_on() -> None:
    async with place() as here:
        _, answer = await here.api.call("POST", REST)
        async with browser() as one, browser() as other:
            go, ticket = await shown(one, answer["url"])
            async with one.post(go, data={"ticket": ticket}, allow_redirects=False) as sent:
                asked = URL(sent.headers["Location"])
                assert "httponly" in sent.headers["Set-Cookie"].lower()
            code = here.zoom.consent("company-client", asked.query["redirect_uri"], "acc-7")
            back = URL(asked.query["redirect_uri"])
            state = asked.query["state"]
            wrong = [
                (other, {"code": code, "state": state}),  # another browser's
                (one, {"code": code}),
                (one, {"code": code, "state": URL(answer["url"]).query["ticket"]}),
                (one, {"code": code, "state": state[:-3]}),
            ]
            for person, query in wrong:
                async with person.get(back.with_query(query)) as refused:
                    assert refused.status == 400, query
            async with one.get(back.with_query(code=code, state=state)) as good:
                assert good.status == 200
            async with one.get(back.with_query(code=code, state=state)) as again:
                assert again.status == 400
            here.clock.advance(timedelta(minutes=31))
            async with one.post(go, data={"ticket": ticket}, allow_redirects=False) as late:
                assert late.status == 400
            async with one.get(URL(answer["url"])) as late:
                assert late.status == 400
        async with browser() as nobody, nobody.post(f"{here.world.url}{REST}") as unkeyed:
            assert unkeyed.status == 401
        assert (await here.api.call("POST", "/v1/organisations/o-nobody/tools/zoom"))[0] == 404


async def test_nobody_is_led_to_zoom_who_was_not_told_for_whom() -> None:
    """Whoever sends somebody the second step alone would get that person's Zoom, once Zoom asks no more."""
    async with place() as here:
        _, answer = await here.api.call("POST", REST)
        async with browser() as person:
            go, ticket = await shown(person, answer["url"])
            async with person.get(go.with_query(ticket=ticket), allow_redirects=False) as skipped:
                assert (skipped.status, "Location" in skipped.headers) == (405, False)
            for site in ("cross-site", "same-site"):
                headers = {"Sec-Fetch-Site": site}
                async with person.post(
                    go, data={"ticket": ticket}, headers=headers, allow_redirects=False
                ) as sent:
                    assert (sent.status, "Set-Cookie" in sent.headers) == (403, False), site


async def test_what_zoom_refuses_connects_nobody_and_ends_what_was_connected() -> None:
    log_to(logged := io.StringIO())
    async with place() as here:
        here.zoom.due.append(Weather(500, body='{"message": "dana@larkfield.example"}'))
        status, page = await here.connect()
        assert status == 502
        assert "was not connected" in page and "larkfield.example" not in page
        await here.connect()
        here.zoom.refreshes.clear()  # somebody took the consent back, and no webhook came
        here.clock.advance(timedelta(hours=2))
        with pytest.raises(ProviderMisconfigured):
            await here.tool.create(here.wanted())
        assert await here.tool.capabilities("o-larkfield") is None
        said = logged.getvalue()
        assert "meetings.not_connected" in said
        assert not [word for word in ("dana@", "code-", "access-", "refresh-", "/oauth") if word in said]
        await here.connect()  # connecting again mends it
        assert (await here.tool.create(here.wanted())).outside_id


async def test_zoom_says_what_happens_and_that_it_is_over() -> None:
    log_to(logged := io.StringIO())
    async with place() as here:
        await here.connect()
        async with browser() as zoom:
            hook = f"{here.world.url}/meetings/zoom/webhook"

            async def post(headers: dict[str, str], body: bytes) -> int:
                async with zoom.post(hook, data=body, headers=headers) as answer:
                    return answer.status

            about = {"object": {"id": 81234567890, "topic": "dana@larkfield.example"}}
            headers, body = here.zoom.webhook("meeting.started", about)
            assert await post(headers, body) == 204
            assert [(name, each.happening) for name, each in here.heard] == [("zoom", Happening.STARTED)]
            assert await post(headers | {"x-zm-signature": "v0=x"}, body) == 401
            assert await post({}, body) == 401
            assert await post(headers, b"x" * 70_000) == 413
            challenge = here.zoom.webhook("endpoint.url_validation", {"plainToken": "abc"})
            async with zoom.post(hook, data=challenge[1], headers=challenge[0]) as answer:
                assert (await answer.json())["plainToken"] == "abc"
            async with zoom.post(f"{here.world.url}/meetings/none/webhook") as answer:
                assert answer.status == 404
            assert len(here.heard) == 1
            assert "webhook_refused" in logged.getvalue() and "larkfield" not in logged.getvalue()

            over = here.zoom.webhook("app_deauthorized", {"user_id": "user-acc-7", "account_id": "acc-7"})
            forged = over[0] | {"x-zm-signature": "v0=" + "0" * 64}
            assert await post(forged, over[1]) == 401
            assert (await here.api.get(REST))[1] == {"connected": True}
            assert await post(*over) == 204
            assert (await here.api.get(REST))[1] == {"connected": False}

            here.clock.advance(timedelta(minutes=2))
            await here.connect()
            assert await post(*over) == 204  # said again: it is about the consent before
            assert (await here.api.get(REST))[1] == {"connected": True}
            assert await post(*here.zoom.webhook("app_deauthorized", {"user_id": "user-acc-7"})) == 204
            assert (await here.api.get(REST))[1] == {"connected": False}


async def test_its_tokens_lie_sealed() -> None:
    async with place() as here:
        await here.connect()
        async with here.world.house.database.connection() as conn:
            row = await conn.fetchrow("select * from meeting_account")
        assert row is not None
        assert b"access-" not in bytes(row["access"]) and b"refresh-" not in bytes(row["refresh"])
