"""Killed while it makes a call in a tool or takes one away, the service leaves one there, and then none."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import aiohttp
import pytest

from anteroom.clock import SystemClock
from anteroom.sandbox.cast import ORGANISATION
from anteroom.sandbox.meetings.zoom import SandboxZoom, ZoomApp
from anteroom.sandbox.tools import connect_zoom
from faults.conftest import Stage
from faults.keeper import Arm, Keeper, Unanswered
from faults.test_kill import EVERYTHING, settled
from service import Service

POINTS = ("call-made", "effect-frozen/meeting_call", "effect-sent/meeting_call")
SECRET, HOOK = "zoom-client-secret-of-some-length", "zoom-webhook-secret-token"


async def ask(service: Service, key: str, path: str, body: dict[str, object]) -> str:
    """Ask REST v1; a repeat under its key does nothing new. Return the interview's id."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": path}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{service.url}{path}", json=body, headers=headers) as answer,
    ):
        told = await answer.json()
        if answer.status == 409:  # cancelled already, before it died
            return ""
        if answer.status >= 300:
            raise Unanswered(told)
        return str(told["id"])


@pytest.mark.heavy
@pytest.mark.parametrize("point", POINTS if EVERYTHING else POINTS[:1])
async def test_it_makes_one_call_and_takes_it_away_when_killed(stage: Stage, point: str) -> None:
    """Dead between Zoom's answer and our note of it, it finds the meeting again by its name."""
    twins, clock = stage.twins, SystemClock()
    environ = stage.environ | {"ANTEROOM_ZOOM_CLIENT_SECRET": SECRET, "ANTEROOM_ZOOM_WEBHOOK_SECRET": HOOK}
    # The second life sends first what was under way when the first ended, and dies as it takes it away.
    arms = (Arm(point), Arm("effect-sent/meeting_call", 2))
    async with SandboxZoom([ZoomApp("company-client", SECRET)], HOOK, clock.now) as zoom:
        assert isinstance(zoom, SandboxZoom)
        tool = {"zoom": {"client_id": "company-client", "api_url": zoom.url, "web_url": zoom.url}}
        async with Service(stage.folder, twins, environ, stage.dsn, meetings=tool) as service:
            twins.connect(service.public_url, service.inbound_port)
            async with Keeper(service, stage.dsn, arms) as keeper:
                await keeper.acknowledged(twins.marketplace.sync)
                await connect_zoom(zoom, service.public_url, stage.api_key, ORGANISATION, "acc-1")
                starts = (clock.now() + timedelta(days=3)).replace(microsecond=0)
                wish: dict[str, object] = {"proposal": "p-payments", "starts_at": starts.isoformat()}
                wish |= {"host": "m-maya", "minutes": 45, "tool": "zoom"}
                schedule = partial(ask, service, stage.api_key, "/v1/interviews", wish)
                interview = await keeper.acknowledged(schedule)
                await keeper.died(1)
                await settled(service, keeper)
                assert len(zoom.meetings) == 1
                made = [each for each in zoom.heard if each.method == "POST" and "/users/" in each.path]
                assert len(made) == 1

                path = f"/v1/interviews/{interview}/cancel"
                cancel = partial(ask, service, stage.api_key, path, {"member": "m-maya"})
                await keeper.acknowledged(cancel)
                await keeper.died(2)
                await settled(service, keeper)
    assert zoom.meetings == {}
    assert keeper.deaths == 2
