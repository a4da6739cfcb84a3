"""Cases by plain mail: one thread for each, to support alone, with ids, the topic, labels and a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.cases import actions
from anteroom.cases.model import Outcome
from anteroom.sandbox.mailbox.post_office import Refusal
from helpdesk.desk import TEAM, Desk, open_desk


@fixture
async def desk() -> AsyncIterator[Desk]:
    """Anteroom beside a team's mailbox."""
    async with open_desk(zendesk=False) as opened:
        yield opened


async def test_it_keeps_one_thread_for_fifty_equal_openings(desk: Desk) -> None:
    cases = await asyncio.gather(*(desk.about("wait_1") for _ in range(50)))
    await desk.settle()
    case, house = cases[0], desk.world.house
    (first,) = desk.mails()
    assert (first["To"], first["Reply-To"]) == (TEAM, TEAM)
    assert first["Subject"] == f"Improving outcomes [{case.id}]"
    assert first["Message-ID"] == f"<{case.id}@relay.anteroom.test>"
    assert (first["References"], first["Auto-Submitted"]) == (None, "auto-generated")
    said = first.get_content()
    for wanted in ("Proposal: p-payments", "Freelancer: Leo Marchetti (m-leo)", f"/console/cases/{case.id}"):
        assert wanted in said

    await actions.take(house, case.id, "s-9", "turn")
    await desk.settle()
    await actions.solve(house, case.id, Outcome.PICKED_ANOTHER, "s-9", "done")
    await desk.settle()
    _, second, third = desk.mails()
    assert second["Subject"] == third["Subject"] == f"Re: {first['Subject']}"
    for later in (second, third):
        assert later["In-Reply-To"] == later["References"] == first["Message-ID"]
    assert len({each["Message-ID"] for each in desk.mails()}) == 3
    assert "the client picked somebody else" in third.get_content()


async def test_it_sends_the_same_mail_again_where_nobody_knows_whether_it_arrived(desk: Desk) -> None:
    desk.world.twins.mailbox.post_office.refuse(Refusal(0, "data", kept=True))
    await desk.open()
    await desk.settle()
    await desk.patience()
    one, other = desk.world.twins.mailbox.captures
    assert one.body == other.body, "a mailbox knows a repeat by its Message-ID"


async def test_it_sends_none_where_support_has_no_address() -> None:
    """The console has the case all the same."""
    from anteroom_helpdesk.examined import desk_findings
    from deployment import settings

    assert settings().support.address is None
    (found,) = await desk_findings(settings())
    assert found.found == "support.address is not set: cases are in the console only"
