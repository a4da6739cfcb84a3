"""Journey C, it goes wrong: its people. Two clicks at once, a wrong time zone, a deputy at the door."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from functools import partial

from anteroom.sandbox.marketplace.model import Proposal
from anteroom.sandbox.slack.model import Message
from anteroom.sandbox.story.calendars import next_morning, ours, thread_card
from anteroom.sandbox.story.journey_a import form_shown, offered
from anteroom.sandbox.story.keeping import TypedText
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.seats import Guestroom
from anteroom.sandbox.story.telling import NotProven, prove
from anteroom.sandbox.story.visit import Visitor

PROPOSAL, THREAD, TITLE = "p-tests", "t-tests", "Tests that explain themselves"
EVERYBODY = ("maya", "dana", "leo", "priya")
DEPUTY = "Victor Stone, CEO"


async def play_journey_c_people(scene: Scene) -> None:
    """Play it on one interview with an executive and an expert. Maya's Slack is connected."""
    start = await _asked(scene)
    later = await _pressed_twice(scene, start)
    await _wrong_zone(scene, later)
    await _deputy(scene, later)


async def _asked(scene: Scene) -> datetime:
    market, slack, maya = scene.world.twins.marketplace, scene.world.twins.slack, scene.cast.maya.name
    market.books.proposals[PROPOSAL] = Proposal(
        PROPOSAL, THREAD, "j-tests", TITLE, "m-maya", "m-leo", "active"
    )
    await market.sync()
    start = next_morning(scene, days=2) + timedelta(hours=4)
    await slack.command(maya, "/interview")
    await slack.wait_for_view(maya, form_shown)
    emails = f"Priya, who tests <{scene.cast.priya.email}>"
    scene.typed.append(TypedText(maya, emails, scene.clock.now()))
    values = {
        "proposal": await offered(scene, maya, TITLE),
        "when": start,
        "length": "45 minutes",
        "colleagues": [scene.cast.dana.name],
        "emails": emails,
    }
    await slack.fill(maya, values)
    for _ in ("who is contacted", "contacts them"):
        errors = await slack.submit(maya)
        prove(not errors, f"it was refused: {errors}")
        await slack.settled()
    for key in EVERYBODY:
        await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
    return start


async def _pressed_twice(scene: Scene, start: datetime) -> datetime:
    twins, maya, later = scene.world.twins, scene.cast.maya.name, start + timedelta(hours=1)
    with scene.teller.step("Two clicks at once: Maya presses “Accept” below Leo's other time twice") as proof:
        card = await scene.until("the card", lambda: thread_card(scene, THREAD, start))
        await twins.marketplace.counter_card("leo", str(card["id"]), later, 45)
        asked = await scene.until("the other time on her card", lambda: _to_accept(scene))
        await asyncio.gather(*(twins.slack.click(maya, asked, "counter_accept") for _ in range(2)))
        for key in EVERYBODY:
            await scene.until(f"{key}'s entry to move", partial(ours, scene, key, later))
        entries = [entry for key in EVERYBODY if (entry := ours(scene, key, later))]
        prove({entry.sequence for entry in entries} == {1}, "it was moved twice")
        mails = {key: _mails_about(scene, key, later) for key in EVERYBODY}
        prove(set(mails.values()) == {1}, f"mails about the new time: {mails}")
        proof("it moved once: SEQUENCE 1 and one mail a person")
    return later


async def _wrong_zone(scene: Scene, start: datetime) -> None:
    with scene.teller.step("Two time zones are wrong: nobody knows Priya's, and Leo is in Tokyo") as proof:
        mail = next(
            each.text for each in reversed(scene.world.twins.mailbox.mails("priya")) if "/i#" in each.text
        )
        prove("(UTC)" in mail and "We do not know your time zone" in mail, "a zone is assumed for Priya")
        priya, seat = await _arrived(scene, scene.visitor("priya"), _link_in(scene, mail))
        page = (await priya.open(f"{scene.world.url}/lobby/{seat}")).text
        prove("Universal time" in page and f"/where/{seat}" in page, "her page does not ask where she is")
        said = await priya.send_form(
            f"{scene.world.url}/where/{seat}", {"zone": "Asia/Kolkata", "back": "lobby"}
        )
        prove(said.status == 303, f"her zone was refused: {said.status}")
        page = (await priya.open(f"{scene.world.url}/lobby/{seat}")).text
        prove("Kolkata, UTC+5:30" in page, "her page does not show her zone")
        proof(
            "Priya's mail says that it is in UTC because hers is unknown; she says it once: Kolkata, UTC+5:30"
        )
        card = thread_card(scene, THREAD, start)
        assert card is not None
        leo = await Guestroom.come(scene, "leo", card)
        prove("Sao Paulo, UTC−3" in await leo.page(), "Leo's page does not name his zone")
        away = {"zone": "Asia/Tokyo", "until": f"{start + timedelta(days=1):%Y-%m-%d}"}
        sent = await leo.visitor.send_form(f"{scene.world.url}/where/{leo.seat}/travel", away)
        prove(sent.status == 303, f"his journey was refused: {sent.status}")
        prove("Tokyo, UTC+9" in await leo.page(), "his page does not follow him")
        prove(ours(scene, "leo", start) is not None, "the interview moved")
        proof("Leo says that he is in Tokyo until then: his page reads Tokyo, UTC+9; the instant is the same")


async def _deputy(scene: Scene, start: datetime) -> None:
    with scene.teller.step(
        "The executive's deputy comes instead, by her forwarded link; the host decides"
    ) as proof:
        scene.clock.travel_to(start - timedelta(minutes=10))
        card = await scene.until("the open door", lambda: thread_card(scene, THREAD, start, "doors_open"))
        link = await scene.until("Dana's pass", lambda: _newest_pass(scene))
        victor, seat = await _arrived(scene, scene.stranger(DEPUTY), link)
        led = await victor.send_form(f"{scene.world.url}/lobby/{seat}/instead", {"name": DEPUTY})
        prove(led.status == 303, f"asking was refused: {led.status}")
        waiting = await victor.open(f"{scene.world.url}{led.location}")
        prove('data-state="asked"' in waiting.text, "he is in, and nobody was asked")
        prove(DEPUTY not in str(thread_card(scene, THREAD, start)), "the card shows him already")
        proof("he gives his name, and waits: a forwarded link opens no seat")
        maya = await Guestroom.come(scene, "maya", card)
        prove(DEPUTY in await maya.page(), "the host is not asked")
        prove(await maya.press("gate", act=f"admit {seat}") == 303, "her yes was refused")
        taken = await victor.send_form(f"{scene.world.url}{led.location}", {})
        found = re.fullmatch(r"/lobby/([\w-]+)", taken.location)
        prove(found and found[1] != seat, f"he was given no seat of his own: {taken.location}")
        own = await victor.open(f"{scene.world.url}{taken.location}")
        prove(own.status == 200 and DEPUTY in own.text, "his own lobby does not open")
        await scene.until("his name on the card", lambda: DEPUTY in str(thread_card(scene, THREAD, start)))
        proof("Maya lets him in: a seat and a link of his own, his name on every card")


async def _arrived(scene: Scene, visitor: Visitor, link: str) -> tuple[Visitor, str]:
    """Come by a personal link; return who came, and the seat."""
    taken = await visitor.send_json(f"{scene.world.url}/i", {"pass": link.partition("#")[2]})
    found = re.search(r"/lobby/([\w-]+)", taken.text)
    if taken.status != 200 or found is None:
        raise NotProven(f"the link answered {taken.status}")
    return visitor, found[1]


def _link_in(scene: Scene, text: str) -> str:
    home = f"{scene.world.url}/i#"
    return home + text.split(home, 1)[1].split()[0]


def _to_accept(scene: Scene) -> Message | None:
    messages = scene.world.twins.slack.messages(scene.cast.maya.name)
    return next(
        (each for each in messages if each.action("counter_accept") and TITLE in str(each.blocks)), None
    )


def _newest_pass(scene: Scene) -> str | None:
    """The link that came to Dana in Slack for this interview."""
    for message in reversed(scene.world.twins.slack.messages(scene.cast.dana.name)):
        join = message.action("join")
        if join and TITLE in str(message.blocks) and any(b.get("block_id") == "pass" for b in message.blocks):
            return str(join["url"])
    return None


def _mails_about(scene: Scene, key: str, start: datetime) -> int:
    told = [mail.invitation for mail in scene.world.twins.mailbox.mails(key) if mail.invitation]
    return sum(each.starts_at == start and TITLE in each.summary for each in told)
