"""What people type into a mail instead of pressing a button: where it goes, and what of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr

import aiohttp
import pytest

from anteroom.guard import VERSION, Kind
from anteroom.interviews.typed_reading import Missing
from anteroom.sandbox.marketplace import Fault
from anteroom_mail.letters.words import words
from mail.house_with_mail import LEO, house_with_mail
from mail.letters import Room, room

_LATER = timedelta(hours=2)
QUOTED = (
    "\r\n\r\nOn Mon, 23 Nov 2026 at 10:00, Maya (Harbourline) wrote:\r\n> You are invited\r\n> Thursday\r\n"
)


async def _events(it: Room) -> list[str]:
    async with it.world.house.database.connection() as conn:
        rows = await conn.fetch("select event from ledger_entry where chain = $1", it.interview)
    return [row["event"] for row in rows]


async def test_it_posts_the_freelancers_words_into_the_thread_without_quotes_and_tells_nobody_else() -> None:
    async with room() as it:
        assert await it.type("leo", f"Sure, 3pm works but I'd rather have Thursday.{QUOTED}") == 250

        assert it.texts() == [("m-leo", "Sure, 3pm works but I'd rather have Thursday.")]
        assert it.thread[0].by == "mail"
        assert await it.verdicts() == [("taken", "typed: passed on")]
        assert [it.mails(key) for key in ("leo", "maya", "ines")] == [[], [], []]
        assert "typed.passed_on" in await _events(it)
        assert await it.waiting() == 0


async def test_it_posts_the_clients_words_as_the_client() -> None:
    async with room() as it:
        await it.type("maya", "Thursday it is.")

        assert it.texts() == [("m-maya", "Thursday it is.")]


async def test_it_takes_one_word_for_a_word_and_not_for_an_answer() -> None:
    async with room() as it:
        await it.type("leo", "Sí")

        assert it.texts() == [("m-leo", "Sí")]
        assert "interview.answered" not in await _events(it)


async def test_it_brings_a_guests_words_to_the_host_alone_and_back() -> None:
    """The guest thinks that this is private: "tell him we pay at most 90" must not stand in the thread."""
    async with room() as it:
        await it.type("ines", "Between us: we pay at most 90.\r\nAnd no travel.")

        assert it.texts() == []
        (note,) = it.mails("maya")
        assert "Between us: we pay at most 90.\n  And no travel." in note.text.replace("\r\n", "\n")
        assert it.mails("leo") == []
        label, alias = parseaddr(it.headers(note)["From"])
        assert label.startswith("Legal")
        assert alias.partition("@")[0].startswith("a-")

        assert await it.type("maya", "Understood, 90 it is.", to=alias) == 250
        assert it.texts() == []
        (back,) = it.mails("ines")
        assert "Understood, 90 it is." in back.text
        assert it.mails("leo") == []
        assert await it.waiting() == 0
        for mail in (note, back):
            everything = mail.raw.decode()
            assert it.email("leo") not in everything
        assert it.email("ines") not in note.raw.decode()
        assert it.email("maya") not in back.raw.decode()


@pytest.mark.parametrize(
    ("named", "referred"),
    [
        (f"{'VI1PR08MB3' * 9}@eurprd08.prod.outside.example", True),  # as long as Exchange's
        (f"{'a' * 300}@outside.example", False),
        ("no identifier", False),
    ],
)
async def test_it_refers_to_a_letter_by_its_very_message_id_or_not_at_all(
    named: str, *, referred: bool
) -> None:
    async with room() as it:
        leo = it.world.twins.cast.leo
        await it.type("leo", f"Reach me at {leo.contact['phone']}.", message_id=named)

        (notice,) = it.mails("leo")
        head = notice.raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").decode().split("\r\n")
        found = [each for each in head if each.startswith(("In-Reply-To:", "References:"))]
        assert found == ([f"In-Reply-To: <{named}>", f"References: <{named}>"] if referred else [])
        assert max(map(len, notice.raw.split(b"\r\n"))) <= 998


async def test_it_posts_an_answer_to_all_once() -> None:
    async with room() as it:
        invitation = it.world.twins.mailbox.mails("leo")[0].invitation
        assert invitation is not None
        aliases = [each.address for each in invitation.attendees if each.address.startswith("a-")]
        assert len(aliases) == 2
        letter = it.letter("leo", "Thursday, please.")
        for to in (*aliases, it.address("leo")):
            assert await it.send("leo", letter, to=to) == 250

        assert it.texts() == [("m-leo", "Thursday, please.")]


@pytest.mark.parametrize(
    ("what", "named", "placeholder"),
    [
        ("phone", "a phone number", "[phone number hidden until a contract]"),
        ("email", "an e-mail address", "[e-mail hidden until a contract]"),
    ],
)
async def test_it_posts_a_placeholder_for_a_contact_detail_and_tells_the_writer_kindly(
    what: str, named: str, placeholder: str
) -> None:
    async with room() as it:
        leo = it.world.twins.cast.leo
        await it.type("leo", f"Thursday is fine. Reach me at {leo.contact[what]} before.")

        assert it.texts() == [("m-leo", f"Thursday is fine. Reach me at {placeholder} before.")]
        (notice,) = it.mails("leo")
        text = " ".join(notice.text.split())
        assert f"was passed on without {named}." in text
        assert "Before a contract nobody's contact details are shared here" in text
        assert "A word about meeting before a contract" in text
        assert leo.contact[what] not in notice.text
        assert it.headers(notice)["Auto-Submitted"] == "auto-replied"
        assert it.headers(notice)["In-Reply-To"].startswith("<letter.")
        assert await it.verdicts() == [("taken", "typed: passed on without a contact detail")]
        assert "typed.redacted" in await _events(it)
        async with it.world.house.database.connection() as conn:
            kept = await conn.fetchrow("select fate, goes_to, verdict, guard, policy_row from typed_reply")
        assert kept is not None
        assert tuple(kept) == ("redacted", "thread", "redact", VERSION, "nobody-before-a-contract")


async def test_it_leads_who_schedules_to_the_form_and_teaches_once_more_strictly() -> None:
    async with room() as it:
        for number in ("+49 30 901820 41", "+49 30 901820 42"):
            await it.type("maya", f"Call me on {number} before.")
        first, second = it.mails("maya")[-2:]
        said = " ".join(first.text.split())
        form = f"{it.world.settings.public_url}/schedule/{it.world.twins.cast.proposals[0].id}"

        assert f"Schedule an interview with your team here: {form}" in said
        assert "This is a warning." in " ".join(second.text.split())
        assert "901820" not in said


async def test_it_keeps_back_what_the_door_would_hold_and_says_so_at_once() -> None:
    """The guard cannot know whose street it is that a project is about; the vault does."""
    async with room() as it:
        leo = it.world.twins.cast.leo
        await it.type("leo", f"It rains: {leo.address.split(',')[0]}")

        assert it.texts() == []
        (notice,) = it.mails("leo")
        text = " ".join(notice.text.split())
        assert "shown to nobody. It held a contact detail" in text
        assert "Write it once more without that, and it is passed on." in text
        assert leo.address.split(",")[0] not in notice.text
        assert await it.verdicts() == [("taken", "typed: kept back")]
        assert await it.waiting() == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_has_a_word_for_all_that_may_be_missing(language: str) -> None:
    said = words(language)
    named = {*Kind, *Missing} - {Missing.CLOSED, Missing.NO_READER}
    assert all(said.say(f"missing.{each}") for each in named)


async def test_it_passes_what_the_policy_permits() -> None:
    async with room() as it:
        market = it.world.twins.marketplace
        await market.accept_offer("p-payments")
        await it.settle()
        leo = it.world.twins.cast.leo
        await it.type("leo", f"Now that we work together: {leo.phone}")

        assert it.texts() == [("m-leo", f"Now that we work together: {leo.phone}")]
        assert it.mails("leo") == []


async def test_it_tells_nobody_the_text_of_a_letter_from_another_address() -> None:
    async with room() as it:
        forged = it.letter("leo", "Call off everything.")
        forged.replace_header("From", "forger@evil.example")
        assert await it.send("leo", forged) == 250

        assert it.texts() == []
        assert await it.verdicts() == [("held", "it comes from another address")]
        assert await it.waiting() == 0
        assert [it.mails(key) for key in ("leo", "maya")] == [[], []]


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


async def test_it_passes_nothing_on_once_the_proposal_is_closed() -> None:
    async with room() as it:
        await it.world.twins.marketplace.withdraw("p-payments")
        await it.settle()
        await it.type("leo", "Sorry about that.")

        assert it.texts() == []
        (notice,) = it.mails("leo")
        assert "is closed" in notice.text


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


async def test_it_shows_the_message_on_the_marketplaces_page() -> None:
    async with room() as it:
        await it.type("leo", "Thursday <b>works</b>.")
        pane = f"{it.world.twins.marketplace.url}/pane/m-maya"
        async with aiohttp.ClientSession() as browser, browser.get(pane) as page:
            html = await page.text()

        assert "Thursday &lt;b&gt;works&lt;/b&gt;." in html
        assert "by mail" in html


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
