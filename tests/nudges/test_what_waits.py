"""What waits, for whom, and what ends it: told as it happens, over REST, in one world."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.conduct.blocks import make_block
from anteroom.interviews.lateness import running_late
from anteroom.nudges.model import of_interview
from anteroom.nudges.noting import ASIDE
from anteroom.people.erasure import erase_member
from heart.begun import START, begun
from heart.texts_told import HINT, NUMBER
from nudges.silent_world import LEO, MAYA, Silent, silent

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
GUEST = {"email": "cto@fernside.example", "label": "Amara, CTO", "required": True}


@fixture
async def here(clock: SetClock) -> AsyncIterator[Silent]:
    """A quiet world with people in it."""
    clock.set(NOW)
    async with silent(clock) as opened:
        yield opened


async def test_messages_wait_for_whoever_did_not_write_last(here: Silent) -> None:
    clock = here.clock
    await here.begin()
    await here.write(LEO, "I would like this job.")
    assert await here.waits() == [], "freelancers cannot write first"
    await here.write(MAYA, at=clock.now() + timedelta(minutes=1))
    assert await here.waits() == [("message", LEO)]
    clock.set(NOW + timedelta(hours=1))
    await here.write(LEO)
    assert await here.waits() == [("message", MAYA)]
    clock.set(NOW + timedelta(hours=2))
    await here.write(MAYA)
    assert await here.waits() == [("message", LEO)]
    assert await here.ended() == [("message", LEO, "answered"), ("message", MAYA, "answered")]

    # Told late: what Leo wrote in between is no answer to what came after it.
    await here.write(LEO, at=NOW + timedelta(minutes=90))
    assert await here.waits() == [("message", LEO)]

    # Without the number something is shown of it, so it waits. What is held whole answers nothing.
    await here.begin()
    await here.write(MAYA, NUMBER)
    assert await here.waits() == [("message", LEO)]
    await here.write(LEO, at=clock.now() + timedelta(minutes=1))
    await here.write(MAYA, f"Really: {HINT}", at=clock.now() + timedelta(minutes=2))
    assert await here.waits() == [("message", MAYA)]


async def test_an_offer_answers_and_waits_for_the_client(here: Silent) -> None:
    for step, stop in (("withdraw", "withdrawn"), ("decline", "declined")):
        await here.begin()
        await here.write(MAYA)
        path = f"/v1/proposals/{here.proposal}/interview-offers"
        offer = await here.ok("POST", path, {"member": LEO})
        assert await here.waits() == [("offer", MAYA)]
        who = LEO if step == "withdraw" else MAYA
        await here.ok("POST", f"/v1/interview-offers/{offer['id']}/{step}", {"member": who})
        assert await here.ended() == [("message", LEO, "answered"), ("offer", MAYA, stop)]
    await here.begin()
    await here.ok("POST", f"/v1/proposals/{here.proposal}/interview-offers", {"member": LEO})
    await here.invite()
    assert await here.waits() == [("invitation", LEO)]
    assert await here.ended() == [("offer", MAYA, "answered")]


async def test_invitations_wait_until_a_yes_a_no_or_another_time(here: Silent) -> None:
    for answer, stop in (("accepted", "answered"), ("tentative", "answered"), ("declined", "declined")):
        await here.begin()
        await here.write(MAYA)
        interview = await here.invite()
        assert await here.waits() == [("invitation", LEO), ("message", LEO)]
        await here.ok("POST", f"/v1/interviews/{interview}/answers", {"member": LEO, "answer": answer})
        assert await here.waits() == []
        assert sorted(await here.ended()) == [("invitation", LEO, stop), ("message", LEO, "answered")]

    await here.begin()
    interview = await here.invite()
    path = f"/v1/interviews/{interview}"
    other = {"starts_at": (NOW + timedelta(days=11)).isoformat(), "minutes": 45}
    await here.ok("POST", f"{path}/counters", {"member": LEO, **other})
    assert await here.waits() == [("counter", MAYA)]
    (counter,) = (await here.ok("GET", f"{path}/counters"))["counters"]
    await here.ok("POST", f"{path}/counters/{counter['id']}/decline", {"member": MAYA})
    assert await here.waits() == [("invitation", LEO)], "the old time stands, and has no answer"
    await here.ok("POST", f"{path}/counters", {"member": LEO, **other})
    await here.ok("POST", f"{path}/move", {"member": MAYA, **other})
    assert await here.waits() == [("invitation", LEO)]
    await here.ok("POST", f"{path}/cancel", {"member": MAYA})
    assert await here.waits() == []
    assert sorted(await here.ended()) == [
        ("counter", MAYA, "answered"),
        ("counter", MAYA, "declined"),
        ("invitation", LEO, "answered"),
        ("invitation", LEO, "answered"),
        ("invitation", LEO, "withdrawn"),
    ]


async def test_guests_are_waited_for_and_nobody_helps_against_them(here: Silent) -> None:
    await here.begin()
    interview = await here.invite(guests=[GUEST])
    assert await here.waits() == [("invitation", "guest"), ("invitation", LEO)]
    shown = await here.ok("GET", f"/v1/interviews/{interview}")
    (guest,) = [each for each in shown["parties"] if each["role"] == "guest"]
    path = f"/v1/interviews/{interview}/parties/{guest['id']}/remove"
    await here.ok("POST", path, {"member": MAYA})
    assert await here.ended() == [("invitation", "guest", "withdrawn")]
    async with here.world.house.database.connection() as conn:
        rows = await conn.fetch("select side, escalates from waiting order by side")
    assert [tuple(row) for row in rows] == [("client", False), ("freelancer", True)]


async def test_a_poll_waits_for_those_who_said_nothing_and_then_for_the_host(here: Silent) -> None:
    await here.begin()
    days = [(NOW + timedelta(days=each)).isoformat() for each in (10, 11)]
    body = {"host": MAYA, "times": days, "minutes": 45, "choice": "host", "guests": [GUEST]}
    poll = await here.ok("POST", f"/v1/proposals/{here.proposal}/polls", body)
    assert await here.waits() == [("poll", "guest"), ("poll", LEO)]
    path = f"/v1/interviews/{poll['interview']}/poll"
    marks = [{"time": each["id"], "mark": "no"} for each in poll["times"]]
    await here.ok("POST", f"{path}/marks", {"member": LEO, "marks": marks})
    assert await here.waits() == [("choice", MAYA), ("poll", "guest")]
    later = [(NOW + timedelta(days=12)).isoformat()]
    await here.ok("POST", f"{path}/extend", {"member": MAYA, "deadline": None, "times": later})
    assert await here.waits() == [("poll", "guest"), ("poll", LEO)]
    assert sorted(await here.ended()) == [("choice", MAYA, "answered"), ("poll", LEO, "answered")]
    shown = await here.ok("GET", f"{path}?viewer={MAYA}")
    (fresh,) = [each for each in shown["times"] if each["starts_at"].startswith(later[0][:10])]
    await here.ok("POST", f"{path}/choose", {"member": MAYA, "time": fresh["id"]})
    assert await here.waits() == [("invitation", "guest"), ("invitation", LEO)]
    assert ("poll", LEO, "over") in await here.ended()


async def test_what_a_dead_proposal_or_a_hire_left_waiting_waits_no_more(here: Silent) -> None:
    interview = ""
    for state, freelancer, client in (
        ("declined", "declined", "declined"),
        ("withdrawn", "declined", "withdrawn"),
        ("archived", "closed", "closed"),
        ("hired", "hired", "hired"),
    ):
        await here.begin()
        await here.write(MAYA)
        interview = await here.invite()
        other = {"starts_at": (NOW + timedelta(days=11)).isoformat(), "minutes": 45}
        await here.ok("POST", f"/v1/interviews/{interview}/counters", {"member": LEO, **other})
        here.clock.set(here.clock.now() + timedelta(minutes=1))
        await here.write(MAYA)
        assert await here.waits() == [("counter", MAYA), ("message", LEO)]
        await here.tell(state)
        assert await here.waits() == []
        left = [each for each in await here.ended() if each[2] != "answered"]
        assert left == [("counter", MAYA, client), ("message", LEO, freelancer)]
        if state != "hired":
            await here.write(MAYA, at=here.clock.now() + timedelta(minutes=1))
            assert await here.waits() == [], "on what is dead nobody is waited for"

    # Under the contract nothing of before begins again by itself, and what is new waits as it did.
    await here.ok("POST", f"/v1/interviews/{interview}/parties", {"member": MAYA, **GUEST})
    assert await here.waits() == [("invitation", "guest")]
    await here.write(MAYA, at=here.clock.now() + timedelta(minutes=1))
    assert await here.waits() == [("invitation", "guest"), ("message", LEO)]


async def test_a_block_and_an_erasure_end_what_waits_between_the_two(here: Silent) -> None:
    await here.begin()
    await here.write(MAYA)
    interview = await here.invite(guests=[GUEST])
    shown = await here.ok("GET", f"/v1/interviews/{interview}")
    party = {each["role"]: each["id"] for each in shown["parties"]}
    await make_block(here.world.house, interview, party["candidate"], party["host"])
    assert await here.waits() == [("invitation", "guest")]
    assert {stop for _, _, stop in await here.ended()} == {"blocked"}
    await here.write(MAYA, at=here.clock.now() + timedelta(minutes=1))
    assert await here.waits() == [("invitation", "guest")], "nothing begins to wait between them"

    await here.begin()
    await here.write(MAYA)
    await erase_member(here.world.house, LEO, "t-12", "asked", "")
    assert await here.waits() == []
    assert {stop for _, _, stop in await here.ended()} == {"erased"}


def test_who_runs_late_leaves_what_waits_as_it_was() -> None:
    """So nothing is looked at then (`noting.ASIDE`), in a command that has to be quick."""
    decision = running_late(begun(), "leo", 10, START - timedelta(minutes=10))
    waits = list(of_interview(begun(), None))

    assert list(of_interview(decision.interview, None)) == waits and waits
    assert {each.event for each in decision.happened} == ASIDE
