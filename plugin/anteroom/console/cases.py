"""Cases: what needs people, who has it, what was written in it, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.cases import actions, store
from anteroom.cases.items import after_all
from anteroom.cases.model import Case, Kind, Outcome, State, WrittenNote
from anteroom.console.chosen import one_of, word_of
from anteroom.console.layout import Crumb, console_page, when
from anteroom.console.model import SUPPORT
from anteroom.console.people_store import members_named, proposals_named
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.staff import names_of, whose
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Row, Table, cut, instant_behind, page_of, pager
from anteroom.console.tabs import tab_of, tabbed_page
from anteroom.console.words import console_words
from anteroom.nudges.store import endings_of
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords

CASES = f"{HOME}/cases"
COLUMNS = ("head.topic", "head.state", "head.whose", "head.proposal", "head.opened", "head.changed")
TABS = ("open", "mine", "all")
UNSOLVED = (State.OPEN, State.ASSIGNED, State.WAITING)
READING = ("to_help", "taking_over", "asked_to", "checking")
WAITING = ("for_the_client", "for_the_freelancer", "for_a_colleague")
SOLVING = ("agreed", "no_answer_came", "settled_without_us", "twice")
"""Why something is done: a word each, since the ledger holds no texts."""


async def show_list(request: web.Request) -> web.StreamResponse:
    """List cases, newest first: those to be solved, one's own, or all."""
    who = request[WHO]
    say = console_words("cases", who.staff.language)
    tab = tab_of(request, TABS, "There are cases to be solved, your own, and all of them.")
    page = page_of(request, f"cases:{tab}", 2)
    async with request.app[HOUSE].database.connection() as conn:
        found = await store.newest_first(
            conn,
            instant_behind(page),
            page.limit + 1,
            states=() if tab == "all" else UNSOLVED,
            owner=who.staff.id if tab == "mine" else "",
        )
        rows, place = cut(page, found, lambda each: (each.opened_at.isoformat(), each.id))
        named = await proposals_named(conn, [each.proposal_id for each in rows])
        staff = await names_of(conn, [each.owner for each in rows if each.owner])
    ids = {each: one.external_id for each, one in named.items()}
    shown = Table(
        caption=say(f"cases.caption.{tab}"),
        columns=tuple(Column(say(each)) for each in COLUMNS),
        rows=tuple(
            Row(
                (
                    Cell(topic(say, each), f"{CASES}/{each.id}", note=say(f"about.{each.about.kind}")),
                    state_cell(say, each),
                    Cell(whose(request, say, each.owner, staff)),
                    Cell(ids.get(each.proposal_id or "", "")),
                    Cell(when(request, each.opened_at)),
                    Cell(when(request, each.changed_at)),
                )
            )
            for each in rows
        ),
        empty=say(f"cases.none.{tab}"),
        pager=pager(request, page, place),
    )
    return tabbed_page(request, "cases", shown, (each.id for each in rows), tab, TABS)


async def show_one(request: web.Request) -> web.StreamResponse:
    """Show a case without what was written in it."""
    return await _page(request, None)


async def read_notes(request: web.Request) -> web.StreamResponse:
    """Show what was written in a case, too; who read it and why is in the ledger before."""
    reason = word_of(request[FORM], READING)
    staff_id = request[WHO].staff.id
    notes = await actions.read_notes(request.app[HOUSE], request.match_info["id"], staff_id, reason)
    return await _page(request, notes)


async def take(request: web.Request) -> web.StreamResponse:
    """Take a case, or take it over from a colleague."""
    house, case_id, staff_id = request.app[HOUSE], request.match_info["id"], request[WHO].staff.id
    if request[FORM].get("over"):
        await actions.assign(house, case_id, staff_id, staff_id, "taking_over")
    else:
        await actions.take(house, case_id, staff_id, "to_help")
    return _back(request)


async def note(request: web.Request) -> web.StreamResponse:
    """Write something into a case."""
    words, staff_id = request[FORM].get("words", ""), request[WHO].staff.id
    await actions.note(request.app[HOUSE], request.match_info["id"], words, staff_id)
    return _back(request)


async def wait(request: web.Request) -> web.StreamResponse:
    """Note that somebody is waited for."""
    reason, staff_id = word_of(request[FORM], WAITING), request[WHO].staff.id
    await actions.wait(request.app[HOUSE], request.match_info["id"], staff_id, reason)
    return _back(request)


async def solve(request: web.Request) -> web.StreamResponse:
    """Solve a case."""
    reason, staff_id = word_of(request[FORM], SOLVING), request[WHO].staff.id
    outcome = one_of(request[FORM], "outcome", Outcome, "Choose what became of it.")
    await actions.solve(request.app[HOUSE], request.match_info["id"], outcome, staff_id, reason)
    return _back(request)


async def _page(request: web.Request, notes: Sequence[WrittenNote] | None) -> web.Response:
    who = request[WHO]
    say = console_words("cases", who.staff.language)
    async with request.app[HOUSE].database.connection() as conn:
        case = await store.load(conn, request.match_info["id"])
        written, answers = await store.count_notes(conn, case.id)
        proposal = (await proposals_named(conn, [case.proposal_id])).get(case.proposal_id or "")
        # Who reported is nobody's business but of those who read the report, as in tickets and over REST.
        speaks = case.person_id if case.about.kind is not Kind.REPORT else None
        members = await members_named(conn, [speaks])
        ended = await endings_of(conn, [case.about.id] if case.about.kind is Kind.ITEM else [])
        authors = [each.note.author for each in notes or ()]
        staff = await names_of(conn, [*authors, *([case.owner] if case.owner else [])])
    # The exception of a role that may, with a reason: what people wrote in it as they wrote it.
    words = [each.words for each in notes or () if each.words]
    return console_page(
        request,
        "console_case.html",
        "cases",
        crumbs=[Crumb(say("nav.cases"), CASES), Crumb(topic(say, case))],
        minted=(case.id, case.about.id, case.interview_id or "", *words),
        case=case,
        topic=topic(say, case),
        state=state_cell(say, case),
        whose=whose(request, say, case.owner, staff),
        proposal=proposal,
        member=members.get(speaks or ""),
        ended=after_all(ended[case.about.id]) if ended else None,
        count=written + answers,
        notes=None
        if notes is None
        else [(each, whose(request, say, each.note.author, staff)) for each in notes],
        mine=case.owner == who.staff.id,
        reading=READING,
        waiting=WAITING,
        solving=SOLVING,
        outcomes=tuple(Outcome),
    )


def topic(say: PageWords, case: Case) -> str:
    """Name a topic: those that ship in the page's language, others by the deployment's own word."""
    return say.words.get(f"topic.{case.topic}") or case.topic.replace("_", " ")


def state_cell(say: PageWords, case: Case) -> Cell:
    """Say where a case stands, or what became of it."""
    if case.outcome is not None:
        return Cell(say(f"outcome.{case.outcome}"), mark="ok")
    return Cell(say(f"state.{case.state}"), mark="warn" if case.state is State.OPEN else "")


def _back(request: web.Request) -> web.Response:
    return go_to(f"{CASES}/{request.match_info['id']}")


WAYS: tuple[Way, ...] = (
    Page(path=CASES, name="cases", roles=SUPPORT, handler=show_list, listed=True),
    Page(path=f"{CASES}/{{id}}", name="case", roles=SUPPORT, handler=show_one, under="cases"),
    Act(path=f"{CASES}/{{id}}/read", name="read_case", roles=SUPPORT, handler=read_notes, under="cases"),
    Act(path=f"{CASES}/{{id}}/take", name="take_case", roles=SUPPORT, handler=take, under="cases"),
    Act(path=f"{CASES}/{{id}}/note", name="note_case", roles=SUPPORT, handler=note, under="cases"),
    Act(path=f"{CASES}/{{id}}/wait", name="wait_case", roles=SUPPORT, handler=wait, under="cases"),
    Act(path=f"{CASES}/{{id}}/solve", name="solve_case", roles=SUPPORT, handler=solve, under="cases"),
)
