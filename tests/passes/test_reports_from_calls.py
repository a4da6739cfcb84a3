"""Leave and report, from a call: taken once, read by the marketplace's people alone."""

from __future__ import annotations

import re

from passes.reception import Reception


async def test_a_report_from_the_call_is_taken_once_and_is_with_the_others(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    browser = await reception.seated(seats["leo"])
    await reception.admission(browser, seats["leo"])
    shown = (await browser.get(f"/room/{seats['leo']}")).text
    key = re.search(r'name="key" value="([a-z2-7]{20})"', shown)
    assert key is not None and f"/room/{seats['leo']}/report" in shown
    path, form = f"/room/{seats['leo']}/report", {"key": key[1], "category": "leaving", "words": ""}
    first = await browser.send(path, form)
    again = await browser.send(path, form)
    assert (first.status, first.text) == (200, again.text)
    async with reception.world.house.database.connection() as conn:
        rows = await conn.fetch("select interview_id, category from report")
    assert [tuple(row.values()) for row in rows] == [(reception.interview["id"], "leaving")]

    assert (await browser.send(path, {**form, "category": "gossip"})).status == 400
    assert (await browser.send(path, {**form, "key": ""})).status == 400
    assert (await reception.browser().send(path, form)).status == 404, "without the seat's cookie"
    maya = await reception.seated(seats["maya"])
    assert first.text not in (await maya.get(f"/lobby/{seats['maya']}")).text
