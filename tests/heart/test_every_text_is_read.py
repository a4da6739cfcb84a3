"""Wherever human text enters, the guard reads it: names at each synchronisation, labels, titles, comments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY
from mail.letters import room

START = MONDAY + timedelta(days=2, hours=5)
CONTACTS = (
    "call +49 30 901820 77",
    "maya dot okafor at gmail dot com",
    "t.me/maya_okafor",
    "four nine three oh nine oh one eight two oh seven seven",
)


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


def wish(**more: Any) -> dict[str, Any]:
    """An interview of Maya's."""
    return {
        "proposal": "p-payments",
        "host": "m-maya",
        "starts_at": START.isoformat(),
        "minutes": 45,
        **more,
    }


async def scheduled(api: ApiClient, **more: Any) -> Mapping[str, Any]:
    """Schedule it."""
    status, interview = await api.post("/v1/interviews", wish(**more))
    assert status == 201, interview
    return interview


@pytest.mark.parametrize("contact", CONTACTS)
async def test_it_reads_a_display_name_each_time_it_is_told(api: ApiClient, contact: str) -> None:
    body = {"role": "client", "display_name": "Maya", "plan": "basic"}
    _, first = await api.put("/v1/members/m-maya", body)
    _, then = await api.put("/v1/members/m-maya", {**body, "display_name": f"Maya {contact}"})

    assert (first["label"], then["label"]) == ("Maya", "Client")


@pytest.mark.parametrize("contact", CONTACTS)
async def test_it_reads_guests_labels_and_job_titles(api: ApiClient, contact: str) -> None:
    job = {"id": "j-payments", "title": f"Payments, {contact}"}
    told = {"client": "m-maya", "freelancer": "m-leo", "job": job, "thread": "t", "state": "active"}
    _, proposal = await api.put("/v1/proposals/p-payments", told)
    guests = [{"email": "guest@firm.example", "label": f"Ann, {contact}"}]
    interview = await scheduled(api, guests=guests)

    assert proposal["job"]["title"] == "the job"
    assert interview["parties"][2]["label"] == "Guest of the client"


@pytest.mark.parametrize("field", ["title", "agenda"])
@pytest.mark.parametrize("contact", CONTACTS)
async def test_it_reads_titles_and_agendas(api: ApiClient, field: str, contact: str) -> None:
    status, problem = await api.post("/v1/interviews", wish(**{field: f"Ledger, {contact}"}))

    assert (status, problem["field"]) == (422, field)


@pytest.mark.parametrize("contact", CONTACTS)
async def test_it_reads_comments_and_reasons(api: ApiClient, contact: str) -> None:
    path = f"/v1/interviews/{(await scheduled(api))['id']}"
    later = (START + timedelta(hours=2)).isoformat()
    body = {"member": "m-leo", "starts_at": later, "minutes": 45, "comment": f"Then {contact}"}
    countered, comment = await api.post(f"{path}/counters", body)
    cancelled, reason = await api.post(f"{path}/cancel", {"member": "m-maya", "reason": f"Then {contact}"})

    assert (countered, comment["field"], cancelled, reason["field"]) == (422, "comment", 422, "reason")


async def test_no_file_name_goes_on_for_no_file_does() -> None:
    async with room() as it:
        letter = it.letter("leo", "Here are my notes.")
        assert isinstance(letter, EmailMessage)
        letter.add_attachment(
            b"notes", maintype="text", subtype="plain", filename="call 0049 30 901820 77.txt"
        )
        await it.send("leo", letter)

        assert it.texts() == [("m-leo", "Here are my notes.")]
        everything = [*it.world.twins.marketplace.captures, *it.world.twins.mailbox.captures]
        assert all(b"901820" not in each.body for each in everything)
