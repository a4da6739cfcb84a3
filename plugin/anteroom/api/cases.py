"""REST v1: cases, for the marketplace's support people or the program that they work in."""

from __future__ import annotations

from datetime import datetime

import msgspec
from aiohttp import web

from anteroom.api.answers import respond, texts_of
from anteroom.api.body import read, read_query
from anteroom.api.case_bodies import (
    CaseAssignmentBody,
    CaseNoteBody,
    CaseSolutionBody,
    CasesQuery,
    CasesShown,
    CaseWaitBody,
    CaseWhole,
    NoteShown,
    NotesShown,
    TicketShown,
    case_shown,
)
from anteroom.api.cursor import cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.reviews import ReadingBody
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.cases import actions, store
from anteroom.cases.model import NoteKind, State
from anteroom.cases.tickets import tickets_of
from anteroom.cases.view import view_of, views_of
from anteroom.errors import Conflict, NotFound

UNSOLVED = (State.OPEN, State.ASSIGNED, State.WAITING)


async def list_cases(request: web.Request) -> web.Response:
    """Show cases, newest first."""
    query, house = read_query(request, CasesQuery), house_of(request)
    page = wanted(request, f"cases:{query.state}:{query.topic}:{query.owner or ''}", 2)
    behind = (datetime.fromisoformat(page.place[0]), page.place[1]) if page.place else None
    states = UNSOLVED if query.state == "unsolved" else ()
    async with house.database.connection() as conn:
        found = await store.newest_first(
            conn, behind, page.limit + 1, states=states, topic=query.topic, owner=query.owner or ""
        )
        rows = tuple(case_shown(each) for each in await views_of(conn, house, found[: page.limit]))
    more = cursor_behind(request, page, (rows[-1].opened_at, rows[-1].id)) if len(found) > page.limit else ""
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    return respond(
        request, CasesShown(cases=rows, next_cursor=more or None), headers=leading_on(request, more)
    )


async def get_case(request: web.Request) -> web.Response:
    """Show one case."""
    return await _answer(request, request.match_info["id"])


async def post_assignment(request: web.Request) -> web.Response:
    """Put a case into somebody's hands."""
    body, case_id = await read(request, CaseAssignmentBody), request.match_info["id"]
    await actions.assign(house_of(request), case_id, body.owner, body.by, body.reason)
    return await _answer(request, case_id)


async def post_wait(request: web.Request) -> web.Response:
    """Note that its owner waits for somebody."""
    body, case_id = await read(request, CaseWaitBody), request.match_info["id"]
    await actions.wait(house_of(request), case_id, body.by, body.reason)
    return await _answer(request, case_id)


async def post_note(request: web.Request) -> web.Response:
    """Write something into a case."""
    body, case_id = await read(request, CaseNoteBody), request.match_info["id"]
    await actions.note(house_of(request), case_id, body.words, body.by)
    return await _answer(request, case_id, 201)


async def post_solution(request: web.Request) -> web.Response:
    """Solve a case."""
    body, case_id = await read(request, CaseSolutionBody), request.match_info["id"]
    await actions.solve(house_of(request), case_id, body.outcome, body.by, body.reason)
    return await _answer(request, case_id)


async def post_reading(request: web.Request) -> web.Response:
    """Show what was written in a case; the reading is in the ledger."""
    body, house = await read(request, ReadingBody), house_of(request)
    found = await actions.read_notes(house, request.match_info["id"], body.reviewer, body.reason)
    notes = tuple(
        NoteShown(
            id=each.note.id,
            kind=each.note.kind,
            author=each.note.author if each.note.kind is NoteKind.NOTE else None,
            at=each.note.at.isoformat(),
            words=each.words,
        )
        for each in found
    )
    # The exception of a key that bears the scope: what people wrote to support may hold an address.
    request[PASSAGE] = Passage(minted=tuple(text for each in notes for text in texts_of(each)))
    return respond(request, NotesShown(notes=notes))


async def _answer(request: web.Request, case_id: str, status: int = 200) -> web.Response:
    house = house_of(request)
    async with house.database.connection() as conn:
        shown = case_shown(await view_of(conn, house, case_id))
        found = await tickets_of(conn, case_id)
    tickets = tuple(TicketShown(desk=each.desk, id=each.outside_id, how=each.how) for each in found)
    minted = (*texts_of(shown), *(text for each in tickets for text in texts_of(each)))
    request[PASSAGE] = Passage(minted=minted)
    return respond(request, CaseWhole(**msgspec.structs.asdict(shown), tickets=tickets), status)


ROUTES = (
    Route(
        method="GET",
        path="/v1/cases",
        name="list_cases",
        tag="Cases",
        summary="Show cases, newest first",
        handler=list_cases,
        scope=Scope.CASES_READ,
        query=CasesQuery,
        answers={200: CasesShown},
        problems=(NotFound,),
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/cases/{id}",
        name="show_case",
        tag="Cases",
        summary="Show one case",
        handler=get_case,
        scope=Scope.CASES_READ,
        answers={200: CaseWhole},
    ),
    Route(
        method="POST",
        path="/v1/cases/{id}/assignment",
        name="assign_case",
        tag="Cases",
        summary="Put a case into somebody's hands",
        handler=post_assignment,
        scope=Scope.CASES_WRITE,
        body=CaseAssignmentBody,
        answers={200: CaseWhole},
        problems=(Conflict,),
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/cases/{id}/wait",
        name="wait_in_case",
        tag="Cases",
        summary="Note that a case's owner waits for somebody",
        handler=post_wait,
        scope=Scope.CASES_WRITE,
        body=CaseWaitBody,
        answers={200: CaseWhole},
        problems=(Conflict,),
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/cases/{id}/notes",
        name="note_in_case",
        tag="Cases",
        summary="Write something into a case; it is sealed",
        handler=post_note,
        scope=Scope.CASES_WRITE,
        body=CaseNoteBody,
        answers={201: CaseWhole},
        problems=(Conflict,),
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/cases/{id}/solution",
        name="solve_case",
        tag="Cases",
        summary="Solve a case",
        handler=post_solution,
        scope=Scope.CASES_WRITE,
        body=CaseSolutionBody,
        answers={200: CaseWhole},
        problems=(Conflict,),
        remembers=True,
    ),
    Route(
        method="POST",
        path="/v1/cases/{id}/reading",
        name="read_case",
        tag="Cases",
        summary="Show what was written in a case, by whom and for a reason",
        handler=post_reading,
        scope=Scope.CASES_READ,
        body=ReadingBody,
        answers={200: NotesShown},
        problems=(Conflict,),
        notes="Who read it and why is in the ledger before it is shown.",
    ),
)
