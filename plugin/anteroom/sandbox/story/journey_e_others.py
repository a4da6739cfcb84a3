"""Journey E for what is no message: an invitation that Leo leaves, and a time that Ines leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from anteroom.sandbox.marketplace.model import Proposal
from anteroom.sandbox.story.calendars import next_morning, ours, thread_card
from anteroom.sandbox.story.left_waiting import LeftWaiting
from anteroom.sandbox.story.office import CLIENT
from anteroom.sandbox.story.program import call_api
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

PROPOSAL, THREAD, JOB = "p-pages", "t-pages", "Pages by Tuesday"
DAYS = 60
"""Farther than all the days that pass until both have answered."""
MINUTES = 30


async def play_journey_e_others(scene: Scene) -> None:
    """Leo is reminded of an invitation, Ines of the time that he proposes then. Ines' office is open."""
    marketplace = scene.world.twins.marketplace
    marketplace.books.proposals[PROPOSAL] = Proposal(
        PROPOSAL, THREAD, "j-pages", JOB, CLIENT, "m-leo", "shortlisted"
    )
    await marketplace.sync()
    waiting = LeftWaiting(scene, PROPOSAL, JOB)
    start = next_morning(scene, days=DAYS)
    await _invited(waiting, start)
    await _proposed(waiting, start)


async def _invited(waiting: LeftWaiting, start: datetime) -> None:
    scene = waiting.scene
    with scene.teller.step("Leo leaves an invitation: he is reminded of that, too, with one button") as proof:
        wish = {"proposal": PROPOSAL, "host": CLIENT, "starts_at": start.isoformat(), "minutes": MINUTES}
        await call_api(scene, "/v1/interviews", wish, once="pages-1")
        await scene.until("the invitation", partial(ours, scene, "leo", start))
        mail = await waiting.days_until(
            "the reminder", partial(waiting.mail, "leo", "invitation is waiting for your answer")
        )
        prove("Answer the invitation" in mail.text, "it does not lead to the invitation")
        prove(scene.cast.ines.email not in mail.text, "the mail tells the client's address")
        event = await scene.until("the event", partial(waiting.event, "nudge.sent"))
        proof(f"by mail: “{mail.subject}”; {event.type} to the marketplace")


async def _proposed(waiting: LeftWaiting, start: datetime) -> None:
    scene, later = waiting.scene, start + timedelta(hours=1)
    mailbox = scene.world.twins.mailbox
    with scene.teller.step("He proposes an hour later; Ines leaves that, and is reminded") as proof:
        entry = ours(scene, "leo", start)
        assert entry is not None
        await mailbox.propose("leo", entry.uid, later, later + timedelta(minutes=MINUTES))
        mail = await waiting.days_until(
            "her reminder", partial(waiting.mail, "ines", "The time that Leo", "is waiting for you")
        )
        prove(scene.cast.leo.email not in mail.text, "the mail tells the freelancer's address")
        proof(f"“{mail.subject}”: “Look at the time”")
    with scene.teller.step("She cancels, and nothing waits any more") as proof:
        card = thread_card(scene, THREAD, start)
        assert card is not None
        await call_api(scene, f"/v1/interviews/{card['id']}/cancel", {"member": CLIENT})
        await scene.until("cancelled", lambda: thread_card(scene, THREAD, start, "cancelled"))
        before = sum(each.type == "nudge.sent" for each in scene.world.twins.marketplace.events)
        await waiting.quiet_days()
        after = sum(each.type == "nudge.sent" for each in scene.world.twins.marketplace.events)
        prove(before == after, "somebody is reminded of what is over")
        proof("six days on, nobody was reminded of it")
