"""REST v1: proposals."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.body import Moment, Told, instant, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Short
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.proposals import actions, store
from anteroom.proposals.address import interview_address
from anteroom.proposals.model import Proposal, ProposalState


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
)
