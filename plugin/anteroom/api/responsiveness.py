"""REST v1: how soon a member answers, as a marketplace may show it."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import member_named
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.responsiveness import store
from anteroom.responsiveness.model import Band


class ResponsivenessShown(Shown, frozen=True):
    """How soon a member answers: the band, of how many first replies, and when it was figured out."""

    member: str
    band: Band
    counted: int
    within_24_hours: int
    within_3_days: int
    figured_at: Instant | None


async def get_responsiveness(request: web.Request) -> web.Response:
    """Show how soon a member answers, as it was figured out last."""
    async with house_of(request).database.connection() as conn:
        member = await member_named(conn, request)
        figure, figured_at = await store.of(conn, member.person_id)
    shown = ResponsivenessShown(
        member=member.external_id,
        band=figure.band,
        counted=figure.counted,
        within_24_hours=figure.within_a_day,
        within_3_days=figure.within_three_days,
        figured_at=written(figured_at),
    )
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown)


ROUTES = (
    Route(
        method="GET",
        path="/v1/members/{id}/responsiveness",
        name="show_responsiveness",
        tag="Nudges",
        summary="Show how soon a member answers",
        handler=get_responsiveness,
        scope=Scope.MEMBERS_READ,
        answers={200: ResponsivenessShown},
        problems=(NotFound,),
        notes="First replies of 90 days, each counted from its 72nd hour on. A yes and a no are answers; "
        "with fewer than five there is `too_little_data`. Never figured out when it is read.",
    ),
)
