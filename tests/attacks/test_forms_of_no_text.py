"""A field of a form with a character that no text has is refused, and never reaches the database."""

from __future__ import annotations

import aiohttp

from anteroom.sandbox.world import World
from schedule.form import frame_of

ODD = ("\0", "a\0b")
FORMS = (
    ("/embed/schedule/send", "draft"),
    ("/embed/schedule/change", "draft"),
    ("/embed/schedule/decline", "offer"),
    ("/embed/schedule", "draft"),
)


async def test_a_field_that_is_no_text_is_refused(quiet_world: World) -> None:
    """By the embed's forms, and by another charset's name for half a character."""
    frame = await frame_of(quiet_world, "maya", "p-ledger")
    for odd in ODD:
        for path, field in FORMS:
            said = await frame.send(path, {field: odd, "guests": "0", "offers": "0"})
            assert (path, said.status) == (path, 400)
    offering = await frame_of(quiet_world, "leo", "p-ledger")
    assert (await offering.send("/embed/offer/withdraw", {"offer": "\0"})).status == 400
    kind = "application/x-www-form-urlencoded; charset=utf-7"
    headers = {"Authorization": f"Embed {frame.session}", "Content-Type": kind}
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{quiet_world.url}/embed/schedule/send", data=b"draft=+2AA-", headers=headers) as answer,
    ):
        assert answer.status in (400, 409)
