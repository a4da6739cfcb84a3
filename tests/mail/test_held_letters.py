"""What the guard holds of a letter: its writer reads why, appeals by one press, hears what is decided."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp

from anteroom.texts import review
from mail.letters import Room, room

NUMBER = "Thursday is fine. Call me on +49 30 901820 77 before."


async def _page(it: Room, link: str, wish: str = "") -> tuple[int, str]:
    async with aiohttp.ClientSession() as session:
        asked = session.post(link, data={"wish": wish}) if wish else session.get(link)
        async with asked as answer:
            return answer.status, await answer.text()


def _link(text: str) -> str:
    found = re.search(r"http\S+/held/\S+", text)
    assert found is not None, text
    return found[0]


async def _held(it: Room) -> tuple[str, str, bool]:
    async with it.world.house.database.connection() as conn:
        row = await conn.fetchrow("select id, state, appealed_at from held_text order by at desc limit 1")
    assert row is not None
    return row["id"], row["state"], row["appealed_at"] is not None


async def test_it_tells_the_writer_why_and_takes_an_appeal_by_one_press() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        (notice,) = it.mails("leo")
        text = " ".join(notice.text.split())
        assert "This looks like a phone number." in text
        assert "This is no contact information" in text
        link = _link(notice.text)

        status, page = await _page(it, link)
        assert (status, (await _held(it))[1:]) == (200, ("held", False))
        assert "901820" not in page
        assert (await _page(it, link + "x"))[0] == 404

        status, page = await _page(it, link, "appeal")
        assert (status, (await _held(it))[1:]) == (200, ("held", True))
        assert "People look at it" in page


async def test_it_sends_a_released_letter_where_it_was_meant_to_go() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        (notice,) = it.mails("leo")
        await _page(it, _link(notice.text), "appeal")
        held_id, _, _ = await _held(it)
        await review.decide(
            it.world.house, held_id, review.Decision.RELEASE, "t-1", review.Reason.NOT_CONTACT
        )
        await it.settle()

        assert it.texts()[-1] == ("m-leo", NUMBER)
        assert "It is on its way." in it.mails("leo")[-1].text


async def test_it_takes_another_letter_for_the_rewording() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        await it.type("leo", "Thursday is fine.")

        assert (await _held(it))[1] == "reworded"


async def test_it_warns_the_second_time() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        await it.type("leo", f"{NUMBER} Really.")
        first, second = it.mails("leo")

        assert "second time" not in first.text
        assert "second time on this proposal. After a first try, hints are held too." in " ".join(
            second.text.split()
        )


async def test_it_says_before_the_interview_that_it_was_never_sent() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        it.clock.advance(timedelta(hours=72))
        await it.settle()

        assert (await _held(it))[1] == "expired"
        # The mail that says so and the pass leave in the same moment, in no promised order.
        assert any("has expired" in mail.text for mail in it.mails("leo"))
        assert not any("901820" in mail.raw.decode() for mail in it.mails("leo"))


async def test_it_takes_back_what_was_written_and_offers_nothing_more() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        (notice,) = it.mails("leo")
        _, page = await _page(it, _link(notice.text), "withdraw")
        late, _ = await _page(it, _link(notice.text), "appeal")

        assert "<button" not in page
        assert (await _held(it))[1] == "withdrawn"
        assert late == 409


async def test_it_finds_a_number_whose_last_piece_comes_by_mail_and_asks_to_cover_the_others() -> None:
    async with room() as it:
        market = it.world.twins.marketplace
        first = await market.say("leo", "p-payments", "+49 30 90")
        await it.type("leo", "18 20 77 41")

        assert first.verdict == "allow"
        assert all("77 41" not in text for _, text in it.texts())
        (event,) = [each for each in market.events if each.type == "message.cover"]
        assert str(event.data["messages"]).split() == [first.id]
