"""Who is in which arm: kept for everybody who is newly waited for, before anybody asks whether to nudge.

Whoever is waited for is news (a trigger of the database tells it), and is counted within seconds; the first
nudge is due a business day later. Tried are only freelancers and their colleagues: clients and guests are
nudged as if nothing were tried, unless sending was stopped for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.experiment import store
from anteroom.experiment.assignment import Arm, key_of
from anteroom.experiment.model import Phase, State
from anteroom.house import House
from anteroom.interviews.model import Side
from anteroom.nudges.model import Silence
from anteroom.responsiveness.model import Band

AT_ONCE = 500
"""People a step; a step takes a second, and goes on where it left off in the next."""
MOST_PHASES = 50
SUBJECTS = Side.FREELANCER
"""On whose side nudges are tried."""


async def count_news(house: House) -> int:
    """Keep the arms of those who are newly waited for; return of how many something was heard."""
    async with house.database.transaction() as conn:
        news = await store.take_news(conn, AT_ONCE)
        if not news:
            return 0
        phases = await store.phases(conn, MOST_PHASES)
        firsts: dict[tuple[str, int], datetime] = {}
        on = {phase.number: phase for phase in phases}
        for person_id, side, since in news:
            phase = _at(phases, since)
            if side == SUBJECTS and phase is not None and phase.state is not State.STOPPED:
                key = person_id, phase.number
                firsts[key] = min(since, firsts.get(key, since))
        bands = await store.bands(conn, {person_id for person_id, _ in firsts})
        # In one order for everybody, so that two of us never wait for one another.
        drawn = [
            (number, person_id, _arm(house, on[number], person_id, bands.get(person_id, Band.TOO_LITTLE)), at)
            for (person_id, number), at in sorted(firsts.items())
        ]
        await store.add_people(conn, drawn)
    return len(news)


async def silence(conn: Connection, house: House, person_id: str, side: Side) -> Silence | None:
    """Return why a nudge that is due is not sent: sending was stopped, or the person is held out of it.

    The arm that was kept first stays the person's for as long as the phase lasts, whatever the person does.
    """
    phase = await store.newest(conn)
    if phase is None:
        return None
    if phase.state is State.STOPPED:
        return Silence.HALTED
    if side is not SUBJECTS:
        return None
    arm = await store.arm(conn, phase.number, person_id)
    if arm is None:
        known = await store.bands(conn, (person_id,))
        arm = _arm(house, phase, person_id, known.get(person_id, Band.TOO_LITTLE))
    return None if arm is Arm.NUDGED else Silence.HELD_OUT


async def halted(conn: Connection) -> bool:
    """Tell whether sending was stopped for everybody: what was on its way by then does not leave either."""
    phase = await store.newest(conn)
    return phase is not None and phase.state is State.STOPPED


def _arm(house: House, phase: Phase, person_id: str, band: Band) -> Arm:
    return phase.arm_of(key_of(house.settings.secrets.index_key), person_id, band)


def _at(phases: Sequence[Phase], moment: datetime) -> Phase | None:
    """Return the phase that was on at a moment, of phases newest first."""
    return next((phase for phase in phases if phase.since <= moment), None)
