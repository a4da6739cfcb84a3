"""REST v1: a member's record of interviews held properly, and whether the member wants it shown."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct.credit import store
from anteroom.conduct.credit.actions import credit_of
from anteroom.conduct.credit.model import Level
from anteroom.errors import NotFound
from anteroom.proposals import store as proposals


class CreditShown(Shown, frozen=True):
    """What a member's record comes to. `interviews` and `members` are null where there is too little to say.

    `reached_at` is when the highest level so far was reached, null for none; `hidden`: the member does not
    want it shown.
    """

    member: str
    level: Level
    interviews: int | None
    members: int | None
    days: int
    reached_at: Instant | None
    hidden: bool


class CreditBody(Told, frozen=True):
    """Whether the member hides the own badge."""

    hidden: bool


async def get_credit(request: web.Request) -> web.Response:
    """Show a member's record."""
    return await _answer(request, request.match_info["id"])


async def put_credit(request: web.Request) -> web.Response:
    """Keep whether a member wants the badge hidden."""
    body = await read(request, CreditBody)
    async with house_of(request).database.transaction() as conn:
        member = await proposals.member_by_external_id(conn, request.match_info["id"])
        if member is None:
            raise NotFound("There is no such member.")
        await store.hide(conn, member.person_id, hidden=body.hidden)
    return await _answer(request, request.match_info["id"])


async def _answer(request: web.Request, external_id: str) -> web.Response:
    house = house_of(request)
    async with house.database.connection() as conn:
        member = await proposals.member_by_external_id(conn, external_id)
        if member is None:
            raise NotFound("There is no such member.")
        record = await credit_of(conn, house, member.person_id)
        told = await store.told(conn, member.person_id)
    enough = record.level is not Level.TOO_LITTLE
    shown = CreditShown(
        member=member.external_id,
        level=record.level,
        interviews=record.interviews if enough else None,
        members=record.members if enough else None,
        days=house.settings.conduct.credit.days,
        reached_at=written(told.reached_at),
        hidden=told.hidden,
    )
    request[PASSAGE] = Passage(minted=tuple(each for each in (shown.reached_at,) if each))
    return respond(request, shown)


ROUTES = (
    Route(
        method="GET",
        path="/v1/members/{id}/credit",
        name="show_credit",
        tag="Members",
        summary="Show a member's record of interviews held properly",
        handler=get_credit,
        scope=Scope.MEMBERS_READ,
        answers={200: CreditShown},
        problems=(NotFound,),
        notes="Reckoned anew each time; it names no interview and nobody else.",
    ),
    Route(
        method="PUT",
        path="/v1/members/{id}/credit",
        name="tell_credit",
        tag="Members",
        summary="Say whether a member wants the badge hidden",
        handler=put_credit,
        scope=Scope.MEMBERS_WRITE,
        body=CreditBody,
        answers={200: CreditShown},
        problems=(NotFound,),
        example={"hidden": True},
    ),
)
