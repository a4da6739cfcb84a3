"""Several times in the embed and on the thread's card: marked by the freelancer, chosen by the host."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from embeds.frame import Frame, Frames
from embeds.test_cards import acts, plain
from passes.reception import START


async def _poll(frames: Frames, **more: Any) -> tuple[str, list[str]]:
    """Let Maya offer three times; return the interview and the ids of the times, soonest first."""
    times = [(START + timedelta(days=day)).isoformat().replace("+00:00", "Z") for day in (1, 2, 3)]
    body = {"host": "m-maya", "times": times, "minutes": 45, "guests": [], **more}
    status, told = await frames.reception.api.post(f"/v1/proposals/{frames.proposal}/polls", body)
    assert status in (200, 201), told
    await frames.world.settle()
    return str(told["interview"]), [each["id"] for each in told["times"]]


async def _do(frame: Frame, interview: str, act: str, **fields: str) -> tuple[int, str]:
    said = await frame.send(f"/embed/interviews/{interview}/{act}", fields)
    return said.status, said.text


def _card(frames: Frames, interview: str) -> Any:
    """The thread's card of an interview; None where there is none."""
    cards = frames.world.twins.marketplace.books.cards.values()
    return next((each for each in cards if each.content["interview"] == interview), None)


async def test_he_marks_in_the_embed_and_in_the_thread_and_she_chooses(frames: Frames) -> None:
    interview, (first, second, third) = await _poll(frames, choice="host")
    leo = await frames.open("leo", interview=interview)
    maya = await frames.open("maya", interview=interview)
    his = (await leo.get("/embed/card")).text
    assert "Finding a time" in plain(his) and "Thu 26 Nov, 11:00–11:45" in plain(his)
    assert acts(his) == {"marks", "open", "report"} and len(re.findall('type="radio"', his)) == 9 + 6
    status, his = await _do(leo, interview, "marks", **{first: "yes", second: "no", third: "if_need_be"})
    assert status == 200 and len(re.findall(r'value="(?:yes|no|if_need_be)" checked', his)) == 3

    card = _card(frames, interview)
    assert (card.content["state_word"], card.content["actions"]) == ("Finding a time", ["mark"])
    assert [each["id"] for each in card.content["poll"]["times"]] == [first, second, third]
    assert "marks" not in str(card.content["poll"]) and "yes" not in str(card.content["poll"])
    await frames.world.twins.marketplace.mark_times("leo", card.id, {second: "yes", first: "no"})
    await frames.world.settle()

    hers = (await maya.get("/embed/card")).text
    assert acts(hers) == {"marks", "choose", "move", "cancel", "open", "report"}
    assert "1 yes, 0 if need be, 1 no" in plain(hers) and "2 yes, 0 if need be, 0 no" in plain(hers)
    status, refused = await _do(maya, interview, "choose", time=first)
    assert status == 409 and "freelancer cannot come" in plain(refused)
    status, _ = await _do(leo, interview, "choose", time=second)
    assert status == 403
    status, shown = await _do(maya, interview, "choose", time=second)
    assert status == 200 and "Fri 27 Nov, 15:00–15:45" in plain(shown) and "marks" not in acts(shown)
    await frames.world.settle()
    status, late = await _do(leo, interview, "marks", **{third: "yes"})
    assert status == 409 and 'role="alert"' in late
    card = _card(frames, interview)
    assert card.content["poll"] is None and card.content["starts_at"].startswith("2026-11-27T14:00")


async def test_he_is_shown_nothing_as_long_as_her_own_people_are_asked_first(frames: Frames) -> None:
    before = (await (await frames.open("leo", proposal=frames.proposal)).get("/embed/card")).text
    guests = [{"label": "Dana, VP Engineering", "email": "dana@larkfield.example"}]
    interview, _ = await _poll(frames, team_first=True, guests=guests)
    leo = await frames.open("leo", proposal=frames.proposal)
    shown = (await leo.get("/embed/card")).text
    assert interview not in shown and plain(shown) == plain(before)
    assert re.findall(r'data-mark="([^"]*)"', shown) == re.findall(r'data-mark="([^"]*)"', before)
    assert _card(frames, interview) is None
    status, _, _ = await frames.ask(frames.token("leo"), interview=interview)
    assert status == 403
    status, _ = await _do(leo, interview, "marks", ptm_x="yes")
    assert status in (403, 404)
    hers = (await (await frames.open("maya", interview=interview)).get("/embed/card")).text
    assert "The freelancer is asked once your own people have answered" in plain(hers)
