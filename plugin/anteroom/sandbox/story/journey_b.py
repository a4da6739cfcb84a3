"""Journey B, without Slack: its calendar half. An ordinary event with one more address in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.mailbox.own_events import OwnEvent
from anteroom.sandbox.story.calendars import (
    MINUTES,
    address_of,
    answered,
    next_morning,
    ours,
    said_on_card,
    thread_card,
)
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

PROPOSAL, THREAD = "p-ledger", "t-ledger"


async def play_journey_b(scene: Scene) -> None:
    """Play the calendar half: make an event, answer, move it, change its people, cancel it."""
    event = await make(scene, ("dana",))
    await freelancer_accepts(scene, event)
    event = await _move(scene, event)
    await _change_people(scene, event)
    await _cancel(scene, event)


async def make(scene: Scene, invited: tuple[str, ...], *, days: int = 2) -> OwnEvent:
    """Let Maya make an event with the interview address and these people in it."""
    mailbox, address = scene.world.twins.mailbox, address_of(scene, PROPOSAL)
    start = next_morning(scene, days=days)
    with scene.teller.step("Maya adds the interview address to an ordinary event of hers") as proof:
        people = [scene.cast.person(key).email for key in invited]
        event = await mailbox.make_event(
            "maya",
            "Ledger migration: an hour on the plan",
            start,
            start + MINUTES,
            [address, *people],
            description="What would you move first?",
            location="https://meet.larkfield.example/ledger",
        )
        guest = await scene.until(
            "our answer in her event", lambda: answered(scene, event.uid, address, "ACCEPTED")
        )
        prove("follows" in guest.comment, f"the answer says: {guest.comment}")
        proof("REPLY ACCEPTED from the interview address arrives in her event")
        everybody = ("maya", "leo", *invited)
        for key in everybody:
            await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
        entries = [entry for key in everybody if (entry := ours(scene, key, start))]
        prove(len({entry.uid for entry in entries} - {event.uid}) == len(everybody), "a UID is shared")
        prove(all("larkfield" not in entry.location for entry in entries), "the event's link was passed on")
        proof(f"{len(everybody)} people got an invitation of their own, none with the event's own link")
        card = await scene.until("the thread's card", lambda: thread_card(scene, THREAD, start))
        proof(f"card in the thread: {card['state_word']}")
    return event


async def freelancer_accepts(scene: Scene, event: OwnEvent) -> None:
    """Answer from the freelancer's calendar."""
    with scene.teller.step("Leo accepts from his calendar") as proof:
        entry = ours(scene, "leo", event.starts_at)
        assert entry is not None
        await scene.world.twins.mailbox.accept("leo", entry.uid)
        card = await scene.until(
            "the card to say scheduled", lambda: thread_card(scene, THREAD, event.starts_at, "scheduled")
        )
        prove(said_on_card(card, "Leo") == "accepted", "the card does not show Leo's answer")
        proof("REPLY over SMTP to his own reply address; the card says scheduled, ✓ Leo")


async def _move(scene: Scene, event: OwnEvent) -> OwnEvent:
    mailbox, later = scene.world.twins.mailbox, event.starts_at + timedelta(hours=2)
    with scene.teller.step("Maya moves her event, and the interview follows") as proof:
        moved = await mailbox.change_event("maya", event.uid, start=later)
        for key in ("maya", "leo", "dana"):
            await scene.until(f"{key}'s entry to move", partial(ours, scene, key, later))
        entries = [entry for key in ("maya", "leo", "dana") if (entry := ours(scene, key, later))]
        prove({entry.sequence for entry in entries} == {1}, "not every entry has SEQUENCE 1")
        await scene.until(
            "our answer to the new time",
            lambda: answered(scene, event.uid, address_of(scene, PROPOSAL), "ACCEPTED"),
        )
        proof("three entries moved under the same UIDs, SEQUENCE 1; REPLY ACCEPTED for the new time")
        card = await scene.until(
            "the card to ask again", lambda: thread_card(scene, THREAD, later, "proposed")
        )
        prove(said_on_card(card, "Leo") == "needs_action", "Leo counts as having accepted the new time")
        proof("Leo is asked again")
    return moved


async def _change_people(scene: Scene, event: OwnEvent) -> None:
    mailbox, start = scene.world.twins.mailbox, event.starts_at
    with scene.teller.step("She takes Dana out of it and puts Priya in") as proof:
        before = ours(scene, "leo", start)
        invited = [address_of(scene, PROPOSAL), scene.cast.priya.email]
        await mailbox.change_event("maya", event.uid, invited=invited)
        await scene.until("Dana's entry to go", partial(ours, scene, "dana", start, cancelled=True))
        await scene.until("Priya's invitation", partial(ours, scene, "priya", start))
        proof("CANCEL to Dana alone, an invitation with a link of her own to Priya")
        after = await scene.until("Leo's entry to show it", lambda: _with(scene, start, "Priya"))
        prove(before is not None and after.sequence == before.sequence, "Leo was asked anew")
        prove(not _names(after, "Dana"), "Leo's entry still shows Dana")
        proof("Leo's entry lists Priya as an alias; nobody is asked anew")


async def _cancel(scene: Scene, event: OwnEvent) -> None:
    with scene.teller.step("She cancels her event, and everybody's entry goes") as proof:
        await scene.world.twins.mailbox.cancel_event("maya", event.uid)
        for key in ("maya", "leo", "priya"):
            await scene.until(
                f"{key}'s entry to go", partial(ours, scene, key, event.starts_at, cancelled=True)
            )
        await scene.until(
            "the card to say cancelled",
            lambda: thread_card(scene, THREAD, event.starts_at, "cancelled"),
        )
        proof("CANCEL to three people; the card says cancelled")


def _with(scene: Scene, start: datetime, name: str) -> Entry | None:
    entry = ours(scene, "leo", start)
    return entry if entry is not None and _names(entry, name) else None


def _names(entry: Entry, name: str) -> bool:
    return any(name in attendee.name for attendee in entry.attendees)
