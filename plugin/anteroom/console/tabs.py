"""A list under tabs: one page for reports, flags and cases, of which people take one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiohttp import web

from anteroom.console.layout import console_page
from anteroom.console.tables import Table, minted_of
from anteroom.errors import BadInput


def tab_of(request: web.Request, tabs: Sequence[str], sentence: str) -> str:
    """Return which tab of a list is asked for, the first where none is. Raises BadInput with the sentence."""
    tab = request.query.get("show", tabs[0])
    if tab not in tabs:
        raise BadInput(sentence, field="show")
    return tab


def tabbed_page(
    request: web.Request, name: str, table: Table, ids: Iterable[str], tab: str, tabs: Sequence[str]
) -> web.Response:
    """Render a list: `name` is that of its page and its catalogue, `ids` are of what stands in the table."""
    return console_page(
        request,
        "console_tabs.html",
        name,
        minted=(*ids, *minted_of(table.pager)),
        name=name,
        path=request.path,
        table=table,
        tab=tab,
        tabs=tabs,
    )
