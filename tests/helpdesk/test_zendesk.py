"""Cases at Zendesk: one ticket each whatever goes wrong, kept to what the case says, and no address in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pytest_asyncio import fixture

from anteroom.app import WORKER
from anteroom.cases import actions
from anteroom.cases.model import Outcome, State
from anteroom.effects.worker import Worker
from anteroom.sandbox.server import Weather
from api_client import ApiClient
from helpdesk.desk import GROUP, REQUESTER, Desk, open_desk


class Killed(BaseException):
    """What ends a process at a failpoint."""


class Dies:
    """Ends the worker the first time that a place is reached."""

    def __init__(self, place: str) -> None:
        self._place = place

    def reach(self, name: str, detail: str = "") -> None:
        """End it there."""
        if f"{name}/{detail}" == self._place:
            raise Killed


@fixture
async def desk() -> AsyncIterator[Desk]:
    """Anteroom beside a Zendesk."""
    async with open_desk() as opened:
        yield opened


async def state_of(desk: Desk, case_id: str) -> tuple[str, str]:
    """How the ticket's effect stands, and why."""
    async with desk.world.house.database.connection() as conn:
        row = await conn.fetchrow("select state, trouble from effect where id = $1", f"ticket:{case_id}")
    assert row is not None
    return row["state"], row["trouble"]


async def test_it_makes_one_ticket_for_fifty_equal_openings_and_keeps_it_to_the_case(desk: Desk) -> None:
    cases = await asyncio.gather(*(desk.about("wait_1") for _ in range(50)))
    await desk.settle()
    case, house = cases[0], desk.world.house

    (ticket,) = desk.zendesk.tickets.values()
    assert desk.zendesk.lookups == ["miss"]
    assert (ticket["external_id"], ticket["group_id"], ticket["priority"]) == (case.id, GROUP, "high")
    assert (ticket["requester_id"], ticket["status"]) == (REQUESTER, "open")
    assert ticket["tags"] == ["anteroom", "proposal_p-payments", "silence", "topic_improving_outcomes"]
    told = ticket["comments"][0]
    assert told["public"] is False
    for wanted in ("p-payments", "Maya Okafor (m-maya), with whom to speak", f"/console/cases/{case.id}"):
        assert wanted in told["body"]

    await actions.take(house, case.id, "s-9", "turn")
    await actions.wait(house, case.id, "s-9", "client")
    await desk.settle()
    assert (ticket["status"], len(ticket["comments"])) == ("pending", 2), "two changes are one update"
    assert "s-9 has it and waits" in ticket["comments"][1]["body"]
    desk.zendesk.act(ticket["id"], assignee_id=77)
    await actions.solve(house, case.id, Outcome.HELPED, "s-9", "done")
    await desk.settle()
    assert (ticket["status"], len(ticket["comments"]), len(desk.zendesk.tickets)) == ("solved", 3, 1)


async def test_it_says_nothing_of_a_case_that_was_solved_before_anybody_saw_it(desk: Desk) -> None:
    case = await desk.open()
    await actions.solve(desk.world.house, case.id, Outcome.ANSWERED, "s-9", "answered")
    await desk.settle()
    assert desk.zendesk.tickets == {}


WEATHER = {
    "kept and 502": Weather(status=502, kept=True),
    "kept and cut": Weather(kept=True, cut=True),
    "cut": Weather(cut=True),
    "500": Weather(status=500),
    "429": Weather(status=429, headers={"Retry-After": "42"}),
    "409": Weather(status=409),
    "401": Weather(status=401),
    "kept and unreadable": Weather(status=200, body="<html>", kept=True),
}


async def test_it_makes_one_ticket_whatever_becomes_of_the_answer(desk: Desk) -> None:
    for name, weather in WEATHER.items():
        case = await desk.open(name)
        desk.zendesk.due.extend([None, weather])  # it is looked for, and then made
        await desk.settle()
        await desk.patience(60)
        made = [each for each in desk.zendesk.tickets.values() if each["external_id"] == case.id]
        assert [len(each["comments"]) for each in made] == [1], name


async def test_it_waits_as_long_as_zendesk_asks_and_no_shorter(desk: Desk) -> None:
    desk.zendesk.due.append(Weather(status=429, headers={"Retry-After": "90"}))
    await desk.open()
    await desk.settle()
    await desk.patience(80)
    assert desk.zendesk.tickets == {}
    await desk.patience(20)
    assert len(desk.zendesk.tickets) == 1


async def test_it_makes_one_ticket_when_it_is_killed_on_either_side_of_the_call(desk: Desk) -> None:
    for number, place in enumerate(("effect-frozen/ticket", "effect-sent/ticket"), 1):
        case = await desk.open(f"wait_{number}")
        doomed = Worker(replace(desk.world.house, failpoints=Dies(place)))
        with pytest.raises(Killed):
            await doomed.drain()
        assert (await state_of(desk, case.id))[0] == "sending"
        await desk.world.app[WORKER].drain()
        assert (await state_of(desk, case.id))[0] == "idle"
        found = [each for each in desk.zendesk.tickets.values() if each["external_id"] == case.id]
        assert [len(each["comments"]) for each in found] == [1], place


async def test_it_makes_no_second_one_when_the_answer_was_lost_longer_ago_than_keys_are_kept(
    desk: Desk,
) -> None:
    case = await desk.open()
    desk.zendesk.due.extend([None, Weather(kept=True, cut=True)])
    await desk.settle()
    await desk.patience(5 * 3600)
    assert [each["external_id"] for each in desk.zendesk.tickets.values()] == [case.id]
    assert desk.zendesk.lookups == ["miss"]


async def test_it_holds_for_people_what_zendesk_will_never_take(desk: Desk) -> None:
    desk.zendesk.groups.clear()
    case = await desk.open()
    await desk.settle()
    assert await state_of(desk, case.id) == ("held", "the help desk answered 422")
    desk.zendesk.groups.add(GROUP)
    await actions.take(desk.world.house, case.id, "s-9", "turn")
    await desk.settle()
    assert len(desk.zendesk.tickets) == 1


async def test_it_says_that_a_case_is_solved_where_zendesk_lets_nobody_solve_the_ticket(desk: Desk) -> None:
    case = await desk.open()
    await desk.settle()
    await actions.solve(desk.world.house, case.id, Outcome.HELPED, "s-9", "done")
    await desk.settle()
    (ticket,) = desk.zendesk.tickets.values()
    assert (ticket["status"], len(ticket["comments"])) == ("open", 2)
    assert "somebody was helped" in ticket["comments"][1]["body"]
    assert (await state_of(desk, case.id))[0] == "idle"


async def test_it_goes_on_in_a_follow_up_once_a_ticket_is_closed(desk: Desk) -> None:
    case = await desk.open()
    await desk.settle()
    (first,) = desk.zendesk.tickets
    desk.zendesk.act(first, status="closed")
    await actions.take(desk.world.house, case.id, "s-9", "turn")
    await desk.settle()
    assert [each["followup_source_id"] for each in desk.zendesk.tickets.values()] == [None, first]
    await actions.wait(desk.world.house, case.id, "s-9", "client")
    await desk.settle()
    assert len(desk.zendesk.tickets) == 2
    assert desk.zendesk.tickets[max(desk.zendesk.tickets)]["status"] == "pending"


async def test_it_follows_what_is_done_there_once_and_only_what_is_proven(desk: Desk) -> None:
    case = await desk.open()
    await desk.settle()
    (number,) = desk.zendesk.tickets
    headers, body = desk.zendesk.webhook(
        "agent_assignment_changed", number, {"current": "555", "previous": None}
    )
    stale = desk.zendesk.signed(body, at="2026-11-23T07:59:59Z")
    for wrong in (
        {},
        headers | {"X-Zendesk-Webhook-Signature": "AAAA"},
        headers | {"X-Zendesk-Webhook-Signature-Timestamp": "2026-11-23T09:00:01Z"},
        stale,
        desk.zendesk.signed(body + b" "),
        desk.zendesk.signed(body, at="now"),
        desk.zendesk.signed(body, at="2026-11-23T09:00:00"),
    ):
        assert await desk.post(wrong, body) == 401
    assert await desk.post(desk.zendesk.signed(b"{"), b"{") == 400
    assert await desk.post(headers, b" " * 300_000) == 413
    assert (await desk.case(case)).owner is None

    for _ in range(3):
        assert await desk.post(headers, body) == 204
    assert ((await desk.case(case)).owner, (await desk.case(case)).state) == ("zendesk:555", State.ASSIGNED)
    assert await desk.tell("comment_added", number, {"comment": {"body": "I will call her."}}) == 204
    ours = desk.zendesk.tickets[number]["comments"][0]["body"]
    assert await desk.tell("comment_added", number, {"comment": {"body": ours}}) == 204
    assert await desk.tell("status_changed", number, {"current": "SOLVED", "previous": "OPEN"}) == 204
    assert (await desk.case(case)).outcome is Outcome.HELPED
    assert await desk.tell("status_changed", number, {"current": "CLOSED", "previous": "SOLVED"}) == 204
    assert await desk.tell("status_changed", number, {"current": "OPEN", "previous": "SOLVED"}) == 204
    assert (await desk.case(case)).state is State.ASSIGNED
    for nothing in ("tags_changed", "status_changed", "agent_assignment_changed", "comment_added"):
        assert await desk.tell(nothing, number, {"current": None}) == 204
    assert await desk.ledger(case) == [
        "case.opened",
        "case.assigned",
        "case.commented",
        "case.solved",
        "case.reopened",
        "case.commented",
    ]
    await desk.settle()
    assert len(desk.zendesk.tickets[number]["comments"]) == 1, "what was done there is not told there"
    solved = [each for each in desk.world.twins.marketplace.events if each.type == "case.solved"]
    assert len(solved) == 1


async def test_it_is_told_of_tickets_that_are_nobodys_without_harm(desk: Desk) -> None:
    number = desk.zendesk.write_in({"email": "somebody@elsewhere.example"}, "Invoice", "Where is my invoice?")
    for kind in ("created", "status_changed", "comment_added"):
        assert await desk.tell(kind, number, {"current": "SOLVED", "previous": "OPEN"}) == 204
    body = json.dumps(
        {"type": "zen:event-type:ticket.created", "id": "e", "detail": {"id": "../users/1"}}
    ).encode()
    assert await desk.post(desk.zendesk.signed(body), body) == 204
    await desk.settle()
    assert len(desk.zendesk.tickets[number]["comments"]) == 1
    paths = {each.path for each in desk.zendesk.heard}
    assert not [path for path in paths if ".." in path]


async def test_its_ticket_says_that_what_had_waited_was_answered_after_all(desk: Desk) -> None:
    """Once, as for any other change; it is open again for whoever has it, and not solved."""
    api = ApiClient(desk.world)

    async def write(number: int, sender: str, text: str) -> None:
        told = {"proposal": "p-payments", "from": sender, "text": text}
        told |= {"sent_at": desk.clock.now().isoformat()}
        assert (await api.put(f"/v1/messages/m-{number}", told))[0] == 200

    await write(1, "m-maya", "Would Thursday suit you?")
    for _ in range(36):
        await desk.patience(6 * 3600)
    (ticket,) = desk.zendesk.tickets.values()
    await actions.take(desk.world.house, ticket["external_id"], "s-9", "turn")
    await actions.wait(desk.world.house, ticket["external_id"], "s-9", "client")
    await desk.settle()
    assert ticket["status"] == "pending"
    assert not [each for each in ticket["comments"] if "after all" in each["body"]]
    await write(2, "m-leo", "Thursday is fine.")
    for _ in range(2):
        await desk.settle()
    assert ticket["status"] == "open"
    (told,) = [each["body"] for each in ticket["comments"] if "after all" in each["body"]]
    assert "It was answered after all.\ns-9 has it." in told and "Thursday" not in told
