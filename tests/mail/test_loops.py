"""Machines that write to us: nothing of ours answers them, and what goes in circles ends."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from mail.letters import Room, room

MARKS = {
    "RFC 3834": ("Auto-Submitted", "auto-replied (vacation)"),
    "Precedence": ("Precedence", "auto_reply"),
    "bulk": ("Precedence", "bulk"),
    "Exchange": ("X-Auto-Response-Suppress", "All"),
    "X-Autoreply": ("X-Autoreply", "yes"),
    "X-Autorespond": ("X-Autorespond", "Invitation"),
    "X-Loop of ours": ("X-Loop", "relay.anteroom.test"),
}
SUBJECTS = (
    "Automatic reply: Invitation",
    "Out of Office: Invitation",
    "Automatische Antwort: Invitation",
    "Respuesta automática: Invitation",
    "Réponse automatique : Invitation",
    "Abwesenheitsnotiz",
    "Autoreply",
)


def left(it: Room) -> int:
    """How many mails of ours have left."""
    return len(it.world.twins.mailbox.captures)


@pytest.mark.parametrize("name", MARKS)
async def test_it_ends_a_marked_mail_quietly(name: str) -> None:
    async with room() as it:
        before = left(it)
        letter = it.letter("leo", "I am away until Monday. In urgent cases call +44 7700 900999.")
        field, value = MARKS[name]
        letter[field] = value
        assert await it.send("leo", letter) == 250

        ((verdict, _),) = await it.verdicts()
        assert verdict == "ignored"
        assert (it.texts(), left(it)) == ([], before)


@pytest.mark.parametrize("subject", SUBJECTS)
async def test_it_knows_an_absence_by_its_subject_where_nothing_else_tells(subject: str) -> None:
    async with room() as it:
        before = left(it)
        await it.send("leo", it.letter("leo", "I am away until Monday.", subject=subject))

        assert await it.verdicts() == [("ignored", "an automatic mail")]
        assert (it.texts(), left(it)) == ([], before)


async def test_it_ends_a_mail_with_an_empty_envelope_sender() -> None:
    """RFC 5321, 4.5.5: only machines write so, and nothing may answer them."""
    async with room() as it:
        await it.send("leo", it.letter("leo", "Your mail was received."), sender="")

        assert await it.verdicts() == [("ignored", "an automatic mail")]
        assert it.texts() == []


async def test_it_does_not_take_an_ordinary_subject_for_an_absence() -> None:
    async with room() as it:
        await it.send("leo", it.letter("leo", "Fine.", subject="Re: Auto parts engineer, out of the box"))

        assert it.texts() == [("m-leo", "Fine.")]


async def test_two_of_its_own_addresses_that_answer_one_another_die_at_once() -> None:
    """Somebody forwards the one to the other: each of our mails would be an answer to one of our mails."""
    async with room() as it:
        before = left(it)
        addresses = [it.address(key) for key in ("leo", "ines")]
        for sender, to in (addresses, addresses[::-1]):
            letter = EmailMessage()
            letter["From"], letter["To"], letter["Subject"] = sender, to, "Re: Invitation"
            letter["Message-ID"] = "<forwarded@outside.example>"
            letter.set_content("And you?")
            assert await it.send("leo", letter, sender=sender) == 250

        assert await it.verdicts() == [("ignored", "our own mail came back")] * 2
        assert (it.texts(), left(it)) == ([], before)


async def test_every_mail_of_its_own_that_comes_back_dies() -> None:
    """A redirect sends what we wrote back to us, octet for octet, in its own envelope."""
    async with room() as it:
        await it.type("ines", "A word to Maya.")
        await it.type("leo", f"Call me: {it.world.twins.cast.leo.phone}")
        captures = [*it.world.twins.mailbox.captures]
        assert len(captures) == 5
        before = it.texts()
        for capture in captures:
            own = capture.body
            to = parseaddr(str(it.headers(own)["From"]))[1]
            await it.send("leo", own, to=to, sender="robot@outside.example")

        assert {verdict for verdict, _ in (await it.verdicts())[2:]} <= {"ignored", "held"}
        assert (it.texts(), len(it.world.twins.mailbox.captures)) == (before, len(captures))


class Parrot:
    """The worst autoresponder: it answers every mail at once with the same words, and marks nothing."""

    def __init__(self, it: Room, text: str) -> None:
        self._it = it
        self._text = text
        self._answered = 0
        self.said = 0

    async def answer(self) -> bool:
        """Answer the mails that have come since; False if there were none."""
        mails = self._it.mails("leo")
        new, self._answered = mails[self._answered :], len(mails)
        for mail in new:
            self.said += 1
            letter = self._it.letter("leo", f"{self._text} #{self.said}", to=mail.sender)
            await self._it.send("leo", letter)
        return bool(new)


async def test_a_parrot_that_answers_our_notices_falls_silent() -> None:
    async with room() as it:
        phone = it.world.twins.cast.leo.phone
        parrot = Parrot(it, f"Gone fishing. Call {phone}.")
        await it.type("leo", f"Gone fishing. Call {phone}.")
        while await parrot.answer():
            assert parrot.said <= 12, "it would go on for ever"
            it.clock.advance(timedelta(minutes=20))

        assert len(it.mails("leo")) == 10
        assert parrot.said == 10


async def test_a_parrot_with_the_same_words_falls_silent_at_once() -> None:
    async with room() as it:
        text = f"Gone fishing. Call {it.world.twins.cast.leo.phone}."
        for _ in range(3):
            await it.type("leo", text)

        assert len(it.mails("leo")) == 1
        assert len(it.texts()) == 1
        assert (await it.verdicts())[1:] == [("ignored", "kept back before, and said so")] * 2


async def test_a_mail_that_has_gone_through_too_many_servers_ends() -> None:
    async with room() as it:
        letter = it.letter("leo", "Hello").as_bytes()
        hops = b"".join(b"Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0000\r\n" for _ in range(31))
        await it.send("leo", hops + letter)

        assert await it.verdicts() == [("ignored", "it has gone in circles")]
