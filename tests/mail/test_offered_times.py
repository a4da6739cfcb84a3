"""Offered times reach the freelancer by mail and in the thread, and are taken there or in the lobby."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp
import pytest

from anteroom.sandbox.marketplace.anteroom_client import AnteroomRefused
from api_client import ApiClient
from mail.letters import room


async def test_it_mails_what_is_offered_and_takes_one_in_the_thread_or_in_the_lobby() -> None:
    async with room(slack=False) as it:
        api, path = ApiClient(it.world), f"/v1/interviews/{it.interview}/offers"
        start = it.world.twins.mailbox.calendar("leo")[0].starts_at
        wanted = [(start + timedelta(days=days)).isoformat() for days in (1, 2)]
        assert (await api.post(path, {"member": "m-leo", "offers": wanted}))[0] == 403
        status, told = await api.post(path, {"member": "m-maya", "offers": wanted})
        assert (status, [each["starts_at"] for each in told["offers"]]) == (200, wanted)
        before = {key: len(it.mails(key)) for key in ("leo", "ines")}
        await it.settle()
        assert len(it.mails("ines")) == before["ines"]
        mail = it.mails("leo")[-1]
        assert "offers other times" in mail.subject and "Take one of them" in mail.text
        card = it.world.twins.marketplace.cards("t-payments")[0]
        assert [each["starts_at"] for each in card["offers"]] == wanted

        async with aiohttp.ClientSession() as browser:
            thread = f"{it.world.twins.marketplace.url}/pane/m-leo"
            async with browser.get(thread) as page:
                assert (await page.text()).count('name="offer" value="ctr_') == 2

        link = re.search(r"/i#(\S+)", mail.text)
        assert link is not None
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.post(f"{it.world.url}/i", json={"pass": link[1]}) as taken:
                lobby = it.world.url + (await taken.json())["lobby"]
            async with browser.get(lobby) as page:
                found = re.findall(r'name="offer" value="([^"]+)"', await page.text())
            assert found == [each["id"] for each in told["offers"]]
            assert (await api.post(f"{path}/{found[1]}/take", {"member": "m-maya"}))[0] == 403
            async with browser.post(f"{lobby}/take", data={"offer": found[1]}) as took:
                assert 'name="offer"' not in await took.text()
        with pytest.raises(AnteroomRefused) as refused:
            await it.world.twins.marketplace.take_offer("leo", it.interview, found[0])
        assert refused.value.status == 409
        _, told = await api.get(f"/v1/interviews/{it.interview}")
        assert (told["starts_at"], told["state"], told["offers"]) == (wanted[1], "scheduled", [])
        await it.settle()
        assert it.world.twins.mailbox.calendar("leo")[0].starts_at.isoformat() == wanted[1]
        assert it.world.twins.mailbox.calendar("ines")[0].starts_at.isoformat() == wanted[1]
        assert await it.waiting() == 0
