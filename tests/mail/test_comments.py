"""What people write beside a plain answer: it goes where a typed letter of theirs goes, read by the guard."""

from __future__ import annotations

from anteroom_calendar import Partstat, answer_mail, compose, read_mail
from mail.letters import Room, room


def reply(it: Room, key: str, comment: str, *, message_id: str = "reply.1@outside.example") -> bytes:
    """A REPLY of this person's calendar, accepted, with a comment."""
    invitation = it.world.twins.mailbox.mails(key)[0]
    request = read_mail(invitation.raw).calendar
    assert request is not None
    answer = answer_mail(
        request,
        it.email(key),
        Partstat.ACCEPTED,
        now=it.clock.now(),
        message_id=message_id,
        comment=comment,
    )
    return compose(answer)


async def test_it_posts_a_members_comment_into_the_thread_once() -> None:
    async with room() as it:
        for number in range(2):
            await it.send(
                "leo", reply(it, "leo", "Looking forward to it.", message_id=f"r.{number}@o.example")
            )

        assert it.texts() == [("m-leo", "Looking forward to it.")]
        assert (await it.verdicts())[0] == ("taken", "answer: accepted")


async def test_it_brings_a_guests_comment_to_the_host_alone() -> None:
    async with room() as it:
        await it.send("ines", reply(it, "ines", "I have to leave at half past."))

        assert it.texts() == []
        (note,) = it.mails("maya")
        assert "I have to leave at half past." in note.text
        assert it.mails("leo") == []


async def test_it_passes_no_contact_detail_on_and_tells_who_wrote_it() -> None:
    async with room() as it:
        phone = it.world.twins.cast.leo.phone
        await it.send("leo", reply(it, "leo", f"Fine, or ring me on {phone}."))

        assert phone not in str(it.texts())
        (notice,) = it.mails("leo")
        assert "was passed on without a phone number" in " ".join(notice.text.split())
        assert phone not in notice.text


async def test_it_passes_no_comment_of_a_stranger_on() -> None:
    async with room() as it:
        raw = reply(it, "leo", "Call me elsewhere.").replace(
            it.email("leo").encode(), b"eve@unheardof.example", 1
        )
        await it.send("leo", raw)

        assert it.texts() == []
        assert (await it.verdicts())[0][0] == "held"
