"""Journey C, it goes wrong: its call half. Nobody comes, nothing gets through, and somebody objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp

from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.story.calendars import MINUTES, ours, thread_card
from anteroom.sandbox.story.journey_b import THREAD, freelancer_accepts, make
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.seats import Guestroom
from anteroom.sandbox.story.telling import prove

PEOPLE = ("maya", "leo", "ines")
GRACE = timedelta(minutes=10)
WORDS = "I stood before a page that stayed white. My colleague saw it."


async def play_journey_c_call(scene: Scene) -> None:
    """Play a no-show, another try that fails, one more, and a word against the first."""
    event = await make(scene, ("ines",), days=6)
    await freelancer_accepts(scene, event)
    await _nobody_comes(scene, event.starts_at)
    again = await _again(scene, event.starts_at)
    await _fails(scene, again)
    await _free_of_charge(scene, again)
    await _contested(scene, event.starts_at)


async def _nobody_comes(scene: Scene, start: datetime) -> None:
    with scene.teller.step("Leo does not come; Maya waits, and ends it when ten minutes are over") as proof:
        scene.clock.travel_to(start - GRACE)
        card = await scene.until("the open door", partial(thread_card, scene, THREAD, start, "doors_open"))
        maya = await Guestroom.come(scene, "maya", card)
        seat = await maya.enter()
        scene.clock.travel_to(start + timedelta(minutes=5))
        await seat.says("end")
        await seat.hears("ended")
        prove(thread_card(scene, THREAD, start, "doors_open"), "it was over before the grace was")
        proof("ended after five minutes it is not over: Leo may be on his way")
        seat = await maya.enter()
        scene.clock.travel_to(start + timedelta(minutes=12))
        await seat.says("end")
        card = await scene.until("the card", partial(thread_card, scene, THREAD, start, "missed"))
        prove(card["state_word"] == "Did not take place", f"the card says {card['state_word']}")
        told = scene.world.twins.marketplace.events
        missed = await scene.until(
            "the event", lambda: [each for each in told if each.type == "interview.missed"]
        )
        prove(not {"missing", "side"} & set(missed[-1].data), "the event tells who did not come")
        proof("the card says “Did not take place”, and neither it nor the webhook says who did not come")
        leo = await Guestroom.come(scene, "leo", card)
        prove("freelancer’s side" in await maya.page(), "the host does not learn who was not seen")
        prove("You were not seen there" in await leo.page(), "Leo does not learn what was seen")
        proof("Maya and Leo alone read what was seen of whom")


async def _again(scene: Scene, start: datetime) -> datetime:
    with scene.teller.step("Leo asks for another try; Maya invites everybody with one tap") as proof:
        card = thread_card(scene, THREAD, start)
        assert card is not None
        prove(card["actions"] == ["again", "contest"], f"the card offers {card['actions']}")
        leo, maya = [await Guestroom.come(scene, key, card) for key in ("leo", "maya")]
        prove(await leo.press("again") == 303, "asking was refused")
        page = await maya.page()
        prove("Leo Marchetti would like to try once more" in page, "Maya is not told")
        found = re.search(r'name="starts_at" value="([^"]+)"', page)
        prove(found, "no time is proposed")
        assert found is not None
        later = datetime.fromisoformat(found[1])
        prove(await maya.press("rebook", starts_at=found[1]) == 303, "it was refused")
        for key in PEOPLE:
            await scene.until(f"{key}'s new entry", partial(ours, scene, key, later))
        await scene.until("the new card", partial(thread_card, scene, THREAD, later))
        prove(await maya.press("rebook", starts_at=found[1]) == 409, "it was scheduled twice")
        proof(f"proposed at the same hour of the day; {len(PEOPLE)} invitations, and no second ones")
        prove(ours(scene, "leo", start) is not None, "the entry of what is past was changed")
    return later


async def _fails(scene: Scene, start: datetime) -> None:
    with scene.teller.step("Both come, and nothing gets through between them: the call failed") as proof:
        scene.clock.travel_to(start - timedelta(minutes=5))
        card = await scene.until("the open door", partial(thread_card, scene, THREAD, start, "doors_open"))
        rooms = [await Guestroom.come(scene, key, card) for key in ("maya", "leo")]
        seats = [await each.enter() for each in rooms]
        for seat, other in zip(seats, reversed(rooms), strict=True):
            await seat.says("reached", to=other.seat, connected=False)
        scene.clock.travel_to(start + timedelta(minutes=3))
        for seat in seats:
            await seat.leaves()
        prove(await rooms[1].press("connection", said="failed") == 303, "his word was refused")
        proof("leaving, Leo says that it did not work: one tap, seen by nobody in the interview")
        scene.clock.travel_to(start + MINUTES + GRACE)
        card = await scene.until("the card", partial(thread_card, scene, THREAD, start, "technical"))
        prove(card["held_minutes"] is None and "nobody" not in card["state_word"], "the card blames somebody")
        page = await rooms[1].page()
        prove("did not get through between you" in page, "the page does not say why")
        proof(f"the card says “{card['state_word']}”; both pages say why, and nobody is called missing")


async def _free_of_charge(scene: Scene, start: datetime) -> None:
    with scene.teller.step("Another try costs none of the day's invitations") as proof:
        card = thread_card(scene, THREAD, start)
        assert card is not None
        maya = await Guestroom.come(scene, "maya", card)
        page = await maya.page()
        prove("does not count against your invitations" in page, "the page does not say so")
        times = re.findall(r'name="starts_at" value="([^"]+)"', page)
        later = datetime.fromisoformat(times[-1])
        prove(await maya.press("rebook", starts_at=times[-1]) == 303, "it was refused")
        await scene.until("the new card", partial(thread_card, scene, THREAD, later))
        async with scene.world.house.database.connection() as conn:
            free = await conn.fetchval("select count(*) from written_to where free")
        prove(free == len(PEOPLE) - 1, f"{free} invitations were free")
        proof(f"{free} people were asked, and the caps count none of them")


async def _contested(scene: Scene, start: datetime) -> None:
    with scene.teller.step(
        "Leo says that the first was otherwise; people look at it, and correct it"
    ) as proof:
        card = thread_card(scene, THREAD, start)
        assert card is not None
        leo = await Guestroom.come(scene, "leo", card)
        said = {"claim": "technical", "words": WORDS}
        prove(await leo.press("contest", **{**said, "words": f"{WORDS} +49 30 901820 41"}) == 422, "not held")
        prove(await leo.press("contest", **said) == 303, "it was refused")
        await scene.until("the card to say so", lambda: _under_review(scene, start))
        proof("the guard reads it first; the card says “under review”, and not who says what")
        listed = await _trust(scene, "GET", "/v1/contests", None)
        path = f"/v1/contests/{listed['contests'][-1]['id']}"
        read = await _trust(scene, "POST", f"{path}/reading", {"reviewer": "t-7", "reason": "contest"})
        prove(
            read["words"] == WORDS and read["seen"]["freelancer"]["first"] is None, "the reading is another"
        )
        decision = {"decision": "correct", "state": "technical", "cause": "no_media", "reason": "logs"}
        await _trust(scene, "POST", f"{path}/decision", {"reviewer": "t-7", **decision})
        card = await scene.until("the card", partial(thread_card, scene, THREAD, start, "technical"))
        prove(card["under_review"] is False, "it is still under review")
        prove("it was corrected" in await leo.page(), "Leo is not told")
        proof("read under a key of its own, decided, corrected; every card says the same")


def _under_review(scene: Scene, start: datetime) -> JsonObject | None:
    card = thread_card(scene, THREAD, start)
    return card if card and card["under_review"] else None


async def _trust(scene: Scene, method: str, path: str, body: Mapping[str, object] | None) -> Any:
    """Call what only the marketplace's trust people may."""
    key = scene.world.settings.secrets.review_key
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, f"{scene.world.url}{path}", json=body) as answer,
    ):
        prove(answer.status == 200, f"{path} answered {answer.status}")
        return await answer.json()
