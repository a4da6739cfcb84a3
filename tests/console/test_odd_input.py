"""Addresses and forms that no page of ours makes: each is answered, and none makes us fall."""

from __future__ import annotations

from anteroom.sandbox.world import World
from api_client import ApiClient
from console_visit import visit

LAST = "since=9999-06-01&until=9999-12-31"
SPAN = {"since": "2026-11-01", "until": "2026-12-01"}


async def test_days_at_the_ends_of_time_and_tables_without_a_bottom_are_refused(
    console_world: World,
) -> None:
    async with visit(console_world, "tomasz") as browser:
        for page in ("/console/funnel", "/console/funnel.csv"):
            for query in ("since=9999-12-30&until=9999-12-31", LAST):
                assert (await browser.get(f"{page}?{query}")).status == 200, query
            for query in ("until=0001-01-01", "since=0001-01-01&until=0001-01-02", "since=9999-12-31"):
                assert (await browser.get(f"{page}?{query}")).status == 400, query
        deep = {**SPAN, "rows": "[" * 20_000}
        assert (await browser.send("/console/policy", "/console/policy/try", deep)).status == 400
        assert (await browser.get("/console/interviews/int_%00")).status == 404
    api = ApiClient(console_world)
    assert (await api.get(f"/v1/funnel?{LAST}"))[0] == 200
    assert (await api.get("/v1/funnel?since=0001-01-01&until=0001-01-02"))[0] == 400
