"""The page of a poll: reached by the pass, marked there; who sees what, and what the host can do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp

from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY, world

DAYS = (3, 4, 5)


async def offered(opened: World, **more: object) -> tuple[str, list[str]]:
    """Let Maya offer three times to Leo, Ines, who must be there, and Dana, who may; return ids."""
    cast = opened.twins.cast
    guests = [
        {"email": cast.person(key).email, "label": label, "required": key == "ines"}
        for key, label in (("ines", "Ines, Legal"), ("dana", "Dana, VP"))
    ]
    times = [(MONDAY + timedelta(days=day, hours=1)).isoformat() for day in DAYS]
    wish = {"host": "m-maya", "times": times, "minutes": 45, "title": "Payments API in Go", "guests": guests}
    status, told = await ApiClient(opened).post("/v1/proposals/p-payments/polls", {**wish, **more})
    assert status == 201, told
    await opened.settle()
    return told["interview"], [each["id"] for each in told["times"]]


def pass_of(opened: World, key: str) -> str:
    """The pass that a person was mailed last."""
    found = [re.search(r"/i#(\S+)", mail.text) for mail in opened.twins.mailbox.mails(key)]
    return [each[1] for each in found if each][-1]


@asynccontextmanager
async def at_the_page(opened: World, key: str) -> AsyncIterator[tuple[aiohttp.ClientSession, str, str]]:
    """Come by the pass; give the browser, the page's address and its text."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.post(
            f"{opened.url}/i", json={"pass": pass_of(opened, key), "move": True}
        ) as taken:
            lobby = opened.url + (await taken.json())["lobby"]
        async with browser.get(lobby) as page:
            assert page.status == 200, await page.text()
            yield browser, str(page.url), await page.text()


async def test_each_marks_behind_the_own_pass_and_sees_what_is_for_the_own_side() -> None:
    async with world(work=False) as opened:
        interview, times = await offered(opened, choice="host")
        async with at_the_page(opened, "ines") as (browser, url, text):
            assert "/times/" in url and text.count("<fieldset") == 3 and "are in UTC" in text
            said = {times[0]: "yes", times[1]: "if_need_be", "ptm_unknown": "maybe"}
            async with browser.post(url, data=said) as saved:
                page = await saved.text()
                assert (saved.status, page.count(" checked>")) == (200, 2) and "Dana, VP" in page
            async with browser.post(f"{url}/choose", data={"time": times[0]}) as refused:
                assert refused.status == 403
        async with at_the_page(opened, "leo") as (browser, url, text):
            assert "Ines" not in text and "Dana" not in text and "<details" not in text
            assert "Best so far" not in text and "/choose" not in text
            async with browser.post(url, data={times[0]: "no", times[1]: "yes"}) as saved:
                assert (await saved.text()).count(" checked>") == 2
        async with at_the_page(opened, "ines") as (_, _, text):
            assert "Leo" not in text and "Please answer until Wed 25 Nov, " in text
        spanish = {"role": "freelancer", "display_name": "Leo", "language": "es"}
        assert (await ApiClient(opened).put("/v1/members/m-leo", spanish))[0] == 200
        async with at_the_page(opened, "leo") as (_, _, text):
            assert "hasta el mié 25 nov, " in text and "Wed" not in text
        async with at_the_page(opened, "maya") as (browser, url, text):
            assert "Leo" in text and "Ines, Legal" in text and text.count("Best so far") == 1
            async with browser.post(f"{url}/choose", data={"time": times[0]}) as cannot:
                assert cannot.status == 409 and "freelancer cannot come" in await cannot.text()
            async with browser.post(f"{url}/choose", data={"time": times[1]}) as chosen:
                assert chosen.status == 200 and "/lobby/" in str(chosen.url)
            async with browser.post(url, data={times[2]: "yes"}) as late:
                assert late.status == 409
                assert "chosen already: Fri 27 Nov, 11:00–11:45 (Berlin, UTC+1)" in await late.text()
        status, told = await ApiClient(opened).get(f"/v1/interviews/{interview}")
        answers = {each["label"]: each["answer"] for each in told["parties"]}
        assert (status, told["state"], told["polling"]) == (200, "scheduled", "")
        assert answers["Ines, Legal"] == "tentative" and answers["Dana, VP"] == "needs_action"


async def test_a_host_is_offered_the_next_common_times_and_all_ends_with_the_proposal() -> None:
    async with world(work=False) as opened:
        interview, times = await offered(opened)
        api, path = ApiClient(opened), f"/v1/interviews/{interview}/poll"
        marks = [{"time": each, "mark": "no"} for each in times]
        assert (await api.post(f"{path}/marks", {"member": "m-leo", "marks": marks}))[0] == 200
        await opened.settle()
        async with at_the_page(opened, "maya") as (browser, url, text):
            found = re.findall(r'name="starts_at" value="([^"]+)"', text)
            assert found and not {each[:16] for each in found} & {
                (MONDAY + timedelta(days=day, hours=1)).isoformat()[:16] for day in DAYS
            }
            async with browser.post(f"{url}/offer", data={"starts_at": found[0]}) as more:
                page = await more.text()
                assert more.status == 200 and page.count("<fieldset") == 4 and "/offer" not in page
            async with browser.post(f"{url}/offer", data={"starts_at": "soon"}) as bad:
                assert bad.status == 400
        await opened.settle()
        keys = ("maya", "leo", "ines", "dana")
        standing = [
            len([each for each in opened.twins.mailbox.calendar(key) if each.status == "confirmed"])
            for key in keys
        ]
        assert standing == [4] * 4
        proposal = {"client": "m-maya", "freelancer": "m-leo", "thread": "t-payments", "state": "withdrawn"}
        job = {"id": "j-payments", "title": "Payments API in Go"}
        assert (await api.put("/v1/proposals/p-payments", {**proposal, "job": job}))[0] == 200
        await opened.settle()
        left = [
            each for key in keys for each in opened.twins.mailbox.calendar(key) if each.status == "confirmed"
        ]
        assert left == []
        assert (await api.get(path))[1]["state"] == "closed"
        late = {"member": "m-leo", "marks": [{"time": times[0], "mark": "yes"}]}
        assert (await api.post(f"{path}/marks", late))[0] in (409, 410)
        (card,) = opened.twins.marketplace.cards("t-payments")
        assert (card["state"], card["poll"]) == ("void", None)


async def test_the_freelancer_hears_nothing_while_the_team_is_asked() -> None:
    async with world(work=False) as opened:
        interview, times = await offered(opened, team_first=True)
        api, path = ApiClient(opened), f"/v1/interviews/{interview}/poll"
        assert opened.twins.mailbox.mails("leo") == []
        assert opened.twins.marketplace.cards("t-payments") == []
        assert (await api.get(f"{path}?viewer=m-leo"))[1]["times"] == []
        leo = {"member": "m-leo", "marks": [{"time": times[0], "mark": "yes"}]}
        assert (await api.post(f"{path}/marks", leo))[0] == 403
        async with at_the_page(opened, "ines") as (browser, url, _):
            said = {times[0]: "no", times[1]: "yes", times[2]: "if_need_be"}
            await browser.post(url, data=said)
        await opened.settle()
        shown = (await api.get(f"{path}?viewer=m-leo"))[1]["times"]
        # What the team refused is not among them: it would say when the team cannot come.
        assert [(each["id"], each["state"], each["marks"]) for each in shown] == [
            (times[1], "open", []),
            (times[2], "open", []),
        ]
        own = (await api.get(f"{path}?viewer=m-maya"))[1]["times"]
        assert [each["state"] for each in own] == ["lost", "open", "open"]
        assert len(opened.twins.marketplace.cards("t-payments")) == 1
        held = [each for each in opened.twins.mailbox.calendar("leo") if each.status == "confirmed"]
        assert [each.starts_at.day for each in held] == [27, 28]
        marks = [{"time": times[1], "mark": "yes"}]
        assert (await api.post(f"{path}/marks", {"member": "m-leo", "marks": marks}))[0] == 200
        await opened.settle()
        assert (await api.get(f"/v1/interviews/{interview}"))[1]["state"] == "scheduled"
        shown = (await api.get(f"{path}?viewer=m-leo"))[1]["times"]
        assert [(each["id"], each["state"]) for each in shown] == [(times[1], "chosen"), (times[2], "lost")]


async def test_who_is_looped_in_is_asked_too_and_a_reworded_agenda_asks_everybody() -> None:
    async with world(work=False) as opened:
        api, times = ApiClient(opened), [(MONDAY + timedelta(days=day)).isoformat() for day in DAYS]
        wish = {"host": "m-maya", "times": times, "minutes": 30, "agenda": "Or call +49 30 901820 41"}
        status, told = await api.post("/v1/proposals/p-payments/polls", wish)
        assert (status, told["code"]) == (422, "contact-in-text")
        reworded = {"member": "m-maya", "text": "How you test it."}
        status, told = await api.post(f"/v1/held/{told['held']['id']}/reword", reworded)
        assert status == 200
        path = f"/v1/interviews/{told['interview']}"
        assert (await api.get(path))[1]["polling"] == "everybody"
        guest = {"member": "m-maya", "email": opened.twins.cast.person("priya").email, "label": "Priya"}
        assert (await api.post(f"{path}/parties", guest))[0] == 201
        await opened.settle()
        assert [each.starts_at.day for each in opened.twins.mailbox.calendar("priya")] == [26, 27, 28]
        async with at_the_page(opened, "priya") as (_, url, text):
            assert "/times/" in url and text.count("<fieldset") == 3
        assert len([each for each in opened.twins.mailbox.mails("leo") if each.invitation is None]) == 1
