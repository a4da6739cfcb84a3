"""A time is found: offered in Slack, voted on there, on the thread's card and in a calendar, and chosen."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.marketplace.model import Proposal
from anteroom.sandbox.slack.model import Message, View
from anteroom.sandbox.story.calendars import ours, said_on_card, thread_card
from anteroom.sandbox.story.keeping import TypedText
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven, prove

PROPOSAL, THREAD, TITLE = "p-reports", "t-reports", "Reports that build themselves"
EVERYBODY = ("maya", "dana", "leo", "priya")
TIMES = 3


async def play_journey_times(scene: Scene) -> None:
    """Offer three times, vote in three places, see what is left. Maya's Slack account is linked already."""
    times = await _offer(scene)
    held = await _held(scene, times)
    await _vote(scene, times)
    await _chosen(scene, times, held)


async def _offer(scene: Scene) -> list[datetime]:
    slack, maya = scene.world.twins.slack, scene.cast.maya.name
    books = scene.world.twins.marketplace.books
    books.proposals[PROPOSAL] = Proposal(
        PROPOSAL, THREAD, "j-reports", TITLE, "m-maya", "m-leo", "shortlisted"
    )
    await scene.world.twins.marketplace.sync()
    with scene.teller.step(
        "Maya asks in Slack for 45 minutes that suit four people, and offers three"
    ) as proof:
        _ = await slack.command(maya, "/interview", f"times {PROPOSAL} next week for 45m")
        await slack.wait_for_view(maya, _has_slots)
        emails = f"Priya, reporting <{scene.cast.priya.email}>"
        scene.typed.append(TypedText(maya, emails, scene.clock.now()))
        await slack.fill(maya, {"colleagues": [scene.cast.dana.name], "emails": emails})
        view = await slack.wait_for_view(maya, _has_slots)
        field, options = _slots(view)
        prove(len(options) >= TIMES, f"only {len(options)} times were found")
        picked = [str(each["value"]) for each in options[:TIMES]]
        await slack.fill(maya, {field: picked, "how": "vote"})
        errors = await slack.submit(maya)
        prove(not errors, f"the form was refused: {errors}")
        await slack.wait_for_view(maya, "Check and ask")
        errors = await slack.submit(maya)
        prove(not errors, f"it was not sent: {errors}")
        times = sorted(datetime.fromtimestamp(int(each), UTC) for each in picked)
        proof(f"{len(options)} common times were offered; nobody's calendar was shown")
    return times


async def _held(scene: Scene, times: list[datetime]) -> list[Entry]:
    with scene.teller.step("Each time is held in each calendar, and nobody is invited yet") as proof:
        for key in EVERYBODY:
            for time in times:
                await scene.until(f"an entry for {key}", partial(ours, scene, key, time))
        held = [entry for key in EVERYBODY for entry in _entries(scene, key, times)]
        prove(len(held) == len(EVERYBODY) * TIMES, f"{len(held)} entries stand")
        prove(all(entry.sequence == 0 for entry in held), "an entry was changed already")
        proof(f"{len(held)} tentative entries, {TIMES} for each of {len(EVERYBODY)} people")
    return held


async def _vote(scene: Scene, times: list[datetime]) -> None:
    twins, dana = scene.world.twins, scene.cast.dana.name
    first, second, _ = times
    card = await scene.until("the thread's card", lambda: _polling(scene))
    ids = {datetime.fromisoformat(each["starts_at"]): str(each["id"]) for each in card["poll"]["times"]}
    with scene.teller.step("Dana votes on her card in Slack, Leo on the card in the thread") as proof:
        for time, name in ((first, "poll_no"), (second, "poll_yes")):
            shown = await scene.until("Dana's card", lambda: _votable(scene, dana))
            await twins.slack.click(dana, shown, name, block_id=f"marks:{ids[time]}")
        await twins.marketplace.mark_times("leo", str(card["id"]), {ids[first]: "yes", ids[second]: "yes"})
        await scene.until("both on Maya's card", lambda: _says(scene, "✗ No: Dana", "✓ Yes: "))
        told = {name for each in card["poll"]["times"] for name in each}
        prove(told == {"id", "starts_at", "ends_at"}, f"the thread's card tells more than times: {told}")
        proof("Maya's card shows who says what; the thread's card shows times alone")
    with scene.teller.step("Priya, who has nothing but a calendar, accepts the second time there") as proof:
        entry = ours(scene, "priya", second)
        assert entry is not None
        await twins.mailbox.accept("priya", entry.uid)
        await scene.until(
            "the card to say scheduled", lambda: thread_card(scene, THREAD, second, "scheduled")
        )
        proof("REPLY over SMTP to her own reply address; with it everybody has said yes, and it is chosen")


async def _chosen(scene: Scene, times: list[datetime], held: list[Entry]) -> None:
    with scene.teller.step("The held entry becomes the invitation, and the others are gone") as proof:
        left = [
            await scene.until(f"one entry for {key}", partial(_only, scene, key, times)) for key in EVERYBODY
        ]
        before = {entry.uid for entry in held if entry.starts_at == times[1]}
        prove({entry.uid for entry in left} == before, "somebody has another entry than the one that held it")
        card = thread_card(scene, THREAD, times[1], "scheduled")
        prove(said_on_card(card, "Leo") == "accepted", "Leo is asked a second time")
        proof("exactly one entry in each calendar: the UID it had, SEQUENCE 1, confirmed; two cancelled")


def _entries(scene: Scene, key: str, times: list[datetime]) -> list[Entry]:
    return [entry for time in times if (entry := ours(scene, key, time))]


def _only(scene: Scene, key: str, times: list[datetime]) -> Entry | None:
    left = _entries(scene, key, times)
    if len(left) == 1 and left[0].starts_at == times[1] and left[0].sequence == 1:
        return left[0]
    return None


def _has_slots(view: View) -> bool:
    return any(str(block.get("block_id")).startswith("slots:") for block in view.blocks)


def _slots(view: View) -> tuple[str, list[dict[str, Any]]]:
    for block in view.blocks:
        if str(block.get("block_id")).startswith("slots:"):
            return str(block["block_id"]), list(block["element"]["options"])
    raise NotProven("no times were found")


def _polling(scene: Scene) -> dict[str, Any] | None:
    cards = scene.world.twins.marketplace.cards(THREAD)
    return next((dict(each) for each in cards if each.get("poll")), None)


def _votable(scene: Scene, name: str) -> Message | None:
    for message in scene.world.twins.slack.messages(name):
        if any(str(block.get("block_id")).startswith("marks:") for block in message.blocks):
            return message
    return None


def _says(scene: Scene, *words: str) -> bool:
    return any(
        all(word in str(message.blocks) for word in words)
        for message in scene.world.twins.slack.messages(scene.cast.maya.name)
    )
