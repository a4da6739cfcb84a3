"""What trust people try with reminders, and what is told of how soon somebody answers."""

from __future__ import annotations

import random
from datetime import timedelta

from leaks.history import History


async def try_reminders(history: History, dice: random.Random) -> None:
    """Nudging is a test, a programme or stopped from now on; what came of it is read a while later."""
    state, share = dice.choice((("test", 500), ("test", 100), ("programme", 20), ("stopped", 0)))
    body = {"state": state, "name": "tried", "share": share, "by": "t-1", "reason": "pilot"}
    _ = await history.trust.call("POST", "/v1/experiment/phases", body)
    history.clock.advance(timedelta(hours=dice.choice((1, 30, 80))))
    await history.settle()
    _ = await history.trust.call("GET", "/v1/experiment/phases")
    _ = await history.trust.call("GET", f"/v1/experiment/phases/{dice.randrange(1, 4)}")


async def ask_how_soon_they_answer(history: History, dice: random.Random) -> None:
    """The marketplace reads both members' figure, to show it beside their names."""
    for member in ("m-leo", "m-maya"):
        _ = await history.program.call("GET", f"/v1/members/{member}/responsiveness")
