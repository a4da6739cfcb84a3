"""REST v1: organisations and members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.doorway import HOUSE
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.proposals import actions, store
from anteroom.proposals.model import Member, Organisation

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Detail = Annotated[str, msgspec.Meta(max_length=320)]


class OrganisationBody(Told, frozen=True):
    """An organisation."""

    name: Short
    kind: Literal["client", "agency"]
    plan: Short = "basic"


class MemberBody(Told, frozen=True):
    """A member. `contact` fields are kept sealed and never come back."""

    role: Literal["client", "freelancer"]
    display_name: Annotated[str, msgspec.Meta(max_length=200)]
    organisation: Short | None = None
    organisation_roles: tuple[Short, ...] = ()
    plan: Short = "basic"
    rating: Annotated[float, msgspec.Meta(ge=0, le=5)] | None = None
    completed_jobs: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    time_zone: Short | None = None
    language: Literal["en", "es"] = "en"
    contact: Mapping[Literal["email", "phone", "handle", "address"], Detail] = msgspec.field(
        default_factory=dict
    )
    shares: tuple[Literal["email", "phone", "handle", "address"], ...] = ()


async def put_organisation(request: web.Request) -> web.Response:
    """Learn an organisation."""
    body = await read(request, OrganisationBody)
    told = Organisation(request.match_info["id"], body.name, body.kind, body.plan)
    await actions.tell_organisation(request.app[HOUSE], told)
    return web.json_response({"id": told.id, "name": told.name, "kind": told.kind, "plan": told.plan})


async def put_member(request: web.Request) -> web.Response:
    """Learn a member."""
    body = await read(request, MemberBody)
    told = actions.MemberTold(
        external_id=request.match_info["id"],
        role=body.role,
        display_name=body.display_name,
        organisation_id=body.organisation,
        organisation_roles=body.organisation_roles,
        plan=body.plan,
        rating=body.rating,
        completed_jobs=body.completed_jobs,
        time_zone=body.time_zone,
        language=body.language,
        contact={str(field): value for field, value in body.contact.items()},
        shares=body.shares,
    )
    return web.json_response(member_json(await actions.tell_member(request.app[HOUSE], told)))


async def get_member(request: web.Request) -> web.Response:
    """Show a member as others may see it; never its contact details."""
    async with request.app[HOUSE].database.connection() as conn:
        member = await store.member_by_external_id(conn, request.match_info["id"])
    if member is None:
        raise NotFound("There is no such member.")
    return web.json_response(member_json(member))


async def person_of(conn: Connection, external_id: str, field: str) -> str:
    """Return the person behind a member of the marketplace. Raises BadInput, naming `field`."""
    member = await store.member_by_external_id(conn, external_id)
    if member is None:
        raise BadInput("There is no such member.", field=field)
    return member.person_id


def member_json(member: Member) -> dict[str, object]:
    """Return the public face of a member."""
    return {
        "id": member.external_id,
        "role": member.role,
        "label": member.label,
        "organisation": member.organisation_id,
        "plan": member.plan,
        "time_zone": member.time_zone,
        "language": member.language,
        "shares": list(member.shares),
    }


ROUTES = (
    web.put("/v1/organisations/{id}", put_organisation),
    web.put("/v1/members/{id}", put_member),
    web.get("/v1/members/{id}", get_member),
)
