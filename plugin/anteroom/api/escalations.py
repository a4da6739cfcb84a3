"""REST v1: what was put before clients whom nobody answers, and what they chose."""

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
from anteroom.errors import NotFound
from anteroom.nudges.escalation import store
from anteroom.nudges.escalation.model import Escalation


class EscalationShown(Shown, frozen=True):
    """What a client was asked, and what came of it.

    `picked` is the proposal of whom the client picked, `shortlist` those who can be picked now; all ids are
    yours. `open`: nobody has answered yet, so the client may choose anew.
    """

    id: str
    at: Instant
    proposal: str
    member: str | None
    case: str
    open: bool
    choice: Literal["wait", "pick", "help"] | None
    picked: str | None
    chosen_at: Instant | None
    shortlist: tuple[str, ...]


class EscalationsShown(Shown, frozen=True):
    """Escalations, newest first; `next_cursor` leads on, null at the end."""

    escalations: tuple[EscalationShown, ...]
    next_cursor: str | None


async def list_escalations(request: web.Request) -> web.Response:
    """Show what was put before clients, newest first."""
    read_query(request, PageQuery)
    page = wanted(request, "escalations", 2)
    behind = (datetime.fromisoformat(page.place[0]), page.place[1]) if page.place else None
    async with house_of(request).database.connection() as conn:
        found = await store.newest_first(conn, behind, page.limit + 1)
        told = await store.told(conn, [each.id for each in found[: page.limit]])
    # One that was forgotten between the two questions is left out.
    rows = tuple(_shown(each, told[each.id]) for each in found[: page.limit] if each.id in told)
    last = found[page.limit - 1] if len(found) > page.limit else None
    more = cursor_behind(request, page, (last.at.isoformat(), last.id)) if last else ""
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in _minted(row))))
    shown = EscalationsShown(escalations=rows, next_cursor=more or None)
    return respond(request, shown, headers=leading_on(request, more))


async def get_escalation(request: web.Request) -> web.Response:
    """Show one."""
    async with house_of(request).database.connection() as conn:
        found = await store.load(conn, request.match_info["id"])
        told = await store.told(conn, [found.id])
    if found.id not in told:
        raise NotFound("There is no such escalation.")
    shown = _shown(found, told[found.id])
    request[PASSAGE] = Passage(minted=_minted(shown))
    return respond(request, shown)


def _shown(found: Escalation, told: store.Told) -> EscalationShown:
    return EscalationShown(
        id=found.id,
        at=found.at.isoformat(),
        proposal=told.proposal,
        member=told.member,
        case=found.case_id,
        open=told.open,
        choice=found.choice.value if found.choice else None,
        picked=told.picked,
        chosen_at=found.chosen_at.isoformat() if found.chosen_at else None,
        shortlist=told.shortlist,
    )


def _minted(shown: EscalationShown) -> tuple[str, ...]:
    return (*texts_of(shown), *shown.shortlist)


ROUTES = (
    Route(
        method="GET",
        path="/v1/escalations",
        name="list_escalations",
        tag="Nudges",
        summary="Show which clients nobody answers, and what they chose",
        handler=list_escalations,
        scope=Scope.PROPOSALS_READ,
        query=PageQuery,
        answers={200: EscalationsShown},
        paged=True,
        notes="`pick`: ask the freelancer of the proposal `picked` next. Nothing follows here by itself.",
    ),
    Route(
        method="GET",
        path="/v1/escalations/{id}",
        name="get_escalation",
        tag="Nudges",
        summary="Show what a client was asked, and what it chose",
        handler=get_escalation,
        scope=Scope.PROPOSALS_READ,
        answers={200: EscalationShown},
        problems=(NotFound,),
    ),
)
