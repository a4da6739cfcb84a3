"""REST v1: the record of disclosures, and what the other side will see of a member."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Told, read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Field, Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.people.record import Granted, Place, Recorded, granted, preview, recorded
from anteroom.proposals import store
from anteroom.proposals.model import Proposal


class PreviewQuery(Told, frozen=True):
    """Of which member."""

    member: Short


class RecordedShown(Shown, frozen=True):
    """One field that one viewer could see; `owner` is null for a guest, whose seat is `owner_party`."""

    contract: str
    owner: str | None
    owner_party: str | None
    viewer: str | None
    field: Field
    at: Instant
    ended_at: Instant | None
    times_shown: int
    last_shown_at: Instant | None


class GrantedShown(Shown, frozen=True):
    """An address that was shown once, for access to a system."""

    request: str
    owner: str | None
    viewer: str | None
    field: Field
    at: Instant


class RecordShown(Shown, frozen=True):
    """Who could have seen whose details, when; never a value. `granted` is on the first page alone."""

    disclosures: tuple[RecordedShown, ...]
    granted: tuple[GrantedShown, ...]
    next_cursor: str | None


class PreviewedShown(Shown, frozen=True):
    """One field: whether the member chose to share it, whether we keep any, whether it is open now."""

    field: Field
    chosen: bool
    kept: bool
    open_now: bool


class PreviewShown(Shown, frozen=True):
    """What the viewer will see of the member while a contract is in force: what is chosen and kept."""

    member: str
    viewer: str | None
    fields: tuple[PreviewedShown, ...]


async def get_record(request: web.Request) -> web.Response:
    """Show who could have seen whose details."""
    read_query(request, PageQuery)
    page, house = wanted(request, f"disclosures:{request.match_info['id']}", 5), house_of(request)
    after = _place(page.place)
    async with house.database.connection() as conn:
        proposal = await _proposal(conn, request.match_info["id"])
        found = await recorded(conn, proposal.id, after, page.limit + 1)
        once = () if page.place else await granted(conn, proposal.id)
    rows = found[: page.limit]
    shown = RecordShown(
        disclosures=tuple(_recorded(each) for each in rows),
        granted=tuple(_granted(each) for each in once),
        next_cursor=cursor_behind(request, page, (rows[-1].place[0].isoformat(), *rows[-1].place[1:]))
        if len(found) > page.limit
        else None,
    )
    minted = [text for each in (*shown.disclosures, *shown.granted) for text in texts_of(each)]
    request[PASSAGE] = Passage(minted=(*minted, shown.next_cursor or ""))
    return respond(request, shown, headers=leading_on(request, shown.next_cursor or ""))


async def get_preview(request: web.Request) -> web.Response:
    """Show what the other side will see of a member."""
    query, house = read_query(request, PreviewQuery), house_of(request)
    async with house.database.connection() as conn:
        proposal = await _proposal(conn, request.match_info["id"])
        person = await person_of(conn, query.member, "member")
        viewer_id, fields = await preview(conn, house, proposal, person)
        viewer = await store.member_by_person(conn, viewer_id)
    shown = PreviewShown(
        member=query.member,
        viewer=viewer.external_id if viewer else None,
        fields=tuple(
            PreviewedShown(field=each.field, chosen=each.chosen, kept=each.kept, open_now=each.open_now)  # type: ignore[arg-type]  # a field's name is one of the four
            for each in fields
        ),
    )
    return respond(request, shown)


async def _proposal(conn: Connection, external_id: str) -> Proposal:
    found = await store.proposal_by_external_id(conn, external_id)
    if found is None:
        raise NotFound("There is no such proposal.")
    return found


def _place(parts: tuple[str, ...]) -> Place | None:
    if not parts:
        return None
    at, contract, owner, viewer, field = parts
    return datetime.fromisoformat(at).astimezone(UTC), contract, owner, viewer, field


def _recorded(each: Recorded) -> RecordedShown:
    return RecordedShown(
        contract=each.contract,
        owner=each.owner,
        owner_party=each.owner_party,
        viewer=each.viewer,
        field=each.field,  # type: ignore[arg-type]  # the table keeps the four names alone
        at=each.at.isoformat(),
        ended_at=written(each.ended_at),
        times_shown=each.shown,
        last_shown_at=written(each.last_shown_at),
    )


def _granted(each: Granted) -> GrantedShown:
    return GrantedShown(
        request=each.request,
        owner=each.owner,
        viewer=each.viewer,
        field=each.field,  # type: ignore[arg-type]  # the table keeps "email" alone
        at=each.at.isoformat(),
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/proposals/{id}/disclosures",
        name="list_proposal_disclosures",
        tag="Contracts",
        summary="Show who could have seen whose details, when; never a value",
        handler=get_record,
        scope=Scope.DISCLOSURES_READ,
        query=PageQuery,
        answers={200: RecordShown},
        problems=(NotFound, BadInput),
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/proposals/{id}/disclosures/preview",
        name="preview_disclosures",
        tag="Contracts",
        summary="Show what the other member will see of a member under a contract",
        handler=get_preview,
        scope=Scope.DISCLOSURES_READ,
        query=PreviewQuery,
        answers={200: PreviewShown},
        problems=(NotFound,),
        notes="For the page on which your members choose what they share. Never a value.",
    ),
)
