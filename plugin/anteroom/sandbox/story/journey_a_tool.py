"""Journey A′, the executive's own tool: the company's link, sealed, and opened behind the gate alone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial

from anteroom.passes.times import hour
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.story.calendars import MINUTES, next_morning, ours, thread_card
from anteroom.sandbox.story.journey_a import form_shown, offered
from anteroom.sandbox.story.journey_b import THREAD
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven, prove
from anteroom.sandbox.story.visit import Visitor

PERSONAL = "https://larkfield.zoom.us/my/maya.okafor"
NUMBER, CODE = "85039164827", "vR3nQw8ZkT5yLm2HxB7dPc"
LINK = f"https://larkfield.zoom.us/j/{NUMBER}?pwd={CODE}"
LEADS_TO = f"https://zoom.us/j/{NUMBER}?pwd={CODE}"
PEOPLE = ("maya", "dana", "leo")
DAYS = 5
SHOWS = "Zoom shows everybody the name you join with"
OPENS = "You need a browser and no account."
OPENING = re.compile(r"/lobby/[^/]+/tool/open")


async def play_journey_a_tool(scene: Scene) -> None:
    """Play its first half: the link is given. Maya's Slack is connected."""
    start = await _given(scene)
    await _told(scene, start)
    await _opened(scene, start)
    await _held(scene, start)


async def _given(scene: Scene) -> datetime:
    slack, maya = scene.world.twins.slack, scene.cast.maya.name
    start = next_morning(scene, days=DAYS)
    with scene.teller.step("Maya chooses her company's own Zoom; her personal room is refused") as proof:
        await slack.command(maya, "/interview")
        await slack.wait_for_view(maya, form_shown)
        values = {
            "proposal": await offered(scene, maya, scene.cast.proposals[1].job_title),
            "when": start,
            "length": "45 minutes",
            "colleagues": [scene.cast.dana.name],
            "where": "link",
        }
        await slack.fill(maya, values)
        await slack.wait_for_view(maya, lambda view: any(each["block_id"] == "link" for each in view.blocks))
        await slack.fill(maya, {"link": PERSONAL})
        errors = await slack.submit(maya)
        prove(errors and "personal Zoom room" in errors.get("link", ""), f"it was not refused: {errors}")
        assert errors is not None
        proof(f"under the field: “{errors['link']}”")
        await slack.fill(maya, {"link": LINK})
        errors = await slack.submit(maya)
        prove(not errors, f"the meeting's link was refused: {errors}")
        step = str((await slack.wait_for_view(maya, "Check and invite")).blocks)
        prove("rename yourself for this call" in step, "the last step does not say what Zoom shows")
        prove(NUMBER not in step, "the last step shows the link")
        proof("the last step says what Zoom shows of her, and does not show the link")
        errors = await slack.submit(maya)
        prove(not errors, f"the invitation was refused: {errors}")
        await scene.until("the card in the thread", lambda: thread_card(scene, THREAD, start))
    return start


async def _told(scene: Scene, start: datetime) -> None:
    with scene.teller.step("Everybody reads that they will meet in Zoom, and nobody by which link") as proof:
        for key in PEOPLE:
            await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
        mails = [mail for key in PEOPLE for mail in scene.world.twins.mailbox.mails(key)]
        said = [mail for mail in mails if "You will meet in Zoom" in " ".join(mail.text.split())]
        prove(len({mail.person for mail in said}) == len(PEOPLE), "an invitation does not say where")
        card = thread_card(scene, THREAD, start)
        prove(card and card["place"]["tool"] == "zoom", f"the card says: {card}")
        prove(not _with_link(scene), "the link stands outside")
        proof("mails, calendar entries and cards name the tool; the link is in nothing that arrived")


async def _opened(scene: Scene, start: datetime) -> None:
    with scene.teller.step("The doors open: each agrees to what Zoom shows, and is led there") as proof:
        passes = await doors_opened(scene, start)
        dana, lobby = await agreed(scene, "dana", passes["dana"])
        led = await pressed(dana, lobby)
        prove(led and lobby.endswith(led), f"Dana did not wait for her host: {led[:20]}…")
        proof("Dana comes before her host and waits in our lobby; Zoom stays shut")
        for key in ("maya", "leo"):
            led = await pressed(*await agreed(scene, key, passes[key]))
            prove(led == LEADS_TO, f"{key} was led to {led[:20]}…")
        prove(await pressed(dana, lobby) == LEADS_TO, "Dana is not let in once Maya is there")
        proof("once Maya has opened it, those for whom Slack and the marketplace vouch go straight in")
        proof(
            "a form, a redirect without a referrer; Zoom's vanity host, which names the company, is left out"
        )
        found = _with_link(scene)
        prove(
            len(found) == 3 and all(OPENING.fullmatch(each.path) for each in found), "the link is elsewhere"
        )
        proof("what opened it is all that ever held the link: three redirects, each to the one who pressed")


async def _held(scene: Scene, start: datetime) -> None:
    with scene.teller.step("After its time the card says held, and the link is gone") as proof:
        scene.clock.travel_to(start + MINUTES + timedelta(minutes=11))
        card = await scene.until("the card to say held", lambda: thread_card(scene, THREAD, start, "held"))
        prove(card["held_minutes"] is None, "minutes are claimed that nobody measured")
        async with scene.world.house.database.connection() as conn:
            kept = await conn.fetchval("select count(*) from meeting where sealed is not null")
        prove(kept == 0, "the link is still there")
        proof("held, because both sides opened it; how long they talked we do not know and do not say")


async def doors_opened(scene: Scene, start: datetime) -> dict[str, str]:
    """Let it be ten minutes before; return the pass that each gets then, the host's first, by key."""
    before = {_newest_pass(scene, key, start) for key in PEOPLE}
    scene.clock.travel_to(start - timedelta(minutes=10))
    await scene.until("the open door", lambda: thread_card(scene, THREAD, start, "doors_open"))

    def new_pass(key: str) -> str | None:
        found = _newest_pass(scene, key, start)
        return None if found in before else found

    return {key: await scene.until(f"{key}'s pass", partial(new_pass, key)) for key in PEOPLE}


async def agreed(scene: Scene, key: str, link: str, shows: str = SHOWS) -> tuple[Visitor, str]:
    """Come from a pass and agree to what the tool shows; return who came, and the lobby's address."""
    visitor, home = scene.visitor(key), scene.world.url
    taken = await visitor.send_json(f"{home}/i", {"pass": link.partition("#")[2]})
    prove(taken.status == 200, f"the pass answered {taken.status}")
    found = re.search(r"/lobby/[\w-]+", taken.text)
    if found is None:
        raise NotProven("the pass leads to no lobby")
    lobby = f"{home}{found[0]}"
    page = await visitor.open(lobby)
    prove(shows in page.text, "the lobby does not say what Zoom shows")
    early = await visitor.send_form(f"{lobby}/tool/open", {})
    prove(early.status == 409, f"it opened before anything was agreed to: {early.status}")
    text = re.search(r'name="text" value="([0-9a-f]{64})"', page.text)
    prove(text, "there is nothing to agree to")
    assert text is not None
    await visitor.send_form(f"{lobby}/tool", {"agree": "yes", "text": text[1]})
    return visitor, lobby


async def pressed(visitor: Visitor, lobby: str) -> str:
    """Press the button that opens the tool; return where that leads."""
    led = await visitor.send_form(f"{lobby}/tool/open", {})
    prove(led.status == 303, f"opening answered {led.status}")
    return led.location


def _newest_pass(scene: Scene, key: str, start: datetime) -> str | None:
    """The personal link that came last, by Slack or by mail, for what begins then."""
    person, home = scene.cast.person(key), f"{scene.world.url}/i#"
    begins = hour(start, person.zone)
    if person.in_slack:
        for message in reversed(scene.world.twins.slack.messages(person.name)):
            element = message.action("join")
            passes = [block for block in message.blocks if block.get("block_id") == "pass"]
            if element and passes and begins in str(passes):
                return str(element["url"])
        return None
    for mail in reversed(scene.world.twins.mailbox.mails(key)):
        # Mails about a call that is over lead to its page by the same link; only this one opens a door.
        said = " ".join(mail.text.split())
        if mail.invitation is None and home in mail.text and OPENS in said and begins in said:
            return home + mail.text.split(home, 1)[1].split()[0]
    return None


def _with_link(scene: Scene) -> list[Capture]:
    """Everything outside in which the meeting's number or code stands."""
    pieces = (NUMBER, CODE)
    return [
        each
        for each in scene.captures
        if any(piece in each.body.decode("utf-8", "replace") + str(each.headers) for piece in pieces)
    ]
