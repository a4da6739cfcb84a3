"""Colleagues: who is signed in at the console, and signing somebody out wherever that one is.

For an operator, when somebody leaves or loses a machine: a role that is taken away at the provider is gone
here only when the provider is asked again.
"""

from __future__ import annotations

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console import sessions
from anteroom.console.layout import console_page, when
from anteroom.console.model import OPERATOR
from anteroom.console.route import HOME, Act, Page, Way
from anteroom.console.sessions import AtWork
from anteroom.console.standing import WHO
from anteroom.console.tables import Button, Cell, Column, Row, Table, cut, minted_of, page_of, pager
from anteroom.console.words import console_words
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords

COLLEAGUES = f"{HOME}/colleagues"
COLUMNS = ("head.name", "head.roles", "head.sessions", "head.seen", "head.read")


async def show(request: web.Request) -> web.StreamResponse:
    """List who is signed in."""
    say = console_words("you", request[WHO].staff.language)
    page = page_of(request, "colleagues", 1)
    behind = page.place[0] if page.place else ""
    found = await sessions.signed_in(request.app[HOUSE], behind, page.limit + 1)
    shown, place = cut(page, found, lambda each: (each.id,))
    table = Table(
        caption=say("colleagues.caption"),
        columns=tuple(Column(say(each), number=each == "head.sessions") for each in COLUMNS),
        rows=tuple(_row(request, say, each) for each in shown),
        empty="",
        pager=pager(request, page, place),
    )
    return console_page(
        request,
        "colleagues.html",
        "you",
        minted=(*(each.id for each in shown), *minted_of(table.pager)),
        table=table,
    )


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End all sessions of a colleague; one's own are ended there, too."""
    await sessions.end_all(request.app[HOUSE], request.match_info["id"], request[WHO].staff.id)
    return go_to(COLLEAGUES)


def _row(request: web.Request, say: PageWords, one: AtWork) -> Row:
    name = one.name or say("colleagues.nameless")
    return Row(
        (
            Cell(name, note=one.id),
            Cell(", ".join(say(f"role.{role}") for role in sorted(one.roles))),
            Cell(str(one.sessions)),
            Cell(when(request, one.seen_at)),
            Cell(when(request, one.roles_at)),
        ),
        Button(f"{COLLEAGUES}/{one.id}/sign-out", say("colleagues.sign_out"), about=name),
    )


WAYS: tuple[Way, ...] = (
    Page(path=COLLEAGUES, name="colleagues", roles=OPERATOR, handler=show, under="you"),
    Act(
        path=f"{COLLEAGUES}/{{id}}/sign-out",
        name="sign_out_colleague",
        roles=OPERATOR,
        handler=sign_out,
        under="you",
    ),
)
