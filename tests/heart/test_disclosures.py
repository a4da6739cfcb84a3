"""Who sees whose details under a contract, by everybody's own choice; the record, the preview, the export."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anteroom.api.scopes import DAILY, Scope
from anteroom.clock import SetClock
from anteroom.keys import actions as keys
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY
from heart.texts_told import ledger, told

AT = MONDAY.isoformat()


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def with_details(world: World) -> ApiClient:
    """A client whose key bears `details:read` and `members:erase`, too."""
    scopes = DAILY | {Scope.DETAILS_READ, Scope.MEMBERS_ERASE}
    _, secret = await keys.make(world.house, keys.OPERATOR, "details", scopes, None)
    return ApiClient(world, secret)


async def tell(api: ApiClient, *, ada: tuple[str, ...] = ("email",), **more: Any) -> None:
    """Two members and a proposal of their own."""
    contact = {"email": "ada.lark@fernside.example", "phone": "+1 212 555 0147"}
    member = {"role": "client", "display_name": "Ada Lark", "contact": contact, "shares": list(ada)}
    assert (await api.put("/v1/members/m-ada", member | more))[0] == 200
    member = {"role": "freelancer", "display_name": "Kofi Oduya", "contact": {"email": "kofi@oduya.example"}}
    assert (await api.put("/v1/members/m-kofi2", member))[0] == 200
    job = {"id": "j-77", "title": "A ledger"}
    proposal = {"client": "m-ada", "freelancer": "m-kofi2", "job": job, "thread": "t-77", "state": "active"}
    assert (await api.put("/v1/proposals/p-77", proposal))[0] == 200


async def contract(api: ApiClient, **more: Any) -> None:
    """A contract on it, from now on."""
    status, said = await api.put("/v1/contracts/c-77", {"proposal": "p-77", "accepted_at": AT, **more})
    assert status == 200, said


async def seen(api: ApiClient, viewer: str = "m-kofi2") -> dict[str, str]:
    """What a viewer sees under the contract."""
    status, said = await api.get(f"/v1/disclosures?contract=c-77&viewer={viewer}")
    assert status == 200, said
    return {each["field"]: each["value"] for each in said["disclosures"]}


async def record(api: ApiClient) -> list[dict[str, Any]]:
    """The record of the proposal."""
    status, said = await api.get("/v1/proposals/p-77/disclosures")
    assert status == 200, said
    assert "@" not in f"{said}"
    return list(said["disclosures"])


async def test_a_changed_choice_opens_what_was_added_and_ends_what_was_taken_out(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await tell(api)
    before = (await api.get("/v1/proposals/p-77/disclosures/preview?member=m-ada"))[1]
    await contract(api)
    first = await seen(api)
    clock.advance(timedelta(hours=1))
    await tell(api, ada=("phone",))
    second = await seen(api)
    clock.advance(timedelta(hours=1))
    await tell(api, ada=("phone", "email"))
    third = await seen(api)
    during = (await api.get("/v1/proposals/p-77/disclosures/preview?member=m-ada"))[1]

    assert (list(first), list(second), sorted(third)) == (["email"], ["phone"], ["email", "phone"])
    rows = [(each["field"], each["ended_at"] is None, each["times_shown"]) for each in await record(api)]
    assert rows == [("email", False, 1), ("phone", True, 2), ("email", True, 1)]
    assert {each["owner"] for each in await record(api)} == {"m-ada"}
    fields = {each["field"]: each for each in before["fields"]}
    assert (before["viewer"], fields["email"]["chosen"], fields["email"]["open_now"]) == (
        "m-kofi2",
        True,
        False,
    )
    assert [each["field"] for each in during["fields"] if each["open_now"]] == ["email", "phone"]
    assert "@" not in f"{before}{during}"


async def test_what_is_disclosed_is_shown_though_a_third_has_the_same_address(api: ApiClient) -> None:
    """An agency shares a mailbox: what one of it discloses is not the secret of the other."""
    await tell(api)
    third = {"role": "client", "display_name": "Noor", "contact": {"email": "ada.lark@fernside.example"}}
    assert (await api.put("/v1/members/m-noor", third))[0] == 200
    await contract(api)

    assert await seen(api) == {"email": "ada.lark@fernside.example"}


async def test_the_record_comes_in_pages_and_knows_the_owners_grant(
    quiet_world: World, api: ApiClient
) -> None:
    await tell(api, ada=("email", "phone"))
    await contract(api)
    _, one = await api.get("/v1/proposals/p-77/disclosures?limit=1")
    _, two = await api.get(f"/v1/proposals/p-77/disclosures?limit=1&cursor={one['next_cursor']}")

    assert [each["disclosures"][0]["field"] for each in (one, two)] == ["email", "phone"]
    assert two["next_cursor"] is None
    assert (await api.get("/v1/proposals/p-none/disclosures"))[0] == 404
    assert (await api.get("/v1/proposals/p-77/disclosures/preview?member=m-none"))[0] == 400


async def test_nothing_is_shown_once_the_contract_has_ended_whatever_is_chosen_then(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await tell(api)
    await contract(api)
    clock.advance(timedelta(days=3))
    await contract(api, ended_at=(MONDAY + timedelta(days=3)).isoformat())
    await tell(api, ada=("email", "phone"))

    assert await seen(api) == {}
    assert [(each["field"], each["ended_at"] is None) for each in await record(api)] == [("email", False)]
    assert await ledger(quiet_world, "flag.raised") == []


async def test_a_contract_that_ends_within_a_day_is_flagged_once_and_nothing_follows_by_itself(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await tell(api)
    await contract(api)
    clock.advance(timedelta(hours=3))
    ended = (MONDAY + timedelta(hours=3)).isoformat()
    await contract(api, ended_at=ended)
    await contract(api, ended_at=ended)
    again = {"proposal": "p-77", "accepted_at": clock.now().isoformat()}
    await api.put("/v1/contracts/c-78", again)
    clock.advance(timedelta(hours=1))
    await api.put("/v1/contracts/c-78", again | {"ended_at": clock.now().isoformat()})
    await quiet_world.settle()

    flags = await ledger(quiet_world, "flag.raised")
    assert [(each["kind"], each["nth"]) for each in flags] == [("brief_contract", 1), ("brief_contract", 2)]
    heard = told(quiet_world, "flag.raised")
    assert [(each["contract"], each["member"]) for each in heard] == [("c-77", "m-ada"), ("c-78", "m-ada")]
    assert (await api.get("/v1/proposals/p-77"))[1]["state"] == "active"


async def test_an_export_holds_all_of_one_member_and_only_for_a_reason(
    quiet_world: World, api: ApiClient
) -> None:
    await tell(api)
    await contract(api)
    trusted = await with_details(quiet_world)
    asked = {"reviewer": "t-12", "reason": "access_request"}
    refused = await api.post("/v1/members/m-ada/export", asked)
    status, given = await trusted.post("/v1/members/m-ada/export", asked)

    assert refused[0] == 403
    assert status == 200
    assert given["details"] == {"email": "ada.lark@fernside.example", "phone": "+1 212 555 0147"}
    assert [(each["contract"], each["viewer"], each["field"]) for each in given["disclosures"]] == [
        ("c-77", "m-kofi2", "email")
    ]
    (noted,) = await ledger(quiet_world, "person.exported")
    assert (noted["reason"], noted["key"][:3]) == ("access_request", "ak_")
    assert "kofi@" not in f"{given}"
