"""REST v1: how far invitations come under each plan and row, and what the rule does to texts."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from anteroom.api.answers import Shown, respond
from anteroom.api.body import Told, read_query
from anteroom.api.caller import CALLER
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.funnel.actions import funnel
from anteroom.funnel.model import LEAST, Line, Measure


class FunnelQuery(Told, frozen=True):
    """The days from `since` to before `until`, in UTC."""

    since: date
    until: date


class FunnelLineShown(Shown, frozen=True):
    """One plan under one row; null is a number about fewer than five people of a side."""

    plan: str
    row: str
    invited: int | None
    answered: int | None
    scheduled: int | None
    held: int | None
    hired: int | None
    texts_found: int | None
    texts_held: int | None
    messages_stopped: int | None
    texts_masked: int | None
    texts_told: int | None
    texts_permitted: int | None
    texts_released: int | None
    sanctioned_after: int | None


class FunnelShown(Shown, frozen=True):
    """The numbers of a time; `least` is of how many people a number is told, 0 where all are told."""

    since: date
    until: date
    least: int
    behind: int
    lines: tuple[FunnelLineShown, ...]


async def get_funnel(request: web.Request) -> web.Response:
    """Show the numbers of a time; small ones to trust people alone."""
    query = read_query(request, FunnelQuery)
    whole = Scope.TRUST_READ in request[CALLER].scopes
    found = await funnel(house_of(request), query.since, query.until)
    lines = tuple(_line(each, whole=whole) for each in found.lines)
    shown = FunnelShown(
        since=found.since, until=found.until, least=0 if whole else LEAST, behind=found.behind, lines=lines
    )
    # Days, and names from the policy's table: no number here is anybody's.
    minted = (found.since.isoformat(), found.until.isoformat(), *(each.row for each in found.lines))
    request[PASSAGE] = Passage(minted=minted)
    return respond(request, shown)


def _line(line: Line, *, whole: bool) -> FunnelLineShown:
    counts = {each.value: line.of(each).count if whole else line.of(each).told for each in Measure}
    return FunnelLineShown(plan=line.plan, row=line.row, **counts)


ROUTES = (
    Route(
        method="GET",
        path="/v1/funnel",
        name="show_funnel",
        tag="Policy",
        summary="Show how far invitations come under each plan and row, and what the rule does to texts",
        handler=get_funnel,
        scope=Scope.FUNNEL_READ,
        query=FunnelQuery,
        answers={200: FunnelShown},
        notes="Proposals count on the day (UTC) of their first invitation, texts on the day on which they "
        "were decided about; at most 366 days. Numbers are brought up to date each minute; `behind` is how "
        "much was not counted yet. A number about fewer than five clients or five freelancers is null, "
        "unless the key bears `trust:read`, too.",
    ),
)
