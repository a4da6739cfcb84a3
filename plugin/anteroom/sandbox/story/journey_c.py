"""Journey C, it goes wrong: its calendar half, on an interview that was asked for by an event."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

from anteroom.sandbox.cast import Person
from anteroom.sandbox.mailbox.answers import write_answer
from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.mailbox.own_events import OwnEvent
from anteroom.sandbox.story.calendars import address_of, answered, ours, said_on_card, thread_card
from anteroom.sandbox.story.journey_b import PROPOSAL, THREAD, make
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

EVERYBODY = ("maya", "leo", "tomas")
DAEMON = "mailer-daemon@mx.falk-legal.example"
OUTAGE = timedelta(hours=2)
TRIED = 1.5
"""Seconds in which the worker has surely tried, and found nobody there."""


async def play_journey_c(scene: Scene) -> None:
    """Play what goes wrong with answers and mails, and end it with a proposal that dies."""
    event = await make(scene, ("ines", "tomas"), days=4)
    await _guest_declines(scene, event)
    await _assistant_answers(scene, event)
    event = await _old_revision(scene, event)
    await _bounce(scene, event)
    event = await _mail_is_down(scene, event)
    await _withdrawn(scene, event)


async def _guest_declines(scene: Scene, event: OwnEvent) -> None:
    with scene.teller.step("Ines, a guest, declines from her calendar") as proof:
        entry = ours(scene, "ines", event.starts_at)
        assert entry is not None
        await scene.world.twins.mailbox.decline("ines", entry.uid)
        await scene.until("her answer on the card", lambda: _answer(scene, event, "Ines") == "declined")
        proof("the card says ✗ Ines; the interview stands for the others")


async def _assistant_answers(scene: Scene, event: OwnEvent) -> None:
    mailbox, tomas = scene.world.twins.mailbox, scene.cast.tomas
    with scene.teller.step(
        "Tomás's assistant answers from another address: he is asked, nobody else told"
    ) as proof:
        entry = ours(scene, "tomas", event.starts_at)
        assert entry is not None
        assistant = _somebody_at(tomas)
        sent = write_answer(
            assistant, entry, "ACCEPTED", message_id="<assistant@larkfield.example>", now=scene.clock.now()
        )
        await mailbox.send_raw(assistant.email, entry.organizer, sent.raw)
        await scene.until("the question to him", lambda: _asked(scene, entry))
        prove(_answer(scene, event, "Tomás") == "needs_action", "the answer counted")
        proof("a mail to him alone asks whether it was he; on the card he has not answered")
        await mailbox.accept("tomas", entry.uid)
        await scene.until("his own answer", lambda: _answer(scene, event, "Tomás") == "accepted")
        proof("his own answer counts")


async def _old_revision(scene: Scene, event: OwnEvent) -> OwnEvent:
    mailbox, leo = scene.world.twins.mailbox, scene.cast.leo
    with scene.teller.step("Maya moves it while Leo accepts the old time: that accepts nothing new") as proof:
        old = ours(scene, "leo", event.starts_at)
        assert old is not None
        later = event.starts_at + timedelta(hours=1)
        moved = await mailbox.change_event("maya", event.uid, start=later)
        await scene.until("Leo's entry to move", partial(ours, scene, "leo", later))
        late = write_answer(leo, old, "ACCEPTED", message_id="<late@posta.example>", now=scene.clock.now())
        await mailbox.send_raw(leo.email, old.organizer, late.raw)
        prove(_answer(scene, moved, "Leo") == "needs_action", "an answer to the old time counts for the new")
        entry = await scene.until("Leo's entry", partial(ours, scene, "leo", later))
        await mailbox.tentative("leo", entry.uid)
        await scene.until("his answer to the new time", lambda: _answer(scene, moved, "Leo") == "tentative")
        proof("REPLY with SEQUENCE 0 after SEQUENCE 1: the card still waits for Leo, until he says maybe")
    return moved


async def _bounce(scene: Scene, event: OwnEvent) -> None:
    twins = scene.world.twins
    with scene.teller.step("A mail to Ines comes back, and the host's side is told") as proof:
        before = _notices(scene)
        letter = [each for each in twins.mailbox.captures if scene.cast.ines.email in each.to][-1]
        await twins.mailbox.send_raw(DAEMON, letter.sender, returned(letter.body, letter.to[0]))
        await scene.until("the event", lambda: _told(scene, "party.unreachable"))
        notices = await scene.until("a notice to Maya", lambda: _notices(scene)[len(before) :])
        prove("Ines" in notices[0], "the notice does not say who")
        proof(
            "a delivery report (RFC 3464) at the envelope's own address; Maya hears it nearest to her, "
            "the marketplace by webhook"
        )


async def _mail_is_down(scene: Scene, event: OwnEvent) -> OwnEvent:
    mailbox, later = scene.world.twins.mailbox, event.starts_at + timedelta(hours=1)
    with scene.teller.step(
        "The mail server is down for two hours; the move arrives afterwards, once"
    ) as proof:
        before = len(mailbox.captures)
        await mailbox.post_office.close()
        moved = await mailbox.change_event("maya", event.uid, start=later)
        await asyncio.sleep(TRIED)
        prove(len(mailbox.captures) == before, "mail arrived at a server that is down")
        scene.clock.travel_to(scene.clock.now() + OUTAGE)
        await mailbox.post_office.open()
        for key in EVERYBODY:
            await scene.until(f"{key}'s entry to move", partial(ours, scene, key, later))
        await scene.until(
            "our answer", lambda: answered(scene, event.uid, address_of(scene, PROPOSAL), "ACCEPTED")
        )
        updates = {key: _updates(scene, key, moved) for key in EVERYBODY}
        prove(set(updates.values()) == {1}, f"updates that arrived: {updates}")
        proof("one update a person, and our answer to Maya's event")
    return moved


async def _withdrawn(scene: Scene, event: OwnEvent) -> None:
    twins, start = scene.world.twins, event.starts_at
    with scene.teller.step("An hour before, Leo withdraws his proposal") as proof:
        scene.clock.travel_to(start - timedelta(hours=1))
        await twins.marketplace.withdraw(PROPOSAL)
        for key in EVERYBODY:
            await scene.until(f"{key}'s entry to go", partial(ours, scene, key, start, cancelled=True))
        await scene.until("the card to say void", lambda: thread_card(scene, THREAD, start, "void"))
        proof("CANCEL to everybody; the card says void")
        guest = await scene.until(
            "our answer", lambda: answered(scene, event.uid, address_of(scene, PROPOSAL), "DECLINED")
        )
        prove("void" in guest.comment, f"the answer says: {guest.comment}")
        proof("in Maya's own event we decline and say why")


def _updates(scene: Scene, key: str, event: OwnEvent) -> int:
    """How many of our mails tell a person of an event's present time."""
    entry = [mail.invitation for mail in scene.world.twins.mailbox.mails(key) if mail.invitation]
    return sum(each.starts_at == event.starts_at and each.uid != event.uid for each in entry)


def _answer(scene: Scene, event: OwnEvent, label: str) -> str:
    return said_on_card(thread_card(scene, THREAD, event.starts_at), label)


def _somebody_at(person: Person) -> Person:
    """Somebody else of the same company, whom the marketplace does not know."""
    return replace(person, name="Front desk", email=f"desk@{person.email.partition('@')[2]}")


def _notices(scene: Scene) -> list[str]:
    """What came to Maya besides calendar mails and cards: by mail, or in Slack once that is linked."""
    maya, twins = scene.cast.maya, scene.world.twins
    letters = [mail.text for mail in twins.mailbox.mails(maya.key) if mail.invitation is None]
    said = [f"{message.text}{message.blocks}" for message in twins.slack.messages(maya.name)]
    return letters + [each for each in said if "does not reach" in each]


def _told(scene: Scene, kind: str) -> bool:
    return any(event.type == kind for event in scene.world.twins.marketplace.events)


def _asked(scene: Scene, entry: Entry) -> bool:
    """Whether a mail of this interview without a calendar came to Tomás from his own reply address."""
    mails = scene.world.twins.mailbox.mails("tomas")
    return any(mail.invitation is None and mail.sender == entry.organizer for mail in mails)


def returned(letter: bytes, to: str) -> bytes:
    """What another mail server says of a mailbox that is not there (RFC 3464)."""
    head = letter.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return "\r\n".join(
        [
            f"From: {DAEMON}",
            "Subject: Undelivered Mail Returned to Sender",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"',
            "",
            "--cut",
            "",
            "It could not be delivered.",
            "--cut",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.falk-legal.example",
            "",
            f"Final-Recipient: rfc822; {to}",
            "Action: failed",
            "Status: 5.1.1",
            "",
            "--cut",
            "Content-Type: text/rfc822-headers",
            "",
            head,
            "--cut--",
            "",
        ]
    ).encode()
