"""Facts that come too late, and trust people who close an interview, as happenings in a history."""

from __future__ import annotations

import random
from datetime import timedelta

from leaks.history import History

STATES = ("shortlisted", "offered", "withdrawn", "archived")


async def tell_what_is_older(history: History, dice: random.Random) -> None:
    """A fact from before everything arrives: it changes nothing, and its answer shows what stands."""
    offered = dice.choice(history.world.twins.cast.proposals)
    told = {
        "client": offered.client,
        "freelancer": offered.freelancer,
        "job": {"id": offered.job, "title": offered.job_title},
        "thread": offered.thread,
        "state": dice.choice(STATES),
        "changed_at": (history.now - timedelta(days=30)).isoformat(),
    }
    _ = await history.program.call("PUT", f"/v1/proposals/{offered.id}", told)


async def close_by_trust(history: History, dice: random.Random) -> None:
    """Trust people close an interview."""
    proposal = dice.choice(history.world.twins.cast.proposals).id
    _, listed = await history.program.call("GET", f"/v1/interviews?proposal={proposal}")
    found = listed["interviews"]
    assert isinstance(found, list)
    if found:
        path = f"/v1/interviews/{dice.choice(found)['id']}/close"
        _ = await history.trust.call("POST", path, {"reviewer": "t-1", "reason": "safety"})
