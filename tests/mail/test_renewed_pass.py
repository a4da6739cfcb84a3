"""A revoked pass opens nothing any more; while the doors are open its party is sent another one at once."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp

from api_client import ApiClient
from mail.letters import room


async def test_it_sends_another_pass_to_that_party_alone() -> None:
    async with room(slack=True) as it:
        api, home = ApiClient(it.world), f"/v1/interviews/{it.interview}"
        it.clock.set(it.world.twins.mailbox.calendar("leo")[0].starts_at - timedelta(minutes=9))
        await it.settle()
        people = ("maya", "leo", "ines")
        before = {key: len(it.mails(key)) for key in people}

        def passes(key: str) -> list[str]:
            return re.findall(r"/i#(\S+)", "\n".join(mail.text for mail in it.mails(key)))

        old = passes("ines")[-1]
        _, shown = await api.get(home)
        ines = next(each["id"] for each in shown["parties"] if each["role"] == "guest")
        status, _ = await api.post(f"{home}/parties/{ines}/revoke", {"member": "m-maya"})
        assert status == 200
        await it.settle()
        assert {key: len(it.mails(key)) - before[key] for key in people} == {"maya": 0, "leo": 0, "ines": 1}
        new = passes("ines")[-1]
        assert new != old
        async with aiohttp.ClientSession() as browser:
            for given, expected in ((old, 404), (new, 200)):
                async with browser.post(f"{it.world.url}/i", json={"pass": given}) as answer:
                    assert answer.status == expected
        assert await it.waiting() == 0
