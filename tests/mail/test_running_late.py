"""Somebody runs late: a message in Slack, or else a mail; the thread's card and the lobby show it too."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp

from api_client import ApiClient
from mail.letters import room


async def test_it_reaches_each_by_the_own_way_and_the_thread_and_the_lobby_show_it() -> None:
    async with room(slack=True) as it:
        api, path = ApiClient(it.world), f"/v1/interviews/{it.interview}/late"
        leo = {"member": "m-leo", "minutes": 10}
        assert (await api.post(path, leo))[0] == 409
        starts_at = it.world.twins.mailbox.calendar("leo")[0].starts_at
        it.clock.set(starts_at - timedelta(minutes=9))
        await it.settle()
        before = {key: len(it.mails(key)) for key in ("maya", "leo", "ines")}
        assert (await api.post(path, leo))[0] == 200
        status, told = await api.post(path, leo)  # said twice is said once
        assert status == 200
        await it.settle()

        late = [said for said in it.in_slack("maya") if "Leo Marchetti runs late" in said]
        assert len(late) == 1
        after = {key: len(it.mails(key)) for key in before}
        assert after == {**before, "ines": before["ines"] + 1}
        mail = it.mails("ines")[-1]
        assert "Leo Marchetti runs late and expects to come at" in mail.text
        until = (starts_at + timedelta(minutes=10)).isoformat()
        assert [party["late_until"] for party in told["parties"] if party["role"] == "candidate"] == [until]
        card = it.world.twins.marketplace.cards("t-payments")[0]
        assert [line["late_until"] for line in card["lines"] if line["role"] == "candidate"] == [until]

        link = re.search(r"/i#(\S+)", it.mails("ines")[before["ines"] - 1].text)
        assert link is not None
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.post(f"{it.world.url}/i", json={"pass": link[1]}) as taken:
                lobby = it.world.url + (await taken.json())["lobby"]
            async with browser.get(lobby) as page:
                shown = await page.text()
            assert re.search(r"late: about \d\d:\d\d", shown)
            assert "Running late?" in shown
            async with browser.post(f"{lobby}/late", data={"minutes": "7"}) as wrong:
                assert wrong.status == 400
            async with browser.post(f"{lobby}/late", data={"minutes": "15"}) as said:
                assert "Everybody else knows that you come at about" in await said.text()
        await it.settle()
        assert any("runs late" in mail.text for mail in it.mails("leo")[before["leo"] :])
        assert await it.waiting() == 0


async def test_it_sends_by_mail_what_somebody_switched_off_in_slack() -> None:
    async with room(slack=True) as it:
        async with it.world.house.database.connection() as conn:
            person = await conn.fetchval("select person_id from member where external_id = 'm-maya'")
            await conn.execute("insert into slack_switched_off values ($1, 'slack_late')", person)
        starts_at = it.world.twins.mailbox.calendar("leo")[0].starts_at
        it.clock.set(starts_at - timedelta(minutes=30))
        before = len(it.mails("maya"))
        path = f"/v1/interviews/{it.interview}/late"
        assert (await ApiClient(it.world).post(path, {"member": "m-leo", "minutes": 5}))[0] == 200
        await it.settle()
        assert not any("runs late" in said for said in it.in_slack("maya"))
        assert len(it.mails("maya")) == before + 1
