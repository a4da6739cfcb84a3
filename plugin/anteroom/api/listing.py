"""REST v1: lists of what the marketplace told us, in the order of its own ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from aiohttp import web

from anteroom.api.answers import Shown, respond
from anteroom.api.body import read_query
from anteroom.api.contracts import ContractShown, contract_shown, instants_of
from anteroom.api.cursor import PageQuery, Wanted, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import MemberShown, OrganisationShown, Short, member_shown, organisation_shown
from anteroom.api.proposals import JobShown
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.proposals import listing
from anteroom.proposals.model import ProposalState

Row = TypeVar("Row")


class MembersQuery(PageQuery, frozen=True):
    """Whose members: of one organisation, or all."""

    organisation: Short | None = None


class ProposalsQuery(PageQuery, frozen=True):
    """Which proposals: in one state, of one member, or all."""

    state: ProposalState | None = None
    member: Short | None = None


class ContractsQuery(PageQuery, frozen=True):
    """Whose contracts: of one proposal, or all."""

    proposal: Short | None = None


class OrganisationsShown(Shown, frozen=True):
    """Organisations; `next_cursor` leads on, null at the end."""

    organisations: tuple[OrganisationShown, ...]
    next_cursor: str | None


class MembersShown(Shown, frozen=True):
    """Members; `next_cursor` leads on, null at the end."""

    members: tuple[MemberShown, ...]
    next_cursor: str | None


class ProposalListed(Shown, frozen=True):
    """A proposal as a list shows it."""

    id: str
    client: str
    freelancer: str
    job: JobShown
    thread: str
    state: ProposalState


class ProposalsShown(Shown, frozen=True):
    """Proposals; `next_cursor` leads on, null at the end."""

    proposals: tuple[ProposalListed, ...]
    next_cursor: str | None


class ContractsShown(Shown, frozen=True):
    """Contracts; `next_cursor` leads on, null at the end."""

    contracts: tuple[ContractShown, ...]
    next_cursor: str | None


async def list_organisations(request: web.Request) -> web.Response:
    """Show the organisations that we were told of."""
    read_query(request, PageQuery)
    page = wanted(request, "organisations", 1)
    async with house_of(request).database.connection() as conn:
        found = await listing.organisations(conn, _behind(page), page.limit + 1)
    rows, more = _cut(request, page, found, [each.id for each in found])
    shown = tuple(organisation_shown(each) for each in rows)
    request[PASSAGE] = Passage(minted=(more,))
    said = OrganisationsShown(organisations=shown, next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def list_members(request: web.Request) -> web.Response:
    """Show members as others may see them."""
    query = read_query(request, MembersQuery)
    page = wanted(request, f"members:{query.organisation}", 1)
    async with house_of(request).database.connection() as conn:
        found = await listing.members(conn, query.organisation, _behind(page), page.limit + 1)
    rows, more = _cut(request, page, found, [each.external_id for each in found])
    request[PASSAGE] = Passage(minted=(more,))
    said = MembersShown(members=tuple(member_shown(each) for each in rows), next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def list_proposals(request: web.Request) -> web.Response:
    """Show proposals."""
    query = read_query(request, ProposalsQuery)
    page = wanted(request, f"proposals:{query.state}:{query.member}", 1)
    async with house_of(request).database.connection() as conn:
        found = await listing.proposals(conn, query.state, query.member, _behind(page), page.limit + 1)
    rows, more = _cut(request, page, found, [each.id for each in found])
    shown = tuple(
        ProposalListed(
            id=each.id,
            client=each.client,
            freelancer=each.freelancer,
            job=JobShown(id=each.job_id, title=each.job_title),
            thread=each.thread,
            state=each.state,
        )
        for each in rows
    )
    request[PASSAGE] = Passage(minted=(more,))
    said = ProposalsShown(proposals=shown, next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def list_contracts(request: web.Request) -> web.Response:
    """Show contracts."""
    query = read_query(request, ContractsQuery)
    page = wanted(request, f"contracts:{query.proposal}", 1)
    async with house_of(request).database.connection() as conn:
        found = await listing.contracts(conn, query.proposal, _behind(page), page.limit + 1)
    rows, more = _cut(request, page, found, [contract.external_id for contract, _ in found])
    shown = tuple(contract_shown(contract, proposal) for contract, proposal in rows)
    instants = (at for each in shown for at in instants_of(each))
    request[PASSAGE] = Passage(minted=(more, *instants))
    said = ContractsShown(contracts=shown, next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


def _behind(page: Wanted) -> str:
    return page.place[0] if page.place else ""


def _cut(
    request: web.Request, page: Wanted, found: Sequence[Row], ids: Sequence[str]
) -> tuple[Sequence[Row], str]:
    """Return the rows of the page and the cursor of the next, "" where this is the last."""
    if len(found) <= page.limit:
        return found, ""
    return found[: page.limit], cursor_behind(request, page, (ids[page.limit - 1],))


ROUTES = (
    Route(
        method="GET",
        path="/v1/organisations",
        name="list_organisations",
        tag="Members",
        summary="Show the organisations that we were told of",
        handler=list_organisations,
        scope=Scope.MEMBERS_READ,
        query=PageQuery,
        answers={200: OrganisationsShown},
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/members",
        name="list_members",
        tag="Members",
        summary="Show members as others may see them",
        handler=list_members,
        scope=Scope.MEMBERS_READ,
        query=MembersQuery,
        answers={200: MembersShown},
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/proposals",
        name="list_proposals",
        tag="Proposals",
        summary="Show proposals",
        handler=list_proposals,
        scope=Scope.PROPOSALS_READ,
        query=ProposalsQuery,
        answers={200: ProposalsShown},
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/contracts",
        name="list_contracts",
        tag="Contracts",
        summary="Show contracts",
        handler=list_contracts,
        scope=Scope.PROPOSALS_READ,
        query=ContractsQuery,
        answers={200: ContractsShown},
        paged=True,
    ),
)
