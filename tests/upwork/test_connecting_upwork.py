"""An organisation connects its account: its own people consent, and nobody else's count."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from anteroom.clock import SetClock
from upwork.plugged import AGENCY, CLIENT, COMPANY, FREELANCER, ROOM, Plugged, open_plugged
from upwork_twin import UpworkTwin


async def consent(plugged: Plugged, organisation: str, user: str) -> tuple[int, str]:
    """Go the way of a browser whose user consents; return how it ends, and what the page says."""
    status, answer = await plugged.api.post(f"/v1/organisations/{organisation}/connections/upwork", None)
    assert status == 201, answer
    url = str(answer["url"])
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(url) as page:
            assert page.status == 200
        ticket = parse_qs(urlsplit(url).query)["ticket"][0]
        headers = {"Origin": plugged.world.url, "Sec-Fetch-Site": "same-origin"}
        async with browser.post(
            f"{plugged.world.url}/marketplace/upwork/go",
            data={"ticket": ticket},
            headers=headers,
            allow_redirects=False,
        ) as sent:
            assert sent.status == 303, await sent.text()
            asked = parse_qs(urlsplit(sent.headers["Location"]).query)
        assert "scope" not in asked
        assert asked["redirect_uri"] == [plugged.twin.redirect_uri]
        back = {"code": plugged.twin.consent(user), "state": asked["state"][0]}
        async with browser.get(plugged.twin.redirect_uri, params=back) as ended:
            return ended.status, await ended.text()


async def connected(plugged: Plugged, organisation: str) -> object:
    """Say what the API says."""
    _, answer = await plugged.api.get(f"/v1/organisations/{organisation}/connections/upwork")
    return answer["connected"]


async def test_it_connects_and_loses_and_connects_anew(twin: UpworkTwin, clock: SetClock) -> None:
    """A day later the token is renewed; two weeks of silence later, or when it is taken back, it is over."""
    async with open_plugged(twin, clock, organisation=None) as plugged:
        assert not await connected(plugged, COMPANY)
        status, said = await consent(plugged, COMPANY, CLIENT)
        assert (status, "Upwork is connected" in said) == (200, True)
        await plugged.look()
        await plugged.look(timedelta(hours=25))
        assert await connected(plugged, COMPANY)
        interview = await plugged.schedule()
        assert len(plugged.stories) == 1

        twin.end_consent()
        await plugged.look()
        assert not await connected(plugged, COMPANY)
        kept = await plugged.everything_kept()
        assert "connector.lost" in kept and "oauth2v2" not in kept

        assert (await consent(plugged, COMPANY, CLIENT))[0] == 200
        twin.books.say(ROOM, FREELANCER, "accept")
        await plugged.look(timedelta(minutes=70))  # who was refused is asked again within the hour
        assert await plugged.answer_of(interview, FREELANCER) == "accepted"

        status, _ = await plugged.api.call("DELETE", f"/v1/organisations/{COMPANY}/connections/upwork")
        assert status == 204
        assert not await connected(plugged, COMPANY)
        status, _ = await plugged.api.call("DELETE", f"/v1/organisations/{COMPANY}/connections/upwork")
        assert status == 404


@pytest.mark.parametrize(("organisation", "user"), [(COMPANY, FREELANCER), (AGENCY, CLIENT)])
async def test_it_connects_nobody_elses_organisation(
    twin: UpworkTwin, clock: SetClock, organisation: str, user: str
) -> None:
    async with open_plugged(twin, clock, organisation=None) as plugged:
        status, said = await consent(plugged, organisation, user)
        assert (status, "do not belong" in said) == (400, True)
        assert not await connected(plugged, organisation)


async def test_it_leads_on_from_its_own_page_alone(plugged: Plugged) -> None:
    """Whoever has consented before may be sent back without a question, into somebody else's account."""
    status, answer = await plugged.api.post(f"/v1/organisations/{COMPANY}/connections/upwork", None)
    ticket = parse_qs(urlsplit(str(answer["url"])).query)["ticket"][0]
    async with aiohttp.ClientSession() as browser:
        for site in ("cross-site", "same-site"):
            async with browser.post(
                f"{plugged.world.url}/marketplace/upwork/go",
                data={"ticket": ticket},
                headers={"Sec-Fetch-Site": site},
                allow_redirects=False,
            ) as sent:
                assert (status, sent.status) == (201, 403)


async def test_the_document_describes_what_it_adds(plugged: Plugged) -> None:
    status, document = await plugged.api.get("/v1/openapi.json")
    assert status == 200
    added = document["paths"]["/v1/organisations/{id}/connections/upwork"]
    assert set(added) == {"post", "get", "delete"}


async def test_it_takes_a_state_from_its_own_browser_once(plugged: Plugged) -> None:
    back = {"code": plugged.twin.consent(CLIENT), "state": "eyJ.forged.state"}
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(plugged.twin.redirect_uri, params=back) as ended,
    ):
        assert ended.status == 400
