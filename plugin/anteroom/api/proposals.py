"""REST v1: proposals, contracts, thread messages, disclosures."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.body import Moment, Told, instant, read, read_query, required_instant
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.holding import HeldLinks, held_links
from anteroom.api.joined import house_of
from anteroom.api.members import Short
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.guard import Action
from anteroom.people.disclosure import disclosed_to
from anteroom.proposals import actions, store
from anteroom.proposals.address import interview_address
from anteroom.proposals.messages import MessageTold, tell_message
from anteroom.proposals.model import Contract, Proposal, ProposalState


class JobBody(Told, frozen=True):
    """The job that a proposal answers."""

    id: Short
    title: Short


class ProposalBody(Told, frozen=True):
    """A proposal."""

    client: Short
    freelancer: Short
    job: JobBody
    thread: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^(?!\.{1,2}$)")]
    """Never "." or "..", which the address of the thread's card would take for a way up."""
    state: ProposalState
    changed_at: Moment | None = None
    """When this was so, by your clock: what is older than what was told already changes nothing."""

    def told(self, external_id: str) -> actions.ProposalTold:
        """Return what is told of the proposal of this id."""
        return actions.ProposalTold(
            external_id=external_id,
            client=self.client,
            freelancer=self.freelancer,
            job_id=self.job.id,
            job_title=self.job.title,
            thread=self.thread,
            state=self.state,
            changed_at=instant(self.changed_at, "changed_at"),
        )


class ContractBody(Told, frozen=True):
    """A contract; it starts on acceptance or on its start date, whichever comes first."""

    proposal: Short
    accepted_at: Moment | None = None
    starts_at: Moment | None = None
    ended_at: Moment | None = None
    changed_at: Moment | None = None
    """When this was so, by your clock: what is older than what was told already changes nothing."""


class MessageBody(Told, frozen=True):
    """A message that a member wrote in the thread, before the other side sees it."""

    proposal: Short
    sender: Short = msgspec.field(name="from")
    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    sent_at: Moment

    def told(self, external_id: str) -> MessageTold:
        """Return what is told of the message of this id. Raises BadInput for an instant without a zone."""
        return MessageTold(
            external_id=external_id,
            proposal=self.proposal,
            sender=self.sender,
            text=self.text,
            sent_at=required_instant(self.sent_at, "sent_at"),
        )


class DisclosuresQuery(Told, frozen=True):
    """Whose look at what a contract discloses."""

    contract: Short
    viewer: Short


class JobShown(Shown, frozen=True):
    """The job that a proposal answers."""

    id: str
    title: str


class ProposalShown(Shown, frozen=True):
    """A proposal. The client's side adds `interview_address` to an ordinary event in its own calendar.

    `changed_at` is when its newest fact was so; `living`, whether an interview can hang on it.
    """

    id: str
    job: JobShown
    thread: str
    state: ProposalState
    changed_at: Instant | None
    living: bool
    interview_address: str | None


class ContractShown(Shown, frozen=True):
    """A contract, and since when it discloses what its two members chose to share."""

    id: str
    proposal: str
    accepted_at: Instant | None
    starts_at: Instant | None
    ended_at: Instant | None
    disclosed_at: Instant | None
    changed_at: Instant | None


class MessageShown(Shown, frozen=True):
    """What may be shown of a message: `text`, which is "" where nothing may. `explanation` is for its sender.

    `held` is there where it was held, `cover` where it completes what earlier messages of its sender began.
    """

    id: str
    verdict: Action
    explanation: str
    text: str
    held: HeldLinks | msgspec.UnsetType = msgspec.UNSET
    cover: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


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


async def put_proposal(request: web.Request) -> web.Response:
    """Learn a proposal and its state."""
    body = await read(request, ProposalBody)
    told = body.told(request.match_info["id"])
    return await _shown(request, await actions.tell_proposal(house_of(request), told))


async def get_proposal(request: web.Request) -> web.Response:
    """Show a proposal."""
    async with house_of(request).database.connection() as conn:
        proposal = await store.proposal_by_external_id(conn, request.match_info["id"])
    if proposal is None:
        raise NotFound("There is no such proposal.")
    return await _shown(request, proposal)


async def put_contract(request: web.Request) -> web.Response:
    """Learn a contract; a started one discloses what the two members chose to share."""
    body = await read(request, ContractBody)
    contract = await actions.tell_contract(
        house_of(request),
        request.match_info["id"],
        body.proposal,
        accepted_at=instant(body.accepted_at, "accepted_at"),
        starts_at=instant(body.starts_at, "starts_at"),
        ended_at=instant(body.ended_at, "ended_at"),
        changed_at=instant(body.changed_at, "changed_at"),
    )
    return _shown_contract(request, contract, body.proposal)


async def get_contract(request: web.Request) -> web.Response:
    """Show a contract."""
    async with house_of(request).database.connection() as conn:
        contract = await store.contract_by_external_id(conn, request.match_info["id"], lock=False)
        if contract is None:
            raise NotFound("There is no such contract.")
        proposal = await store.proposal(conn, contract.proposal_id)
    return _shown_contract(request, contract, proposal.external_id)


async def put_message(request: web.Request) -> web.Response:
    """Read a message and say what may be shown to the other side."""
    body = await read(request, MessageBody)
    told = body.told(request.match_info["id"])
    read_as = await tell_message(house_of(request), told)
    if read_as.permitted:
        request[PASSAGE] = Passage(minted=(read_as.text,))
    shown = MessageShown(
        id=told.external_id,
        verdict=read_as.action,
        explanation=read_as.why,
        text=read_as.text,
        held=held_links(house_of(request), read_as.held) if read_as.held else msgspec.UNSET,
        cover=read_as.cover or msgspec.UNSET,
    )
    return respond(request, shown)


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


async def _shown(request: web.Request, proposal: Proposal) -> web.Response:
    """Show a proposal as the marketplace knows it, with the address that its client adds to an event."""
    house = house_of(request)
    async with house.database.transaction() as conn:
        address = await interview_address(conn, house, proposal.id)
    shown = ProposalShown(
        id=proposal.external_id,
        job=JobShown(id=proposal.job_id, title=proposal.job_title),
        thread=proposal.thread,
        state=proposal.state,
        changed_at=written(proposal.changed_at),
        living=proposal.living,
        interview_address=address,
    )
    request[PASSAGE] = Passage(minted=(shown.changed_at,) if shown.changed_at else ())
    return respond(request, shown)


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
        path="/v1/proposals/{id}",
        name="tell_proposal",
        tag="Proposals",
        summary="Tell of a proposal and its state",
        handler=put_proposal,
        scope=Scope.PROPOSALS_WRITE,
        body=ProposalBody,
        answers={200: ProposalShown},
        notes="`declined` and `withdrawn`, and `archived` where nobody was hired before, void the proposal's "
        "interviews at once. What was so before what is known (`changed_at`) changes nothing; the answer "
        "shows what stands.",
        tagged=True,
        matches=True,
    ),
    Route(
        method="GET",
        path="/v1/proposals/{id}",
        name="show_proposal",
        tag="Proposals",
        summary="Show a proposal",
        handler=get_proposal,
        scope=Scope.PROPOSALS_READ,
        answers={200: ProposalShown},
        tagged=True,
    ),
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
        method="PUT",
        path="/v1/messages/{id}",
        name="tell_message",
        tag="Messages",
        summary="Have a message read before you show it",
        handler=put_message,
        scope=Scope.MESSAGES_WRITE,
        body=MessageBody,
        answers={200: MessageShown},
        notes="Another text under the same id takes the place of the first.",
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
