"""REST v1: a table of the contact rule, tried on what was written. Nothing is changed by it."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Moment, Told, read, required_instant
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.policy import Rows, table_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.policy.model import Purpose, Stage
from anteroom.policy.outcome import Outcome
from anteroom.policy.simulation import Simulated, simulate

MOST_SHOWN = 200
"""Changed cases that one answer names."""


class SimulationBody(Told, frozen=True):
    """A table to try on the texts of a time; `on` is the day whose rows apply to all of them."""

    rows: Rows
    since: Moment
    until: Moment
    on: date | None = None


class CountShown(Shown, frozen=True):
    """How many texts became that: as it was decided, and as it would have been."""

    outcome: Outcome
    then: int
    now: int


class ChangeShown(Shown, frozen=True):
    """A text that would have been decided otherwise; what it says is nowhere."""

    id: str
    at: Instant
    held: str | None
    purpose: Purpose
    surface: str
    stage: Stage
    plan: str
    kinds: tuple[str, ...]
    then: Outcome
    row_then: str
    now: Outcome
    row_now: str


class SimulationShown(Shown, frozen=True):
    """What would have been decided; `unknown` are texts of which not enough was kept to say."""

    policy: str
    since: Instant
    until: Instant
    cases: int
    unknown: int
    changed: int
    counts: tuple[CountShown, ...]
    changes: tuple[ChangeShown, ...]


async def post_simulation(request: web.Request) -> web.Response:
    """Try a table on the texts of a time. Nothing is changed."""
    body = await read(request, SimulationBody)
    since, until = required_instant(body.since, "since"), required_instant(body.until, "until")
    found = await simulate(house_of(request), table_of(body.rows), since, until, on=body.on)
    shown = simulation_shown(found)
    minted = [text for each in shown.changes for text in (each.id, each.at, each.held) if text]
    request[PASSAGE] = Passage(minted=(shown.policy, shown.since, shown.until, *minted))
    return respond(request, shown)


def simulation_shown(found: Simulated) -> SimulationShown:
    """Return what is shown of a simulation: counts, and changed cases by their ids."""
    return SimulationShown(
        policy=found.policy,
        since=found.since.isoformat(),
        until=found.until.isoformat(),
        cases=found.cases,
        unknown=found.unknown,
        changed=found.changed,
        counts=tuple(
            CountShown(outcome=each, then=found.then.get(each, 0), now=found.now.get(each, 0))
            for each in Outcome
        ),
        changes=tuple(
            ChangeShown(
                id=each.case.id,
                at=each.case.at.isoformat(),
                held=each.case.held_id,
                purpose=each.case.circumstances.purpose,
                surface=each.case.circumstances.surface,
                stage=each.case.circumstances.stage,
                plan=each.case.circumstances.plan,
                kinds=each.case.kinds,
                then=each.case.outcome,
                row_then=each.case.row,
                now=each.now,
                row_now=each.row,
            )
            for each in found.changes[:MOST_SHOWN]
        ),
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/policy/simulate",
        name="simulate_policy",
        tag="Policy",
        summary="Say what a table would have decided in a time that is past",
        handler=post_simulation,
        scope=Scope.POLICY_READ,
        body=SimulationBody,
        answers={200: SimulationShown},
        notes="At most 366 days and 100000 texts; of those that would have been decided otherwise the first "
        "200 are named, by ids alone. Nothing is changed.",
        example={
            "rows": [{"name": "open", "stage": "before-contract", "rule": "warn"}],
            "since": "2026-11-01T00:00:00Z",
            "until": "2026-12-01T00:00:00Z",
        },
    ),
)
