"""REST v1: contracts, and what each discloses."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.body import Moment, Told, instant, read, read_query
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import as_one, house_of
from anteroom.api.members import Short
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.people.disclosure import disclosed_to
from anteroom.proposals import actions, store
from anteroom.proposals.hiring import Hire, Origin, keep_hire
from anteroom.proposals.model import Contract


class HireBody(Told, frozen=True):
    """How the hire came about, which we cannot see: what is said here keeps people off a list of flags.

    `spoke_elsewhere`: somebody of either side spoke in another room of yours. `messages_told` is false where
    we are not told what is written there. `fixed_price` is in your own currency.
    """

    origin: Origin = Origin.MARKETPLACE
    spoke_elsewhere: bool = False
    messages_told: bool = True
    fixed_price: Annotated[float, msgspec.Meta(ge=0, le=1e12)] | None = None


class ContractBody(Told, frozen=True):
    """A contract; it starts on acceptance or on its start date, whichever comes first."""

    proposal: Short
    accepted_at: Moment | None = None
    starts_at: Moment | None = None
    ended_at: Moment | None = None
    changed_at: Moment | None = None
    """When this was so, by your clock: what is older than what was told already changes nothing."""
    hire: HireBody | None = None


class DisclosuresQuery(Told, frozen=True):
    """Whose look at what a contract discloses."""

    contract: Short
    viewer: Short


class ContractShown(Shown, frozen=True):
    """A contract, and since when it discloses what its two members chose to share."""

    id: str
    proposal: str
    accepted_at: Instant | None
    starts_at: Instant | None
    ended_at: Instant | None
    disclosed_at: Instant | None
    changed_at: Instant | None


class DisclosureShown(Shown, frozen=True):
    """One field of one member that a contract opens to the other."""

    owner: str | None
    viewer: str
    field: str
    value: str
    at: Instant


class DisclosuresShown(Shown, frozen=True):
    """What a contract discloses to one viewer."""

    disclosures: tuple[DisclosureShown, ...]


async def put_contract(request: web.Request) -> web.Response:
    """Learn a contract; a started one discloses what the two members chose to share."""
    body = await read(request, ContractBody)
    async with as_one(request) as conn:
        contract = await actions.tell_contract(
            house_of(request),
            request.match_info["id"],
            body.proposal,
            accepted_at=instant(body.accepted_at, "accepted_at"),
            starts_at=instant(body.starts_at, "starts_at"),
            ended_at=instant(body.ended_at, "ended_at"),
            changed_at=instant(body.changed_at, "changed_at"),
        )
        if body.hire is not None:
            await keep_hire(conn, contract.id, Hire(**msgspec.structs.asdict(body.hire)))
    return _shown_contract(request, contract, body.proposal)


async def get_contract(request: web.Request) -> web.Response:
    """Show a contract."""
    async with house_of(request).database.connection() as conn:
        contract = await store.contract_by_external_id(conn, request.match_info["id"], lock=False)
        if contract is None:
            raise NotFound("There is no such contract.")
        proposal = await store.proposal(conn, contract.proposal_id)
    return _shown_contract(request, contract, proposal.external_id)


async def get_disclosures(request: web.Request) -> web.Response:
    """Show what a contract discloses to one viewer; each look goes into the ledger."""
    query = read_query(request, DisclosuresQuery)
    house = house_of(request)
    async with house.database.transaction() as conn:
        member = await store.member_by_external_id(conn, query.viewer)
        if member is None:
            raise NotFound("There is no such member.")
        shown = await disclosed_to(conn, house, query.contract, member.person_id)
        owners = {each.owner_id: await store.member_by_person(conn, each.owner_id) for each in shown}
    rows = [
        DisclosureShown(
            owner=owner.external_id if (owner := owners[each.owner_id]) else None,
            viewer=query.viewer,
            field=each.field,
            value=each.value.reveal(),
            at=each.at.isoformat(),
        )
        for each in shown
    ]
    # What is in the ledger as shown to this viewer opens this answer, whoever else has the same address.
    minted = tuple(each.value for each in rows)
    request[PASSAGE] = Passage(readers=(member.person_id,), minted=minted)
    return respond(request, DisclosuresShown(disclosures=tuple(rows)))


def _shown_contract(request: web.Request, contract: Contract, proposal: str) -> web.Response:
    shown = contract_shown(contract, proposal)
    request[PASSAGE] = Passage(minted=instants_of(shown))
    return respond(request, shown)


def instants_of(shown: ContractShown) -> tuple[Instant, ...]:
    """Return the instants that a contract is shown with."""
    all_of = (shown.accepted_at, shown.starts_at, shown.ended_at, shown.disclosed_at, shown.changed_at)
    return tuple(each for each in all_of if each)


def contract_shown(contract: Contract, proposal: str) -> ContractShown:
    """Return what is shown of a contract; `proposal` is the marketplace's id."""
    return ContractShown(
        id=contract.external_id,
        proposal=proposal,
        accepted_at=written(contract.accepted_at),
        starts_at=written(contract.starts_at),
        ended_at=written(contract.ended_at),
        disclosed_at=written(contract.disclosed_at),
        changed_at=written(contract.changed_at),
    )


ROUTES = (
    Route(
        method="PUT",
        path="/v1/contracts/{id}",
        name="tell_contract",
        tag="Contracts",
        summary="Tell of a contract",
        handler=put_contract,
        scope=Scope.PROPOSALS_WRITE,
        body=ContractBody,
        answers={200: ContractShown},
        problems=(NotFound,),
        notes="It starts on acceptance or on its start date, whichever comes first, and discloses from then "
        "on what its two members chose to share. An end ends that.",
        tagged=True,
        matches=True,
    ),
    Route(
        method="GET",
        path="/v1/contracts/{id}",
        name="show_contract",
        tag="Contracts",
        summary="Show a contract",
        handler=get_contract,
        scope=Scope.PROPOSALS_READ,
        answers={200: ContractShown},
        tagged=True,
    ),
    Route(
        method="GET",
        path="/v1/disclosures",
        name="list_disclosures",
        tag="Contracts",
        summary="Show what a contract discloses to one viewer; each look goes into the ledger",
        handler=get_disclosures,
        scope=Scope.DISCLOSURES_READ,
        query=DisclosuresQuery,
        answers={200: DisclosuresShown},
        problems=(NotFound,),
    ),
)
