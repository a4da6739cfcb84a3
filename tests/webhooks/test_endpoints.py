"""Endpoints for events, as a marketplace's engineers make, change and remove them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from anteroom.errors import BadInput
from anteroom.keys.actions import OPERATOR
from anteroom.ledger import chain
from anteroom.webhooks import actions
from anteroom.webhooks.model import MOST_ENDPOINTS, MOST_SECRETS, SCHEDULE
from webhooks.conftest import Hooks

FIRST = "/v1/webhook-endpoints/whe_settings"


async def test_the_one_of_app_yaml_is_the_first_and_changes_there(hooks: Hooks) -> None:
    listed = (await hooks.call("GET", "/v1/webhook-endpoints"))["endpoints"]
    assert [each["id"] for each in listed] == ["whe_settings", hooks.id]
    assert listed[0]["url"] == hooks.world.settings.marketplace.webhook_url
    assert not any("secret" in each for each in listed)

    for method, path, body in (
        ("PATCH", FIRST, {"url": "https://elsewhere.example/hooks"}),
        ("POST", f"{FIRST}/rotate", {}),
        ("DELETE", FIRST, None),
    ):
        assert "app.yaml" in (await hooks.call(method, path, body, 409))["detail"]
    changed = await hooks.call("PATCH", FIRST, {"events": ["flag.raised"]})
    assert changed["events"] == ["flag.raised"]
    await hooks.schedule()
    await hooks.later()
    assert hooks.world.twins.marketplace.events == []
    assert hooks.receiver.types == ["interview.proposed"]


async def test_each_hears_what_it_asked_for_signed_by_its_own_secret(hooks: Hooks) -> None:
    await hooks.own("", {"events": ["interview.*"]}, method="PATCH", expect=200)
    interview = await hooks.schedule()
    await hooks.later()
    await hooks.own("", {"events": ["interview.moved", "contact.*"]}, method="PATCH", expect=200)
    await hooks.cancel(interview)
    await hooks.later()

    assert hooks.receiver.types == ["interview.proposed"]
    assert [event.type for event in hooks.world.twins.marketplace.events] == [
        "interview.proposed",
        "interview.cancelled",
    ]
    (arrival,) = hooks.receiver.arrivals
    assert arrival.genuine == (hooks.made["secret"],)
    assert set(arrival.said) == {"type", "timestamp", "data"}
    listed = await hooks.call("GET", f"/v1/webhook-deliveries?endpoint={hooks.id}")
    assert [each["state"] for each in listed["deliveries"]] == ["delivered"]


NO_ENDPOINTS: tuple[tuple[Any, str | None], ...] = (
    ({"url": "gopher://example.org/"}, "url"),
    ({"url": "https://"}, "url"),
    ({"url": "https://user:word@example.org/"}, "url"),
    ({"url": "https://example.org/#part"}, "url"),
    ({"url": "https://example.org:99999/"}, "url"),
    ({"url": "https://[::1/"}, "url"),
    ({"url": "not an address"}, "url"),
    ({"url": "https://example.org/hooks/leo@posta.example"}, "url"),
    ({"url": "https://example.org/hooks?for=leo%40posta.example"}, "url"),
    ({"url": "https://example.org/", "description": "Write to leo@posta.example"}, None),
    ({"url": "https://example.org/", "events": ["interview.sung"]}, "events"),
    ({"url": "https://example.org/", "events": ["*.*"]}, None),
    ({"url": "https://example.org/", "secret": "whsec_mine"}, None),
    ({"url": "https://example.org/" + "x" * 2000}, None),
    ({}, None),
)


async def test_it_refuses_what_is_no_endpoint(hooks: Hooks) -> None:
    for body, field in NO_ENDPOINTS:
        answer = await hooks.call("POST", "/v1/webhook-endpoints", body, 400)
        assert answer.get("field") == field, body
    assert len((await hooks.call("GET", "/v1/webhook-endpoints"))["endpoints"]) == 2


NOT_PUBLIC = (
    "http://example.org/hooks",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://127.0.0.1./",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::a00:1]/",
    "https://169.254.169.254/latest/meta-data/",
)


async def test_outside_the_sandbox_it_refuses_private_addresses_at_once(hooks: Hooks) -> None:
    """Names are looked at each time something is sent: `tests/marketplaces/test_targets.py`."""
    open_to_all = replace(hooks.world.settings, sandbox=False, allow_private_targets=False)
    house = replace(hooks.world.house, settings=open_to_all)
    for url in NOT_PUBLIC:
        with pytest.raises(BadInput):
            await actions.make(house, OPERATOR, actions.Wish(url=url))


async def test_there_are_bounds(hooks: Hooks) -> None:
    """Endpoints and secrets that are good at once: each event goes to all of them, signed by all."""
    for number in range(MOST_ENDPOINTS - 2):
        body = {"url": f"https://example.org/{number}", "events": ["flag.raised"]}
        await hooks.call("POST", "/v1/webhook-endpoints", body, 201)
    await hooks.call("POST", "/v1/webhook-endpoints", {"url": "https://example.org/more"}, 409)
    for _ in range(MOST_SECRETS - 1):
        await hooks.own("/rotate", {}, expect=201)
    await hooks.own("/rotate", {}, expect=409)
    only = await hooks.own("/rotate", {"overlap_hours": 0}, expect=201)
    hooks.receiver.secrets.append(only["secret"])
    await hooks.own("/test")
    await hooks.later()
    assert hooks.receiver.arrivals[0].genuine == (only["secret"],)


async def test_what_is_removed_gets_nothing_more(hooks: Hooks) -> None:
    hooks.receiver.answers = [500]
    delivery = await hooks.own("/test")
    await hooks.later()
    await hooks.own("", method="DELETE", expect=204)
    await hooks.later(sum(SCHEDULE, timedelta(0)))
    assert len(hooks.receiver.arrivals) == 1
    await hooks.own("", method="GET", expect=404)
    await hooks.call("GET", f"/v1/webhook-deliveries/{delivery['id']}", None, 404)
    await hooks.call("POST", f"/v1/webhook-deliveries/{delivery['id']}/replay", None, 404)


async def test_whoever_lost_everything_gets_it_again(hooks: Hooks) -> None:
    """Also what happened while it was disabled, and before it was there; what it wants, and nothing else."""
    interview = await hooks.schedule()
    await hooks.later()
    since = hooks.clock.now().isoformat()
    await hooks.own("", {"disabled": True}, method="PATCH", expect=200)
    await hooks.cancel(interview)
    await hooks.later(timedelta(minutes=1))
    assert hooks.receiver.types == ["interview.proposed"]
    await hooks.own("", {"disabled": False}, method="PATCH", expect=200)
    assert (await hooks.own("/replay", {"since": since}))["count"] == 0, "nothing was given up"
    assert await hooks.own("/replay", {"since": since, "everything": True}) == {"count": 2, "since": None}
    await hooks.later()
    assert [each.said["type"] for each in hooks.receiver.arrivals] == [
        "interview.proposed",
        "interview.proposed",
        "interview.cancelled",
    ]
    assert hooks.receiver.arrivals[0].body == hooks.receiver.arrivals[1].body
    await hooks.own("", {"events": ["flag.raised"]}, method="PATCH", expect=200)
    assert (await hooks.own("/replay", {"since": since, "everything": True}))["count"] == 0
    await hooks.own("/replay", {"since": "2026-11-23T09:00:00"}, expect=400)


async def test_the_ledger_says_who_changed_where_events_go(hooks: Hooks) -> None:
    """By the key that called, in ids: never an address, which may hold a secret of the receiver's."""
    await hooks.own("", {"url": f"{hooks.receiver.url}?mine"}, method="PATCH", expect=200)
    await hooks.own("", {}, method="PATCH", expect=200)
    await hooks.own("/rotate", {}, expect=201)
    await hooks.own("", method="DELETE", expect=204)
    async with hooks.world.house.database.connection() as conn:
        entries = await chain.read(conn, f"webhook:{hooks.id}")
    assert [entry.event.partition(".")[2] for entry in entries] == ["made", "changed", "rotated", "removed"]
    assert entries[1].facts == {"state": "enabled", "events": "", "address": "changed"}
    assert {entry.actor for entry in entries} == {"first"} and "mine" not in str(entries)
    assert (await hooks.world.ledger())[1] == []


async def test_lists_come_in_pages(hooks: Hooks) -> None:
    made = [(await hooks.own("/test"))["id"] for _ in range(5)]
    await hooks.later()
    path, seen = f"/v1/webhook-deliveries?endpoint={hooks.id}&limit=2", []
    cursor = ""
    while True:
        page = await hooks.call("GET", f"{path}{cursor}")
        seen += [each["id"] for each in page["deliveries"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == made[::-1]
    await hooks.call("GET", "/v1/webhook-deliveries?state=lost", None, 400)
    await hooks.call("GET", f"/v1/webhook-deliveries?limit=2{cursor}", None, 400)


async def test_only_a_key_with_the_scope_sees_or_changes_them(hooks: Hooks) -> None:
    key = await hooks.call("POST", "/v1/keys", {"name": "Reader", "scopes": ["webhooks:read"]}, 201)
    reader = type(hooks.api)(hooks.world, key["secret"])
    assert (await reader.get("/v1/webhook-endpoints"))[0] == 200
    assert (await reader.post(f"/v1/webhook-endpoints/{hooks.id}/test", None))[0] == 403
    other = await hooks.call("POST", "/v1/keys", {"name": "Other", "scopes": ["members:read"]}, 201)
    assert (await type(hooks.api)(hooks.world, other["secret"]).get("/v1/webhook-deliveries"))[0] == 403
