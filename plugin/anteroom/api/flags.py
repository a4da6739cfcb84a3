"""REST v1: patterns that a machine noticed, for the marketplace's trust people. Nothing follows by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of
from anteroom.api.body import read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct import flags


class FlagShown(Shown, frozen=True):
    """A flag: what was noticed of whom, where, and the held text or the contract that it is about."""

    id: str
    at: Instant
    kind: Literal["repeated_tries", "brief_contract"]
    member: str | None
    proposal: str
    held: str | None
    contract: str | None


class FlagsShown(Shown, frozen=True):
    """Flags, newest first; `next_cursor` leads on, null at the end."""

    flags: tuple[FlagShown, ...]
    next_cursor: str | None


async def list_flags(request: web.Request) -> web.Response:
    """Show what was noticed, newest first."""
    read_query(request, PageQuery)
    page = wanted(request, "flags", 2)
    behind = (datetime.fromisoformat(page.place[0]), page.place[1]) if page.place else None
    async with house_of(request).database.connection() as conn:
        found = await flags.newest_first(conn, behind, page.limit + 1)
    rows = tuple(
        FlagShown(
            id=each.id,
            at=each.at.isoformat(),
            kind="brief_contract" if each.contract else "repeated_tries",
            member=each.member,
            proposal=each.proposal,
            held=each.held,
            contract=each.contract,
        )
        for each in found[: page.limit]
    )
    more = cursor_behind(request, page, (rows[-1].at, rows[-1].id)) if len(found) > page.limit else ""
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    shown = FlagsShown(flags=rows, next_cursor=more or None)
    return respond(request, shown, headers=leading_on(request, more))


ROUTES = (
    Route(
        method="GET",
        path="/v1/flags",
        name="list_flags",
        tag="Trust",
        summary="Show what a machine noticed, newest first",
        handler=list_flags,
        scope=Scope.TRUST_READ,
        query=PageQuery,
        answers={200: FlagsShown},
        paged=True,
        notes="`repeated_tries`: somebody tried to pass a contact detail on a proposal again and again. "
        "`brief_contract`: a contract began and ended within a day. No sanction follows by itself.",
    ),
)
