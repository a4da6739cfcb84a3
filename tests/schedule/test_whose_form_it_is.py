"""The form is the client's side's alone, at each step: its very fields tell of the client's company."""

from __future__ import annotations

from anteroom.sandbox.world import World
from schedule.form import dialog_of, frame_of, hidden

PROPOSAL = "p-ledger"


async def test_no_step_shows_the_freelancer_the_form(quiet_world: World) -> None:
    """Nor with a draft that is the client's, and nothing is sent by it."""
    dialog = await dialog_of(quiet_world, "maya", PROPOSAL)
    step = await dialog.check()
    frame = await frame_of(quiet_world, "leo", PROPOSAL)
    for path in ("", "/send", "/change"):
        for draft in ("", "dft_none", hidden(step, "draft")):
            fields = {"draft": draft, "shown": hidden(step, "shown"), "guests": "0", "offers": "0"}
            said = await frame.send(f"/embed/schedule{path}", fields)
            assert said.status == 403, path
            assert "<form" not in said.text and "boss@" not in said.text, path
    await quiet_world.settle()
    assert not quiet_world.twins.marketplace.cards("t-ledger")
    assert (await dialog.send(step)).status == 200
