"""A world with something in it of every kind, and the document of REST v1 with its ids to try."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import postgres
from anteroom.api.scopes import Scope
from anteroom.api.settings import Api
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.keys.actions import OPERATOR, make
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.world import World, open_world
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import MONDAY, settings
from shared_relay import with_shared_relay

CLIENT, FREELANCER, PROPOSAL = "m-maya", "m-leo", "p-payments"
HELD_TEXT = "Write to leo (at) posta (dot) example"
IN_EXAMPLES = {"m-ada": CLIENT, "m-kofi": FREELANCER, "p-41": PROPOSAL, "o-fernside": "org-larkfield"}
"""Whom the page for engineers speaks of, and who is there instead."""
NOUNS = {
    "client": "members",
    "contract": "contracts",
    "freelancer": "members",
    "from": "members",
    "host": "members",
    "member": "members",
    "party": "parties",
    "proposal": "proposals",
    "viewer": "members",
}
"""What the fields of bodies and of queries name."""
TOLD = {"contracts", "members", "messages", "organisations", "proposals"}
"""What a `PUT` makes under any id: afterwards that id is as good as those that we name."""
SPARE = {
    "cancel_interview": "interviews",
    "erase_member": "members",
    "revoke_key": "keys",
    "tell_member": "members",
    "tell_proposal": "proposals",
}
"""Calls that put an end to something, or make another thing of it: of that noun they get a spare one."""


@dataclass(frozen=True)
class Described:
    """A world, a key that bears every scope, and ids that are there, by their nouns; some are to spare."""

    world: World
    key: str
    known: Mapping[str, list[str]]
    spare: Mapping[str, list[str]]


@asynccontextmanager
async def described_world() -> AsyncIterator[Described]:
    """Open a world in which most lists have something, and in which nobody is kept from calling often."""
    randomness = SeededRandomness(7)
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=20)
    chosen = replace(settings(randomness), sandbox=True, api=Api(1_000_000, 1_000_000))
    try:
        async with open_world(
            with_shared_relay(chosen),
            database,
            SetClock(MONDAY),
            randomness,
            work=False,
            integrations=[HttpMarketplace()],
        ) as world:
            yield await _filled(world)
    finally:
        await database.close()
        await postgres.give_back(dsn)


async def _filled(world: World) -> Described:
    # As `anteroom keys make` does: by REST nobody gives more than the own key bears.
    everything = frozenset(Scope) - {Scope.ANYBODY}
    _, secret = await make(world.house, OPERATOR, "everything", everything)
    spare_key, _ = await make(world.house, OPERATOR, "to spare", everything)
    api = ApiClient(world, secret)

    async def done(method: str, path: str, body: Any = None) -> Mapping[str, Any]:
        status, said = await api.call(method, path, body)
        assert status in (200, 201), (path, status, said)
        return said

    await done("PUT", "/v1/members/m-spare", {"role": "client", "display_name": "Ida", "shares": ["email"]})
    job = {"id": "j-1", "title": "Search in Postgres"}
    spare = {"client": CLIENT, "freelancer": FREELANCER, "job": job, "thread": "t-1", "state": "active"}
    await done("PUT", "/v1/proposals/p-spare", spare)
    guests = [{"email": "vp@elsewhere.example", "label": "Noor, VP Engineering"}]
    wish = {"proposal": PROPOSAL, "host": CLIENT, "minutes": 45, "nda": True, "guests": guests}
    interview, to_spare = [
        await done("POST", "/v1/interviews", {**wish, "starts_at": f"2026-11-2{day}T14:00:00Z"})
        for day in (6, 7)
    ]
    home = f"/v1/interviews/{interview['id']}"
    await done("POST", f"{home}/offers", {"member": CLIENT, "offers": ["2026-11-27T16:00:00Z"]})
    other = {"member": FREELANCER, "starts_at": "2026-11-26T15:00:00Z", "minutes": 45}
    await done("POST", f"{home}/counters", other)
    message = {"proposal": PROPOSAL, "from": FREELANCER, "sent_at": "2026-11-23T09:00:00Z"}
    held = []
    for nth in range(3):
        said = await done("PUT", f"/v1/messages/msg-{nth}", {**message, "text": f"{HELD_TEXT} {nth}"})
        held.append(said["held"]["id"])
    await done("POST", f"/v1/held/{held[0]}/appeal", {"member": FREELANCER})
    system = {"member": CLIENT, "system": "The source repository", "purpose": "To see the index"}
    asked = await done("POST", f"/v1/proposals/{PROPOSAL}/access-requests", system)
    await done("PUT", "/v1/contracts/c-1", {"proposal": "p-spare", "starts_at": "2026-11-30T00:00:00Z"})
    hooks = {"url": "https://hooks.example.org/anteroom", "description": "Cards", "events": ["interview.*"]}
    endpoint = await done("POST", "/v1/webhook-endpoints", hooks)
    now = await done("GET", home)
    known = {
        "access-requests": [asked["id"]],
        "contracts": ["c-1"],
        "counters": [each["id"] for each in (await done("GET", f"{home}/counters"))["counters"]],
        "held": held,
        "interviews": [interview["id"]],
        "keys": [spare_key.id],
        "members": [CLIENT, FREELANCER],
        "messages": ["msg-0"],
        "offers": [each["id"] for each in now["offers"]],
        "organisations": ["org-larkfield"],
        "parties": [each["id"] for each in now["parties"]],
        "proposals": [PROPOSAL],
        "reviews": held[:1],
        "webhook-endpoints": [endpoint["id"]],
    }
    to_end = {
        "interviews": [to_spare["id"]],
        "keys": [spare_key.id],
        "members": ["m-spare"],
        "proposals": ["p-spare"],
    }
    return Described(world, secret, known, to_end)


def with_ids(document: Mapping[str, Any], here: Described) -> dict[str, Any]:
    """Return the document with ids that are there, so that calls get further than 404.

    Whatever fits it fits the document as it is served; any other id is refused, as what does not fit is.
    """
    written = json.dumps(copy.deepcopy(dict(document)))
    for named, there in IN_EXAMPLES.items():
        written = written.replace(f'"{named}"', f'"{there}"')
    said: dict[str, Any] = json.loads(written)
    for path, calls in said["paths"].items():
        steps = path.split("/")
        for method, call in calls.items():
            spare = SPARE.get(call["operationId"], "")
            for each in call.get("parameters", []):
                if each.get("in") == "path":
                    noun = steps[steps.index(f"{{{each['name']}}}") - 1]
                    told = method == "put" or noun in TOLD
                elif each.get("in") == "query":
                    noun, told = NOUNS.get(each["name"], ""), True
                else:
                    continue
                ids = here.spare if noun == spare else here.known
                each["schema"] = _one_of(ids.get(noun), each["schema"], told=told)
    for name, schema in said["components"]["schemas"].items():
        if name.endswith("Body"):
            for field, each in schema["properties"].items():
                ids_there = here.known.get(NOUNS.get(field, ""))
                schema["properties"][field] = _one_of(ids_there, each, told=field not in ("member", "host"))
    return said


def _one_of(ids: list[str] | None, schema: dict[str, Any], *, told: bool) -> dict[str, Any]:
    """Ids that are there, beside any other where others are taken, too: what is told, and what is sought."""
    if not ids:
        return schema
    # With its type: without one a number is tried, which in an address is the text of an id.
    found = {"type": "string", "enum": ids if told else [*ids, "nobody-and-nothing"]}
    return {"anyOf": [found, schema]} if told else found
