"""After the call: what became of it, another try, a word against it, through real WebSockets and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anteroom.agreements import store as agreements
from api_client import ApiClient
from passes.reception import END, START, Reception

GRACE = timedelta(minutes=10)
REACHED: dict[str, Any] = {"kind": "reached", "connected": True}


async def over(reception: Reception) -> Mapping[str, Any]:
    """Let the end and its grace pass; return what the API tells."""
    reception.travel(END + GRACE)
    await reception.world.settle()
    return await reception.told()


async def page_of(reception: Reception, seat: str) -> str:
    """What the page behind a seat's pass shows now."""
    return (await (await reception.seated(seat)).get(f"/lobby/{seat}")).text


async def both_fail(reception: Reception, *seats: str) -> None:
    """Let people come in whose pages try to reach one another and never do."""
    pages = await reception.together(*seats)
    for page, to in zip(pages, reversed(seats), strict=True):
        await page.socket.send_json({"kind": "reached", "to": to, "connected": False})
    reception.travel(START + timedelta(minutes=12))
    for page in pages:
        await page.leaves()


async def free(reception: Reception, interview_id: str) -> set[bool]:
    """Whether those who were asked to an interview count against no caps of the client's."""
    async with reception.world.house.database.connection() as conn:
        rows = await conn.fetch("select free from written_to where interview_id = $1", interview_id)
    return {row["free"] for row in rows}


def card(reception: Reception) -> Mapping[str, Any]:
    """The first interview's card in the thread."""
    thread = reception.world.twins.cast.proposals[0].thread
    cards = reception.world.twins.marketplace.cards(thread)
    return next(each for each in cards if each["interview"] == reception.interview["id"])


async def test_a_call_in_which_nothing_got_through_failed_and_another_try_is_one_tap_away(
    reception: Reception,
) -> None:
    dana = {"email": reception.world.twins.cast.dana.email, "label": "Dana, VP Engineering"}
    seats = await reception.schedule(guests=[dana], agenda="Ledgers, and how they balance.")
    await reception.open_doors()
    await both_fail(reception, seats["maya"], seats["leo"])
    told = await over(reception)
    assert (told["state"], told["held_minutes"], told["after"]["cause"]) == ("technical", None, "no_media")
    assert "missing" not in str(told) and card(reception)["state"] == "technical"
    leo = await page_of(reception, seats["leo"])
    assert "did not get through" in leo and "I would like another try" in leo
    maya = await reception.seated(seats["maya"])
    shown = (await maya.get(f"/lobby/{seats['maya']}")).text
    times = re.findall(r'name="starts_at" value="([^"]+)"', shown)
    assert len(times) >= 3 and "does not count against your invitations" in shown
    assert (await maya.send(f"/lobby/{seats['maya']}/rebook", {"starts_at": times[0]})).status == 303
    await reception.world.settle()
    again = (await reception.told())["after"]["again"]
    _, made = await reception.api.get(f"/v1/interviews/{again}")
    assert [each["label"] for each in made["parties"]] == [each["label"] for each in told["parties"]]
    assert made["starts_at"] == times[0] and made["title"] == told["title"]
    async with reception.world.house.database.connection() as conn:
        agenda = await conn.fetchval("select agenda from interview where id = $1", again)
    assert await free(reception, again) == {True}
    assert agenda == "Ledgers, and how they balance."
    assert "Another time is set" in (await maya.get(f"/lobby/{seats['maya']}")).text
    assert (await maya.send(f"/lobby/{seats['maya']}/rebook", {"starts_at": times[1]})).status == 409
    events = [each.type for each in reception.world.twins.marketplace.events]
    assert "interview.technical" in events and "interview.rebooked" in events


async def test_whose_connection_breaks_is_counted_until_then_and_a_call_cut_at_its_beginning_was_none(
    reception: Reception,
) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    reception.travel(START)
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    reception.travel(START + timedelta(minutes=2))
    await leo.socket.close()
    await maya.hears("away")
    reception.travel(START + timedelta(minutes=20))
    assert (await maya.hears("left"))["reason"] == "lost"
    await maya.leaves()
    told = await over(reception)
    assert (told["state"], told["after"]["cause"]) == ("technical", "dropped")
    async with reception.world.house.database.connection() as conn:
        left = await conn.fetchval("select left_at from attendance where lost")
    assert left == START + timedelta(minutes=2)


async def test_another_try_keeps_the_agreement_with_what_is_hidden_in_it(reception: Reception) -> None:
    text = "Between [[Orrin Vexley Holdings +1]] [217] 555-0147 and whoever signs: tell nobody."
    own = {"title": "Ours", "text": text}
    await reception.schedule(agreement=own)
    _, told = await reception.api.post(
        f"/v1/interviews/{reception.interview['id']}/answers",
        {"member": reception.world.twins.cast.leo.member, "answer": "accepted"},
    )
    await reception.open_doors()
    assert (await over(reception))["state"] == "missed"
    wish = {
        "member": reception.world.twins.cast.maya.member,
        "starts_at": (END + timedelta(days=1)).isoformat(),
    }
    status, again = await reception.api.post(f"/v1/interviews/{told['id']}/rebook", wish)
    assert status == 201 and "Vexley" not in str(again)
    async with reception.world.house.database.connection() as conn:
        kept = [await agreements.newest(conn, each) for each in (told["id"], again["id"])]
        whole = [
            await agreements.content(conn, reception.world.house, each.id)
            for each in kept
            if each is not None
        ]
    assert len(whole) == 2 and whole[0].text == whole[1].text and "Vexley" in whole[1].text
    assert len({each.shown for each in kept if each is not None}) == 1


async def test_who_did_not_come_is_said_to_the_host_and_to_nobody_else_but_them(reception: Reception) -> None:
    dana = {"email": reception.world.twins.cast.dana.email, "label": "Dana, VP Engineering"}
    seats = await reception.schedule(guests=[dana])
    await reception.open_doors()
    pages = await reception.together(seats["maya"], seats["dana"])
    reception.travel(START + timedelta(minutes=15))
    for page in pages:
        await page.leaves()
    told = await over(reception)
    pages_of = {name: await page_of(reception, seat) for name, seat in seats.items()}

    assert told["state"] == "missed"
    assert "freelancer" not in str(card(reception)["state_word"])
    assert card(reception)["state_word"] == "Did not take place"
    assert "Nobody of the freelancer’s side was in the room" in pages_of["maya"]
    assert "Nobody of your side was in the room" in pages_of["leo"]
    assert "You were not seen there." in pages_of["leo"]
    assert "in the room when it was time" not in pages_of["dana"]
    missed = [each for each in reception.world.twins.marketplace.events if each.type == "interview.missed"]
    assert len(missed) == 1 and "missing" not in missed[0].data
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    assert (await leo.send(f"/lobby/{seats['leo']}/rebook", {"starts_at": END.isoformat()})).status == 403
    for _ in range(2):
        assert (await leo.send(f"/lobby/{seats['leo']}/again", {})).status == 303
    assert "Leo" in (await maya.get(f"/lobby/{seats['maya']}")).text.partition("again-title")[2]
    assert "The host was told" in (await leo.get(f"/lobby/{seats['leo']}")).text
    await reception.world.settle()
    asked = [each for each in reception.world.twins.marketplace.events if each.type.endswith("asked_again")]
    assert len(asked) == 1


async def test_a_host_who_ends_it_alone_before_the_grace_is_over_ends_nothing(reception: Reception) -> None:
    """Leo may be on his way: he comes seven minutes late, and they talk."""
    seats = await reception.schedule()
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    reception.travel(START + timedelta(minutes=5))
    await maya.socket.send_json({"kind": "end"})
    assert await maya.is_told_why() == "ended-by-host"
    await reception.world.settle()
    assert (await reception.told())["state"] == "doors_open"
    reception.travel(START + timedelta(minutes=7))
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    reception.travel(START + timedelta(minutes=27))
    await maya.leaves()
    await leo.leaves()

    assert (await over(reception))["held_minutes"] == 20


async def test_a_word_against_it_goes_to_people_and_what_they_decide_is_told_to_all_alike(
    reception: Reception,
) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    (maya_in,) = await reception.together(seats["maya"])
    reception.travel(START + timedelta(minutes=20))
    await maya_in.leaves()
    assert (await over(reception))["state"] == "missed"
    trust = ApiClient(reception.world, reception.world.settings.secrets.review_key)
    leo, path = await reception.seated(seats["leo"]), f"/lobby/{seats['leo']}/contest"
    said = {"claim": "technical", "words": "I stood before a page that did not open."}
    wrong = await leo.send(path, {**said, "words": "Call me at +49 30 901820 41, I will explain."})
    assert wrong.status == 422
    assert (await leo.send(path, {**said, "claim": "missed"})).status == 400
    assert (await leo.send(path, said)).status == 303
    assert (await leo.send(path, said)).status == 409
    await reception.world.settle()
    assert (await reception.told())["after"]["under_review"] is True and card(reception)[
        "under_review"
    ] is True
    for seat in seats.values():
        shown = await page_of(reception, seat)
        assert "are looking at it" in shown and said["words"] not in shown

    assert (await reception.api.get("/v1/contests"))[0] == 403
    _, listed = await trust.get("/v1/contests?limit=5")
    (row,) = listed["contests"]
    assert (row["claim"], row["says_now"], row["side"]) == ("technical", "missed", "freelancer")
    assert said["words"] not in str(listed)
    here = f"/v1/contests/{row['id']}"
    status, read = await trust.post(f"{here}/reading", {"reviewer": "t-12", "reason": "contest"})
    assert (status, read["words"], read["seen"]["freelancer"]["first"]) == (200, said["words"], None)
    assert read["seen"]["client"]["first"] is not None
    wish = {
        "member": reception.world.twins.cast.maya.member,
        "starts_at": (END + timedelta(days=1)).isoformat(),
    }
    _, again = await reception.api.post(f"/v1/interviews/{reception.interview['id']}/rebook", wish)
    assert await free(reception, again["id"]) == {False}
    ruling = {"reviewer": "t-12", "decision": "correct", "reason": "seen_in_logs"}
    assert (await trust.post(f"{here}/decision", ruling))[0] == 400
    assert (await trust.post(f"{here}/decision", {**ruling, "state": "missed"}))[0] == 400
    right = {**ruling, "state": "technical", "cause": "no_media"}
    for _ in range(2):
        status, decided = await trust.post(f"{here}/decision", right)
        assert (status, decided["state"], decided["says_now"]) == (200, "corrected", "technical")
    assert (await trust.post(f"{here}/decision", {**ruling, "decision": "keep"}))[0] == 409
    assert (await trust.post(f"{here}/reading", {"reviewer": "t-12", "reason": "contest"}))[0] == 409
    await reception.world.settle()
    told = await reception.told()
    assert (told["state"], told["after"]["under_review"]) == ("technical", False)
    assert card(reception)["state"] == "technical"
    assert await free(reception, again["id"]) == {True}
    assert "it was corrected" in await page_of(reception, seats["leo"])
    reviewed = [
        each for each in reception.world.twins.marketplace.events if each.type == "interview.reviewed"
    ]
    assert [each.data["decision"] for each in reviewed] == ["correct"]


async def test_no_word_on_the_connection_undoes_what_people_decided(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    await both_fail(reception, seats["maya"], seats["leo"])
    assert (await over(reception))["state"] == "technical"
    leo = await reception.seated(seats["leo"])
    said = {"claim": "held", "words": "We talked for ten minutes."}
    assert (await leo.send(f"/lobby/{seats['leo']}/contest", said)).status == 303
    trust = ApiClient(reception.world, reception.world.settings.secrets.review_key)
    (row,) = (await trust.get("/v1/contests?limit=5"))[1]["contests"]
    ruling = {"reviewer": "t-12", "decision": "correct", "reason": "seen_in_logs", "state": "held"}
    assert (await trust.post(f"/v1/contests/{row['id']}/decision", ruling))[0] == 200
    for word, seat in (("good", "leo"), ("failed", "leo"), ("failed", "maya")):
        browser = await reception.seated(seats[seat])
        assert (await browser.send(f"/lobby/{seats[seat]}/connection", {"said": word})).status == 303
        assert (await reception.told())["state"] == "held", word


async def test_what_nobody_decides_on_ends_and_the_verdict_stands(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    reception.travel(START + timedelta(minutes=30))
    for page in (maya, leo):
        await page.leaves()
    assert (await over(reception))["state"] == "held"
    body = {
        "member": reception.world.twins.cast.leo.member,
        "claim": "technical",
        "words": "No sound at all.",
    }
    path = f"/v1/interviews/{reception.interview['id']}"
    status, told = await reception.api.post(f"{path}/contests", body)
    assert (status, told["after"]["under_review"]) == (201, True)
    reception.travel(END + timedelta(days=15))
    await reception.world.settle()
    told = await reception.told()
    assert (told["state"], told["held_minutes"], told["after"]["under_review"]) == ("held", 40, False)
    late = {"member": reception.world.twins.cast.maya.member, "claim": "missed", "words": "Too late."}
    assert (await reception.api.post(f"{path}/contests", late))[0] == 409


async def test_both_sides_say_that_it_did_not_work_and_then_it_did_not(reception: Reception) -> None:
    """One tap each; nobody sees the other's, and what one side says alone changes nothing."""
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    reception.travel(START + timedelta(minutes=30))
    for page in (maya, leo):
        await page.leaves()
    await over(reception)
    browsers = {name: await reception.seated(seat) for name, seat in seats.items()}
    assert (await browsers["leo"].send(f"/lobby/{seats['leo']}/connection", {"said": "x"})).status == 400
    trouble = {"said": "trouble", "sound": "yes", "entry": "yes"}
    for words in (trouble, {"said": "failed"}):
        assert (await browsers["leo"].send(f"/lobby/{seats['leo']}/connection", words)).status == 303
    assert "Thank you" in (await browsers["leo"].get(f"/lobby/{seats['leo']}")).text
    assert "Thank you" not in (await browsers["maya"].get(f"/lobby/{seats['maya']}")).text
    assert (await reception.told())["state"] == "held"
    said = {"member": reception.world.twins.cast.maya.member, "said": "failed"}
    status, told = await reception.api.post(f"/v1/interviews/{reception.interview['id']}/connection", said)

    assert (status, told["state"], told["after"]["cause"]) == (200, "technical", "said")
