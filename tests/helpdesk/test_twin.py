"""The twin of Zendesk keeps to what Zendesk documents: else nothing that is proven against it is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.helpdesk.zendesk import SandboxZendesk
from deployment import MONDAY
from helpdesk.desk import AGENT, GROUP, SECRET, TOKEN

BASIC = b64encode(f"{AGENT.address}/token:{TOKEN}".encode()).decode()
TICKET = {"subject": "s", "comment": {"body": "b"}}


class Caller:
    """Whoever calls the twin, with a token."""

    def __init__(self, twin: SandboxZendesk, session: aiohttp.ClientSession) -> None:
        self._twin, self._session = twin, session

    async def __call__(
        self, method: str, path: str, ticket: dict[str, Any] | None = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Return status, body and headers."""
        given = {"Authorization": f"Basic {BASIC}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        said = {"ticket": ticket} if ticket is not None else None
        url = f"{self._twin.url}/api/v2/{path}"
        async with self._session.request(method, url, json=said, headers=given) as answer:
            return answer.status, await answer.json(content_type=None), dict(answer.headers)


@fixture
async def calls() -> AsyncIterator[tuple[SandboxZendesk, SetClock, Caller]]:
    """A twin, its clock and a caller."""
    clock = SetClock(MONDAY)
    twin = SandboxZendesk(AGENT, SECRET, clock.now)
    twin.groups.add(GROUP)
    async with twin, aiohttp.ClientSession() as session:
        yield twin, clock, Caller(twin, session)


Calls = tuple[SandboxZendesk, SetClock, Caller]


async def test_it_answers_a_key_it_knows_with_the_first_answer_for_two_hours(calls: Calls) -> None:
    twin, clock, call = calls
    status, first, headers = await call("POST", "tickets.json", TICKET, Idempotency_Key="k")
    assert (status, headers["x-idempotency-lookup"]) == (201, "miss")
    status, again, headers = await call("POST", "tickets.json", TICKET, Idempotency_Key="k")
    assert (status, again, headers["x-idempotency-lookup"]) == (201, first, "hit")
    other = {**TICKET, "subject": "t"}
    status, refused, _ = await call("POST", "tickets.json", other, Idempotency_Key="k")
    assert (status, refused["error"], len(twin.tickets)) == (400, "IdempotentRequestError", 1)
    assert (await call("POST", "tickets.json", TICKET, Idempotency_Key="k" * 256))[0] == 400
    clock.advance(timedelta(hours=2, seconds=1))
    assert (await call("POST", "tickets.json", TICKET, Idempotency_Key="k"))[2][
        "x-idempotency-lookup"
    ] == "miss"
    assert (await call("POST", "tickets.json", TICKET))[1]["ticket"]["id"] not in (
        first["ticket"]["id"],
        None,
    )
    assert len(twin.tickets) == 3


async def test_it_refuses_what_is_wrong_field_by_field(calls: Calls) -> None:
    twin, _, call = calls
    for wrong, field in (
        ({"subject": "s"}, "base"),
        ({**TICKET, "comment": {"body": " "}}, "base"),
        ({**TICKET, "group_id": 1}, "group"),
        ({**TICKET, "priority": "soon"}, "priority"),
        ({**TICKET, "status": "done"}, "status"),
        ({**TICKET, "status": "solved"}, "assignee"),
        ({**TICKET, "requester_id": 5}, "requester"),
    ):
        status, said, _ = await call("POST", "tickets.json", wrong)
        assert (status, said["error"], list(said["details"])) == (422, "RecordInvalid", [field])
    assert twin.tickets == {}
    assert (await call("GET", "tickets/9.json"))[:2] == (
        404,
        {"error": "RecordNotFound", "description": "Not found"},
    )
    assert (await call("PUT", "tickets/9.json", {"status": "open"}))[0] == 404
    assert (await call("GET", "users/9.json"))[0] == (await call("GET", "groups/9.json"))[0] == 404
    assert (await call("GET", f"groups/{GROUP}.json"))[0] == 200


async def test_it_knows_its_agent_alone_and_says_who_asks_even_to_nobody(calls: Calls) -> None:
    _, _, call = calls
    for wrong in ("", "Basic AAAA", "Basic ???", f"Bearer {TOKEN}x"):
        assert (await call("GET", "tickets.json", Authorization=wrong))[0] == 401
        status, said, _ = await call("GET", "users/me.json", Authorization=wrong)
        assert (status, said["user"]["role"], said["user"]["id"]) == (200, "end-user", None)
    assert (await call("GET", "users/me.json", Authorization=f"Bearer {TOKEN}"))[1]["user"]["role"] == "agent"


async def test_it_answers_so_many_calls_a_minute(calls: Calls) -> None:
    twin, clock, call = calls
    twin.a_minute = 2
    assert (await call("GET", "tickets.json"))[2]["X-Rate-Limit-Remaining"] == "1"
    assert (await call("GET", "tickets.json"))[0] == 200
    status, _, headers = await call("GET", "tickets.json")
    assert (status, headers["Retry-After"]) == (429, "42")
    clock.advance(timedelta(seconds=61))
    assert (await call("GET", "tickets.json"))[0] == 200


async def test_it_finds_by_external_id_and_keeps_comments_newest_first_where_asked(calls: Calls) -> None:
    _, _, call = calls
    for external in ("case_a", "case_b", "case_a"):
        await call("POST", "tickets.json", {**TICKET, "external_id": external})
    found = (await call("GET", "tickets.json?external_id=case_a"))[1]["tickets"]
    assert {each["external_id"] for each in found} == {"case_a"} and len(found) == 2
    path = f"tickets/{found[0]['id']}"
    await call("PUT", f"{path}.json", {"status": "pending", "comment": {"body": "c", "public": False}})
    bodies = [
        each["body"] for each in (await call("GET", f"{path}/comments.json?sort_order=desc"))[1]["comments"]
    ]
    assert bodies == ["c", "b"]
    assert (await call("GET", f"{path}.json"))[1]["ticket"]["status"] == "pending"


async def test_it_changes_nothing_once_closed_but_takes_a_follow_up(calls: Calls) -> None:
    twin, _, call = calls
    number = (await call("POST", "tickets.json", TICKET))[1]["ticket"]["id"]
    assert (await call("POST", "tickets.json", {**TICKET, "via_followup_source_id": number}))[0] == 422
    twin.act(number, status="closed")
    status, said, _ = await call("PUT", f"tickets/{number}.json", {"status": "open"})
    assert (status, said["details"]["status"][0]["description"]) == (
        422,
        "Status: closed prevents ticket update",
    )
    assert (await call("POST", "tickets.json", {**TICKET, "via_followup_source_id": number}))[0] == 201
