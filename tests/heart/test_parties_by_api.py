"""The marketplace loops people in and lets them go, for the member who hosts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from anteroom.sandbox.world import World
from api_client import ApiClient

NOOR = {"member": "m-ada", "email": "noor@fernside.example", "label": "Noor, VP Engineering"}


async def _interview(api: ApiClient) -> str:
    """Tell of Ada, Kofi and their proposal, and schedule an interview on it."""
    for path, body in (
        ("/v1/organisations/o-1", {"name": "Fernside", "kind": "client", "plan": "basic"}),
        ("/v1/members/m-ada", _member("client", "Ada Moreno", organisation="o-1")),
        ("/v1/members/m-kofi", _member("freelancer", "Kofi Mensah")),
        (
            "/v1/proposals/p-1",
            {
                "client": "m-ada",
                "freelancer": "m-kofi",
                "job": {"id": "j-1", "title": "Search"},
                "thread": "t-1",
                "state": "shortlisted",
            },
        ),
    ):
        status, _ = await api.put(path, body)
        assert status in (200, 201), path
    wish = {"proposal": "p-1", "host": "m-ada", "starts_at": "2026-11-26T14:00:00Z", "minutes": 45}
    status, told = await api.post("/v1/interviews", wish)
    assert status == 201, told
    return str(told["id"])


def _member(role: str, name: str, **more: str) -> dict[str, Any]:
    email = f"{name.split()[0].lower()}@own.example"
    return {"role": role, "display_name": name, "contact": {"email": email}, "shares": ["email"], **more}


def _labels(told: Mapping[str, Any]) -> list[str]:
    return [party["label"] for party in told["parties"]]


async def test_it_loops_somebody_in_and_lets_the_person_go(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    interview = await _interview(api)
    status, told = await api.post(f"/v1/interviews/{interview}/parties", NOOR)
    assert (status, _labels(told)) == (201, ["Ada Moreno", "Kofi Mensah", "Noor, VP Engineering"])
    assert "noor@fernside.example" not in str(told)
    remove = f"/v1/interviews/{interview}/parties/{told['parties'][-1]['id']}/remove"
    for _ in range(2):
        status, told = await api.post(remove, {"member": "m-ada"})
        assert (status, _labels(told)) == (200, ["Ada Moreno", "Kofi Mensah"])
    assert told["revision"] == 3


async def test_it_loops_somebody_in_once_whom_two_calls_name_at_once(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    path = f"/v1/interviews/{await _interview(api)}/parties"
    answers = await asyncio.gather(*(api.post(path, NOOR) for _ in range(3)))
    assert sorted(status for status, _ in answers) == [201, 400, 400]
    _, told = await api.get(path.removesuffix("/parties"))
    assert _labels(told).count("Noor, VP Engineering") == 1


async def test_it_does_so_for_the_host_alone(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    interview = await _interview(api)
    path = f"/v1/interviews/{interview}/parties"
    status, _ = await api.post(path, {**NOOR, "member": "m-kofi"})
    assert status == 403
    status, told = await api.post(path, {**NOOR, "member": "m-nobody"})
    assert (status, told["field"]) == (400, "member")
    _, told = await api.get(f"/v1/interviews/{interview}")
    for party in told["parties"]:
        status, _ = await api.post(f"{path}/{party['id']}/remove", {"member": "m-ada"})
        assert status == 403
    status, _ = await api.post("/v1/interviews/int_none/parties", NOOR)
    assert status == 404
    assert len(_labels(told)) == 2
