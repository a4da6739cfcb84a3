"""Cases over REST v1: listed, read, assigned, noted in and solved by whoever bears the scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anteroom.cases import actions
from anteroom.cases.answers import Answered, take_answer
from anteroom.cases.model import About, Case, Kind, OpenCase, Outcome
from anteroom.clock import SetClock
from anteroom.ledger import chain
from anteroom.people import erasure
from anteroom.sandbox.world import World
from api_client import ApiClient

WORDS = "Escríbeme a leo@elsewhere.example, please."


async def opened(world: World, about: str, *, kind: Kind = Kind.ITEM, speaks: str = "m-maya") -> Case:
    """Open a case about p-payments."""
    async with world.house.database.transaction() as conn:
        proposal = await conn.fetchval("select id from proposal where external_id = 'p-payments'")
        person = await conn.fetchval("select person_id from member where external_id = $1", speaks)
        command = OpenCase("other", About(kind, about), proposal_id=proposal, person_id=person)
        return await actions.open_case(conn, world.house, command)


async def answered(world: World, case: Case, words: str, answer_id: str) -> Case:
    """Let Leo answer what a case is about."""
    async with world.house.database.transaction() as conn:
        person = await conn.fetchval("select person_id from member where external_id = 'm-leo'")
        about = OpenCase(case.topic, case.about)
        return await take_answer(conn, world.house, Answered(about, person, words, answer_id))


def people(world: World) -> ApiClient:
    """The marketplace's people."""
    return ApiClient(world, world.settings.secrets.review_key)


async def test_it_is_handled_over_the_api_from_list_to_solution(quiet_world: World) -> None:
    api, case = people(quiet_world), await opened(quiet_world, "wait_1")
    path = f"/v1/cases/{case.id}"
    _, listed = await api.get("/v1/cases")
    (shown,) = listed["cases"]
    assert (shown["id"], shown["proposal"], shown["member"]) == (case.id, "p-payments", "m-maya")
    assert (shown["state"], shown["kind"], shown["about"]) == ("open", "item", "wait_1")
    assert shown["page"].endswith(f"/console/cases/{case.id}")

    async def post(what: str, body: dict[str, Any], expected: int = 200) -> Any:
        status, answer = await api.post(f"{path}/{what}", body)
        assert status == expected, (what, answer)
        return answer

    await post("wait", {"by": "s-9", "reason": "client"}, 409)
    for wrong in ("ana@x.example", "+34600123123", ""):
        await post("assignment", {"by": "s-9", "owner": wrong, "reason": "turn"}, 400)
    assert (await post("assignment", {"by": "s-4", "owner": "s-9", "reason": "turn"}))["owner"] == "s-9"
    assert (await post("wait", {"by": "s-9", "reason": "client"}))["state"] == "waiting"
    assert (await post("notes", {"by": "s-9", "words": WORDS}, 201))["notes"] == 1
    await post("notes", {"by": "s-9", "words": "x" * 4001}, 400)
    await post("reading", {"reviewer": "s-9", "reason": "Because I want to"}, 400)
    read = await post("reading", {"reviewer": "s-9", "reason": "hand_over"})
    assert [(each["kind"], each["author"], each["words"]) for each in read["notes"]] == [
        ("note", "s-9", WORDS)
    ]
    done = {"by": "s-9", "outcome": "waits", "reason": "called"}
    assert (await post("solution", done))["outcome"] == "waits"
    assert (await post("solution", done))["state"] == "solved"
    await post("solution", done | {"outcome": "helped"}, 409)
    assert (await api.get("/v1/cases"))[1]["cases"] == []
    assert len((await api.get("/v1/cases?state=all&topic=other&owner=s-9"))[1]["cases"]) == 1
    assert (await api.get("/v1/cases?state=all&owner=s-1"))[1]["cases"] == []
    assert (await api.get("/v1/cases/case_of_nobody"))[0] == 404
    async with quiet_world.house.database.connection() as conn:
        events = [each.event for each in await chain.read(conn, f"case:{case.id}")]
    assert events == [
        "case.opened",
        "case.assigned",
        "case.waiting",
        "case.noted",
        "case.read",
        "case.solved",
    ]


async def test_it_is_for_who_bears_the_scope_alone(quiet_world: World) -> None:
    case = await opened(quiet_world, "wait_1")
    for path in ("/v1/cases", f"/v1/cases/{case.id}"):
        status, answer = await ApiClient(quiet_world).get(path)
        assert (status, answer["code"]) == (403, "lacks-scope")


async def test_it_leads_through_many_page_by_page(quiet_world: World) -> None:
    ids = [(await opened(quiet_world, f"wait_{nth}")).id for nth in range(5)]
    api, seen, path = people(quiet_world), [], "/v1/cases?limit=2"
    while path:
        _, page = await api.get(path)
        seen += [each["id"] for each in page["cases"]]
        path = f"/v1/cases?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert sorted(seen) == sorted(ids) and len(seen) == 5


async def test_it_does_not_say_who_reported(quiet_world: World) -> None:
    case = await opened(quiet_world, "rep_1", kind=Kind.REPORT, speaks="m-leo")
    _, shown = await people(quiet_world).get(f"/v1/cases/{case.id}")
    assert shown["member"] is None


async def test_an_answer_lies_in_its_case_once_and_wakes_it(quiet_world: World, clock: SetClock) -> None:
    house, case = quiet_world.house, await opened(quiet_world, "wait_1")
    await actions.take(house, case.id, "s-9", "turn")
    await actions.wait(house, case.id, "s-9", "client")
    for _ in range(2):
        after = await answered(quiet_world, case, WORDS, "<one@posta.example>")
        assert (after.id, after.state.value, after.owner) == (case.id, "assigned", "s-9")
    clock.advance(timedelta(minutes=1))
    await answered(quiet_world, case, "And once more.", "<two@posta.example>")
    read = await actions.read_notes(house, case.id, "s-9", "answer")
    assert [each.words for each in read] == [WORDS, "And once more."]
    _, said = await people(quiet_world).post(
        f"/v1/cases/{case.id}/reading", {"reviewer": "s-9", "reason": "answer"}
    )
    assert [(each["kind"], each["author"]) for each in said["notes"]] == [("answer", None)] * 2


async def test_what_was_written_is_forgotten_half_a_year_after_a_case_was_solved(
    quiet_world: World, clock: SetClock
) -> None:
    house = quiet_world.house
    old, new = await opened(quiet_world, "wait_1"), await opened(quiet_world, "wait_2")
    for case in (old, new):
        await actions.note(house, case.id, WORDS, "s-9")
    await actions.solve(house, old.id, Outcome.HELPED, "s-9", "done")

    async def words(case: Case) -> list[str | None]:
        return [each.words for each in await actions.read_notes(house, case.id, "s-9", "look")]

    clock.advance(timedelta(days=179))
    await quiet_world.settle()
    assert await words(old) == [WORDS]
    clock.advance(timedelta(days=2))
    await quiet_world.settle()
    assert (await words(old), await words(new)) == ([None], [WORDS])
    await answered(quiet_world, old, "It is all over again.", "<again@posta.example>")
    await quiet_world.settle()
    assert (await words(old))[-1] == "It is all over again.", "an open case forgets nothing"


async def test_what_an_erased_person_wrote_is_closed_for_ever(quiet_world: World, clock: SetClock) -> None:
    house, case = quiet_world.house, await opened(quiet_world, "wait_1")
    await answered(quiet_world, case, WORDS, "<one@posta.example>")
    clock.advance(timedelta(minutes=1))
    await actions.note(house, case.id, "Leo Marchetti did not answer the phone.", "s-9")
    clock.advance(timedelta(minutes=1))
    await actions.note(house, case.id, "The client was called.", "s-9")
    await erasure.erase_member(house, "m-leo", "t-1", "asked", "ak_none")
    read = await actions.read_notes(house, case.id, "s-9", "hand_over")
    assert [each.words for each in read] == [None, None, "The client was called."]
