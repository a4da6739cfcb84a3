"""Chromium and Firefox in one call: each sees and hears the other, and both through the relay alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from anteroom.rooms.hooks import Chat
from company import MEASURED, Record, gathering, heavy, sees_frames, stats, until
from firefox import FirefoxPage, firefox, require_firefox

PATIENCE = 60.0


@heavy
async def test_chromium_and_firefox_see_and_hear_each_other(tmp_path: Path, record_property: Record) -> None:
    require_firefox()
    async with gathering() as company, firefox(tmp_path / "profile") as ana:
        company.house.hooks.way = Chat.SEALED
        hugo = await company.enter("hugo")
        await ana.goto(f"{company.house.page_url('ana')}?language=en")

        async def measured() -> dict[str, Any]:
            found = await ana.evaluate("anteroomCall.stats()")
            return dict(found[0]) if found else {"framesDecoded": 0, "audioBytes": 0}

        async def ana_sees() -> bool:
            seen = await measured()
            return bool(seen["framesDecoded"] > 5 and seen["audioBytes"] > 0)

        await until(ana_sees, PATIENCE)
        await until(lambda: sees_frames(hugo), PATIENCE)
        seen = await measured()
        (shown,) = await stats(hugo)
        pictures = f"{seen['framesDecoded']} in Firefox, {shown['framesDecoded']} in Chromium"
        record_property(MEASURED, f"Chromium with Firefox: pictures decoded when both had some: {pictures}")
        assert shown["audioBytes"] > 0
        assert (seen["local"], seen["remote"]) == (shown["local"], shown["remote"]) == ("relay", "relay")

        people = await ana.evaluate("anteroomCall.people")
        assert [each["label"] for each in people] == ["Northwind, hiring"]
        await until(lambda: _agree(ana, hugo))
        await ana.evaluate(WRITES)
        await hugo.get_by_text("Ana Ruiz writes: The secret is blue.").wait_for(state="attached")
        await ana.evaluate("document.getElementById('camera').click()")
        await hugo.locator('.tile[data-seat="ana"][data-camera="off"]').wait_for()
        await company.relay.restart()
        decoded = (await measured())["framesDecoded"]
        await until(lambda: _more(measured, decoded + 20), PATIENCE)
        assert company.faults == []
        assert ana.said == []


WRITES = """(() => {
  document.getElementById("chat-text").value = "The secret is blue.";
  document.getElementById("chat-form").requestSubmit();
})()"""


async def _more(measured: Callable[[], Awaitable[dict[str, Any]]], than: int) -> bool:
    return bool((await measured())["framesDecoded"] > than)


async def _agree(ana: FirefoxPage, hugo: Page) -> bool:
    """Both read a safety code, and the same."""
    codes = [(await page.evaluate("anteroomCall.people"))[0].get("safety") for page in (ana, hugo)]
    return codes[0] is not None and codes[0] == codes[1]
