"""What people type into a mail instead of pressing a button: where it goes, and what of it."""

from __future__ import annotations

from email.utils import parseaddr

import aiohttp
import pytest

from anteroom.guard import VERSION, Kind, name_of
from anteroom.interviews.typed_reading import Missing
from anteroom_mail.letters.words import words
from mail.letters import QUOTED, Room, room


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
    assert all(said.say(f"missing.{each}") for each in {*Missing} - {Missing.CLOSED, Missing.NO_READER})
    assert all(name_of(each, language) != each for each in Kind)


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


async def test_it_passes_nothing_on_once_the_proposal_is_closed() -> None:
    async with room() as it:
        await it.world.twins.marketplace.withdraw("p-payments")
        await it.settle()
        await it.type("leo", "Sorry about that.")

        assert it.texts() == []
        (notice,) = it.mails("leo")
        assert "is closed" in notice.text


async def test_it_shows_the_message_on_the_marketplaces_page() -> None:
    async with room() as it:
        await it.type("leo", "Thursday <b>works</b>.")
        pane = f"{it.world.twins.marketplace.url}/pane/m-maya"
        async with aiohttp.ClientSession() as browser, browser.get(pane) as page:
            html = await page.text()

        assert "Thursday &lt;b&gt;works&lt;/b&gt;." in html
        assert "by mail" in html
