"""REST v1: whether nudges help: what is tried, on whom, what came of it, and when sending stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Told, read
from anteroom.api.caller import CALLER
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.reviews import Name, Word
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import Conflict, NotFound
from anteroom.experiment import actions, results, store
from anteroom.experiment.assignment import Arm
from anteroom.experiment.estimate import Interval
from anteroom.experiment.exposure import MOST_PHASES
from anteroom.experiment.model import Measure, Phase, State
from anteroom.experiment.results import NO_SUCH_PHASE, Compared, Results
from anteroom.experiment.stop_rule import Guardrail
from anteroom.responsiveness.model import Band

LARGEST_NUMBER = 1_000_000
_DIGITS = 5


class PhaseBody(Told, frozen=True):
    """What nudging is from now on, who says so and why; `share` in a thousand people."""

    state: State
    by: Name
    reason: Word
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}\Z")] = ""
    share: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    cohort: Annotated[tuple[Band, ...], msgspec.Meta(max_length=4)] = ()


class PhaseShown(Shown, frozen=True):
    """A phase: what nudging is from `since` on. `limits` are in a thousand of those who are nudged."""

    number: int
    state: State
    name: str
    share: int
    cohort: tuple[Band, ...]
    limits: dict[Guardrail, int]
    since: Instant
    by: str
    reason: str


class PhasesShown(Shown, frozen=True):
    """The newest 50 phases, newest first. None: everybody is nudged, and nothing is compared."""

    phases: tuple[PhaseShown, ...]


class IntervalShown(Shown, frozen=True):
    """A share, or a difference of two, and between what it lies in 95 of 100 experiments."""

    value: float
    low: float
    high: float


class ArmShown(Shown, frozen=True):
    """What was counted in an arm: people, what is settled of them, and of how much of that it is so."""

    people: int
    items: int
    hits: int
    share: IntervalShown | None


class ComparedShown(Shown, frozen=True):
    """One measure in both arms; `difference` is by how much the share is greater where people are nudged."""

    measure: Measure
    nudged: ArmShown
    held_out: ArmShown
    difference: IntervalShown | None


class GuardedShown(Shown, frozen=True):
    """One guardrail; sending stops where `evidence` reaches `stops_at`."""

    guardrail: Guardrail
    people: int
    happened: int
    limit: int
    evidence: float
    stops_at: float


class ResultsShown(Shown, frozen=True):
    """A phase, when it ended if it did, and what was counted of it when."""

    phase: PhaseShown
    until: Instant | None
    counted_at: Instant | None
    looked_at: Instant | None
    compared: tuple[ComparedShown, ...]
    guarded: tuple[GuardedShown, ...]


async def list_phases(request: web.Request) -> web.Response:
    """Show what nudging was and is."""
    async with house_of(request).database.connection() as conn:
        found = await store.phases(conn, MOST_PHASES)
    shown = PhasesShown(phases=tuple(phase_shown(each) for each in found))
    request[PASSAGE] = Passage(minted=tuple(text for each in shown.phases for text in texts_of(each)))
    return respond(request, shown)


async def post_phase(request: web.Request) -> web.Response:
    """Let nudging be something else from now on."""
    body = await read(request, PhaseBody)
    command = actions.BeginPhase(
        state=body.state,
        by=body.by,
        reason=body.reason,
        name=body.name,
        share=body.share,
        cohort=frozenset(body.cohort),
        key=request[CALLER].id,
    )
    shown = phase_shown(await actions.begin(house_of(request), command))
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown, 201)


async def get_results(request: web.Request) -> web.Response:
    """Show what came of a phase, as far as it is settled."""
    house, given = house_of(request), request.match_info["id"]
    if not given.isascii() or not given.isdigit() or int(given[:8]) > LARGEST_NUMBER:
        raise NotFound(NO_SUCH_PHASE)
    async with house.database.connection() as conn:
        found = await results.of(house, conn, int(given))
    if found is None:
        raise NotFound(NO_SUCH_PHASE)
    shown = results_shown(found)
    request[PASSAGE] = Passage(minted=(*texts_of(shown), *texts_of(shown.phase), *_figures(shown)))
    return respond(request, shown)


def phase_shown(phase: Phase) -> PhaseShown:
    """Return what is shown of a phase."""
    return PhaseShown(
        number=phase.number,
        state=phase.state,
        name=phase.name,
        share=phase.share,
        cohort=tuple(band for band in Band if band in phase.cohort),
        limits={each: phase.limit_of(each) for each in Guardrail},
        since=phase.since.isoformat(),
        by=phase.by,
        reason=phase.reason,
    )


def results_shown(found: Results) -> ResultsShown:
    """Return what is shown of results."""
    return ResultsShown(
        phase=phase_shown(found.phase),
        until=written(found.until),
        counted_at=written(found.counted_at),
        looked_at=written(found.looked_at),
        compared=tuple(_compared(each) for each in found.compared),
        guarded=tuple(
            GuardedShown(
                guardrail=each.guardrail,
                people=each.people,
                happened=each.happened,
                limit=each.limit,
                evidence=round(min(each.evidence, 1e12), 3),
                stops_at=each.stops_at,
            )
            for each in found.guarded
        ),
    )


def _compared(compared: Compared) -> ComparedShown:
    def arm(arm: Arm, share: Interval | None) -> ArmShown:
        sums = compared.sums[arm]
        return ArmShown(people=sums.people, items=sums.items, hits=sums.hits, share=_interval(share))

    return ComparedShown(
        measure=compared.measure,
        nudged=arm(Arm.NUDGED, compared.nudged),
        held_out=arm(Arm.HELD_OUT, compared.held_out),
        difference=_interval(compared.difference),
    )


def _interval(interval: Interval | None) -> IntervalShown | None:
    if interval is None:
        return None
    value, low, high = (round(each, _DIGITS) for each in (interval.value, interval.low, interval.high))
    return IntervalShown(value=value, low=low, high=high)


def _figures(shown: ResultsShown) -> Iterator[str]:
    """Yield every share as it is written: its digits are ours, and nobody's number."""
    for each in shown.compared:
        for interval in (each.nudged.share, each.held_out.share, each.difference):
            if interval is not None:
                yield from (str(interval.value), str(interval.low), str(interval.high))
    yield from (str(each.evidence) for each in shown.guarded)


ROUTES = (
    Route(
        method="GET",
        path="/v1/experiment/phases",
        name="list_experiment_phases",
        tag="Nudges",
        summary="Show what nudging was and is: a test, a programme, or stopped",
        handler=list_phases,
        scope=Scope.TRUST_READ,
        answers={200: PhasesShown},
    ),
    Route(
        method="POST",
        path="/v1/experiment/phases",
        name="begin_experiment_phase",
        tag="Nudges",
        summary="Let nudging be a test, a programme, or stopped, from now on",
        handler=post_phase,
        scope=Scope.TRUST_DECIDE,
        body=PhaseBody,
        answers={201: PhaseShown},
        problems=(Conflict,),
        notes="A `test` holds 50 to 500 in a thousand people out and may have a `cohort`: how soon people "
        "answered before, and nothing else. A `programme` is for everybody and holds 10 to 20 in a "
        "thousand out. Under one `name` the same people are held out first. `stopped`: nobody is nudged. The "
        "help for clients goes on in each of them. Who said so and why is in the ledger.",
        example={
            "state": "test",
            "name": "silence-1",
            "share": 300,
            "cohort": ["within_3_days", "more"],
            "by": "t-12",
            "reason": "pilot",
        },
        remembers=True,
    ),
    Route(
        method="GET",
        path="/v1/experiment/phases/{id}",
        name="show_experiment_results",
        tag="Nudges",
        summary="Show what came of a phase, arm by arm",
        handler=get_results,
        scope=Scope.TRUST_READ,
        answers={200: ResultsShown},
        problems=(NotFound,),
        notes="`id` is the phase's number. Counted anew every hour, by assignment, whatever was sent. Decide "
        "beforehand when you will read the intervals; only the guardrails stand being looked at at will.",
    ),
)
