"""Reports over REST: made for a member, masked for whoever looks, opened for a reason, decided by people."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from anteroom.clock import SetClock
from anteroom.conduct.reports.model import KEPT
from anteroom.people.erasure import erase_member
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

QUOTE = "Let us go on at kofi (at) mensah (dot) example, or ring +34 600 900 901."
WORDS = "He asks me to write to kofi (at) mensah (dot) example."
HELD = "You reach me at kofi.mensah@mailbox.example"


async def stage(world: World) -> tuple[ApiClient, ApiClient, dict[str, Any]]:
    """Two members of a proposal in whose thread one writes; return both programs and what is reported."""
    api = ApiClient(world)
    trust = ApiClient(world, world.settings.secrets.review_key)
    offered = world.twins.cast.proposals[0]
    told = {"proposal": offered.id, "from": offered.freelancer, "sent_at": MONDAY.isoformat()}
    assert (await api.call("PUT", "/v1/messages/msg-1", {**told, "text": "Shall we talk?"}))[0] == 200
    assert (await api.call("PUT", "/v1/messages/msg-2", {**told, "text": HELD}))[1]["verdict"] != "allow"
    about = {"member": offered.client, "proposal": offered.id, "message": "msg-1"}
    return api, trust, {**about, "category": "leaving", "words": WORDS, "quote": QUOTE}


async def test_it_goes_through_peoples_hands_and_shows_no_detail_until_somebody_asks_why(
    quiet_world: World,
) -> None:
    api, trust, body = await stage(quiet_world)
    offered = quiet_world.twins.cast.proposals[0]
    status, made = await api.post("/v1/reports", body)
    assert (status, made["state"], set(made)) == (201, "new", {"id", "at", "category", "state"})
    path = f"/v1/reports/{made['id']}"
    for shut in (path, "/v1/reports"):
        assert (await api.get(shut))[0] == 403

    status, shown = await trust.get(path)
    assert (status, shown["member"], shown["about"]) == (200, offered.client, offered.freelancer)
    assert shown["way"] == "api" and shown["message"] == "msg-1" and shown["case"].startswith("case_")
    assert [each["source"] for each in shown["evidence"]] == ["quote", "held"]
    assert "[" in shown["words"] and all(each["kinds"] for each in shown["evidence"])
    for detail in ("kofi (at)", "mensah", "600 900", "mailbox"):
        assert detail not in str(shown)
    assert shown["reporter"] == {"made": 1, "upheld": 0, "not_upheld": 0, "false_reports": 0}

    assert (await trust.post(f"{path}/reading", {"reviewer": "t-12"}))[0] == 400
    status, read = await trust.post(f"{path}/reading", {"reviewer": "t-12", "reason": "report"})
    assert (status, read["words"]) == (200, WORDS)
    assert [each["text"] for each in read["evidence"]] == [QUOTE, HELD]

    assert (await api.post(f"{path}/assignment", {"reviewer": "t-1", "assignee": "t-12"}))[0] == 403
    status, given = await trust.post(f"{path}/assignment", {"reviewer": "t-1", "assignee": "t-12"})
    assert (status, given["state"], given["assignee"]) == (200, "assigned", "t-12")
    finding = {"reviewer": "t-12", "outcome": "upheld", "reason": "asked_to_leave"}
    status, decided = await trust.post(f"{path}/decision", finding)
    assert (status, decided["state"], decided["outcome"]) == (200, "decided", "upheld")
    assert (await trust.post(f"{path}/decision", finding))[1]["decided_at"] == decided["decided_at"]
    assert (await trust.post(f"{path}/decision", {**finding, "outcome": "not_upheld"}))[0] == 409
    assert (await trust.post(f"{path}/assignment", {"reviewer": "t-1", "assignee": "t-3"}))[0] == 409
    assert (await trust.get("/v1/reports?state=open"))[1]["reports"] == []
    status, anew = await trust.post(f"{path}/reopening", {"reviewer": "t-1", "reason": "look_again"})
    assert (status, anew["state"], anew["outcome"]) == (200, "reopened", None)
    assert [each["id"] for each in (await trust.get("/v1/reports?state=open"))[1]["reports"]] == [made["id"]]
    status, false = await trust.post(f"{path}/decision", {**finding, "outcome": "false_report"})
    assert (status, false["outcome"]) == (200, "false_report")
    assert (await trust.get(path))[1]["reporter"]["false_reports"] == 1
    assert (await trust.get(path))[1]["complained"]["made"] == 1

    await quiet_world.settle()
    told = [event for event in quiet_world.twins.marketplace.events if event.type.startswith("report.")]
    kinds = ["report.made", "report.decided", "report.reopened", "report.decided"]
    assert [event.type for event in told] == kinds
    assert told[1].data["outcome"] == "upheld" and told[1].data["member"] == offered.client
    # Of whom it complains nobody outside is told by us: that one could be told in turn.
    assert offered.freelancer not in str([event.data for event in told])
    async with quiet_world.house.database.connection() as conn:
        rows = await conn.fetch(
            "select event, actor, facts from ledger_entry where event like 'report.%' order by number"
        )
        sealed = await conn.fetch("select sealed from report_evidence union select sealed from report")
    events = ["made", "read", "assigned", "decided", "reopened", "decided"]
    assert [row["event"] for row in rows] == [f"report.{each}" for each in events]
    assert all("mensah" not in str(row["facts"]) for row in rows)
    assert all(b"mensah" not in bytes(row["sealed"]) for row in sealed)


async def test_it_takes_the_same_once_and_only_from_who_is_there(quiet_world: World) -> None:
    api, trust, body = await stage(quiet_world)
    offered = quiet_world.twins.cast.proposals[0]
    made = await asyncio.gather(*(api.post("/v1/reports", body) for _ in range(4)))
    assert {status for status, _ in made} == {201} and len({said["id"] for _, said in made}) == 1
    assert (await api.post("/v1/reports", {**body, "member": offered.freelancer}))[0] == 400
    stranger = {"role": "client", "display_name": "Somebody Else"}
    await api.call("PUT", "/v1/members/m-stranger", stranger)
    assert (await api.post("/v1/reports", {**body, "member": "m-stranger"}))[0] == 403
    assert (await api.post("/v1/reports", {**body, "message": "msg-77"}))[0] == 404
    assert (await api.post("/v1/reports", {**body, "proposal": "p-none"}))[0] == 404
    assert (await api.post("/v1/reports", {**body, "proposal": None}))[0] == 400
    assert (await api.post("/v1/reports", {**body, "words": " \n"}))[0] == 400
    for number in range(9):
        assert (await api.post("/v1/reports", {**body, "words": f"Again, {'x' * number}."}))[0] == 201
    assert (await api.post("/v1/reports", {**body, "words": "One too many."}))[0] == 409
    assert len((await trust.get("/v1/reports?limit=100"))[1]["reports"]) == 10


async def test_it_forgets_what_was_said_and_never_that_it_was(quiet_world: World, clock: SetClock) -> None:
    api, trust, body = await stage(quiet_world)
    offered = quiet_world.twins.cast.proposals[0]
    _, first = await api.post("/v1/reports", body)
    _, second = await api.post("/v1/reports", {**body, "words": "Once more."})
    finding = {"reviewer": "t-12", "outcome": "upheld", "reason": "asked_to_leave"}
    await trust.post(f"/v1/reports/{first['id']}/decision", finding)
    clock.advance(KEPT + timedelta(minutes=11))
    await quiet_world.settle()
    status, gone = await trust.get(f"/v1/reports/{first['id']}")
    assert (status, gone["words"], gone["outcome"]) == (200, None, "upheld")
    assert [each["text"] for each in gone["evidence"]] == [None, None]
    reason = {"reviewer": "t-12", "reason": "report"}
    assert (await trust.post(f"/v1/reports/{first['id']}/reading", reason))[0] == 409
    assert (await trust.post(f"/v1/reports/{first['id']}/reopening", reason))[0] == 409
    # The other one waits for people still, and loses what an erased person wrote.
    _, waits = await trust.get(f"/v1/reports/{second['id']}")
    assert waits["words"] == "Once more." and waits["evidence"][0]["text"]
    await erase_member(quiet_world.house, offered.freelancer, "operator", "asked", "")
    _, waits = await trust.get(f"/v1/reports/{second['id']}")
    assert waits["words"] == "Once more." and {each["text"] for each in waits["evidence"]} == {None}
