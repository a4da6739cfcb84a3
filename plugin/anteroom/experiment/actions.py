"""Letting nudging be a test, a programme or stopped from now on; and stopping it where it does harm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace
from anteroom.errors import BadInput, Conflict
from anteroom.experiment import store
from anteroom.experiment.model import PROGRAMME_SHARE, TEST_SHARE, Look, Phase, State
from anteroom.experiment.stop_rule import Guardrail, Watched, crossed
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.responsiveness.model import Band

log = structlog.get_logger()

CHAIN = "experiment"
LOOK_EVERY = timedelta(minutes=10)
COUNT_EVERY = timedelta(hours=1)
COUNTED_FOR = timedelta(days=30)
"""For so long after a phase has ended something of it may still be settled: a hire takes up to 28 days."""
RECENT = 10
"""Phases that are looked through for one that is to be counted; more within a month are nobody's test."""
_SHARES = {State.TEST: TEST_SHARE, State.PROGRAMME: PROGRAMME_SHARE}


@dataclass(frozen=True, slots=True)
class BeginPhase:
    """Somebody lets nudging be another thing. `by` is a person's opaque name, `key` whose key it came by."""

    state: State
    by: str
    reason: str
    name: str = ""
    share: int = 0
    cohort: frozenset[Band] = frozenset()
    key: str | None = None


async def begin(house: House, command: BeginPhase) -> Phase:
    """Let a phase be on from now on.

    Raises BadInput for a share out of its bounds and for a cohort of what is no test, Conflict where sending
    is stopped already.
    """
    _refuse(command)
    async with house.database.transaction() as conn:
        await store.lock(conn)
        before = await store.newest(conn)
        if command.state is State.STOPPED and before is not None and before.state is State.STOPPED:
            raise Conflict("Nudges are stopped already.")
        return await _begin(conn, house, command, before)


async def look(house: House) -> Phase | None:
    """Look at the guardrails where that is due, and stop sending where one is crossed; return that phase."""
    now = house.clock.now()
    async with house.database.transaction() as conn:
        phase = await store.newest(conn)
        if phase is None or phase.state is State.STOPPED:
            return None
        before = await store.last_look(conn, phase.number)
        if before is not None and now - before.at < LOOK_EVERY:
            return None
        await store.lock(conn)
        if await store.newest(conn) != phase:
            return None
        seen = await store.look(conn, phase, now)
        broken = crossed(watched(phase, seen))
        if broken is None:
            return None
        log.error("experiment.stopped", kind=broken.guardrail.value)
        command = BeginPhase(State.STOPPED, "guardrail", broken.guardrail.value)
        return await _begin(conn, house, command, phase, broken)


def watched(phase: Phase, look: Look) -> Iterable[Watched]:
    """Return the guardrails as they stood at a look."""
    return [Watched(each, look.people, look.happened(each), phase.limit_of(each)) for each in Guardrail]


async def count(house: House) -> bool:
    """Count anew what became of either arm, where that is due; tell whether anything was counted."""
    now = house.clock.now()
    async with house.database.transaction() as conn:
        due = []
        for phase in await store.phases(conn, RECENT):
            found = await store.phase(conn, phase.number)
            until = found[1] if found else None
            _, at = await store.counted(conn, phase.number)
            over = until is not None and now > until + COUNTED_FOR
            if phase.state is not State.STOPPED and not over and (at is None or now - at >= COUNT_EVERY):
                due.append((phase, until))
        if not due or not await store.lock_counting(conn):
            return False
        for phase, until in due:
            await store.count(conn, phase, until, now, house.settings.nudges.withdrawal)
    return True


async def _begin(
    conn: Connection, house: House, command: BeginPhase, before: Phase | None, broken: Watched | None = None
) -> Phase:
    limits = house.settings.experiment
    phase = Phase(
        number=before.number + 1 if before else 1,
        state=command.state,
        name=command.name or (before.name if before else ""),
        share=command.share,
        cohort=command.cohort,
        opt_outs=limits.most_opt_outs,
        complaints=limits.most_complaints,
        since=house.clock.now(),
        by=command.by,
        reason=command.reason,
    )
    await store.add(conn, phase)
    event = "experiment.stopped" if phase.state is State.STOPPED else "experiment.begun"
    facts: dict[str, chain.Fact] = {
        "phase": phase.number,
        "state": phase.state.value,
        "name": phase.name,
        "share": phase.share,
        "cohort": " ".join(sorted(each.value for each in phase.cohort)),
        "reason": phase.reason,
        "key": command.key,
    } | ({"happened": broken.happened, "people": broken.people} if broken else {})
    await chain.write(conn, CHAIN, phase.since, event, phase.by, facts)
    told = {"event": event, "phase": str(phase.number), "state": phase.state.value, "reason": phase.reason}
    await tell_marketplace(conn, house, CHAIN, told)
    return phase


def _refuse(command: BeginPhase) -> None:
    """Raise BadInput for what is no phase."""
    bounds = _SHARES.get(command.state)
    if bounds is None:
        if command.share or command.cohort:
            raise BadInput("Where nudges are stopped nobody is held out.", field="share")
        return
    if not bounds[0] <= command.share <= bounds[1]:
        said = f"{bounds[0]} to {bounds[1]} in a thousand"
        raise BadInput(f"A {command.state.value} holds out {said}.", field="share")
    if command.cohort and command.state is not State.TEST:
        raise BadInput("A programme is for everybody; only a test has a cohort.", field="cohort")
    if not command.name:
        raise BadInput("Say under which name people are drawn.", field="name")
