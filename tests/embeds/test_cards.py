"""The embedded card: what each viewer sees on it, and what each can do."""

from __future__ import annotations

import re
from datetime import timedelta

from anteroom.sandbox.cast import ORGANISATION
from embeds.frame import Frame, Frames
from passes.reception import START


def plain(html: str) -> str:
    """The text of a fragment, as it is read."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def acts(html: str) -> set[str]:
    """What can be done."""
    return set(re.findall(r'action="/embed/interviews/[^/"]*/([a-z-]+)"', html))


def value(html: str, name: str) -> str:
    """What a button or field of this name would send."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None, html
    return found[1]


async def do(frames: Frames, frame: Frame, act: str, **fields: str) -> tuple[int, str]:
    """Press something on the card."""
    said = await frame.send(f"/embed/interviews/{frames.interview}/{act}", fields)
    assert said.headers.get("X-Fragment") == "yes", said.text
    return said.status, said.text


async def test_each_sees_the_own_card_in_the_own_zone(frames: Frames) -> None:
    leo, maya = await frames.open("leo"), await frames.open("maya")
    his, hers = (await leo.get("/embed/card")).text, (await maya.get("/embed/card")).text

    assert "Wed 25 Nov, 15:00–15:45 Berlin, UTC+1" in plain(hers)
    assert "Wed 25 Nov, " in plain(his) and "Berlin" not in plain(his)
    assert acts(his) == {"answer", "counter", "times", "open", "report"}
    assert acts(hers) == {"move", "times", "cancel", "open", "report"}
    for shown in (his, hers):
        assert 'data-revision="1"' in shown and "Proposed" in plain(shown)
        assert "/i#" not in shown and "@" not in plain(shown)


async def test_he_answers_and_changes_his_mind(frames: Frames) -> None:
    leo = await frames.open("leo")
    for answer in ("accepted", "tentative", "declined", "accepted"):
        saw = value((await leo.get("/embed/card")).text, "saw")
        status, shown = await do(frames, leo, "answer", answer=answer, saw=saw)
        assert status == 200
        party = next(each for each in (await frames.told())["parties"] if each["role"] == "candidate")
        assert party["answer"] == answer
        assert value(shown, "saw") == answer
    status, shown = await do(frames, leo, "answer", answer="declined", saw="needs_action")
    assert status == 409 and 'role="alert"' in shown


async def test_he_proposes_another_time_and_she_accepts_it(frames: Frames) -> None:
    leo, maya = await frames.open("leo"), await frames.open("maya", proposal=frames.proposal)
    status, shown = await do(frames, leo, "counter", local="2026-11-26T16:00", minutes="45", comment="Later?")
    assert status == 200, plain(shown)
    hers = (await maya.get("/embed/card")).text
    assert "proposes another time" in plain(hers) and "Later?" in plain(hers)
    status, shown = await do(frames, maya, "accept-counter", counter=value(hers, "counter"))
    assert status == 200 and "Scheduled" in plain(shown) and "<s>Wed 25 Nov" in shown
    assert (await frames.told())["state"] == "scheduled"


async def test_what_cannot_be_done_is_said_where_it_was_tried_and_repeats_nothing_typed(
    frames: Frames,
) -> None:
    leo, maya = await frames.open("leo"), await frames.open("maya")
    before = dict(await frames.told())
    secret = "call me at +1 415 555 0133"
    for frame, act, fields in (
        (leo, "counter", {"local": "2026-11-26T16:00", "minutes": "45", "comment": secret}),
        (leo, "counter", {"local": "soon", "minutes": "45"}),
        (leo, "counter", {"local": "2026-11-26T16:00", "minutes": "٤٥"}),
        (leo, "cancel", {"reason": "no"}),
        (leo, "move", {"local": "2026-11-26T16:00"}),
        (leo, "answer", {"answer": "needs_action"}),
        (leo, "late", {"minutes": "10"}),
        (maya, "again", {}),
        (maya, "cancel", {"reason": secret}),
        (maya, "contest", {"claim": "held", "words": "x"}),
    ):
        status, shown = await do(frames, frame, act, **fields)
        assert 400 <= status < 500 and 'role="alert"' in shown, (act, status)
        # An id of ours may have some of these figures in it by chance.
        assert "415 555" not in shown and "4155550133" not in shown
        assert ("A word about meeting before a contract" in shown) == (secret in fields.values())
    assert dict(await frames.told()) == before
    assert (await leo.send(f"/embed/interviews/{frames.interview}/nothing", {})).status == 404


async def test_he_reports_once_and_nobody_else_learns_of_it(frames: Frames) -> None:
    leo, maya = await frames.open("leo"), await frames.open("maya")
    before = (await maya.get("/embed/card")).text
    told = {"category": "leaving", "words": "She writes: call me at maya@home.example <b>now</b>"}
    status, shown = await do(frames, leo, "report", category="nothing", words="x")
    assert status == 400 and '<details id="report-' in shown and 'role="alert"' in shown
    status, shown = await do(frames, leo, "report", **told)
    again = await do(frames, leo, "report", **told)
    references = [re.findall(r"rep_[a-z0-9]+", text) for text in (shown, again[1])]
    assert status == 200 and len(references[0]) == 1 and references[0] == references[1]
    assert "maya@home" not in shown and 'role="status"' in shown
    async with frames.reception.world.house.database.connection() as conn:
        rows = await conn.fetch("select way, category, reporter_id, about_id, state from report")
        leo_id = await conn.fetchval("select person_id from member where external_id = 'm-leo'")
        maya_id = await conn.fetchval("select person_id from member where external_id = 'm-maya'")
    assert [tuple(row) for row in rows] == [("card", "leaving", leo_id, maya_id, "new")]
    assert (await maya.get("/embed/card")).text == before


async def test_she_moves_it_and_calls_it_off(frames: Frames) -> None:
    maya = await frames.open("maya")
    status, shown = await do(frames, maya, "move", local="2026-11-26T10:00", minutes="30")
    assert status == 200 and "Thu 26 Nov, 10:00–10:30" in plain(shown)
    status, shown = await do(frames, maya, "cancel", reason="The role is on hold.")
    assert status == 200 and "The role is on hold." in plain(shown) and acts(shown) == {"report"}


async def test_an_hour_at_which_the_clocks_change_is_asked_again(frames: Frames) -> None:
    maya = await frames.open("maya")
    for hour in ("2027-03-28T02:30", "2027-10-31T02:30"):
        status, shown = await do(frames, maya, "move", local=hour)
        assert status == 400 and "clocks change" in plain(shown), hour


async def test_it_leads_to_the_own_seat_and_to_nobody_elses(frames: Frames) -> None:
    leo = await frames.open("leo")
    browser = frames.reception.browser()
    path = f"/embed/interviews/{frames.interview}/open"
    for session in ("", "emb_nothing", "emb_" + "a" * 40):
        refused = await browser.send(path, {"session": session})
        assert refused.status == 401 and not refused.cookies
    opened = await browser.send(path, {"session": leo.session})
    assert (opened.status, opened.headers["Location"]) == (303, f"/lobby/{frames.seats['leo']}")
    assert (await browser.get(opened.headers["Location"])).status == 200


async def test_a_session_opens_what_it_was_given_for_and_nothing_else(frames: Frames) -> None:
    leo = await frames.open("leo")
    other = frames.world.twins.cast.proposals[1]
    wish = {"proposal": other.id, "host": other.client, "starts_at": START.isoformat(), "minutes": 30}
    status, told = await frames.reception.api.post("/v1/interviews", wish)
    assert status == 201, told
    for frame in (leo, await frames.open("leo", proposal=frames.proposal)):
        for act in ("answer", "open", "counter"):
            path = f"/embed/interviews/{told['id']}/{act}"
            assert (await frame.send(path, {"answer": "accepted", "session": frame.session})).status == 404
    assert (await Frame(frames.world.url).get("/embed/card")).status == 401
    assert told["id"] not in (await leo.get("/embed/card")).text


async def test_a_proposal_shows_all_of_its_interviews_or_that_there_is_none(frames: Frames) -> None:
    maya = await frames.open("maya", proposal=frames.proposal)
    assert (await maya.get("/embed/card")).text.count("<article") == 1
    await frames.reception.cancel()
    shown = (await maya.get("/embed/card")).text
    assert "Cancelled" in plain(shown) and "No interview ahead" in plain(shown)
    other = frames.world.twins.cast.proposals[1].id
    empty = (await (await frames.open("maya", proposal=other)).get("/embed/card")).text
    assert "<article" not in empty and "No interview yet" in plain(empty)


async def test_of_a_dead_proposal_it_says_so(frames: Frames) -> None:
    leo = await frames.open("leo", proposal=frames.proposal)
    await frames.world.twins.marketplace.withdraw(frames.proposal)
    shown = (await leo.get("/embed/card")).text
    assert "Void" in plain(shown) and acts(shown) == {"report"} and "withdrawn" in plain(shown)
    status, shown = await do(frames, leo, "answer", answer="accepted")
    assert status == 409


async def test_late_and_after_the_call(frames: Frames) -> None:
    leo, maya = await frames.open("leo"), await frames.open("maya")
    await do(frames, leo, "answer", answer="accepted")
    await frames.reception.open_doors()
    status, shown = await do(frames, leo := await frames.open("leo"), "late", minutes="10")
    assert status == 200 and "late: about" in plain(shown) and "Join" in plain(shown)
    frames.clock.set(START + timedelta(hours=1))
    await frames.world.settle()
    leo, maya = await frames.open("leo"), await frames.open("maya")
    his, hers = (await leo.get("/embed/card")).text, (await maya.get("/embed/card")).text
    assert acts(his) == {"open", "again", "contest", "report"} and acts(hers) >= {"open", "rebook", "contest"}
    assert (await do(frames, leo, "again"))[0] == 200
    assert "would like to try once more" in plain((await maya.get("/embed/card")).text)
    status, shown = await do(frames, leo, "contest", claim="technical", words="The page did not open.")
    assert status == 200 and "It is being looked at" in plain(shown)
    status, shown = await do(frames, maya, "rebook", starts_at=value(hers, "starts_at"))
    assert status == 200 and "Another time is set" in plain(shown)


async def test_a_colleague_who_schedules_sees_them_and_answers_for_nobody(frames: Frames) -> None:
    """What the thread shows, in the own zone; an interview itself is open to its parties only."""
    client = {"role": "client", "organisation": ORGANISATION, "plan": "basic", "time_zone": "Asia/Tokyo"}
    for member, roles in (("m-tess", ["scheduler"]), ("m-otto", ["legal"])):
        body = {**client, "display_name": "Tess Vale", "organisation_roles": roles}
        status, told = await frames.reception.api.put(f"/v1/members/{member}", body)
        assert status in (200, 201), told
    status, told, _ = await frames.ask(frames.signed("m-tess"), proposal=frames.proposal)
    assert status == 200
    tess = Frame(frames.world.url, told["session"])
    shown = (await tess.get("/embed/card")).text
    assert "Wed 25 Nov, 23:00–23:45 Tokyo, UTC+9" in plain(shown) and acts(shown) == set()
    for act in ("cancel", "move", "answer", "late"):
        fields = {"answer": "accepted", "local": "2026-11-26T16:00", "minutes": "10"}
        assert (await do(frames, tess, act, **fields))[0] in (403, 409), act
    opened = await tess.send(f"/embed/interviews/{frames.interview}/open", {"session": tess.session})
    assert opened.status == 403
    assert (await frames.ask(frames.signed("m-tess"), interview=frames.interview))[0] == 403
    assert (await frames.ask(frames.signed("m-otto"), proposal=frames.proposal))[0] == 403


async def test_another_time_begins_with_the_next_that_suit_everybody(frames: Frames) -> None:
    leo, maya = await frames.open("leo"), await frames.open("maya")
    assert 'name="starts_at"' not in (await leo.get("/embed/card")).text, "nobody is looked up unasked"

    status, shown = await do(frames, leo, "times")
    times = re.findall(r'name="starts_at" value="([^"]+)"', shown)
    assert status == 200 and len(times) == 5 and times == sorted(times)
    assert 'id="counter-' in shown and "As far as is known" in plain(shown)
    status, _ = await do(frames, leo, "counter", starts_at=times[0])
    assert status == 200
    (counter,) = (await frames.reception.api.get(f"/v1/interviews/{frames.interview}/counters"))[1][
        "counters"
    ]
    assert counter["starts_at"] == times[0]

    _, shown = await do(frames, maya, "times")
    own = re.findall(r'name="starts_at" value="([^"]+)"', shown)
    status, _ = await do(frames, maya, "move", starts_at=own[-1])
    assert status == 200 and (await frames.told())["starts_at"] == own[-1]
