"""Reports: who complains of what, with every text masked; opened for a reason, put into hands, decided."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.conduct.reports import actions, reading
from anteroom.conduct.reports.model import Outcome, Report, Standing, State
from anteroom.conduct.reports.reading import OPEN, Whole
from anteroom.console.chosen import one_of, word_of
from anteroom.console.layout import Crumb, console_page, when
from anteroom.console.looked import reason_in
from anteroom.console.model import SUPPORT, TRUST
from anteroom.console.people_store import members_named, proposals_named
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.staff import names_of, whose
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Mark, Row, Table, page_of, pager
from anteroom.console.tabs import tab_of, tabbed_page
from anteroom.console.words import console_words
from anteroom.guard import name_of
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords

REPORTS = f"{HOME}/reports"
COLUMNS = ("head.about", "head.state", "head.proposal", "head.made", "head.whose")
TABS = ("open", "all")
WHY = ("as_written", "not_shown", "no_slip", "settled", "more_came")
"""Why something is decided or opened again: a word each, since the ledger holds no texts."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two people of a report, and what became of the reports by or about that one."""

    name: str
    person_id: str
    standing: Standing


async def show_list(request: web.Request) -> web.StreamResponse:
    """List reports, newest first: those that wait for somebody, or all."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("reports", who.staff.language)
    tab = tab_of(request, TABS, "There are reports that wait, and all of them.")
    page = page_of(request, f"reports:{tab}", 1)
    behind = page.place[0] if page.place else ""
    states = OPEN if tab == "open" else ()
    found, following = await reading.list_reports(house, behind, page.limit, states=states)
    async with house.database.connection() as conn:
        named = await proposals_named(conn, [each.proposal_id for each in found])
        staff = await names_of(conn, [each.assignee for each in found if each.assignee])
    ids = {each: one.external_id for each, one in named.items()}
    shown = Table(
        caption=say(f"reports.caption.{tab}"),
        columns=tuple(Column(say(each)) for each in COLUMNS),
        rows=tuple(
            Row(
                (
                    Cell(say(f"category.{one.category}"), f"{REPORTS}/{one.id}", note=_way(say, one)),
                    _state(say, one),
                    Cell(ids.get(one.proposal_id or "", "")),
                    Cell(when(request, one.at)),
                    Cell(whose(request, say, one.assignee, staff)),
                )
            )
            for one in found
        ),
        empty=say(f"reports.none.{tab}"),
        pager=pager(request, page, (following,) if following else None),
    )
    return tabbed_page(request, "reports", shown, (each.id for each in found), tab, TABS)


async def show_one(request: web.Request) -> web.StreamResponse:
    """Show a report with every text masked."""
    whole = await reading.show_report(request.app[HOUSE], request.match_info["id"])
    return await _page(request, whole, opened=False)


async def open_one(request: web.Request) -> web.StreamResponse:
    """Show a report as it was written; who opened it and why is in the ledger before."""
    house = request.app[HOUSE]
    reason = reason_in(house, request[FORM])
    staff_id = request[WHO].staff.id
    whole = await reading.open_report(house, request.match_info["id"], staff_id, reason)
    return await _page(request, whole, opened=True)


async def take(request: web.Request) -> web.StreamResponse:
    """Take a report into one's own hands."""
    staff_id = request[WHO].staff.id
    await actions.assign(request.app[HOUSE], request.match_info["id"], staff_id, staff_id)
    return _back(request)


async def decide(request: web.Request) -> web.StreamResponse:
    """Say what was found; whoever reported is told that it was looked at."""
    form = request[FORM]
    outcome, reason = one_of(form, "outcome", Outcome, "Choose what was found."), word_of(form, WHY)
    report_id, staff_id = request.match_info["id"], request[WHO].staff.id
    await actions.decide(request.app[HOUSE], report_id, outcome, staff_id, reason)
    return _back(request)


async def reopen(request: web.Request) -> web.StreamResponse:
    """Have a decided report looked at once more."""
    report_id, staff_id = request.match_info["id"], request[WHO].staff.id
    await actions.reopen(request.app[HOUSE], report_id, staff_id, word_of(request[FORM], WHY))
    return _back(request)


async def _page(request: web.Request, whole: Whole, *, opened: bool) -> web.Response:
    report = whole.report
    say = console_words("reports", request[WHO].staff.language)
    async with request.app[HOUSE].database.connection() as conn:
        proposal = (await proposals_named(conn, [report.proposal_id])).get(report.proposal_id or "")
        members = await members_named(conn, [report.reporter_id, report.about_id])
        named = await names_of(conn, [each for each in (report.assignee, report.decided_by) if each])
    sides = [Side(say("report.reporter"), report.reporter_id, whole.reporter)]
    if report.about_id is not None and whole.complained is not None:
        sides.append(Side(say("report.complained"), report.about_id, whole.complained))
    texts = [each for each in (whole.words, *(text for _, text in whole.evidence)) if each]
    # The exception of a role that may, with a reason; masked texts hold nothing that it would need.
    minted = [report.id, report.case_id or "", report.interview_id or "", *(texts if opened else ())]
    return console_page(
        request,
        "console_report.html",
        "reports",
        crumbs=[Crumb(say("nav.reports"), REPORTS), Crumb(say(f"category.{report.category}"))],
        minted=minted,
        name_of=name_of,
        report=report,
        whole=whole,
        opened=opened,
        state=_state(say, report),
        proposal=proposal,
        members=members,
        sides=sides,
        whose=whose(request, say, report.assignee, named),
        decided_by=whose(request, say, report.decided_by, named),
        way=_way(say, report),
        mine=report.assignee == request[WHO].staff.id,
        decided=report.state is State.DECIDED,
        outcomes=tuple(Outcome),
        why=WHY,
        support=request[WHO].may(SUPPORT),
    )


def _state(say: PageWords, report: Report) -> Cell:
    if report.outcome is not None:
        marks: dict[Outcome, Mark] = {Outcome.UPHELD: "bad", Outcome.FALSE_REPORT: "warn"}
        return Cell(say(f"outcome.{report.outcome}"), mark=marks.get(report.outcome, ""))
    return Cell(say(f"state.{report.state}"), mark="warn" if report.state is not State.ASSIGNED else "")


def _way(say: PageWords, report: Report) -> str:
    return say(f"way.{report.way}") if report.way else ""


def _back(request: web.Request) -> web.Response:
    return go_to(f"{REPORTS}/{request.match_info['id']}")


WAYS: tuple[Way, ...] = (
    Page(path=REPORTS, name="reports", roles=TRUST, handler=show_list, listed=True),
    Page(path=f"{REPORTS}/{{id}}", name="report", roles=TRUST, handler=show_one, under="reports"),
    Act(path=f"{REPORTS}/{{id}}/open", name="open_report", roles=TRUST, handler=open_one, under="reports"),
    Act(path=f"{REPORTS}/{{id}}/take", name="take_report", roles=TRUST, handler=take, under="reports"),
    Act(path=f"{REPORTS}/{{id}}/decide", name="decide_report", roles=TRUST, handler=decide, under="reports"),
    Act(path=f"{REPORTS}/{{id}}/reopen", name="reopen_report", roles=TRUST, handler=reopen, under="reports"),
)
