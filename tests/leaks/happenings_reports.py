"""What happens to reports and flags: quoted, looked at, opened for a reason, decided, looked at once more."""

from __future__ import annotations

import random

from leaks.history import History
from leaks.said import said


async def report_with_quote(history: History, dice: random.Random) -> None:
    """A member reports what the other one wrote, and quotes it."""
    key, other = dice.choice((("maya", "leo"), ("leo", "maya")))
    proposal = dice.choice(history.world.twins.cast.proposals).id
    quote = said(history, dice, other)
    body = {
        "member": f"m-{key}",
        "category": dice.choice(("leaving", "privacy", "conduct")),
        "words": said(history, dice, key) or "I was asked to go on elsewhere.",
        "proposal": proposal,
        "quote": quote,
    }
    name = history.person(key).name
    for _ in range(dice.randrange(1, 3)):
        _ = await history.program.call("POST", "/v1/reports", body, reader=name)


async def work_on_reports(history: History, dice: random.Random) -> None:
    """The trust people look at a report, open it for a reason, and decide."""
    _, listed = await history.trust.call("GET", "/v1/reports?state=all")
    found = listed["reports"]
    assert isinstance(found, list)
    if not found:
        return
    path = f"/v1/reports/{dice.choice(found)['id']}"
    _ = await history.trust.call("GET", path)
    _ = await history.trust.call("POST", f"{path}/reading", {"reviewer": "t-1", "reason": "report"})
    assignment = {"reviewer": "t-1", "assignee": f"t-{dice.randrange(3)}"}
    _ = await history.trust.call("POST", f"{path}/assignment", assignment)
    outcome = dice.choice(("upheld", "not_upheld", "false_report"))
    finding = {"reviewer": "t-1", "outcome": outcome, "reason": "looked_at"}
    _ = await history.trust.call("POST", f"{path}/decision", finding)
    if dice.random() < 0.3:
        _ = await history.trust.call("POST", f"{path}/reopening", {"reviewer": "t-2", "reason": "again"})
    _ = await history.trust.call("GET", path)


async def work_on_flags(history: History, dice: random.Random) -> None:
    """The trust people look at what was noticed, and close some of it."""
    _, listed = await history.trust.call("GET", "/v1/flags")
    found = listed["flags"]
    assert isinstance(found, list)
    for each in found[: dice.randrange(1, 3)]:
        path = f"/v1/flags/{each['id']}"
        _ = await history.trust.call("GET", path)
        decision = dice.choice(("explain", "dismiss", "open_case"))
        body = {"reviewer": "t-1", "decision": decision, "reason": "looked_at"}
        _ = await history.trust.call("POST", f"{path}/decision", body)
