"""A case about something that waited is told when it is answered after all, or over; people solve it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anteroom.clock import SetClock
from anteroom.conduct.blocks import make_block
from anteroom.ledger import chain
from anteroom.people.erasure import erase
from api_client import ApiClient
from nudges.silent_world import LEO, MAYA, Silent, silent

DAYS = timedelta(days=9)


class Support:
    """The people of the marketplace's who have the cases."""

    def __init__(self, here: Silent) -> None:
        self._here = here
        self._api = ApiClient(here.world, here.world.settings.secrets.review_key)

    async def cases(self) -> list[Mapping[str, Any]]:
        """Those that are to be solved, newest first."""
        _, shown = await self._api.get("/v1/cases")
        return list(shown["cases"])

    async def do(self, case: str, what: str, **more: str) -> Mapping[str, Any]:
        """Do something about a case; return it."""
        status, shown = await self._api.post(f"/v1/cases/{case}/{what}", {"by": "s-9", **more})
        assert status == 200, shown
        return shown

    async def show(self, case: str) -> tuple[str, str | None, str | None]:
        """How a case stands: its state, its owner, and how what it is about ended."""
        _, shown = await self._api.get(f"/v1/cases/{case}")
        return shown["state"], shown["owner"], shown["after_all"]

    async def book(self, case: str) -> list[tuple[str, Mapping[str, Any]]]:
        """What the ledger says of a case."""
        async with self._here.world.house.database.connection() as conn:
            found = await chain.read(conn, f"case:{case}")
            assert (await chain.verify(conn))[1] == []
        return [(each.event, each.facts) for each in found]


async def _escalated(here: Silent, support: Support) -> str:
    """Let Leo say nothing to a message of Maya's until people are asked; return the case."""
    await here.begin()
    await here.write(MAYA, "Would Thursday suit you?")
    await here.pass_to(here.clock.now() + DAYS, every=timedelta(hours=6))
    return str((await support.cases())[0]["id"])


async def test_an_answer_wakes_the_case_that_waited_for_it_and_solves_nothing(clock: SetClock) -> None:
    async with silent(clock) as here:
        support = Support(here)
        case = await _escalated(here, support)
        assert await support.show(case) == ("open", None, None)
        await support.do(case, "assignment", owner="s-9", reason="turn")
        await support.do(case, "wait", reason="for_the_freelancer")
        for _ in range(2):
            await here.write(LEO, "Thursday is fine, and here is who I am.")
        assert await support.show(case) == ("assigned", "s-9", "answered")
        (told,) = [facts for event, facts in await support.book(case) if event == "case.waits_no_more"]
        assert (set(told), told["how"]) == ({"waiting", "how"}, "answered"), "ids and a word"
        assert (await support.do(case, "solution", outcome="answered", reason="agreed"))["state"] == "solved"


async def test_whoever_has_the_case_learns_not_why_it_waits_no_more(clock: SetClock) -> None:
    """Archived, blocked and erased are told in one word; what is solved stays as it was."""
    async with silent(clock) as here:
        support, house = Support(here), here.world.house
        archived = await _escalated(here, support)
        await here.tell("archived")
        blocked = await _escalated(here, support)
        interview = await here.invite()
        async with house.database.connection() as conn:
            leo = await conn.fetchval("select person_id from member where external_id = $1", LEO)
            rows = await conn.fetch("select id, role from party where interview_id = $1", interview)
        seats = {row["role"]: row["id"] for row in rows}
        await make_block(house, interview, seats["candidate"], seats["host"])
        solved = await _escalated(here, support)
        await support.do(solved, "solution", outcome="waits", reason="agreed")
        before = await support.book(solved)
        gone = await _escalated(here, support)
        await erase(house, leo, "operator", "erasure_request")

        for case in (archived, blocked, gone):
            assert await support.show(case) == ("open", None, "over")
            (told,) = [facts for event, facts in await support.book(case) if event == "case.waits_no_more"]
            assert (set(told), told["how"]) == ({"waiting", "how"}, "over")
        assert await support.book(solved) == before
        assert {each["id"] for each in await support.cases()} == {archived, blocked, gone}
