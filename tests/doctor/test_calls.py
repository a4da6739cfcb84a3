"""What the doctor and the operator's monitor learn of calls."""

from __future__ import annotations

from datetime import timedelta

import aiohttp

from anteroom.clock import SetClock
from anteroom.doctor.calls import calls_finding
from anteroom.doctor.finding import Level
from anteroom.sandbox.world import World
from api_client import ApiClient


async def test_it_warns_where_many_say_that_it_did_not_work(quiet_world: World, clock: SetClock) -> None:
    api, offered = ApiClient(quiet_world), quiet_world.twins.cast.proposals[0]
    start = clock.now() + timedelta(days=1)
    made = []
    for number in range(5):
        begins = (start + timedelta(hours=2 * number)).isoformat()
        wish = {"proposal": offered.id, "host": offered.client, "starts_at": begins, "minutes": 30}
        _, told = await api.post("/v1/interviews", wish)
        made.append(told["id"])
        yes = {"member": offered.freelancer, "answer": "accepted"}
        assert (await api.post(f"/v1/interviews/{told['id']}/answers", yes))[0] == 200
    for hours in (0, 1, 2, 4, 6, 8, 10, 12):
        clock.set(start + timedelta(hours=hours) - timedelta(minutes=5))
        await quiet_world.settle()
    house, reports = quiet_world.house, []
    for number, interview_id in enumerate(made):
        said = {"member": offered.freelancer, "said": "failed" if number < 2 else "good"}
        assert (await api.post(f"/v1/interviews/{interview_id}/connection", said))[0] == 200
        async with house.database.connection() as conn:
            found = await calls_finding(conn, clock.now())
        assert (found.level is Level.WARNING) is (number == 4), found
        reports.append(found.found)
    assert "0 of 5 of the last week failed; people said: 3 good, 0 trouble, 2 failed" in reports[-1]
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{quiet_world.url}/readyz") as answer,
    ):
        told = await answer.json()
    assert told["calls"] == {"ended": 5, "technical": 0, "said": {"good": 3, "trouble": 0, "failed": 2}}
