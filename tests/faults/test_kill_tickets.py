"""Killed while a case is brought to the help desk: it has one ticket, and what was said stands there once."""

from __future__ import annotations

from functools import partial

import pytest

from anteroom.clock import SystemClock
from anteroom.sandbox.helpdesk.zendesk import SandboxZendesk
from faults.conftest import Stage
from faults.keeper import Arm, Keeper
from faults.test_kill import EVERYTHING, settled
from faults.test_kill_polls import Caller
from helpdesk.desk import AGENT, SECRET, TOKEN
from service import Service

MAKING = (Arm("effect-frozen/ticket"), Arm("effect-sent/ticket"))
CHANGING = (Arm("effect-frozen/ticket", 2), Arm("effect-sent/ticket", 2))
SAMPLE = (MAKING[1],)


@pytest.mark.heavy
@pytest.mark.parametrize("arm", MAKING + CHANGING if EVERYTHING else SAMPLE, ids=str)
async def test_a_case_has_one_ticket_when_killed(stage: Stage, arm: Arm) -> None:
    """A report opens the case; it is taken once its ticket stands, which is the ticket's second revision."""
    environ = {**stage.environ, "ANTEROOM_ZENDESK_TOKEN": TOKEN}
    async with SandboxZendesk(AGENT, SECRET, SystemClock().now) as zendesk:
        support = {"desk": "zendesk", "zendesk": {"url": zendesk.url, "user": AGENT.address}}
        async with Service(stage.folder, stage.twins, environ, stage.dsn, support=support) as service:
            stage.twins.connect(service.public_url, service.inbound_port)
            async with Keeper(service, stage.dsn, (arm,)) as keeper:
                await keeper.acknowledged(stage.twins.marketplace.sync)
                report = {"member": "m-maya", "category": "leaving", "words": "…", "proposal": "p-payments"}
                call = Caller(service, stage.api_key)
                await keeper.acknowledged(partial(call.post, "/v1/reports", report))
                await settled(service, keeper)
                (number,) = zendesk.tickets
                trusted = Caller(service, environ["ANTEROOM_REVIEW_KEY"])
                case = zendesk.tickets[number]["external_id"]
                taken = {"by": "s-9", "owner": "s-9", "reason": "turn"}
                await keeper.acknowledged(partial(trusted.post, f"/v1/cases/{case}/assignment", taken))
                await keeper.died(1)
                await settled(service, keeper)
    (ticket,) = zendesk.tickets.values()
    marks = [each["body"].rpartition("\n")[2] for each in ticket["comments"]]
    assert marks == [f"({case}/1)", f"({case}/2)"]
