"""Tables of the console, as values: the template draws every one of them alike.

    Table(
        caption=say("reports.caption"),
        columns=(Column(say("reports.when")), Column(say("reports.tries"), number=True)),
        rows=(Row((Cell(when(request, one.at)), Cell("3"))),),
        empty=say("reports.none"),
        pager=pager(request, page, (one.at.isoformat(), one.id)),
    )

In a template: `{% from "console_parts.html" import table %}{{ table(one_table, say, csrf) }}`. On a narrow
screen each row becomes a card in which every cell says the name of its column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from anteroom.api.cursor import Wanted, cursor_behind, wanted
from anteroom.errors import BadInput

_Found = TypeVar("_Found")
Mark = Literal["", "ok", "warn", "bad"]
ROWS = 50
"""Of a page of a list."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its head; numbers stand at the right."""

    head: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a text, where it leads, a mark beside the word, and a second, quiet line."""

    text: str
    href: str = ""
    mark: Mark = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A form of one button in a row: where it is sent, what it says, and what goes along."""

    action: str
    text: str
    fields: tuple[tuple[str, str], ...] = ()
    about: str = ""
    """What it is about, for who hears the button without its row."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; the first cell is its head."""

    cells: tuple[Cell, ...]
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the next page and the first one are, "" where this is the last, or the first."""

    next_href: str
    first_href: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; `empty` is said where there is no row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    pager: Pager | None = None


def page_of(request: web.Request, of: str, parts: int) -> Wanted:
    """Return which page of a list is asked for: `of` names it with its filters, a place has `parts` parts.

    Pages are found behind a key (`where (at, id) < ($1, $2) … limit`), never by counting rows away. Ask for
    one row more than `limit`, to know whether there is a next page. Raises BadInput for a foreign cursor.
    """
    if "limit" in request.query:
        raise BadInput("Pages of the console are of one length.", field="limit")
    page = wanted(request, f"console:{of}", parts)
    return Wanted(page.of, page.place, ROWS)


def instant_behind(page: Wanted) -> tuple[datetime, str] | None:
    """Return behind which instant and id a page begins; None for the first page of such a list."""
    if not page.place:
        return None
    at, last = page.place
    return datetime.fromisoformat(at), last


def cut(
    page: Wanted, found: Sequence[_Found], place_of: Callable[[_Found], Sequence[str]]
) -> tuple[Sequence[_Found], Sequence[str] | None]:
    """Return the rows to show, and the place of the last where there are more; `found` has one too many."""
    shown = found[: page.limit]
    return shown, place_of(shown[-1]) if len(found) > page.limit else None


def pager(request: web.Request, page: Wanted, behind: Sequence[str] | None) -> Pager:
    """Return the ways on: `behind` is the place of the last row shown, None where no row is left."""
    kept = {name: value for name, value in request.query.items() if name != "cursor"}
    following = ""
    if behind is not None:
        following = _address(request, {**kept, "cursor": cursor_behind(request, page, behind)})
    return Pager(following, _address(request, kept) if page.place else "")


def minted_of(shown: Pager | None) -> tuple[str, ...]:
    """Return what of a pager is of our own making, for the door."""
    return tuple(filter(None, (shown.next_href,))) if shown else ()


def _address(request: web.Request, query: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(query)}" if query else request.path
