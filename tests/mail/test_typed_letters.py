"""What is taken of a typed letter: attachments, HTML, length, repeats, and what stays of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from anteroom.sandbox.marketplace import Fault
from mail.house_with_mail import LEO, house_with_mail
from mail.letters import QUOTED, room

_LATER = timedelta(hours=2)


async def test_it_posts_the_same_letter_once() -> None:
    async with room() as it:
        letter = it.letter("leo", "Thursday, please.")
        for _ in range(3):
            await it.send("leo", letter)

        assert it.texts() == [("m-leo", "Thursday, please.")]
        assert (await it.verdicts())[1:] == [("ignored", "seen before")] * 2


async def test_it_posts_once_though_the_marketplace_took_it_and_its_answer_was_lost() -> None:
    async with room() as it:
        market = it.world.twins.marketplace
        market.faults.inject("messages", Fault(status=500, kept=True))
        await it.type("leo", "Thursday, please.")
        assert await it.waiting() == 1
        it.clock.advance(_LATER)
        await it.settle()

        assert it.texts() == [("m-leo", "Thursday, please.")]
        assert market.repeats == 1
        assert await it.waiting() == 0


async def test_it_leaves_attachments_behind_and_says_so() -> None:
    async with room() as it:
        letter = it.letter("leo", "My CV is attached.")
        letter.add_attachment(b"%PDF-1.7", "application", "pdf", filename="leo +49 171 5550123.pdf")
        await it.send("leo", letter)
        only = it.letter("leo", "")
        only.add_attachment("BEGIN:VCARD", subtype="vcard", filename="leo.vcf")
        await it.send("leo", only)

        assert await it.verdicts() == [("taken", "typed: passed on"), ("taken", "typed: kept back")]
        assert it.texts() == [("m-leo", "My CV is attached.")]
        first, second = (" ".join(mail.text.split()) for mail in it.mails("leo"))
        assert "was passed on without attachments" in first
        assert "brought attachments and no text" in second


async def test_it_does_not_take_a_logo_for_an_attachment() -> None:
    async with room() as it:
        letter = it.letter("leo", "Thursday, please.")
        letter.add_alternative('<p>Thursday, please.</p><img src="cid:logo">', subtype="html")
        shown = letter.get_body(("html",))
        assert isinstance(shown, EmailMessage)
        shown.add_related(b"GIF89a", "image", "gif", cid="<logo>")
        await it.send("leo", letter)

        assert it.texts() == [("m-leo", "Thursday, please.")]
        assert it.mails("leo") == []


async def test_it_reads_a_letter_that_is_html_only() -> None:
    async with room() as it:
        letter = it.letter("leo", "")
        letter.set_content(
            "<style>p{}</style><p>Thursday &amp; Friday.</p><p>Not Monday.</p>"
            '<div class="gmail_attr">On Mon, Nov 23, 2026, Maya wrote:</div><blockquote>Hello</blockquote>',
            subtype="html",
        )
        await it.send("leo", letter)

        ((_, text),) = it.texts()
        assert text.splitlines()[0] == "Thursday & Friday."
        assert "Not Monday." in text and "Hello" not in text


async def test_it_cuts_a_very_long_letter_and_says_so() -> None:
    async with room() as it:
        await it.type("leo", "\r\n".join(f"Line {number} of a long story." for number in range(600)))

        ((_, text),) = it.texts()
        assert 9_900 < len(text) <= 10_000
        (notice,) = it.mails("leo")
        assert "without what came after the first 10,000 characters" in " ".join(notice.text.split())


async def test_it_says_nothing_of_a_letter_in_which_nothing_was_typed() -> None:
    async with room() as it:
        await it.type("leo", QUOTED.lstrip())

        assert await it.verdicts() == [("ignored", "nothing was typed")]
        assert it.mails("leo") == []


async def test_it_holds_the_twenty_first_letter_within_an_hour() -> None:
    async with room() as it:
        for number in range(21):
            await it.type("leo", f"Thought {number}")

        assert len(it.texts()) == 20
        assert (await it.verdicts())[-1] == ("held", "too many letters within an hour")
        it.clock.advance(_LATER)
        await it.type("leo", "One more.")
        assert it.texts()[-1] == ("m-leo", "One more.")


async def test_it_passes_on_once_what_came_again_because_it_died_before_saying_yes() -> None:
    """RFC 5321, 4.1.1.4: without our 250 the other server sends the same mail again."""

    class DiesOnce:
        died = 0

        def reach(self, name: str, detail: str = "") -> None:
            if name == "typed-passed-on" and not self.died:
                self.died += 1
                raise RuntimeError("gone")

    async with house_with_mail(failpoints=DiesOnce()) as mailed:
        await mailed.invite()
        (invitation,) = mailed.office.to(LEO)
        raw = f"From: {LEO}\r\nMessage-ID: <1@outside.test>\r\n\r\nThursday, please.\r\n".encode()
        codes = [(await mailed.send(raw, invitation.sender_of_entry))[0] for _ in range(3)]

        assert codes == [451, 250, 250]
        assert await mailed.verdicts() == [("ignored", "seen before")] * 2
        async with mailed.house.database.connection() as conn:
            assert await conn.fetchval("select count(*) from typed_reply") == 1
            assert await conn.fetchval("select count(*) from effect where kind = 'thread_message'") == 1


@pytest.mark.parametrize(
    "wrap",
    [
        lambda guess: base64.b64encode(guess.encode()).decode(),
        lambda guess: guess.encode().hex(),
        lambda guess: base64.b64encode(base64.b64encode(guess.encode())).decode(),
    ],
    ids=["base64", "hex", "twice"],
)
async def test_it_does_not_tell_by_what_stays_whether_a_wrapped_guess_is_right(
    wrap: Callable[[str], str],
) -> None:
    """The door knows who is here and would keep back the right address alone, as good as a yes."""
    async with room() as it:
        fates = []
        for guess in (it.email("ines"), "nobody.nowhere@corp.example", "+49 30 901820 77"):
            before = len(it.texts())
            await it.type("leo", f"For the file: {wrap(guess)} and on Thursday 26 November 2026 at 15:00.")
            fates.append(((await it.verdicts())[-1], len(it.texts()) - before))
            assert not any(wrap(guess)[:12] in text for _, text in it.texts())

        right, *wrong = fates
        assert wrong == [right] * 2
        before = len(it.texts())
        await it.type("leo", f"The commit is {'5f2a' * 10}, from 2026-11-24 15:00 on.")
        assert len(it.texts()) == before + 1
