"""Somebody's calendar at a vendor decides which times are found, breaks in the middle, and is taken away."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from anteroom.sandbox.server import Weather
from times.vendors.consent import consents
from times.vendors.place import DANA, Place, place

TUESDAY, WEDNESDAY = 24, 25
WEEK = {"since": "2026-11-24T00:00:00Z", "until": "2026-11-26T00:00:00Z"}


async def found(here: Place) -> tuple[set[int], list[str]]:
    """Let the client look for times with Dana; return their days, and of whom nothing is known."""
    here.desk.clock.advance(timedelta(minutes=21))  # the same question has the same answer for a while
    offered = here.desk.world.twins.cast.proposals[0]
    body: dict[str, Any] = {
        "member": offered.client,
        "minutes": 45,
        "guests": [{"email": DANA, "label": "Dana"}],
        **WEEK,
    }
    status, said = await here.desk.api.post(f"/v1/proposals/{offered.id}/common-times", body)
    assert status == 200, said
    assert "busy" not in f"{said}"
    return {datetime.fromisoformat(each["starts_at"]).day for each in said["times"]}, list(said["unknown"])


async def own_page(here: Place) -> str:
    """What Dana reads on the page "When can you be met?"."""
    shown = await here.dana.get(f"/availability/{here.seat}")
    assert shown.status == 200, shown.text
    assert not any(word in shown.text for word in ("ya29", "Quist", "brimhold", "1//"))
    return shown.text


async def test_times_follow_a_calendar_that_is_connected_breaks_and_is_taken_away() -> None:
    async with place() as here:
        page = f"/availability/{here.seat}"
        await here.desk.rewrite("update party set answer = 'accepted' where id = $1", here.seat)
        assert "Dana" in (await found(here))[1]
        said = await here.dana.send(f"{page}/hours", {"wish": "usual", "zone": "Europe/Berlin"})
        assert said.status == 303
        days, unknown = await found(here)
        assert (TUESDAY in days, "Dana" in unknown) == (True, False)

        here.events("google", (15, 39))  # all of Tuesday
        shown = await own_page(here)
        assert f'href="{here.page("google")}"' in shown and f'href="{here.page("microsoft")}"' in shown
        done = await here.connect("google")
        assert f'href="{page}"' in done.text
        assert ">Works<" in await own_page(here)
        days, unknown = await found(here)
        assert (days, "Dana" in unknown) == ({WEDNESDAY}, False)

        # It breaks: what it said stays, and nobody takes her for free.
        here.google.due += [Weather(503)] * 9
        days, unknown = await found(here)
        assert (days, "Dana" in unknown) == ({WEDNESDAY}, True)
        assert "No answer just now" in await own_page(here)
        here.google.due.clear()
        assert "Dana" not in (await found(here))[1]

        # She takes the app away at Google: the page says so, and connecting it anew is all there is to do.
        here.google.end(DANA)
        days, unknown = await found(here)
        assert (days, "Dana" in unknown) == ({WEDNESDAY}, True)
        assert "was taken back" in await own_page(here)
        await here.connect("google")
        shown = await own_page(here)
        assert shown.count(">Works<") == 1 and "was taken back" not in shown

        # And here: forgotten at once, and Google is told.
        source = re.search(r'name="source" value="(cal_[a-z0-9]+)"', shown)
        assert source is not None
        before = len(here.google.revoked)
        closed = await here.dana.send(f"{page}/close", {"source": source[1]})
        assert (closed.status, len(here.google.revoked)) == (303, before + 1)
        assert await here.rows() == []
        days, unknown = await found(here)
        assert (TUESDAY in days, "Dana" in unknown) == (True, False)
        assert ">Works<" not in await own_page(here)


async def test_a_way_to_consent_that_began_before_it_was_closed_ends_where_it_began() -> None:
    """The page offers no more than there can be, and a second consent under way finds that out, too."""
    async with place() as here:
        late = await consents(await here.sent_on("microsoft"), DANA)
        for number in range(5):
            account = f"dana{number}@brimhold.example"
            here.events("google", account=account)
            await here.connect("google", account)
        shown = await own_page(here)
        assert here.page("google") not in shown
        assert (await here.dana.get(late.path_qs)).status == 409
        assert len(await here.rows()) == 5
