"""The gate by mail and in Slack: six digits for the invited address, and who waits while the host is away."""

from __future__ import annotations

import re
from datetime import timedelta

from api_client import ApiClient
from mail.letters import Room, room
from passes.reception import Browser

CODE = re.compile(r"Your code is (\d{6})\.")
ASKING = "we send six digits"
TYPING = "The six digits"


async def seated(it: Room, key: str) -> tuple[Browser, str]:
    """A browser at the seat whose pass that person got by mail, once the doors are open."""
    starts_at = it.world.twins.mailbox.calendar("leo")[0].starts_at
    it.clock.set(starts_at - timedelta(minutes=9))
    await it.settle()
    link = next(found for mail in it.mails(key)[::-1] if (found := re.search(r"/i#(\S+)", mail.text)))
    browser = Browser(it.world.url)
    taken = await browser.take(link[1])
    assert taken.status == 200, taken.text
    return browser, taken.text.split('"')[3]


async def test_six_digits_go_to_the_invited_address_alone_and_open_the_way_behind_the_host() -> None:
    async with room(slack=True) as it:
        browser, lobby = await seated(it, "ines")
        try:
            assert ASKING in (await browser.get(lobby)).text
            before = len(it.mails("ines"))
            sent = await browser.send(f"{lobby}/code/send", {})
            assert (sent.status, sent.cookies) == (303, {})
            assert (await browser.send(f"{lobby}/code/send", {})).status == 409, "not twice in a minute"
            await it.settle()
            (mail,) = it.mails("ines")[before:]
            digits = CODE.search(mail.text)
            assert digits is not None
            code = digits[1]
            assert code not in str(it.headers(mail)["Subject"]) and "somebody else has your link" in mail.text
            for key in ("maya", "leo"):
                assert not any(code in each.text for each in it.mails(key)), key
            assert not any(code in said for said in it.in_slack("maya"))
            shown = (await browser.get(lobby)).text
            assert TYPING in shown and code not in shown
            async with it.world.house.database.connection() as conn:
                kept = [dict(row) for row in await conn.fetch("select * from seat_code")]
                told = [dict(row) for row in await conn.fetch("select facts, event from ledger_entry")]
            assert code not in str(kept) and code not in str(told)

            wrong = str((int(code) + 1) % 10**6).zfill(6)
            for typed in ("", wrong, "é" * 6, "9" * 4000):
                said = await browser.send(f"{lobby}/code", {"code": typed})
                assert said.headers["Location"] == f"{lobby}?code=wrong", typed[:10]
            assert "Those are not the digits" in (await browser.get(f"{lobby}?code=wrong")).text
            right = await browser.send(f"{lobby}/code", {"code": f" {code[:3]} {code[3:]} "})
            assert right.headers["Location"] == f"{lobby}?code=right"
            again = await browser.send(f"{lobby}/code", {"code": code})
            assert again.headers["Location"] == f"{lobby}?code=over", "good once"
            told_now = (await browser.get(lobby)).text
            assert ASKING not in told_now and "You go in as soon as" not in told_now.partition("door")[0]
            it.clock.set(it.clock.now() + timedelta(minutes=14))
            assert (await browser.get(lobby.replace("/lobby/", "/room/"))).status == 200, "the host is late"
        finally:
            await browser.session.close()


async def test_a_code_is_guessed_at_five_times_and_grows_old() -> None:
    async with room() as it:
        browser, lobby = await seated(it, "ines")
        try:
            for number in range(3):
                await browser.send(f"{lobby}/code/send", {})
                await it.settle()
                found = CODE.search(it.mails("ines")[-1].text)
                assert found is not None
                typed = str((int(found[1]) + 1) % 10**6).zfill(6)
                if number == 0:
                    it.clock.set(it.clock.now() + timedelta(minutes=11))
                    said = await browser.send(f"{lobby}/code", {"code": found[1]})
                else:
                    for _ in range(5):
                        await browser.send(f"{lobby}/code", {"code": typed})
                    said = await browser.send(f"{lobby}/code", {"code": found[1]})
                assert said.headers["Location"] == f"{lobby}?code=over"
                it.clock.set(it.clock.now() + timedelta(minutes=2))
            assert (await browser.send(f"{lobby}/code/send", {})).status == 409, "three are enough"
        finally:
            await browser.session.close()


async def test_a_host_who_is_not_there_is_told_once_that_somebody_waits() -> None:
    """In Slack where she has it, else by mail."""
    for slack in (True, False):
        async with room(slack=slack) as it:
            browser, lobby = await seated(it, "ines")
            try:
                mails, said = len(it.mails("maya")), len(it.in_slack("maya")) if slack else 0
                for _ in range(3):
                    await browser.send(f"{lobby}/enter", {})
                await it.settle()
                if slack:
                    told = it.in_slack("maya")[said:]
                    assert len(told) == 1 and "is in the lobby" in told[0]
                    assert len(it.mails("maya")) == mails
                else:
                    (mail,) = it.mails("maya")[mails:]
                    assert "waits for you" in str(it.headers(mail)["Subject"]) and "/i#" in mail.text
            finally:
                await browser.session.close()


async def test_who_comes_instead_gets_a_seat_of_its_own_and_the_passed_on_link_dies() -> None:
    async with room() as it:
        browser, lobby = await seated(it, "ines")
        api, seat = ApiClient(it.world), lobby.rpartition("/")[2]
        owner, thief = Browser(it.world.url), Browser(it.world.url)
        try:
            assert "I am not " in (await browser.get(lobby)).text
            for name in ("", "call +44 20 7946 0018", "sam@rival.example", "Otter.ai Notetaker"):
                assert (await browser.send(f"{lobby}/instead", {"name": name})).status == 400, name
            asked = await browser.send(f"{lobby}/instead", {"name": "Sam Okoro, legal"})
            place = asked.headers["Location"]
            assert asked.status == 303 and place.startswith("/instead/dep_")
            assert "The host decides" in (await browser.get(place)).text
            assert (await thief.get(place)).status == 404
            assert (await browser.send(place, {})).headers["Location"] == place, "not yet"
            path = f"/v1/interviews/{it.interview}/parties/{seat}/admit"
            status, told = await api.post(path, {"member": "m-maya"})
            assert status == 200
            (deputy,) = [each for each in told["parties"] if each["label"] == "Sam Okoro, legal"]
            assert (deputy["role"], deputy["side"], deputy["seat"]) == ("guest", "client", "admitted")
            assert seat not in [each["id"] for each in told["parties"]]
            await it.settle()
            assert any(
                mail.invitation and mail.invitation.method == "CANCEL"
                for mail in it.world.twins.mailbox.mails("ines")
            )
            assert (await browser.get(lobby)).status == 404, "the link that was passed on"
            assert "You have a seat of your own" in (await browser.get(place)).text
            taken = await browser.send(place, {})
            assert taken.headers["Location"] == f"/lobby/{deputy['id']}"
            assert "Sam Okoro, legal" in (await browser.get(taken.headers["Location"])).text
            assert (await browser.get(f"/room/{deputy['id']}")).status == 200
            link = next(
                found for mail in it.mails("ines")[::-1] if (found := re.search(r"/i#(\S+)", mail.text))
            )
            assert (await owner.take(link[1])).status == 404
        finally:
            for each in (browser, owner, thief):
                await each.session.close()


async def test_a_deputy_who_is_refused_leaves_the_seat_to_its_owner() -> None:
    async with room() as it:
        browser, lobby = await seated(it, "ines")
        api, seat = ApiClient(it.world), lobby.rpartition("/")[2]
        try:
            names = [f"Sam Okoro {letter}" for letter in "ABCDE"]
            asked = [await browser.send(f"{lobby}/instead", {"name": name}) for name in names]
            assert {each.status for each in asked} == {303}
            status, _ = await api.post(
                f"/v1/interviews/{it.interview}/parties/{seat}/refuse", {"member": "m-maya"}
            )
            assert status == 200
            assert "The host did not agree" in (await browser.get(asked[-1].headers["Location"])).text
            assert (await browser.send(f"{lobby}/instead", {"name": "Sam Okoro"})).status == 409
            assert (await browser.get(lobby)).status == 200
            leo, leos = await seated(it, "leo")
            assert "I am not " not in (await leo.get(leos)).text
            assert (await leo.send(f"{leos}/instead", {"name": "Sam Okoro"})).status == 403
            await leo.session.close()
        finally:
            await browser.session.close()
