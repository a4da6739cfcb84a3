"""The freelancer who is asked to leave: a polite answer and an offer by one tap; and where there is none."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.cast import ORGANISATION, ORGANISATION_NAME
from anteroom.sandbox.world import World
from api_client import ApiClient
from embeds.frame import Frame
from heart.texts_told import ledger, message, told
from schedule.form import frame_of

PROPOSAL = "p-ledger"
ANSWER = f"/v1/proposals/{PROPOSAL}/polite-answer"
LEAVE = "Can we do this on WhatsApp with my boss?"
PHONE = "My phone is +49 30 90182077."


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def say(
    api: ApiClient, world: World, text: str, sender: str = "m-maya", number: int = 1
) -> Mapping[str, Any]:
    """Have a message read on the proposal."""
    body = {**message(world, text, sender), "proposal": PROPOSAL}
    status, answer = await api.put(f"/v1/messages/m-{number}", body)
    assert status == 200, answer
    return answer


async def test_one_tap_sends_it_and_offers_an_interview(quiet_world: World, api: ApiClient) -> None:
    assert (await api.get(ANSWER))[0] == 404
    await say(api, quiet_world, LEAVE)
    status, ready = await api.get(ANSWER)
    assert (status, ready["language"], ready["reading"]) == (200, "en", "")
    assert "would love to meet you" in ready["text"]

    frame = await frame_of(quiet_world, "m-leo", PROPOSAL)
    page = (await frame.get("/embed/card")).text
    assert "You were asked to talk somewhere else" in page
    assert ready["text"].split(".")[0] in page
    sent = await frame.send("/embed/answer", {})
    again = await frame.send("/embed/answer", {})
    await quiet_world.settle()

    assert (sent.status, again.status) == (200, 409)
    assert "on its way" in sent.text
    assert (await api.get(ANSWER))[0] == 404
    (event,) = told(quiet_world, "polite_answer.sent")
    assert (event["member"], event["proposal"], event["text"]) == ("m-leo", PROPOSAL, ready["text"])
    assert [each["lesson"][:4] for each in await ledger(quiet_world, "polite_answer.sent")] == ["les_"]
    _, offers = await api.get(f"/v1/proposals/{PROPOSAL}/interview-offers")
    assert [each["state"] for each in offers["offers"]] == ["open"]
    posted = await say(api, quiet_world, event["text"], "m-leo", 2)
    assert posted["verdict"] == "allow"


async def test_each_reads_the_own_language(quiet_world: World, api: ApiClient) -> None:
    person = {"role": "client", "display_name": "Maya O.", "language": "es", "organisation": ORGANISATION}
    assert (await api.put("/v1/members/m-maya", person))[0] == 200
    await say(api, quiet_world, LEAVE)
    _, ready = await api.get(ANSWER)

    assert (ready["language"], ready["reading_language"]) == ("es", "en")
    assert "Me encantaría" in ready["text"] or "me encantaría" in ready["text"]
    assert "would love" in ready["reading"]


async def answerable(api: ApiClient) -> bool:
    """Tell whether there is something to answer."""
    return (await api.get(ANSWER))[0] == 200


async def test_it_is_there_where_it_must_be_and_nowhere_else(
    quiet_world: World, api: ApiClient, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """Histories on one proposal after another state; each says before whether there must be an answer."""
    found: dict[bool, list[bool]] = {True: [], False: []}

    async def must(expected: bool) -> None:
        found[expected].append(await answerable(api))

    await must(False)
    statuses = [(await api.post(ANSWER, {"member": each}))[0] for each in ("m-leo", "m-maya")]
    assert statuses == [409, 403]
    await say(api, quiet_world, "How do you test the ranking?", number=1)
    await must(False)
    await say(api, quiet_world, LEAVE, "m-leo", number=2)  # the freelancer's own slip
    await must(False)
    await say(api, quiet_world, LEAVE, number=3)
    await must(True)
    clock.advance(timedelta(days=14))
    await must(False)
    await say(api, quiet_world, PHONE, number=4)
    await must(True)
    status, offer = await api.post(f"/v1/proposals/{PROPOSAL}/interview-offers", {"member": "m-leo"})
    assert status == 201, offer
    await must(False)
    await api.post(f"/v1/interview-offers/{offer['id']}/withdraw", {"member": "m-leo"})
    await must(True)
    assert (await api.post(ANSWER, {"member": "m-maya"}))[0] == 403
    assert (await api.post(ANSWER, {"member": "m-leo"}))[0] == 200
    await must(False)
    _, offers = await api.get(f"/v1/proposals/{PROPOSAL}/interview-offers")
    await api.post(f"/v1/interview-offers/{offers['offers'][0]['id']}/withdraw", {"member": "m-leo"})
    await must(False)  # answered already
    clock.advance(timedelta(minutes=1))
    await say(api, quiet_world, "Or give me a ring on +49 30 90182099.", number=5)
    await must(True)
    status, interview = await api.post(
        "/v1/interviews",
        {"proposal": PROPOSAL, "host": "m-maya", "starts_at": soon(clock), "minutes": 30},
    )
    assert status == 201, interview
    await must(False)
    await api.post(f"/v1/interviews/{interview['id']}/cancel", {"member": "m-maya"})
    await must(True)
    organisation = {"name": ORGANISATION_NAME, "kind": "client", "plan": "enterprise"}
    await api.put(f"/v1/organisations/{ORGANISATION}", organisation)
    await must(False)
    told = f"polite answer: {sum(found[True])} of {len(found[True])} that must, "
    with capsys.disabled():
        sys.stdout.write(f"\n{told}{sum(found[False])} of {len(found[False])} that must not\n")

    assert all(found[True])
    assert not any(found[False])


def soon(clock: SetClock) -> str:
    """An instant two days on."""
    return (clock.now() + timedelta(days=2)).isoformat()


async def test_the_other_side_may_report_and_nobody_else_is_asked_to(
    quiet_world: World, api: ApiClient
) -> None:
    pages: list[tuple[bool, bool]] = []
    frames: dict[str, Frame] = {
        each: await frame_of(quiet_world, each, PROPOSAL) for each in ("m-leo", "m-maya")
    }
    for number, text in enumerate((LEAVE, PHONE, "Or ring +49 30 90182099 then.")):
        await say(api, quiet_world, text, number=number)
        shown = ["You need not leave" in (await frame.get("/embed/card")).text for frame in frames.values()]
        pages.append((shown[0], shown[1]))
    assert pages == [(False, False), (False, False), (True, False)]

    empty = await frames["m-leo"].send("/embed/report", {"words": " "})
    thanks = await frames["m-leo"].send("/embed/report", {"words": "She asks me to ring her."})
    after = (await frames["m-leo"].get("/embed/card")).text
    await quiet_world.settle()

    assert (empty.status, thanks.status) == (400, 200)
    assert "nobody is told who reported" in thanks.text
    assert "You need not leave" not in after
    assert [each["category"] for each in told(quiet_world, "report.made")] == ["leaving"]
