"""What happens in support: cases are opened by reports, handed on, written in, read and solved."""

from __future__ import annotations

import random
from collections.abc import Mapping

from leaks.history import History
from leaks.said import said

CATEGORIES = ("leaving", "conduct", "not_real", "privacy", "broken", "other")
OUTCOMES = ("answered", "waits", "picked_another", "helped", "not_needed", "unresolved")


async def report_to_people(history: History, dice: random.Random) -> None:
    """A member reports something about a proposal, and says too much now and then."""
    key = dice.choice(("maya", "leo"))
    words = said(history, dice, key) or "Something is wrong."
    proposal = dice.choice(history.world.twins.cast.proposals).id
    body = {"member": f"m-{key}", "category": dice.choice(CATEGORIES), "words": words, "proposal": proposal}
    _ = await history.program.call("POST", "/v1/reports", body, reader=history.person(key).name)


async def work_on_cases(history: History, dice: random.Random) -> None:
    """Support's people look at all cases, and do something with one of them."""
    _, listed = await history.trust.call("GET", "/v1/cases?state=all")
    found = listed["cases"]
    assert isinstance(found, list)
    if not found:
        return
    path = f"/v1/cases/{dice.choice(found)['id']}"
    by: Mapping[str, object] = {"by": f"s-{dice.randrange(3)}", "reason": "turn"}
    wishes: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("assignment", {**by, "owner": f"s-{dice.randrange(3)}"}),
        ("wait", by),
        ("notes", {"by": by["by"], "words": said(history, dice, dice.choice(("maya", "leo"))) or "Called."}),
        ("reading", {"reviewer": by["by"], "reason": "turn"}),
        ("solution", {**by, "outcome": dice.choice(OUTCOMES)}),
    )
    for what, body in dice.sample(wishes, 3):
        _ = await history.trust.call("POST", f"{path}/{what}", body)
    _ = await history.trust.call("GET", path)
