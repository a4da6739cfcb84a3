"""What REST v1 shows of what there is: lists, passes, times that were proposed, the ledger, a scan, flags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from anteroom.sandbox.world import World
from api_client import ApiClient

CLIENT, FREELANCER, PROPOSAL = "m-maya", "m-leo", "p-payments"
STARTS = "2026-11-26T14:00:00Z"
STARTS_THEN = {"decline": "2026-11-26T14:00:00+00:00", "accept": "2026-11-26T16:00:00+00:00"}


async def interview(api: ApiClient, **more: Any) -> Mapping[str, Any]:
    body = {"proposal": PROPOSAL, "host": CLIENT, "starts_at": STARTS, "minutes": 45, **more}
    status, made = await api.post("/v1/interviews", body)
    assert status == 201, made
    return made


async def test_it_leads_through_a_list_page_by_page(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    for noun in ("organisations", "members", "proposals"):
        _, whole = await api.get(f"/v1/{noun}?limit=100")
        assert whole["next_cursor"] is None and len(whole[noun]) >= 1
        seen, cursor = [], ""
        while True:
            status, page = await api.get(f"/v1/{noun}?limit=1" + (f"&cursor={cursor}" if cursor else ""))
            assert status == 200 and len(page[noun]) <= 1
            seen += page[noun]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == whole[noun]


async def test_it_lists_what_is_asked_for_and_nothing_personal(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    _, found = await api.get(f"/v1/proposals?member={FREELANCER}&state=shortlisted")
    assert all(each["freelancer"] == FREELANCER for each in found["proposals"])
    status, _ = await api.put(
        "/v1/contracts/c-1", {"proposal": PROPOSAL, "starts_at": "2026-12-01T00:00:00Z"}
    )
    assert status == 200
    _, contracts = await api.get(f"/v1/contracts?proposal={PROPOSAL}")
    (contract,) = contracts["contracts"]
    assert (contract["id"], contract["disclosed_at"]) == ("c-1", None)
    assert (await api.get("/v1/contracts/c-1"))[1] == contract
    assert (await api.get("/v1/contracts?proposal=p-none"))[1]["contracts"] == []
    said = json.dumps(
        [(await api.get(f"/v1/{noun}"))[1] for noun in ("organisations", "members", "proposals")]
    )
    details = [value for person in quiet_world.twins.cast.people for value in person.contact.values()]
    assert not [value for value in details if value in said]


async def test_a_cursor_belongs_to_its_list_alone(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    cursor = (await api.get("/v1/members?limit=1"))[1]["next_cursor"]
    for path in (f"/v1/proposals?cursor={cursor}", f"/v1/members?organisation=x&cursor={cursor}"):
        status, why = await api.get(path)
        assert (status, why["field"]) == (400, "cursor")


async def test_a_host_hands_over_on_the_own_side_and_keeps_the_seat(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    guests = [{"email": "noor@elsewhere.example", "label": "Noor, VP Engineering"}]
    made = await interview(api, guests=guests)
    home = f"/v1/interviews/{made['id']}"
    roles = {each["role"]: each["id"] for each in made["parties"]}
    status, why = await api.post(f"{home}/hand-over", {"member": CLIENT, "party": roles["candidate"]})
    assert (status, why["code"]) == (403, "not-allowed")
    status, after = await api.post(f"{home}/hand-over", {"member": CLIENT, "party": roles["guest"]})
    assert status == 200
    hosts = {each["id"]: each["role"] for each in after["parties"]}
    assert (hosts[roles["guest"]], hosts[roles["host"]]) == ("host", "guest")
    status, _ = await api.post(f"{home}/hand-over", {"member": CLIENT, "party": roles["host"]})
    assert status == 403, "whoever handed it over has it no more"


async def test_the_host_takes_a_proposed_time_or_keeps_the_own(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    made = await interview(api)
    home = f"/v1/interviews/{made['id']}"
    for hour in (15, 16):
        body = {"member": FREELANCER, "starts_at": f"2026-11-26T{hour}:00:00Z", "minutes": 45}
        assert (await api.post(f"{home}/counters", body))[0] == 200
        _, listed = await api.get(f"{home}/counters")
        (latest,) = [each for each in listed["counters"] if each["state"] == "open"]
        assert (latest["state"], latest["starts_at"]) == ("open", f"2026-11-26T{hour}:00:00+00:00")
        answer = "decline" if hour == 15 else "accept"
        refused, _ = await api.post(f"{home}/counters/{latest['id']}/{answer}", {"member": FREELANCER})
        assert refused == 403
        status, after = await api.post(f"{home}/counters/{latest['id']}/{answer}", {"member": CLIENT})
        assert (status, after["starts_at"]) == (200, STARTS_THEN[answer])
    _, listed = await api.get(f"{home}/counters")
    # Made in one instant of the test's clock, they have no order.
    assert sorted(each["state"] for each in listed["counters"]) == ["accepted", "declined"]


async def test_it_tells_how_passes_stand_and_never_a_link(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    made = await interview(api)
    home = f"/v1/interviews/{made['id']}"
    _, before = await api.get(f"{home}/passes")
    assert {each["generation"] for each in before["passes"]} == {1}
    leo = next(each["id"] for each in made["parties"] if each["role"] == "candidate")
    host = next(each["id"] for each in made["parties"] if each["role"] == "host")
    status, why = await api.post(f"{home}/parties/{host}/revoke", {"member": FREELANCER})
    assert (status, why["code"]) == (403, "not-allowed")
    for member in (CLIENT, FREELANCER):
        status, after = await api.post(f"{home}/parties/{leo}/revoke", {"member": member})
        assert status == 200 and len(after["parties"]) == 2
    _, passes = await api.get(f"{home}/passes")
    assert {each["party"]: each["generation"] for each in passes["passes"]} == {host: 1, leo: 3}
    assert "/i#" not in json.dumps(passes)


async def test_the_ledger_of_an_interview_is_read_in_pages_and_holds(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    made = await interview(api)
    home = f"/v1/interviews/{made['id']}"
    await api.post(f"{home}/answers", {"member": FREELANCER, "answer": "accepted"})
    _, first = await api.get(f"{home}/ledger?limit=1")
    _, rest = await api.get(f"{home}/ledger?cursor={first['next_cursor']}")
    entries = [*first["entries"], *rest["entries"]]
    assert [each["number"] for each in entries] == list(range(1, len(entries) + 1))
    assert {"interview.proposed", "interview.answered"} <= {each["event"] for each in entries}
    _, held = await api.get(f"{home}/ledger/verification")
    assert (held["holds"], held["entries"], held["head"]) == (True, len(entries), entries[-1]["hash"])
    async with quiet_world.house.database.connection() as conn:
        await conn.execute("alter table ledger_entry disable trigger user")
        await conn.execute(
            "update ledger_entry set actor = 'somebody' where chain = $1 and number = 1", made["id"]
        )
    _, broken = await api.get(f"{home}/ledger/verification")
    assert not broken["holds"] and broken["faults"][0]["number"] == 1


async def test_a_scan_keeps_nothing_and_counts_as_no_try(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    text = "Write to leo (at) posta (dot) example"
    looked = [await api.post("/v1/scan", {"text": text}) for _ in range(4)]
    assert [(status, said["verdict"]) for status, said in looked] == [(200, "redact")] * 4
    said = looked[-1][1]
    (found,) = said["findings"]
    assert (text[found["start"] : found["end"]], found["kind"]) == ("leo (at) posta (dot) example", "email")
    assert (await api.post("/v1/scan", {"text": "Shall we talk on Thursday?"}))[1]["verdict"] == "allow"
    assert (await api.post("/v1/scan", {"text": "a" * 20_001}))[1]["code"] == "malformed"
    body = {"proposal": PROPOSAL, "from": FREELANCER, "text": text, "sent_at": "2026-11-23T09:00:00Z"}
    _, first = await api.put("/v1/messages/msg-1", body)
    assert "second time" not in first["explanation"]
    status, known = await api.get("/v1/messages/msg-1")
    assert (status, known["verdict"], known["from"], "text" in known) == (200, "redact", FREELANCER, False)
    assert (await api.get("/v1/messages/msg-none"))[0] == 404


async def test_trust_people_see_what_was_flagged(quiet_world: World) -> None:
    api, trust = ApiClient(quiet_world), ApiClient(quiet_world, quiet_world.settings.secrets.review_key)
    assert (await trust.get("/v1/flags"))[1] == {"flags": [], "next_cursor": None}
    for nth in range(4):
        text = f"Write to leo{nth} (at) posta (dot) example"
        body = {"proposal": PROPOSAL, "from": FREELANCER, "text": text, "sent_at": "2026-11-23T09:00:00Z"}
        await api.put(f"/v1/messages/msg-{nth}", body)
    status, listed = await trust.get("/v1/flags")
    (flag,) = listed["flags"]
    assert (status, flag["kind"], flag["member"], flag["proposal"]) == (
        200,
        "repeated_tries",
        FREELANCER,
        PROPOSAL,
    )
    status, why = await api.get("/v1/flags")
    assert (status, why["code"]) == (403, "lacks-scope")
