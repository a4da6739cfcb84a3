"""Which tickets that came by another way join a case, and which must not: seeded histories, counted."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from pytest_asyncio import fixture

from anteroom.cases import actions, tickets
from anteroom.cases.joining import Arrived, belongs_to
from anteroom.cases.model import Case, Kind, Outcome, State
from api_client import ApiClient
from helpdesk.desk import Desk, open_desk

ELSEWHERE = "olga@brandt-works.example"
"""Of a member who has to do with none of the proposals."""
EACH = 10
"""Seeded histories of one manner."""
FILLER = (
    "Hello, I have a question.",
    "It has been three days.",
    "Buenos días, escribo otra vez.",
    "Please have a look when you can; order 4711 was fine.",
    "We spoke on the phone about case law and interview tips.",
)


@fixture
async def desk() -> AsyncIterator[Desk]:
    """Anteroom beside a Zendesk."""
    async with open_desk() as opened:
        yield opened


@dataclass(frozen=True)
class Told:
    """One ticket as somebody wrote it, and the manner in which it should be read."""

    manner: str
    joins: bool
    arrived: Arrived
    both_open: bool


async def interview_of(desk: Desk, proposal: str) -> str:
    """Schedule an interview on a proposal, by API; return its id."""
    body = {
        "proposal": proposal,
        "host": "m-maya",
        "starts_at": (desk.clock.now() + timedelta(days=2)).isoformat(),
        "minutes": 30,
        "title": "A talk",
    }
    status, answer = await ApiClient(desk.world).post("/v1/interviews", body)
    assert status == 201, answer
    return str(answer["id"])


def histories(desk: Desk, case: Case, other: Case, interview: str, free: str) -> list[Told]:
    """Tickets about a case, and tickets that are like them and are not.

    `case` is about p-payments, in which support speaks with Maya. `other`, about p-ledger and with Leo, is
    solved, but for those told while both are open. `free` is an interview of p-ledger.
    """
    cast, dice = desk.world.twins.cast, random.Random(9)
    told: list[Told] = []
    maya, leo, stranger = cast.maya.email, cast.leo.email, "somebody@elsewhere.example"

    def tell(
        manner: str,
        joins: bool,
        words: str,
        *emails: str,
        tags: tuple[str, ...] = (),
        members: tuple[str, ...] = (),
        both_open: bool = False,
    ) -> None:
        for _ in range(EACH):
            lines = [*dice.sample(FILLER, dice.randint(0, 3)), words]
            dice.shuffle(lines)
            arrived = Arrived("zendesk", str(len(told)), "\n".join(lines), tags, emails, members)
            told.append(Told(manner, joins, arrived, both_open))

    tell("names the case", True, f"It is about {case.id}.", stranger)
    tell("names the interview", True, f"Link: https://x.example/i/{interview}", stranger)
    tell("names the proposal", True, "My proposal p-payments.", stranger)
    tell("names the proposal behind a mark", True, "Propuesta: p-payments", stranger)
    tell("names the proposal, is of it", True, "proposal #p-payments", leo)
    tell("is tagged with the proposal", True, "No news.", stranger, tags=("vip", "proposal_p-payments"))
    tell("is from who support speaks with", True, "Any news?", maya)
    tell("is from a member whom the help desk knows", True, "Any news?", members=("m-maya",))
    tell("is from a stranger", False, "Any news?", stranger)
    tell("is from nobody", False, "Any news?")
    tell("is from the other member", False, "Any news?", leo)
    tell("names another proposal", False, "proposal p-ledger", maya)
    tell("names an interview of another", False, free, maya)
    tell("names what there is not", False, "case_aaaaaaaaaaaaaaaaaaaa", maya)
    tell("may name a proposal by a number", False, "I sent my proposal 41 minutes ago", maya)
    tell("names a proposal by a number", False, "proposal #41", maya)
    tell("names two proposals", False, "proposal p-payments or proposal p-ledger?", maya)
    tell("names two cases", False, f"{case.id} {other.id}", maya)
    tell("says the id without saying of what", False, "p-payments was never paid", stranger)
    tell("hides the id in a longer word", False, f"x{case.id}y proposal p-payments2", stranger)
    tell("names the proposal, is of neither side", False, "proposal p-payments", ELSEWHERE)
    tell(
        "lists everything",
        False,
        " ".join(f"proposal #p-{n}" for n in range(30)) + " proposal p-payments",
        maya,
    )
    tell("is from two who are spoken with", False, "Any news?", maya, members=("m-leo",), both_open=True)
    return told


async def test_it_joins_what_can_only_be_meant_and_nothing_else(desk: Desk) -> None:
    interview, free = await interview_of(desk, "p-payments"), await interview_of(desk, "p-ledger")
    case = await desk.about("wait_1", interview_id=interview)
    other = await desk.about("wait_2", proposal="p-ledger", speaks="m-leo")
    olga = {"role": "client", "display_name": "Olga Brandt", "plan": "basic", "contact": {"email": ELSEWHERE}}
    assert (await ApiClient(desk.world).put("/v1/members/m-olga", olga))[0] in (200, 201)
    numbered = {
        "client": "m-maya",
        "freelancer": "m-leo",
        "job": {"id": "j-41", "title": "Rust"},
        "thread": "t-41",
    }
    made = await ApiClient(desk.world).put("/v1/proposals/41", {**numbered, "state": "active"})
    assert made[0] in (200, 201), made
    counts: Counter[tuple[bool, bool]] = Counter()
    wrong: Counter[str] = Counter()
    told = histories(desk, case, other, interview, free)
    for both_open in (True, False):
        if not both_open:
            await actions.solve(desk.world.house, other.id, Outcome.HELPED, "s-9", "done")
        async with desk.world.house.database.connection() as conn:
            for each in (each for each in told if each.both_open is both_open):
                found = await belongs_to(conn, desk.world.house, each.arrived)
                counts[each.joins, found is not None] += 1
                if each.joins != (found is not None) or (found is not None and found.case.id != case.id):
                    wrong[each.manner] += 1
    must, must_not = 8 * EACH, 15 * EACH
    sys.stdout.write(
        f"joined: {counts[True, True]} of {must} that must, {counts[False, True]} of {must_not} others\n"
    )
    assert wrong == {}
    assert counts == {(True, True): must, (False, False): must_not}


async def test_a_ticket_by_another_way_joins_once_is_told_so_and_opens_no_second_case(desk: Desk) -> None:
    case = await desk.about("wait_1")
    await desk.settle()
    await actions.take(desk.world.house, case.id, "s-9", "turn")
    await actions.wait(desk.world.house, case.id, "s-9", "client")
    maya = desk.world.twins.cast.maya
    number = desk.zendesk.write_in({"email": maya.email, "name": maya.name}, "Any news?", "I still wait.")
    for _ in range(2):
        assert await desk.tell("created", number, {"meta": {}}) == 204
    await desk.settle()
    await desk.patience()

    async with desk.world.house.database.connection() as conn:
        assert [(each.outside_id, each.how) for each in await tickets.tickets_of(conn, case.id)] == [
            (str(min(desk.zendesk.tickets)), "made"),
            (str(number), "requester"),
        ]
        assert await conn.fetchval("select count(*) from support_case") == 1
    assert (await desk.case(case)).state is State.ASSIGNED, "its owner looks again"
    _, comment = desk.zendesk.tickets[number]["comments"]
    assert comment["public"] is False
    assert case.id in comment["body"] and f"#{min(desk.zendesk.tickets)}" in comment["body"]
    assert len(desk.zendesk.tickets) == 2
    assert await desk.tell("status_changed", number, {"current": "SOLVED", "previous": "OPEN"}) == 204
    assert (await desk.case(case)).state is State.ASSIGNED, "another ticket ends by itself"
    assert (await desk.ledger(case)).count("case.joined") == 1


async def test_a_ticket_that_came_before_its_case_joins_it_once_it_opens(desk: Desk) -> None:
    """Somebody complains of silence on the second day, and on the fourth people are asked to help."""
    maya, leo, stranger = desk.world.twins.cast.maya, desk.world.twins.cast.leo, "somebody@elsewhere.example"
    must = {
        desk.zendesk.write_in({"email": stranger}, "Silence", "Nobody answers on proposal p-payments."),
        desk.zendesk.write_in({"email": maya.email}, "Silence", "I still wait."),
    }
    must_not = {
        desk.zendesk.write_in({"email": stranger}, "Silence", "I still wait."),
        desk.zendesk.write_in({"email": leo.email}, "Hours", "Too many messages."),
        desk.zendesk.write_in({"email": maya.email}, "Another", "proposal p-ledger"),
        desk.zendesk.write_in({"email": maya.email}, "Two", "proposal p-ledger or proposal p-payments"),
        desk.zendesk.write_in({"email": maya.email}, "Number", "see case_aaaaaaaaaaaaaaaaaaaa"),
    }
    for number in must | must_not:
        assert await desk.tell("created", number, {}) == 204
    await desk.settle()
    async with desk.world.house.database.connection() as conn:
        kept = await conn.fetch("select * from loose_ticket")
    assert len(kept) == 4, "who is a stranger, or names two, could never be joined"

    case = await desk.about("wait_1")
    await desk.settle()
    async with desk.world.house.database.connection() as conn:
        joined = {
            int(each.outside_id) for each in await tickets.tickets_of(conn, case.id) if each.how != "made"
        }
    assert joined == must
    told = {number for number in must | must_not if len(desk.zendesk.tickets[number]["comments"]) == 2}
    assert told == must
    assert (await desk.ledger(case)).count("case.joined") == 2
    second = await desk.about("wait_2")
    assert (await desk.ledger(second)) == ["case.opened"]

    desk.clock.advance(timedelta(days=31))
    await desk.settle()
    async with desk.world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from loose_ticket") == 0


async def test_a_ticket_of_whoever_reported_does_not_say_who_that_is(desk: Desk) -> None:
    """The case of a report is Maya's, which no ticket of hers may tell the help desk."""
    maya = desk.world.twins.cast.maya
    before = desk.zendesk.write_in({"email": maya.email}, "Hello", "Any news?")
    assert await desk.tell("created", before, {}) == 204
    await desk.settle()
    report = await desk.about("rep_1", kind=Kind.REPORT)
    await desk.about("wait_1", speaks="m-leo")
    after = desk.zendesk.write_in({"email": maya.email}, "Hello", "Any news of what I said?")
    named = desk.zendesk.write_in({"email": maya.email}, "Hello", "Any news of proposal p-payments?")
    for number in (after, named):
        assert await desk.tell("created", number, {}) == 204
    await desk.settle()

    assert "case.joined" not in await desk.ledger(report)
    for number in (before, after, named):
        assert len(desk.zendesk.tickets[number]["comments"]) == 1
