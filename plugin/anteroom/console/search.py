"""Search: by an id, ours or the marketplace's; by a contact detail with a reason, and never in an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console import search_store as store
from anteroom.console.layout import Crumb, console_page
from anteroom.console.looked import looked, reason_in
from anteroom.console.model import PEOPLE
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.search_store import Found
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Row, Table, cut, minted_of, page_of, pager
from anteroom.console.words import console_words
from anteroom.errors import BadInput, NotFound
from anteroom.interviews import store as interviews
from anteroom.interviews.invite import PHONE_DIGITS
from anteroom.interviews.model import Interview
from anteroom.pages.words import PageWords
from anteroom.passes.times import written
from anteroom.passes.words import lobby_words
from anteroom.proposals import store as proposals

SEARCH = f"{HOME}/search"
LONGEST = 200
FIELDS = ("email", "phone")


async def show(request: web.Request) -> web.StreamResponse:
    """Show what bears this id; what looks like a contact detail is not searched for here."""
    query = request.query.get("q", "").strip()
    if len(query) > LONGEST:
        raise BadInput(f"An id has at most {LONGEST} characters.", field="q")
    if looks_like_contact(query):
        return _page(request, (), asked=True, contact=True)
    found: Sequence[Found] = ()
    if query:
        async with request.app[HOUSE].database.connection() as conn:
            found = await store.by_id(conn, query)
    return _page(request, found, asked=bool(query))


async def by_detail(request: web.Request) -> web.StreamResponse:
    """Find who has a contact detail, by the blind index; who asked, and why, is in the ledger."""
    house, who, form = request.app[HOUSE], request[WHO], request[FORM]
    reason = reason_in(house, form)
    field, value = form.get("field", ""), form.get("value", "").strip()
    if field not in FIELDS or not 0 < len(value) <= LONGEST:
        raise BadInput("Give one e-mail address, or one telephone number with its country.", field="value")
    async with house.database.transaction() as conn:
        owners = await house.vault.owners(conn, field, value)
        for person_id in owners:
            await looked(conn, house, who, f"search_by_{field}", person_id, f"person:{person_id}", reason)
        if not owners:
            await looked(conn, house, who, f"search_by_{field}", "nobody", f"staff:{who.staff.id}", reason)
        found = await store.people(conn, owners)
    return _page(request, found, asked=True)


async def show_member(request: web.Request) -> web.StreamResponse:
    """Show a member's proposals, newest first."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("search", who.staff.language)
    person_id = request.match_info["id"]
    page = page_of(request, f"member:{person_id}", 1)
    async with house.database.connection() as conn:
        member = await proposals.member_by_person(conn, person_id)
        if member is None:
            raise NotFound("There is no such member.")
        rows = await store.proposals_of(conn, person_id, page.place[0] if page.place else "", page.limit + 1)
    shown, place = cut(page, rows, lambda one: (one.id,))
    table = Table(
        caption=say("member.proposals"),
        columns=(Column(say("head.proposal")), Column(say("head.job")), Column(say("head.state"))),
        rows=tuple(
            Row((Cell(one.external_id, f"{HOME}/proposals/{one.id}"), Cell(one.job_id), Cell(one.state)))
            for one in shown
        ),
        empty=say("member.no_proposals"),
        pager=pager(request, page, place),
    )
    return console_page(
        request,
        "member.html",
        "search",
        crumbs=[Crumb(say("nav.search"), SEARCH), Crumb(say("member.crumb"))],
        minted=(person_id, *(one.id for one in shown), *minted_of(table.pager)),
        member=member,
        table=table,
    )


async def show_proposal(request: web.Request) -> web.StreamResponse:
    """Show a proposal and its interviews, oldest first."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("search", who.staff.language)
    proposal_id = request.match_info["id"]
    page = page_of(request, f"proposal:{proposal_id}", 1)
    async with house.database.connection() as conn:
        proposal = await proposals.proposal(conn, proposal_id)
        client = await proposals.member_by_person(conn, proposal.client_id)
        freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
        behind = page.place[0] if page.place else None
        rows = await interviews.page_of_proposal(conn, proposal_id, behind, page.limit + 1)
    shown, place = cut(page, rows, lambda one: (one.id,))
    table = replace(_interviews(request, say, shown), pager=pager(request, page, place))
    return console_page(
        request,
        "proposal.html",
        "search",
        crumbs=[Crumb(say("nav.search"), SEARCH), Crumb(say("proposal.crumb"))],
        minted=(proposal.id, *(one.id for one in shown), *minted_of(table.pager)),
        proposal=proposal,
        members=[each for each in (client, freelancer) if each is not None],
        table=table,
    )


def looks_like_contact(text: str) -> bool:
    """Tell whether somebody typed an address or a telephone number where an id belongs."""
    digits = sum(letter.isdigit() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    return "@" in text or (digits >= PHONE_DIGITS and letters == 0)


def _interviews(request: web.Request, say: PageWords, rows: Sequence[Interview]) -> Table:
    staff = request[WHO].staff
    words = lobby_words(staff.language)
    return Table(
        caption=say("proposal.interviews"),
        columns=(Column(say("head.interview")), Column(say("head.when")), Column(say("head.state"))),
        rows=tuple(
            Row(
                (
                    Cell(one.id, f"{HOME}/interviews/{one.id}"),
                    Cell(written(one.starts_at, one.ends_at, staff.zone, words).span),
                    Cell(say(f"state.{one.state}")),
                )
            )
            for one in rows
        ),
        empty=say("proposal.no_interviews"),
    )


def _page(
    request: web.Request, found: Sequence[Found], *, asked: bool, contact: bool = False
) -> web.Response:
    say = console_words("search", request[WHO].staff.language)
    table = Table(
        caption=say("search.found"),
        columns=(Column(say("head.what")), Column(say("head.id")), Column(say("head.also"))),
        rows=tuple(
            Row((Cell(say(f"kind.{one.kind}")), Cell(one.id, f"{HOME}/{one.kind}s/{one.id}"), Cell(one.note)))
            for one in found
        ),
        empty=say("search.none"),
    )
    return console_page(
        request,
        "search.html",
        "search",
        minted=tuple(one.id for one in found),
        table=table if asked and not contact else None,
        contact=contact,
        fields=FIELDS,
    )


WAYS: tuple[Way, ...] = (
    Page(path=SEARCH, name="search", roles=PEOPLE, handler=show, listed=True),
    Act(path=f"{SEARCH}/detail", name="search_detail", roles=PEOPLE, handler=by_detail, under="search"),
    Page(path=f"{HOME}/members/{{id}}", name="member", roles=PEOPLE, handler=show_member, under="search"),
    Page(
        path=f"{HOME}/proposals/{{id}}", name="proposal", roles=PEOPLE, handler=show_proposal, under="search"
    ),
)
