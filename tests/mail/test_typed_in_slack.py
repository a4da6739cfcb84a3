"""What a host who lives in Slack hears there of mail: what people typed, and whom mail does not reach."""

from __future__ import annotations

from mail.letters import room
from mail.test_bounces import POSTFIX, envelope


async def test_it_shows_the_host_what_the_freelancer_wrote_and_where_it_stands() -> None:
    async with room(slack=True) as it:
        await it.type("leo", "Sure, <b>3pm</b> & *bold* works.\r\nRather Thursday.")

        card, note = it.in_slack("maya")
        assert "Proposed" in card
        assert "*Go engineer*" not in note
        assert "*Leo Marchetti* wrote by mail about *Payments API in Go*" in note
        assert "Sure, &lt;b&gt;3pm&lt;/b&gt; &amp; *bold* works.\nRather Thursday." in note
        assert "It stands in the thread on Harbourline." in note
        assert it.texts() == [("m-leo", "Sure, <b>3pm</b> & *bold* works.\nRather Thursday.")]
        assert await it.waiting() == 0


async def test_it_brings_a_guests_words_to_the_host_in_slack_and_not_by_mail() -> None:
    async with room(slack=True) as it:
        await it.type("ines", "Between us: at most 90.")

        _, note = it.in_slack("maya")
        assert "*Legal* wrote by mail" in note
        assert "Between us: at most 90." in note
        assert "Only you get this. It is not in the thread on Harbourline." in note
        assert (it.texts(), it.mails("maya")) == ([], [])
        assert await it.waiting() == 0


async def test_it_sends_the_note_by_mail_when_slack_will_never_take_it() -> None:
    async with room(slack=True) as it:
        it.world.twins.slack.refuse("chat.postMessage", "account_inactive", times=1)
        await it.type("ines", "Between us: at most 90.")

        assert len(it.in_slack("maya")) == 1
        (note,) = it.mails("maya")
        assert "Between us: at most 90." in note.text
        assert await it.waiting() == 0


async def test_it_shows_a_long_letter_whole() -> None:
    async with room(slack=True) as it:
        text = "\n".join(f"{number}. <&> & so on and so forth" for number in range(300))
        await it.type("leo", text.replace("\n", "\r\n"))

        _, note = it.in_slack("maya")
        shown = note.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert all(f"{number}. <&> & so on" in shown for number in range(300))


async def test_it_shows_a_long_letter_of_short_and_long_lines_whole() -> None:
    async with room(slack=True) as it:
        text = "\n".join(f"line {number}\n{'&' * 580}" for number in range(16))
        await it.type("ines", text.replace("\n", "\r\n"))

        (note,) = it.in_slack("maya")[-1:]
        assert [number for number in range(16) if f"line {number}" not in note] == []
        assert note.count("&amp;") == 16 * 580


async def test_it_tells_the_host_in_slack_whom_mail_does_not_reach_and_what_can_be_done() -> None:
    async with room(slack=True) as it:
        await it.send("ines", POSTFIX, to=envelope(it, "ines"), sender="")

        card, told = it.in_slack("maya")
        assert "Legal (guest) – no answer yet (mail does not reach them)" in card
        assert "Mail does not reach Legal" in told
        name = it.interview.removeprefix("int_")[:6]
        assert f"type `/interview remove {name} Legal` and then `/interview add {name}`" in told
        assert it.mails("maya") == []


async def test_it_tells_the_host_in_slack_that_the_own_mail_fails() -> None:
    async with room(slack=True) as it:
        await it.send("maya", POSTFIX, to=envelope(it, "maya"), sender="")

        _, told = it.in_slack("maya")
        assert "Mail does not reach you" in told


async def test_it_tells_a_guest_in_slack_nothing_of_others_mail() -> None:
    async with room(guests=("dana", "ines"), slack=True) as it:
        await it.send("ines", POSTFIX, to=envelope(it, "ines"), sender="")

        assert all("does not reach" not in said for said in it.in_slack("dana"))
