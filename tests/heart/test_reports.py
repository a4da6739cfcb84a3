"""Reports as the marketplace's trust people read them, over its API."""

from __future__ import annotations

from datetime import timedelta

from anteroom.conduct.reports.actions import make_report
from anteroom.conduct.reports.model import Category, MakeReport
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

WORDS = "She wrote to me at ada@private.example."


async def test_it_shows_reports_to_the_trust_people_alone_and_writes_down_who_read_them(
    quiet_world: World,
) -> None:
    api = ApiClient(quiet_world)
    trust = ApiClient(quiet_world, quiet_world.settings.secrets.review_key)
    offered = quiet_world.twins.cast.proposals[0]
    start = (MONDAY + timedelta(days=2)).isoformat()
    wish = {"proposal": offered.id, "host": offered.client, "starts_at": start, "minutes": 45}
    _, interview = await api.post("/v1/interviews", wish)
    async with quiet_world.house.database.connection() as conn:
        person = await conn.fetchval(
            "select person_id from member where external_id = $1", offered.freelancer
        )
    made = await make_report(quiet_world.house, MakeReport(person, Category.CONDUCT, WORDS, interview["id"]))
    other = await make_report(quiet_world.house, MakeReport(person, Category.OTHER, "It is slow."))
    await quiet_world.settle()

    assert (await api.get("/v1/reports"))[0] == 403
    assert (await ApiClient(quiet_world, "none").get("/v1/reports"))[0] == 401
    status, listed = await trust.get("/v1/reports?limit=1")
    assert status == 200 and listed["next_cursor"] is not None
    _, rest = await trust.get(f"/v1/reports?cursor={listed['next_cursor']}")
    rows = {row["id"]: row for row in (*listed["reports"], *rest["reports"])}
    assert set(rows) == {made.id, other.id}
    assert rows[made.id]["member"] == offered.freelancer and rows[made.id]["proposal"] == offered.id
    assert WORDS not in str(rows)
    path = f"/v1/reports/{made.id}/reading"
    assert (await trust.post(path, {"reviewer": "t-12"}))[0] == 400
    status, read = await trust.post(path, {"reviewer": "t-12", "reason": "report"})
    assert (status, read["words"]) == (200, WORDS)
    assert (await trust.post("/v1/reports/rep_none/reading", {"reviewer": "t-12", "reason": "report"}))[
        0
    ] == 404
    async with quiet_world.house.database.connection() as conn:
        entry = await conn.fetchrow("select actor, facts from ledger_entry where event = 'report.read'")
    assert entry is not None and entry["actor"] == "t-12" and entry["facts"]["reason"] == "report"
    told = [event.data for event in quiet_world.twins.marketplace.events if event.type == "report.made"]
    assert {each["report"] for each in told} == {made.id, other.id}
    assert WORDS not in str(told)
