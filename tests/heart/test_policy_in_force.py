"""The contact rule as dated data, by signed calls: set from a day on, masking, looked back at, tried anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from anteroom.clock import SetClock
from anteroom.policy.model import STANDARD
from anteroom.policy.store import digest_of
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY
from heart.texts_told import HINT, NUMBER, ledger, message, wish

UNDER = {"name": "under-contract", "stage": "under-contract", "rule": "open"}
MASKED = [UNDER, {"name": "masked", "stage": "before-contract", "rule": "masked"}]
OPEN = [UNDER, {"name": "opened", "stage": "before-contract", "rule": "warn"}]


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def tag(world: World) -> str:
    """Read the policy as its next writer does, and return the ETag."""
    return (await raw(world, "GET", "/v1/policy"))[2]


async def raw(
    world: World, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, Any], str]:
    """Make one call with headers of its own; return status, body and ETag."""
    sent = {"Authorization": f"Bearer {world.settings.secrets.api_key}", **headers}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{world.url}{path}", json=body, headers=sent) as answer,
    ):
        said = await answer.json(content_type=None) if answer.status != 304 else {}
        return answer.status, said, answer.headers.get("ETag", "")


async def put(world: World, rows: list[Any], day: str | None = None) -> dict[str, Any]:
    """Set a table, and return the answer."""
    body = {"rows": rows, "by": "t-12", "reason": "pilot"} | ({"from": day} if day else {})
    status, said, _ = await raw(world, "PUT", "/v1/policy", body, **{"If-Match": await tag(world)})
    assert status == 200, said
    return said


async def test_it_shows_the_settings_table_as_the_first_version(quiet_world: World, api: ApiClient) -> None:
    status, shown = await api.get("/v1/policy")

    assert status == 200
    assert (shown["revision"], shown["version"]["source"]) == (1, "settings")
    assert shown["version"]["digest"] == digest_of(STANDARD)
    assert [row["name"] for row in shown["rows"]] == [row.name for row in STANDARD]
    assert [row["on"] for row in shown["rows"] if row["name"] == "trusted-clients"] == [False]


async def test_a_table_is_in_force_from_its_day_on_and_the_history_keeps_all(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    tomorrow = (MONDAY + timedelta(days=1)).date()
    await put(quiet_world, MASKED, tomorrow.isoformat())
    held = (await api.put("/v1/messages/m-a", message(quiet_world, f"Reach me: {NUMBER}")))[1]
    clock.set(datetime(2026, 11, 24, tzinfo=UTC))
    masked = (await api.put("/v1/messages/m-b", message(quiet_world, f"Here: {NUMBER}")))[1]
    _, now = await api.get("/v1/policy")
    _, before = await api.get("/v1/policy?at=2026-11-23T23:59:59Z")
    _, history = await api.get("/v1/policy/history?limit=1")
    _, rest = await api.get(f"/v1/policy/history?limit=1&cursor={history['next_cursor']}")

    assert "held" in held
    assert "held" not in masked
    assert (masked["verdict"], "0147" in masked["text"], "phone" in masked["text"]) == ("redact", False, True)
    assert masked["explanation"]
    assert (now["version"]["number"], before["version"]["number"]) == (2, 1)
    assert [each["versions"][0]["number"] for each in (history, rest)] == [2, 1]
    assert (history["versions"][0]["by"], history["versions"][0]["reason"]) == ("t-12", "pilot")
    assert rest["next_cursor"] is None
    changed = await ledger(quiet_world, "policy.changed")
    assert [each["version"] for each in changed] == [1, 2]
    assert changed[1]["policy"] == now["version"]["digest"] != before["version"]["digest"]


async def test_it_takes_no_table_for_the_past_none_unread_and_none_with_faults(
    quiet_world: World, api: ApiClient
) -> None:
    body = {"rows": MASKED, "by": "t-12", "reason": "pilot"}
    read = await tag(quiet_world)
    unread = await raw(quiet_world, "PUT", "/v1/policy", body)
    past = await raw(quiet_world, "PUT", "/v1/policy", body | {"from": "2026-11-22"}, **{"If-Match": read})
    faulty = body | {"rows": [*MASKED, {**MASKED[1], "since": "2026-02-01", "until": "2026-01-01"}]}
    wrong = await raw(quiet_world, "PUT", "/v1/policy", faulty, **{"If-Match": read})
    first = await raw(quiet_world, "PUT", "/v1/policy", body, **{"If-Match": read})
    second = await raw(quiet_world, "PUT", "/v1/policy", body, **{"If-Match": read})
    nobody = await ApiClient(quiet_world, quiet_world.settings.secrets.review_key).get("/v1/policy")

    assert [each[0] for each in (unread, past, wrong, first, second)] == [428, 400, 400, 200, 412]
    assert "row 3" in str(wrong[1])
    assert nobody[0] in (200, 403)
    assert (await api.get("/v1/policy/history"))[1]["versions"][0]["number"] == 2


async def test_masking_takes_the_detail_out_wherever_it_is_typed_and_says_so(
    quiet_world: World, api: ApiClient
) -> None:
    """A title, an agenda and a message; what names no detail but asks to leave is told, and passes."""
    await put(quiet_world, MASKED)
    asked = wish(quiet_world, title="Ledger 5550147199", agenda=f"The design, {NUMBER}")
    status, made = await api.post("/v1/interviews", asked)
    _, hinted = await api.put("/v1/messages/m-h", message(quiet_world, HINT))
    _, again = await api.put("/v1/messages/m-n", message(quiet_world, f"Here: {NUMBER}"))
    _, repeated = await api.put("/v1/messages/m-n", message(quiet_world, f"Here: {NUMBER}"))

    assert status == 201, made
    assert (hinted["verdict"], hinted["text"]) == ("warn", HINT)
    assert again == repeated
    assert again["verdict"] == "redact"
    async with quiet_world.house.database.connection() as conn:
        rows = await conn.fetch("select decided, policy_row from ruling order by position")
        (stands,) = await conn.fetch("select title, agenda from interview")
        assert await conn.fetchval("select count(*) from held_text") == 0
    assert "0147" not in f"{dict(stands)}{made}"
    assert (stands["title"][:6], stands["agenda"][:11]) == ("Ledger", "The design,")
    assert {row["decided"] for row in rows} == {"masked", "told"}
    assert {row["policy_row"] for row in rows} == {"masked"}


async def test_the_ledger_of_what_was_held_names_the_table_that_decided(
    quiet_world: World, api: ApiClient
) -> None:
    await api.put("/v1/messages/m-a", message(quiet_world, f"Reach me: {NUMBER}"))
    (noted,) = await ledger(quiet_world, "text.held")

    assert (noted["row"], noted["policy"]) == ("nobody-before-a-contract", digest_of(STANDARD))


async def test_it_says_what_another_table_would_have_decided(quiet_world: World, api: ApiClient) -> None:
    _, held = await api.put("/v1/messages/m-a", message(quiet_world, f"Reach me: {NUMBER}"))
    await api.put("/v1/messages/m-b", message(quiet_world, "See you on Thursday at the ledger."))
    during = {"since": "2026-11-23T00:00:00Z", "until": "2026-11-24T00:00:00Z"}
    _, same = await api.post("/v1/policy/simulate", {"rows": rows_of(STANDARD), **during})
    _, opened = await api.post("/v1/policy/simulate", {"rows": OPEN, **during})
    _, masked = await api.post("/v1/policy/simulate", {"rows": MASKED, **during})
    too_long = await api.post(
        "/v1/policy/simulate",
        {"rows": OPEN, "since": "2020-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
    )

    assert (same["cases"], same["changed"], same["unknown"]) == (1, 0, 0)
    assert [(each["then"], each["now"], each["held"]) for each in opened["changes"]] == [
        ("held", "told", held["held"]["id"])
    ]
    assert [(each["now"], each["row_now"]) for each in masked["changes"]] == [("masked", "masked")]
    assert "0147" not in f"{opened}{masked}"
    assert too_long[0] == 400
    assert (await api.get("/v1/policy"))[1]["revision"] == 1


async def test_it_says_that_it_does_not_know_where_the_facts_were_not_kept(
    quiet_world: World, api: ApiClient
) -> None:
    await api.put("/v1/messages/m-a", message(quiet_world, f"Reach me: {NUMBER}"))
    async with quiet_world.house.database.connection() as conn:
        await conn.execute("delete from ruling")  # as in a database that is older than they are
    during = {"since": "2026-11-23T00:00:00Z", "until": "2026-11-24T00:00:00Z"}
    _, found = await api.post("/v1/policy/simulate", {"rows": OPEN, **during})

    assert (found["cases"], found["unknown"], found["changes"]) == (0, 1, [])


def rows_of(table: Any) -> list[dict[str, Any]]:
    """A table as a body has it."""
    rows = []
    for row in table:
        told = {"name": row.name, "stage": row.stage, "rule": row.rule, "on": row.on}
        told |= {
            "plans": sorted(row.plans),
            "purposes": sorted(row.purposes),
            "surfaces": sorted(row.surfaces),
        }
        told |= {"least_rating": row.least_rating, "least_completed_jobs": row.least_completed_jobs}
        told |= {"since": row.since.isoformat()} if row.since > date.min else {}
        rows.append(told | ({"minutes": row.minutes} if row.minutes is not None else {}))
    return rows
