"""Journey A′, second half: the call is made by us in the company's Zoom, and Zoom fails one day."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from anteroom.sandbox.meetings.zoom import SandboxZoom
from anteroom.sandbox.server import Weather
from anteroom.sandbox.story.calendars import MINUTES, next_morning, ours, thread_card
from anteroom.sandbox.story.journey_a import form_shown, offered
from anteroom.sandbox.story.journey_a_tool import agreed, doors_opened, pressed
from anteroom.sandbox.story.journey_b import THREAD
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

SHOWS = "Zoom shows everybody the name and the picture of its host’s profile"
DOWN = Weather(503)


async def play_journey_a_made(scene: Scene) -> None:
    """Play it. Maya's Slack is connected, and her company's Zoom."""
    prove(scene.world.tools, "there is no tool to make a call in")
    assert scene.world.tools is not None
    zoom = scene.world.tools.zoom
    start = await _made(scene, zoom)
    await _opened(scene, zoom, start)
    await _taken_away(scene, zoom, start)
    await _fallen_back(scene, zoom)


async def _asked(scene: Scene, start: datetime) -> None:
    """Schedule in Slack, in a Zoom made by us."""
    slack, maya = scene.world.twins.slack, scene.cast.maya.name
    await slack.command(maya, "/interview")
    await slack.wait_for_view(maya, form_shown)
    values = {
        "proposal": await offered(scene, maya, scene.cast.proposals[1].job_title),
        "when": start,
        "length": "45 minutes",
        "colleagues": [scene.cast.dana.name],
        "where": "made:zoom",
    }
    await slack.fill(maya, values)
    errors = await slack.submit(maya)
    prove(not errors, f"the form was refused: {errors}")
    step = str((await slack.wait_for_view(maya, "Check and invite")).blocks)
    prove("made for this interview alone" in step, "the last step does not say what is made")
    errors = await slack.submit(maya)
    prove(not errors, f"the invitation was refused: {errors}")


async def _made(scene: Scene, zoom: SandboxZoom) -> datetime:
    # Later in the day than what other journeys left there, so that no other door opens with this one.
    start = next_morning(scene, days=5) + timedelta(hours=3)
    with scene.teller.step("Maya has a call made in her company's own Zoom, from the form in Slack") as proof:
        await _asked(scene, start)
        await scene.until("a meeting at Zoom", lambda: zoom.meetings)
        ((number, meeting),) = zoom.meetings.items()
        prove(meeting["start_time"] == start.strftime("%Y-%m-%dT%H:%M:%SZ"), "it is at another time")
        prove(meeting["settings"]["use_pmi"] is False, "it is in a personal room")
        said = b"".join(each.body for each in zoom.heard).decode()
        people = scene.cast.people
        prove(
            not [each for person in people for each in (person.name, person.email) if each in said],
            "Zoom was told who meets",
        )
        proof(f"Zoom has one meeting, in the company's account, and was told “{meeting['topic'][:13]}…”")
        await scene.until("the card in the thread", lambda: thread_card(scene, THREAD, start))
        for key in ("maya", "dana", "leo"):
            await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
        prove(not _with(scene, number), "the meeting's number stands outside")
        proof("mails, calendar entries and cards name Zoom; the meeting's number is in nothing that arrived")
    return start


async def _opened(scene: Scene, zoom: SandboxZoom, start: datetime) -> None:
    (number,) = zoom.meetings
    with scene.teller.step("The doors open: each is led into it behind the own pass") as proof:
        for key, link in (await doors_opened(scene, start)).items():
            led = await pressed(*await agreed(scene, key, link, SHOWS))
            prove(led.startswith(f"https://zoom.us/j/{number}?"), f"{key} was led to {led[:20]}…")
        prove(len(_with(scene, number)) == 3, "the number is elsewhere than in the three redirects")
        proof("each read what Zoom shows, agreed, and was redirected without a referrer")


async def _taken_away(scene: Scene, zoom: SandboxZoom, start: datetime) -> None:
    with scene.teller.step("After its time the meeting is gone at Zoom, too") as proof:
        scene.clock.travel_to(start + MINUTES + timedelta(minutes=11))
        await scene.until("the card to say held", lambda: thread_card(scene, THREAD, start, "held"))
        await scene.until("Zoom to have no meeting", lambda: not zoom.meetings)
        proof("held; nobody can meet there again by its address")


async def _fallen_back(scene: Scene, zoom: SandboxZoom) -> None:
    start = next_morning(scene, days=1)
    with scene.teller.step("Zoom is down when the next one is to begin: all meet in the room") as proof:
        zoom.due.extend([DOWN] * 1000)
        await _asked(scene, start)
        await scene.until("the card in the thread", lambda: thread_card(scene, THREAD, start))
        scene.clock.travel_to(start - timedelta(minutes=10))

        def told() -> bool:
            card = thread_card(scene, THREAD, start)
            return bool(card and card["place"]["instead_of"] == "zoom")

        await scene.until("the card to say so", told)
        for key in ("dana", "leo"):
            await scene.until(f"a word to {key}", partial(_told_instead, scene, key))
        zoom.due.clear()
        prove(not zoom.meetings, "there is a meeting at Zoom")
        proof("card, calendar entries and lobby say so; nobody is sent to a meeting that is not there")
        _, _, events = await scene.world.ledger()
        prove("interview.fell_back" in events, "the ledger does not know")


def _told_instead(scene: Scene, key: str) -> bool:
    mails = scene.world.twins.mailbox.mails(key)
    return any("This call is not in Zoom after all" in " ".join(each.text.split()) for each in mails)


def _with(scene: Scene, number: str) -> list[str]:
    return [
        each.path
        for each in scene.captures
        if number in each.body.decode("utf-8", "replace") + str(each.headers)
    ]
