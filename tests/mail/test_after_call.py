"""What mail tells after a call, where nothing nearer than mail does."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp

from api_client import ApiClient
from mail.letters import room


async def test_it_mails_that_it_did_not_take_place_in_the_readers_words_and_leads_to_another_try() -> None:
    async with room(slack=False) as it:
        entry = it.world.twins.mailbox.calendar("leo")[0]
        api = ApiClient(it.world)
        yes = {"member": "m-leo", "answer": "accepted"}
        assert (await api.post(f"/v1/interviews/{it.interview}/answers", yes))[0] == 200
        await it.settle()
        before = {key: len(it.mails(key)) for key in ("maya", "leo", "ines")}
        for moment in (entry.starts_at - timedelta(minutes=10), entry.starts_at + timedelta(hours=1)):
            it.clock.set(moment)
            await it.settle()
        mails = {key: it.mails(key)[count:] for key, count in before.items()}
        assert {key: sum(each.invitation is None for each in told) for key, told in mails.items()} == {
            "maya": 2,
            "leo": 2,
            "ines": 2,
        }
        assert all(each.invitation is None for told in mails.values() for each in told)
        told = mails["leo"][-1]
        assert told.subject.startswith("Your interview did not take place")
        assert "Nobody of your side was in the room" in " ".join(told.text.split())
        assert "Nobody was in the room" in " ".join(mails["maya"][-1].text.split())
        link = re.search(r"/i#(\S+)", told.text)
        assert link is not None
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.post(f"{it.world.url}/i", json={"pass": link[1]}) as taken:
                lobby = it.world.url + (await taken.json())["lobby"]
            async with browser.post(f"{lobby}/again", data={}) as asked:
                assert "The host was told" in await asked.text()
        await it.settle()
        assert "would like to try once more" in it.mails("maya")[-1].subject
        assert len(it.mails("ines")) == before["ines"] + 2
        _, found = await api.get(f"/v1/interviews/{it.interview}/times?member=m-maya")
        wish = {"member": "m-maya", "starts_at": found["times"][0]}
        status, again = await api.post(f"/v1/interviews/{it.interview}/rebook", wish)
        assert status == 201
        await it.settle()
        assert again["starts_at"] in {
            each.starts_at.isoformat() for each in it.world.twins.mailbox.calendar("ines")
        }
        assert await it.waiting() == 0
