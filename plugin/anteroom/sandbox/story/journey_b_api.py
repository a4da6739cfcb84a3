"""Journey B, without Slack: the marketplace schedules by its API, and everything else is the same."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from anteroom.sandbox.story.calendars import next_morning, ours, said_on_card, thread_card
from anteroom.sandbox.story.office import CLIENT, open_office
from anteroom.sandbox.story.program import call_api
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

PROPOSAL, THREAD = "p-notes", "t-notes"
DAYS = 7
EVERYBODY = ("ines", "leo", "priya")


async def play_journey_b_api(scene: Scene) -> None:
    """The marketplace schedules for a client, people answer where they are, and the host cancels."""
    await open_office(scene)
    market, mailbox = scene.world.twins.marketplace, scene.world.twins.mailbox
    start = next_morning(scene, days=DAYS)
    with scene.teller.step("The marketplace schedules for Ines by its API; asked twice it is one") as proof:
        wish = {
            "proposal": PROPOSAL,
            "host": CLIENT,
            "starts_at": start.isoformat(),
            "minutes": 30,
            "guests": [{"email": scene.cast.priya.email, "label": "Priya, who takes notes"}],
        }
        first, again = [await call_api(scene, "/v1/interviews", wish, once="notes-1") for _ in range(2)]
        prove(first["id"] == again["id"], "the same call made another interview")
        for key in EVERYBODY:
            await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
        mails = {key: _told_of_it(scene, key) for key in EVERYBODY}
        prove(set(mails.values()) == {1}, f"calendar mails that came: {mails}")
        card = await scene.until("the card", lambda: thread_card(scene, THREAD, start))
        prove(scene.cast.priya.email not in str((first, card)), "the API or the card tells an address")
        proof("one calendar mail a person, one card in the thread; the answer and the card hold no address")
    with scene.teller.step("Leo accepts on the thread's card, Priya from her calendar") as proof:
        await market.answer_card("leo", str(card["id"]), "accepted")
        entry = ours(scene, "priya", start)
        assert entry is not None
        await mailbox.accept("priya", entry.uid)
        await scene.until("scheduled", lambda: thread_card(scene, THREAD, start, "scheduled"))
        for label in ("Leo", "Priya"):
            await scene.until(f"{label}'s answer", partial(_accepted, scene, start, label))
        proof("scheduled, ✓ Leo ✓ Priya; the way that an answer came makes no difference")
    with scene.teller.step("Ines cancels, and the marketplace says so by its API") as proof:
        await call_api(scene, f"/v1/interviews/{first['id']}/cancel", {"member": CLIENT})
        for key in EVERYBODY:
            await scene.until(f"{key}'s entry to go", partial(ours, scene, key, start, cancelled=True))
        await scene.until("cancelled", lambda: thread_card(scene, THREAD, start, "cancelled"))
        proof("CANCEL to three people; the card says cancelled")


def _accepted(scene: Scene, start: datetime, label: str) -> bool:
    return said_on_card(thread_card(scene, THREAD, start), label) == "accepted"


def _told_of_it(scene: Scene, key: str) -> int:
    """How many mails invited this person to it."""
    invited = [mail.invitation for mail in scene.world.twins.mailbox.mails(key) if mail.invitation]
    return sum("Notes that are never lost" in each.summary for each in invited)
