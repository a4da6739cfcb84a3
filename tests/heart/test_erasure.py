"""Erasing a person: afterwards nothing here tells how to reach this one, plain or by any key of ours."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.people.command import found
from anteroom.people.erasure import erase
from anteroom.sandbox.mailbox.post_office import Refusal
from anteroom.sandbox.world import World
from anteroom_mail import MailIntegration
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import world as opened_world
from heart.test_disclosures import contract, record, tell, with_details
from heart.texts_told import NUMBER, ledger, message, told, wish

ADA = ("ada.lark@fernside.example", "2125550147", "212 555 0147", "Ada Lark", "fernside")
DANA = ("dana@brimhold.example", "brimhold")
ALIASES = """select local from alias where subject_id in (select party.id from party
    join member on member.person_id = party.person_id where external_id = 'm-ada')"""
ERASE = "?reviewer=t-12&reason=erasure_request"


@fixture
async def quiet_world(clock: SetClock) -> AsyncIterator[World]:
    """With mail, which makes aliases; nothing happens by itself until `settle()`."""
    async with opened_world(
        clock=clock, work=False, integrations=[HttpMarketplace(), MailIntegration()]
    ) as opened:
        yield opened


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def dump(world: World) -> str:
    """Everything in the database, and everything of it that our own keys open."""
    said: list[str] = []
    async with world.house.database.connection() as conn:
        tables = await conn.fetch("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in tables:
            rows = [dict(row) for row in await conn.fetch(f"select * from {table}")]
            said.append(f"{table} {rows}")
            for row in rows:
                texts = [str(value) for value in row.values() if isinstance(value, str)]
                names = [
                    *texts,
                    *(f"schedule:{each}" for each in texts),
                    f"{row.get('source')}:{row.get('key')}",
                ]
                names += [f"conversation:{each}" for each in texts]
                for sealed in sealed_in(row):
                    said += [opened for name in names if (opened := opens(world, sealed, name))]
        for person, field in await conn.fetch("select person_id, field from contact"):
            value = await world.house.vault.open(conn, person, field)
            said.append(value.reveal() if value else "")
    return "\n".join(said)


def sealed_in(row: dict[str, Any]) -> list[bytes]:
    """Every octets of a row, those in its JSON too."""
    found = [value for value in row.values() if isinstance(value, bytes)]
    for value in row.values():
        for each in value.values() if isinstance(value, dict) else ():
            try:
                found.append(b64decode(each, validate=True))
            except (ValueError, TypeError):
                continue
    return found


def opens(world: World, sealed: bytes, name: str) -> str:
    """What a key of ours opens under this name; "" for nothing."""
    try:
        return world.house.vault.unseal(sealed, name).decode("utf-8", "replace")
    except ValueError:
        return ""


def there(said: str, canaries: tuple[str, ...]) -> list[str]:
    """Which of these stand in it, also as JSON writes them."""
    folded = f"{said}{json.dumps(said)}".casefold()
    return [each for each in canaries if each.casefold() in folded]


async def meeting(api: ApiClient, world: World, **more: Any) -> dict[str, Any]:
    """An interview of Ada's, with Dana looped in."""
    guests = [{"label": "Dana Brimhold", "email": "dana@brimhold.example"}]
    asked = wish(world, proposal="p-77", host="m-ada", guests=guests, **more)
    status, made = await api.call("POST", "/v1/interviews", asked, key=f"k-{len(f'{more}')}")
    assert status == 201, made
    return dict(made)


async def test_a_member_is_gone_from_every_table_and_whoever_was_to_be_met_is_told(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await tell(api, ada=("email", "phone"))
    made = await meeting(api, quiet_world, title="Ledger with Ada Lark", agenda="The ledger")
    await quiet_world.settle()
    typed = {**message(quiet_world, f"Or {NUMBER}", "m-ada"), "proposal": "p-77"}
    assert "held" in (await api.put("/v1/messages/m-1", typed))[1]
    named = {**message(quiet_world, "Ada Lark: ada.lark@fernside.example", "m-kofi2"), "proposal": "p-77"}
    assert "held" in (await api.put("/v1/messages/m-2", named))[1]
    await contract(api)
    assert sorted(there(await dump(quiet_world), ADA)) == sorted(ADA[:1] + ADA[2:])
    before = len(await record(api))
    async with quiet_world.house.database.connection() as conn:
        aliases = {row["local"] for row in await conn.fetch(ALIASES)}
    clock.advance(timedelta(minutes=1))
    refused = await api.call("DELETE", f"/v1/members/m-ada{ERASE}")
    trusted = await with_details(quiet_world)
    status, gone = await trusted.call("DELETE", f"/v1/members/m-ada{ERASE}")
    again = await trusted.call("DELETE", f"/v1/members/m-ada{ERASE}")
    await quiet_world.settle()

    assert refused[0] == 403
    assert (status, gone["interviews_ended"]) == (200, 1)
    assert again[0] == 404
    assert there(await dump(quiet_world), ADA) == []
    assert (await api.get(f"/v1/interviews/{made['id']}"))[1]["state"] == "void"
    assert [each["interview"] for each in told(quiet_world, "interview.void")] == [made["id"]]
    assert (await api.get("/v1/members/m-ada"))[0] == 404
    kept = await record(api)
    assert len(kept) == before
    assert all(each["ended_at"] for each in kept)
    async with quiet_world.house.database.connection() as conn:
        living = {row["local"] for row in await conn.fetch("select local from alias")}
        assert await conn.fetchval("select state from proposal where external_id = 'p-77'") == "archived"
    assert aliases
    assert not aliases & living
    (noted,) = await ledger(quiet_world, "person.erased")
    assert (noted["reason"], noted["ended"]) == ("erasure_request", 1)
    assert (await api.put("/v1/members/m-ada", {"role": "client", "display_name": "Ada"}))[0] == 200


async def test_a_guest_is_gone_and_the_interview_goes_on_without(quiet_world: World, api: ApiClient) -> None:
    await tell(api)
    made = await meeting(api, quiet_world, agenda="Dana Brimhold joins us")
    await quiet_world.settle()
    assert there(await dump(quiet_world), DANA) == list(DANA)
    async with quiet_world.house.database.connection() as conn:
        (person,) = await found(conn, quiet_world.house, "dana@brimhold.example")
        seat = await conn.fetchval("select id from party where person_id = $1", person)
        assert await found(conn, quiet_world.house, seat) == [person]
    ended = await erase(quiet_world.house, person, "operator", "erasure_request")
    await quiet_world.settle()

    assert ended == 0
    assert there(await dump(quiet_world), DANA) == []
    _, now = await api.get(f"/v1/interviews/{made['id']}")
    assert now["state"] not in ("void", "cancelled")
    assert "Dana" not in f"{now}"


async def test_a_mail_of_no_interview_that_may_have_left_is_not_sent_again(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    """An offer's mail is frozen with its recipient before it leaves, and hangs on no interview."""
    here, maya = quiet_world, quiet_world.twins.cast.maya.email
    here.twins.mailbox.post_office.refuse(Refusal(0, "data"))
    assert (await api.post("/v1/proposals/p-ledger/interview-offers", {"member": "m-leo"}))[0] == 201
    await here.settle()
    assert not here.twins.mailbox.mails("maya")
    assert there(await dump(here), (maya,)) == [maya]
    trusted = await with_details(here)
    assert (await trusted.call("DELETE", f"/v1/members/m-maya{ERASE}"))[0] == 200
    assert there(await dump(here), (maya,)) == []
    clock.advance(timedelta(hours=2))
    await here.settle()
    assert not here.twins.mailbox.mails("maya")
