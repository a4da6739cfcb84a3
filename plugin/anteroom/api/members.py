"""REST v1: organisations and members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

import msgspec
from aiohttp import web

from anteroom.api.answers import Shown, respond
from anteroom.api.body import Told, read
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.languages import Language
from anteroom.proposals import actions, store
from anteroom.proposals.model import Member, Organisation

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Field = Literal["email", "phone", "handle", "address"]
Detail = Annotated[str, msgspec.Meta(max_length=320)]
# The schema that is made of a mapping does not name its keys by itself.
Contact = Annotated[
    Mapping[Field, Detail], msgspec.Meta(extra_json_schema={"propertyNames": {"enum": list(get_args(Field))}})
]


class OrganisationBody(Told, frozen=True):
    """An organisation."""

    name: Short
    kind: Literal["client", "agency"]
    plan: Short = "basic"

    def told(self, external_id: str) -> Organisation:
        """Return what is told of the organisation of this id."""
        return Organisation(external_id, self.name, self.kind, self.plan)


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
    language: Language = "en"
    contact: Contact = msgspec.field(default_factory=dict)
    shares: tuple[Field, ...] = ()

    def told(self, external_id: str) -> actions.MemberTold:
        """Return what is told of the member of this id."""
        return actions.MemberTold(
            external_id=external_id,
            role=self.role,
            display_name=self.display_name,
            organisation_id=self.organisation,
            organisation_roles=self.organisation_roles,
            plan=self.plan,
            rating=self.rating,
            completed_jobs=self.completed_jobs,
            time_zone=self.time_zone,
            language=self.language,
            contact={str(field): value for field, value in self.contact.items()},
            shares=self.shares,
        )


class OrganisationShown(Shown, frozen=True):
    """An organisation, as the marketplace told it."""

    id: str
    name: str
    kind: Literal["client", "agency"]
    plan: str


class MemberShown(Shown, frozen=True):
    """A member as others may see it: nothing personal. `label` is what stands for the name."""

    id: str
    role: Literal["client", "freelancer"]
    label: str
    organisation: str | None
    plan: str
    time_zone: str | None
    language: str
    shares: tuple[str, ...]


async def put_organisation(request: web.Request) -> web.Response:
    """Learn an organisation."""
    body = await read(request, OrganisationBody)
    told = body.told(request.match_info["id"])
    await actions.tell_organisation(house_of(request), told)
    return respond(request, organisation_shown(told))


async def get_organisation(request: web.Request) -> web.Response:
    """Show an organisation."""
    async with house_of(request).database.connection() as conn:
        found = await store.organisation(conn, request.match_info["id"])
    if found is None:
        raise NotFound("There is no such organisation.")
    return respond(request, organisation_shown(found))


async def put_member(request: web.Request) -> web.Response:
    """Learn a member."""
    body = await read(request, MemberBody)
    told = body.told(request.match_info["id"])
    return respond(request, member_shown(await actions.tell_member(house_of(request), told)))


async def get_member(request: web.Request) -> web.Response:
    """Show a member as others may see it; never its contact details."""
    async with house_of(request).database.connection() as conn:
        member = await member_named(conn, request)
    return respond(request, member_shown(member))


async def member_named(conn: Connection, request: web.Request) -> Member:
    """Return the member whom the path names by `id`. Raises NotFound."""
    member = await store.member_by_external_id(conn, request.match_info["id"])
    if member is None:
        raise NotFound("There is no such member.")
    return member


async def person_of(conn: Connection, external_id: str, field: str) -> str:
    """Return the person behind a member of the marketplace. Raises BadInput, naming `field`."""
    member = await store.member_by_external_id(conn, external_id)
    if member is None:
        raise BadInput("There is no such member.", field=field)
    return member.person_id


def organisation_shown(organisation: Organisation) -> OrganisationShown:
    """Return what is shown of an organisation."""
    return OrganisationShown(
        id=organisation.id, name=organisation.name, kind=organisation.kind, plan=organisation.plan
    )


def member_shown(member: Member) -> MemberShown:
    """Return the public face of a member."""
    return MemberShown(
        id=member.external_id,
        role=member.role,
        label=member.label,
        organisation=member.organisation_id,
        plan=member.plan,
        time_zone=member.time_zone,
        language=member.language,
        shares=member.shares,
    )


ROUTES = (
    Route(
        method="PUT",
        path="/v1/organisations/{id}",
        name="tell_organisation",
        tag="Members",
        summary="Tell of an organisation",
        handler=put_organisation,
        scope=Scope.MEMBERS_WRITE,
        body=OrganisationBody,
        answers={200: OrganisationShown},
        notes="The `plan` of a client's organisation decides on the contact rule; without one the member's.",
        tagged=True,
        matches=True,
    ),
    Route(
        method="GET",
        path="/v1/organisations/{id}",
        name="show_organisation",
        tag="Members",
        summary="Show an organisation",
        handler=get_organisation,
        scope=Scope.MEMBERS_READ,
        answers={200: OrganisationShown},
        tagged=True,
    ),
    Route(
        method="PUT",
        path="/v1/members/{id}",
        name="tell_member",
        tag="Members",
        summary="Tell of a member",
        handler=put_member,
        scope=Scope.MEMBERS_WRITE,
        body=MemberBody,
        answers={200: MemberShown},
        notes="`contact` is sealed and never comes back. A contract discloses what `shares` names.",
        tagged=True,
        matches=True,
    ),
    Route(
        method="GET",
        path="/v1/members/{id}",
        name="show_member",
        tag="Members",
        summary="Show a member as others may see it",
        handler=get_member,
        scope=Scope.MEMBERS_READ,
        answers={200: MemberShown},
        tagged=True,
    ),
)
