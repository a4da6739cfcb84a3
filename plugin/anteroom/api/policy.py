"""REST v1: the contact rule as dated data: read, set from a day on and looked back at."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Moment, Told, instant, read, read_query
from anteroom.api.caller import CALLER
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.reviews import Name, Word
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import BadInput, NotFound
from anteroom.policy import store
from anteroom.policy.actions import PolicyUnread, note_settings, set_policy
from anteroom.policy.model import Level, Purpose, Row, Rule, Stage
from anteroom.policy.ruling import table_by_digest
from anteroom.policy.store import Source, Table, Version
from anteroom.policy.table import MOST_ROWS, TableFaults, read_rows

Surface = Literal["message", "agenda", "title", "comment", "chat", "report"]


class RowBody(Told, frozen=True):
    """One row; the first that applies decides. What is left out applies to everybody and everything."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")]
    stage: Stage
    rule: Rule
    plans: Annotated[tuple[str, ...], msgspec.Meta(max_length=50)] = ()
    purposes: tuple[Purpose, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    least_rating: Annotated[float, msgspec.Meta(ge=0, le=5)] | None = None
    least_completed_jobs: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None = None
    since: date | None = None
    until: date | None = None
    on: bool = True
    minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] | None = None


Rows = Annotated[tuple[RowBody, ...], msgspec.Meta(min_length=1, max_length=MOST_ROWS)]


class PolicyBody(Told, frozen=True):
    """A whole table, from when on, by whom and why."""

    rows: Rows
    by: Name
    reason: Word
    since: date | None = msgspec.field(name="from", default=None)


class PolicyQuery(Told, frozen=True):
    """As of which instant; now, if it is left out."""

    at: Moment | None = None


class RowShown(Shown, frozen=True):
    """A row as it stands; `level` is what its rule comes to: closed, masked or open."""

    name: str
    stage: Stage
    rule: Rule
    level: Level
    plans: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    surfaces: tuple[str, ...]
    least_rating: float | None
    least_completed_jobs: int | None
    since: date | None
    until: date | None
    on: bool
    minutes: int | None


class VersionShown(Shown, frozen=True):
    """From when a table is in force, where it came from, by whom and why."""

    number: int
    digest: str
    source: Source
    since: Instant
    made_at: Instant
    by: str
    reason: str


class PolicyShown(Shown, frozen=True):
    """The table in force; `revision` counts all versions, also those that begin later."""

    revision: int
    version: VersionShown
    rows: tuple[RowShown, ...]


class HistoryShown(Shown, frozen=True):
    """Versions, newest first; `next_cursor` leads on, null at the end."""

    versions: tuple[VersionShown, ...]
    next_cursor: str | None


async def get_policy(request: web.Request) -> web.Response:
    """Show the table in force."""
    query, house = read_query(request, PolicyQuery), house_of(request)
    at = instant(query.at, "at") or house.clock.now()
    async with house.database.connection() as conn:
        newest, version = await store.newest(conn), await store.in_force(conn, at)
    if newest is None:
        newest = await note_settings(house)
        version = newest if at >= newest.since else None
    if version is None:
        raise NotFound("No policy was noted at that time.")
    async with house.database.connection() as conn:
        table = await table_by_digest(conn, house, version.digest)
    return _answer(request, newest.number, version, table)


async def put_policy(request: web.Request) -> web.Response:
    """Set a new table from a day on."""
    if "If-Match" not in request.headers:
        raise PolicyUnread("Say in If-Match which policy you have read: the ETag of GET /v1/policy.")
    body = await read(request, PolicyBody)
    table, house = table_of(body.rows), house_of(request)
    version = await set_policy(
        house, table, body.since, by=body.by, reason=body.reason, key=request[CALLER].id
    )
    return _answer(request, version.number, version, table)


async def get_history(request: web.Request) -> web.Response:
    """Show which tables were and will be in force."""
    read_query(request, PageQuery)
    page, house = wanted(request, "policy:history", 1), house_of(request)
    before = int(page.place[0]) if page.place else None
    async with house.database.connection() as conn:
        found = await store.versions(conn, before, page.limit + 1)
    rows = tuple(version_shown(each) for each in found[: page.limit])
    more = cursor_behind(request, page, (str(rows[-1].number),)) if len(found) > page.limit else ""
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in _minted(row))))
    said = HistoryShown(versions=rows, next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


def version_shown(version: Version) -> VersionShown:
    """Return what is shown of a version."""
    return VersionShown(
        number=version.number,
        digest=version.digest,
        source=version.source,
        since=version.since.isoformat(),
        made_at=version.at.isoformat(),
        by=version.by,
        reason=version.reason,
    )


def row_shown(row: Row) -> RowShown:
    """Return a row as it is read and may be sent back, but for its level."""
    return RowShown(
        name=row.name,
        stage=row.stage,
        rule=row.rule,
        level=row.rule.level,
        plans=tuple(sorted(row.plans)),
        purposes=tuple(each for each in Purpose if each in row.purposes),
        surfaces=tuple(sorted(row.surfaces)),
        least_rating=row.least_rating,
        least_completed_jobs=row.least_completed_jobs,
        since=None if row.since == date.min else row.since,
        until=None if row.until == date.max else row.until,
        on=row.on,
        minutes=row.minutes,
    )


def _answer(request: web.Request, revision: int, version: Version, table: Table) -> web.Response:
    shown = PolicyShown(
        revision=revision, version=version_shown(version), rows=tuple(row_shown(row) for row in table)
    )
    request[PASSAGE] = Passage(minted=_minted(shown.version))
    return respond(request, shown)


def _minted(version: VersionShown) -> tuple[str, ...]:
    return (version.digest, version.since, version.made_at)


def table_of(rows: tuple[RowBody, ...]) -> Table:
    """Return the rows as a table. Raises BadInput, which names every fault."""
    told = []
    for row in rows:
        fields = msgspec.to_builtins(row)
        told.append({name: value for name, value in fields.items() if value is not None})
    try:
        return read_rows(told)
    except TableFaults as error:
        raise BadInput(f"The table cannot be taken: {error}.", field="rows") from error


ROUTES = (
    Route(
        method="GET",
        path="/v1/policy",
        name="show_policy",
        tag="Policy",
        summary="Show the contact rule that is in force",
        handler=get_policy,
        scope=Scope.POLICY_READ,
        query=PolicyQuery,
        answers={200: PolicyShown},
        problems=(NotFound,),
        tagged=True,
    ),
    Route(
        method="PUT",
        path="/v1/policy",
        name="set_policy",
        tag="Policy",
        summary="Set the contact rule from a day on",
        handler=put_policy,
        scope=Scope.POLICY_WRITE,
        body=PolicyBody,
        answers={200: PolicyShown},
        problems=(PolicyUnread,),
        notes="`from` is a day in UTC, today at the earliest; today's begins at once. The table takes the "
        "place of the whole one before. `If-Match` is required. Who changed it and why is in the ledger. "
        "The answer is the new version, also where it begins later.",
        example={
            "rows": [
                {"name": "under-contract", "stage": "under-contract", "rule": "open"},
                {"name": "everybody-else", "stage": "before-contract", "rule": "masked"},
            ],
            "by": "t-12",
            "reason": "pilot",
            "from": "2027-01-01",
        },
        tagged=True,
        matches=True,
    ),
    Route(
        method="GET",
        path="/v1/policy/history",
        name="list_policies",
        tag="Policy",
        summary="Show which tables were and will be in force, newest first",
        handler=get_history,
        scope=Scope.POLICY_READ,
        query=PageQuery,
        answers={200: HistoryShown},
        problems=(BadInput,),
        paged=True,
    ),
)
