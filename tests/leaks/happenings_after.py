"""What happens after a call: another try, a word against what was noted, how the connection was."""

from __future__ import annotations

import random
from datetime import timedelta

from leaks.history import History
from leaks.said import said


async def go_on_after_the_call(history: History, dice: random.Random) -> None:
    """A member asks for another try, sets its time, says how the connection was, or that it was otherwise."""
    proposal = dice.choice(history.world.twins.cast.proposals).id
    _, listed = await history.program.call("GET", f"/v1/interviews?proposal={proposal}")
    found = listed["interviews"]
    assert isinstance(found, list)
    if not found:
        return
    key = dice.choice(("maya", "leo"))
    words = said(history, dice, key) or "It was otherwise."
    starts_at = (history.now + timedelta(minutes=15 * dice.randrange(1, 300))).isoformat()
    bodies: dict[str, dict[str, object]] = {
        "again": {},
        "rebook": {"starts_at": starts_at},
        "connection": {"said": dice.choice(("good", "failed")), "what": ["sound"]},
        "contests": {"claim": dice.choice(("held", "missed", "technical")), "words": words},
    }
    what = dice.choice(("again", "rebook", "connection", "contests", "contests"))
    history.type(key, words)
    path = f"/v1/interviews/{dice.choice(found)['id']}/{what}"
    _ = await history.program.call("POST", path, {"member": f"m-{key}", **bodies[what]})


async def review_contests(history: History, dice: random.Random) -> None:
    """The trust people read what is contested, with their own key and a reason, and decide."""
    _, listed = await history.trust.call("GET", "/v1/contests?limit=3")
    rows = listed["contests"]
    assert isinstance(rows, list)
    if not rows:
        return
    path = f"/v1/contests/{dice.choice(rows)['id']}"
    _ = await history.trust.call("POST", f"{path}/reading", {"reviewer": "t-1", "reason": "contest"})
    ruling = {"reviewer": "t-1", "reason": "logs", "decision": "keep"}
    if dice.random() < 0.5:
        ruling |= {"decision": "correct", "state": "technical", "cause": "no_media"}
    _ = await history.trust.call("POST", f"{path}/decision", ruling)
