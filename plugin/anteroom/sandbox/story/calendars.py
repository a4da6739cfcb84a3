"""What journeys look for in calendars and on the thread's card."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.mailbox.own_events import Guest
from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven

MINUTES = timedelta(minutes=45)


def next_morning(scene: Scene, *, days: int) -> datetime:
    """Return ten o'clock UTC of a working day, `days` from now or a little later."""
    start = (scene.clock.now() + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
    while start.weekday() > 4:
        start += timedelta(days=1)
    return start


def address_of(scene: Scene, proposal: str) -> str:
    """Return a proposal's interview address, as the marketplace shows it to the client."""
    address = scene.world.twins.marketplace.books.proposals[proposal].interview_address
    if not address:
        raise NotProven("the marketplace was told no interview address")
    return address


def ours(scene: Scene, key: str, start: datetime, *, cancelled: bool = False) -> Entry | None:
    """Return the entry that Anteroom put into a person's calendar for this time."""
    relay = f"@{scene.world.settings.relay_domain}"
    for entry in scene.world.twins.mailbox.calendar(key):
        if entry.organizer.endswith(relay) and entry.starts_at == start and entry.cancelled == cancelled:
            return entry
    return None


def answered(scene: Scene, uid: str, address: str, answer: str) -> Guest | None:
    """Return how Maya's own event shows our address, once it shows this answer."""
    for event in scene.world.twins.mailbox.own_events("maya"):
        guest = event.guest(address)
        if event.uid == uid and guest is not None and guest.answer == answer:
            return guest
    return None


def thread_card(scene: Scene, thread: str, start: datetime, state: str = "") -> JsonObject | None:
    """Return the thread's card of the interview at this time, if it is in this state."""
    for card in scene.world.twins.marketplace.cards(thread):
        if "starts_at" not in card:
            continue
        if datetime.fromisoformat(card["starts_at"]) == start and state in ("", card["state"]):
            return dict(card)
    return None


def said_on_card(card: JsonObject | None, label: str) -> str:
    """Return a party's answer as a card shows it; "" for somebody who is not on it."""
    lines = card["lines"] if card else []
    return next((str(line["answer"]) for line in lines if label in line["label"]), "")
