"""Flags: patterns that a machine noticed, each with its reason in words. Only ever a list for people."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.conduct.flags import actions, store, words
from anteroom.conduct.flags.model import Decision, Flag, State
from anteroom.console.chosen import one_of, word_of
from anteroom.console.layout import Crumb, console_page, when
from anteroom.console.model import SUPPORT, TRUST
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.staff import names_of, whose
from anteroom.console.standing import WHO
from anteroom.console.tables import (
    Cell,
    Column,
    Mark,
    Row,
    Table,
    cut,
    instant_behind,
    page_of,
    pager,
)
from anteroom.console.tabs import tab_of, tabbed_page
from anteroom.console.words import console_words
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords

FLAGS = f"{HOME}/flags"
COLUMNS = ("head.noticed", "head.of", "head.score", "head.state", "head.at")
TABS = ("open", "all")
WHY = ("ordinary", "known_pair", "mistake", "small", "needs_people")
"""Why something is decided: a word each, since the ledger holds no texts."""


async def show_list(request: web.Request) -> web.StreamResponse:
    """List flags, newest first: those that nobody has looked at, or all."""
    who = request[WHO]
    say = console_words("flags", who.staff.language)
    tab = tab_of(request, TABS, "There are flags that wait, and all of them.")
    page = page_of(request, f"flags:{tab}", 2)
    states = (State.OPEN,) if tab == "open" else ()
    async with request.app[HOUSE].database.connection() as conn:
        found = await store.newest_first(conn, instant_behind(page), page.limit + 1, states)
    rows, place = cut(page, found, lambda each: (each.at.isoformat(), each.id))
    shown = Table(
        caption=say(f"flags.caption.{tab}"),
        columns=tuple(Column(say(each), number=each == "head.score") for each in COLUMNS),
        rows=tuple(
            Row(
                (
                    Cell(
                        say(f"kind.{each.kind}"),
                        f"{FLAGS}/{each.id}",
                        note=words.reason(each, who.staff.language),
                    ),
                    Cell(each.member or say("flags.no_account"), note=each.proposal or ""),
                    Cell("–" if each.score is None else str(each.score)),
                    state_cell(say, each),
                    Cell(when(request, each.at)),
                )
            )
            for each in rows
        ),
        empty=say(f"flags.none.{tab}"),
        pager=pager(request, page, place),
    )
    return tabbed_page(request, "flags", shown, (each.id for each in rows), tab, TABS)


async def show_one(request: web.Request) -> web.StreamResponse:
    """Show a flag: what was counted, against whom, and what people made of it."""
    who = request[WHO]
    say = console_words("flags", who.staff.language)
    async with request.app[HOUSE].database.connection() as conn:
        flag = await store.load(conn, request.match_info["id"])
        named = await names_of(conn, [flag.reviewer] if flag.reviewer else [])
    return console_page(
        request,
        "console_flag.html",
        "flags",
        crumbs=[Crumb(say("nav.flags"), FLAGS), Crumb(say(f"kind.{flag.kind}"))],
        minted=(flag.id, flag.held or "", flag.case_id or ""),
        flag=flag,
        state=state_cell(say, flag),
        reason=words.reason(flag, who.staff.language),
        reviewer=whose(request, say, flag.reviewer, named) if flag.reviewer else "",
        waiting=flag.state is State.OPEN,
        decisions=tuple(Decision),
        why=WHY,
        support=who.may(SUPPORT),
    )


async def decide(request: web.Request) -> web.StreamResponse:
    """Explain a flag, dismiss it, or look into it as a case."""
    form = request[FORM]
    decision = one_of(form, "decision", Decision, "Choose what is decided.")
    reason = word_of(form, WHY)
    flag_id = request.match_info["id"]
    await actions.decide(request.app[HOUSE], flag_id, decision, request[WHO].staff.id, reason)
    return go_to(f"{FLAGS}/{flag_id}")


def state_cell(say: PageWords, flag: Flag) -> Cell:
    """Say what people made of a flag."""
    marks: dict[State, Mark] = {State.OPEN: "warn", State.CASE: "bad"}
    return Cell(say(f"state.{flag.state}"), mark=marks.get(flag.state, ""))


WAYS: tuple[Way, ...] = (
    Page(path=FLAGS, name="flags", roles=TRUST, handler=show_list, listed=True),
    Page(path=f"{FLAGS}/{{id}}", name="flag", roles=TRUST, handler=show_one, under="flags"),
    Act(path=f"{FLAGS}/{{id}}/decide", name="decide_flag", roles=TRUST, handler=decide, under="flags"),
)
