"""The experiment: what nudging is, on whom it is tried, what came of it with its intervals, and the stop."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console.chosen import word_of
from anteroom.console.intervals import Intervals, Share, percent
from anteroom.console.layout import console_page, when
from anteroom.console.model import PEOPLE, TRUST
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.staff import names_of, whose
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Row, Table
from anteroom.console.words import console_words
from anteroom.errors import BadInput, NotFound
from anteroom.experiment import actions, results, store
from anteroom.experiment.assignment import Arm
from anteroom.experiment.exposure import MOST_PHASES
from anteroom.experiment.model import PROGRAMME_SHARE, TEST_SHARE, Phase, State
from anteroom.experiment.results import NO_SUCH_PHASE, Compared, Results
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords
from anteroom.responsiveness.model import Band

EXPERIMENT = f"{HOME}/experiment"
PHASES = ("head.phase", "head.state", "head.share", "head.cohort", "head.since", "head.by")
GUARDS = ("head.guard", "head.happened", "head.limit", "head.evidence")
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
NUMBER = re.compile(r"[0-9]{1,6}")
WHY = ("planned", "enough_known", "harm", "complaints", "mistake")
"""Why a phase begins: a word each, since the ledger holds no texts."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show what nudging is, and what came of a phase: the newest, where none is named."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("experiment", who.staff.language)
    given = request.query.get("phase", "")
    if given and not NUMBER.fullmatch(given):
        raise NotFound(NO_SUCH_PHASE)
    async with house.database.connection() as conn:
        phases = await store.phases(conn, MOST_PHASES)
        found = await results.of(house, conn, int(given) if given else None)
        named = await names_of(conn, [each.by for each in phases])
    return console_page(
        request,
        "console_experiment.html",
        "experiment",
        phases=_phases(request, say, phases, named),
        now=phases[0] if phases else None,
        shown=found,
        drawn=[_drawn(say, each) for each in found.compared] if found else [],
        guards=_guards(say, found) if found else None,
        percent=percent,
        may=who.may(TRUST),
        stoppable=not phases or phases[0].state is not State.STOPPED,
        why=WHY,
        bands=tuple(Band),
        test=TEST_SHARE,
        programme=PROGRAMME_SHARE,
    )


async def begin(request: web.Request) -> web.StreamResponse:
    """Let nudging be something else from now on: a test, a programme, or stopped for everybody."""
    form = request[FORM]
    try:
        state, share = State(form.get("state", "")), int(form.get("share", "") or 0)
    except ValueError as error:
        raise BadInput(
            "Choose what nudging is from now on, and how many in a thousand are held out."
        ) from error
    name = form.get("name", "").strip()
    if name and not NAME.fullmatch(name):
        raise BadInput("A name is made of small letters, digits and hyphens.", field="name")
    reason = word_of(form, WHY)
    cohort = frozenset(band for band in Band if form.get(f"cohort-{band.value}"))
    command = actions.BeginPhase(
        state=state, by=request[WHO].staff.id, reason=reason, name=name, share=share, cohort=cohort
    )
    await actions.begin(request.app[HOUSE], command)
    return go_to(EXPERIMENT)


def _phases(request: web.Request, say: PageWords, phases: list[Phase], named: Mapping[str, str]) -> Table:
    return Table(
        caption=say("experiment.phases"),
        columns=tuple(Column(say(each)) for each in PHASES),
        rows=tuple(
            Row(
                (
                    Cell(
                        say("experiment.phase", number=each.number),
                        f"{EXPERIMENT}?phase={each.number}",
                        note=each.name,
                    ),
                    Cell(say(f"state.{each.state}"), mark="bad" if each.state is State.STOPPED else "ok"),
                    Cell(say("experiment.of_thousand", share=each.share) if each.share else "–"),
                    Cell(", ".join(say(f"band.{band}") for band in Band if band in each.cohort) or "–"),
                    Cell(when(request, each.since)),
                    Cell(
                        say("experiment.by_itself")
                        if each.by == "guardrail"
                        else whose(request, say, each.by, named),
                        note=say.words.get(f"why.{each.reason}", each.reason),
                    ),
                )
            )
            for each in phases
        ),
        empty=say("experiment.none"),
    )


def _drawn(say: PageWords, compared: Compared) -> tuple[Intervals, str]:
    """Draw one measure in both arms, and say in words by how much they differ."""
    shares = tuple(
        Share(
            say(f"arm.{arm}"),
            interval,
            say("experiment.hits", hits=compared.sums[arm].hits, items=compared.sums[arm].items),
        )
        for arm, interval in ((Arm.NUDGED, compared.nudged), (Arm.HELD_OUT, compared.held_out))
    )
    drawn = Intervals(say(f"measure.{compared.measure}"), say(f"measure.{compared.measure}.said"), shares)
    return drawn, _difference(say, compared)


def _difference(say: PageWords, compared: Compared) -> str:
    difference = compared.difference
    if difference is None:
        return say("experiment.too_early")
    said = {
        "by": _points(difference.value),
        "low": _points(difference.low),
        "high": _points(difference.high),
    }
    tells = say("experiment.tells") if compared.tells else say("experiment.chance")
    return f"{say('experiment.difference', **said)} {tells}"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "\N{MINUS SIGN}")


def _guards(say: PageWords, found: Results) -> Table:
    return Table(
        caption=say("experiment.guards"),
        columns=tuple(Column(say(each), number=each != "head.guard") for each in GUARDS),
        rows=tuple(
            Row(
                (
                    Cell(say(f"guard.{each.guardrail}")),
                    Cell(say("experiment.hits", hits=each.happened, items=each.people)),
                    Cell(say("experiment.of_thousand", share=each.limit)),
                    Cell(
                        say(
                            "experiment.evidence",
                            now=f"{min(each.evidence, 9999):.1f}",
                            stop=f"{each.stops_at:g}",
                        ),
                        mark="bad" if each.evidence >= each.stops_at else "",
                    ),
                )
            )
            for each in found.guarded
        ),
        empty=say("experiment.guards.none"),
    )


WAYS: tuple[Way, ...] = (
    Page(path=EXPERIMENT, name="experiment", roles=PEOPLE, handler=show, listed=True),
    Act(path=f"{EXPERIMENT}/begin", name="begin_phase", roles=TRUST, handler=begin, under="experiment"),
)
