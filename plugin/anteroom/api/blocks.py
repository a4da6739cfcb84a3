"""REST v1: who will not be reached by whom any more. People make blocks behind their own links."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct.blocks import Block, end_block, list_blocks, load, party_of
from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.interviews import store as interviews
from anteroom.proposals import store as proposals

BY = "marketplace"
"""Who undid a block, where it was not whoever made it."""


class BlockShown(Shown, frozen=True):
    """`party` will not be reached by `of`; both are people of that interview. Ended once it was undone."""

    id: str
    proposal: str
    interview: str
    party: str
    of: str
    made_at: Instant
    ended_at: Instant | None


class BlocksShown(Shown, frozen=True):
    """The newest hundred of a proposal."""

    blocks: tuple[BlockShown, ...]


async def list_of_proposal(request: web.Request) -> web.Response:
    """Show who blocks whom on a proposal, newest first, undone ones too."""
    async with request.app[HOUSE].database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, request.match_info["id"])
        if proposal is None:
            raise NotFound("There is no such proposal.")
        rows = [await _shown(conn, each) for each in await list_blocks(conn, proposal.id)]
    request[PASSAGE] = Passage(minted=tuple(text for row in rows for text in texts_of(row)))
    return respond(request, BlocksShown(blocks=tuple(rows)))


async def get_block(request: web.Request) -> web.Response:
    """Show one block."""
    async with request.app[HOUSE].database.connection() as conn:
        return await _answer(request, conn, await load(conn, request.match_info["id"]))


async def delete_block(request: web.Request) -> web.Response:
    """Undo a block, for whoever made it."""
    house = request.app[HOUSE]
    ended = await end_block(house, request.match_info["id"], BY)
    async with house.database.connection() as conn:
        return await _answer(request, conn, ended)


async def _answer(request: web.Request, conn: Connection, block: Block) -> web.Response:
    shown = await _shown(conn, block)
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown)


async def _shown(conn: Connection, block: Block) -> BlockShown:
    interview = await interviews.load(conn, block.interview_id)
    proposal = await proposals.proposal(conn, block.proposal_id)
    return BlockShown(
        id=block.id,
        proposal=proposal.external_id,
        interview=interview.id,
        party=party_of(interview, block.blocker_id),
        of=party_of(interview, block.blocked_id),
        made_at=block.made_at.isoformat(),
        ended_at=written(block.ended_at),
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/proposals/{id}/blocks",
        name="list_blocks",
        tag="Trust",
        summary="Show who will not be reached by whom on a proposal",
        handler=list_of_proposal,
        scope=Scope.INTERVIEWS_READ,
        answers={200: BlocksShown},
        problems=(NotFound,),
        notes="People make and undo blocks behind their own links; `block.made` and `block.ended` tell you.",
    ),
    Route(
        method="GET",
        path="/v1/blocks/{id}",
        name="show_block",
        tag="Trust",
        summary="Show one block",
        handler=get_block,
        scope=Scope.INTERVIEWS_READ,
        answers={200: BlockShown},
        problems=(NotFound,),
    ),
    Route(
        method="DELETE",
        path="/v1/blocks/{id}",
        name="end_block",
        tag="Trust",
        summary="Undo a block, for whoever made it and asks you to",
        handler=delete_block,
        scope=Scope.INTERVIEWS_WRITE,
        answers={200: BlockShown},
        problems=(NotFound,),
    ),
)
