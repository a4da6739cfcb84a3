"""What nudges change, as it was counted last: for whoever looks, by REST or in the console."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.experiment import store
from anteroom.experiment.actions import watched
from anteroom.experiment.assignment import Arm
from anteroom.experiment.estimate import Interval, Sums, difference, share
from anteroom.experiment.model import Measure, Phase
from anteroom.experiment.stop_rule import ERROR, Guardrail, evidence
from anteroom.house import House

NO_SUCH_PHASE = "There is no such phase of the experiment."


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure in both arms. A value is None where an arm has nothing settled to count yet."""

    measure: Measure
    nudged: Interval | None
    held_out: Interval | None
    difference: Interval | None
    sums: Mapping[Arm, Sums]

    @property
    def tells(self) -> bool:
        """Whether the arms differ by more than chance explains: the interval leaves out no difference."""
        return self.difference is not None and not self.difference.low <= 0 <= self.difference.high


@dataclass(frozen=True, slots=True)
class Guarded:
    """One guardrail: how many of how many, the limit in a thousand, and how much speaks for harm.

    Sending stops where `evidence` reaches `stops_at`.
    """

    guardrail: Guardrail
    people: int
    happened: int
    limit: int
    evidence: float
    stops_at: float


@dataclass(frozen=True, slots=True)
class Results:
    """A phase, until when it was on, and what was counted of it when; both instants may be None.

    The intervals are those of one look. Whoever looks again and again until one leaves out zero will find
    one that does: decide beforehand when to read them. Only the guardrails stand being looked at at will.
    """

    phase: Phase
    until: datetime | None
    counted_at: datetime | None
    looked_at: datetime | None
    compared: tuple[Compared, ...]
    guarded: tuple[Guarded, ...]


async def of(house: House, conn: Connection, number: int | None = None) -> Results | None:
    """Return the results of a phase, else of the newest; None where nothing was ever tried.

    It costs the same for ten people and for a million: the sums were made beforehand. Raises NotFound.
    """
    newest = await store.newest(conn)
    if newest is None and number is None:
        return None
    found = await store.phase(conn, number if number is not None else newest.number if newest else 0)
    if found is None:
        raise NotFound(NO_SUCH_PHASE)
    phase, until = found
    sums, counted_at = await store.counted(conn, phase.number)
    looked = await store.last_look(conn, phase.number)
    return Results(
        phase=phase,
        until=until,
        counted_at=counted_at,
        looked_at=looked.at if looked else None,
        compared=tuple(_compared(measure, sums) for measure in Measure),
        guarded=tuple(
            Guarded(
                each.guardrail,
                each.people,
                each.happened,
                each.limit,
                evidence(each.people, each.happened, each.limit),
                len(Guardrail) / ERROR,
            )
            for each in (watched(phase, looked) if looked else ())
        ),
    )


def _compared(measure: Measure, sums: Mapping[tuple[Measure, Arm], Sums]) -> Compared:
    nudged = sums.get((measure, Arm.NUDGED), Sums())
    held_out = sums.get((measure, Arm.HELD_OUT), Sums())
    return Compared(
        measure,
        share(nudged),
        share(held_out),
        difference(nudged, held_out),
        {Arm.NUDGED: nudged, Arm.HELD_OUT: held_out},
    )
