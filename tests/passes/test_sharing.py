"""Guests choose on their own page whether the other side may have their address under a contract."""

from __future__ import annotations

from typing import Any

from deployment import MONDAY
from passes.reception import Reception

DANA = "dana@brimhold.example"


async def seen(reception: Reception) -> dict[str, str]:
    """What the freelancer sees under the contract."""
    offered = reception.world.twins.cast.proposals[0]
    _, said = await reception.api.get(f"/v1/disclosures?contract=c-9&viewer={offered.freelancer}")
    return {each["value"]: each["field"] for each in said["disclosures"] if each["owner"] is None}


async def contract(reception: Reception, **more: Any) -> None:
    """A contract on the interview's proposal."""
    offered = reception.world.twins.cast.proposals[0]
    told = {"proposal": offered.id, "accepted_at": MONDAY.isoformat(), **more}
    assert (await reception.api.put("/v1/contracts/c-9", told))[0] == 200


async def test_a_guests_address_is_shown_by_the_own_choice_alone_and_no_longer(reception: Reception) -> None:
    seats = await reception.schedule(guests=[{"email": DANA, "label": "Dana"}])
    dana, leo = await reception.seated(seats["dana"]), await reception.seated(seats["leo"])
    page = await dana.get(f"/lobby/{seats['dana']}")
    assert 'action="/lobby/' + seats["dana"] + '/sharing"' in page.text
    assert "You do not share it." in page.text
    assert "/sharing" not in (await leo.get(f"/lobby/{seats['leo']}")).text

    await contract(reception)
    assert await seen(reception) == {}
    chosen = await dana.send(f"/lobby/{seats['dana']}/sharing", {"share": "yes"})
    assert chosen.status == 303
    assert await seen(reception) == {DANA: "email"}
    assert "You share it" in (await dana.get(f"/lobby/{seats['dana']}")).text
    assert DANA not in (await leo.get(f"/lobby/{seats['leo']}")).text
    record = (await reception.api.get(f"/v1/proposals/{reception.interview['proposal']}/disclosures"))[1]
    (row,) = (each for each in record["disclosures"] if each["owner"] is None)
    assert (row["owner_party"], row["times_shown"]) == (seats["dana"], 1)
    assert DANA not in f"{record}"

    await dana.send(f"/lobby/{seats['dana']}/sharing", {"share": "no"})
    assert await seen(reception) == {}
    refused = await leo.send(f"/lobby/{seats['leo']}/sharing", {"share": "yes"})
    nothing = await dana.send(f"/lobby/{seats['dana']}/sharing", {"share": "perhaps"})
    assert (refused.status, nothing.status) == (403, 400)


async def test_a_choice_before_the_contract_waits_for_it_and_ends_with_the_seat(reception: Reception) -> None:
    seats = await reception.schedule(guests=[{"email": DANA, "label": "Dana"}])
    dana = await reception.seated(seats["dana"])
    await dana.send(f"/lobby/{seats['dana']}/sharing", {"share": "yes"})
    assert (await reception.api.get("/v1/proposals/p-payments/disclosures"))[1]["disclosures"] == []
    await contract(reception)
    assert await seen(reception) == {DANA: "email"}

    gone = f"/v1/interviews/{reception.interview['id']}/parties/{seats['dana']}/remove"
    offered = reception.world.twins.cast.proposals[0]
    status, said = await reception.api.post(gone, {"member": offered.client})
    assert status == 200, said
    assert await seen(reception) == {}
