"""Rooms at Upwork, read with all that hangs on them: their proposals, offers, contracts and new messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anteroom.house import House
from anteroom.marketplaces.told import AnswerTold, Change
from anteroom.proposals import store as proposals
from anteroom.proposals.actions import MemberTold, ProposalTold
from anteroom.proposals.messages import MessageTold
from anteroom.proposals.model import Organisation
from anteroom_marketplaces import cards_store
from anteroom_marketplaces.replies import typed_answer
from anteroom_marketplaces.upwork import queries, store
from anteroom_marketplaces.upwork.answers import Contract, Offer, Room, Story, instant_of
from anteroom_marketplaces.upwork.client import UpworkClient
from anteroom_marketplaces.upwork.reading import (
    KnownMember,
    Sides,
    contract_of,
    sides_of,
    told_of,
    with_offer,
)
from anteroom_marketplaces.upwork.threads import page_info

MOST_PAGES = 10
"""Of new messages in one room and one look; the next look goes on."""


class UpworkRooms:
    """Reads rooms in the name of an account, and says what they tell."""

    def __init__(self, house: House, client: UpworkClient, plan: str) -> None:
        self._house = house
        self._client = client
        self._plan = plan

    async def told(self, account: str, rooms: Sequence[Room], since: datetime | None) -> tuple[Change, ...]:
        """Return what these rooms tell, with their messages from `since` on (None: none of them)."""
        changes: list[Change] = []
        for room in rooms:
            changes += await self._room(account, room, since)
        copies = [copy for change in changes if (copy := _copy(account, change)) is not None]
        async with self._house.database.transaction() as conn:
            await store.note_copies(conn, copies, self._house.clock.now())
        return tuple(changes)

    async def _room(self, account: str, room: Room, since: datetime | None) -> list[Change]:
        proposal = room.vendorProposal
        if proposal is None:
            return []
        async with self._house.database.connection() as conn:
            before = await proposals.proposal_by_external_id(conn, proposal.id)
            kept = [
                member.external_id
                for person in ((before.client_id, before.freelancer_id) if before else ())
                if (member := await proposals.member_by_person(conn, person)) is not None
            ]
            sides = sides_of(room, kept[0] if kept else None)
            if sides is None or (kept and kept[-1] != sides.freelancer[0].id):
                return []  # one of them was erased here: what is read of that one now is not told anew
            known = {
                member.external_id: KnownMember(member, await proposals.roles_of(conn, member.person_id))
                for user in (sides.client[0].id, sides.freelancer[0].id)
                if (member := await proposals.member_by_external_id(conn, user)) is not None
            }
        changes = told_of(room, sides, known, self._plan)
        if not changes:
            return []
        changes = await self._hired(account, room, proposal.id, changes)
        if since is not None:
            changes += await self._said(account, room.id, proposal.id, sides, since)
        return changes

    async def _hired(
        self, account: str, room: Room, proposal: str, changes: Sequence[Change]
    ) -> list[Change]:
        offers, contract = room.offerIds or (), room.contractId
        if not offers and not contract:
            return list(changes)
        variables = {
            "offer": offers[-1] if offers else "",
            "contract": contract or "",
            "withOffer": bool(offers),
            "withContract": bool(contract),
        }
        answer = await self._client.ask(account, "Hiring", queries.HIRING, variables)
        told = with_offer(changes, answer.part("offer", Offer) if offers else None)
        found = answer.part("contractDetails", Contract) if contract else None
        return [*told, *contract_of(found, proposal, self._house.clock.now())]

    async def _said(
        self, account: str, room: str, proposal: str, sides: Sides, since: datetime
    ) -> list[Change]:
        """Return what the two members said. The guard reads it first, whatever it answers."""
        stories = await self._stories(account, room, since)
        async with self._house.database.connection() as conn:
            ours = await store.own_stories(conn, [each.id for each in stories])
            cards = await cards_store.cards_in(conn, room)
        changes: list[Change] = []
        for story in stories:
            at, writer = instant_of(story.createdDateTime), story.user.id
            if story.id in ours or not story.message or at is None:
                continue
            if writer not in (sides.client[0].id, sides.freelancer[0].id):
                continue
            changes.append(MessageTold(story.id, proposal, writer, story.message, at))
            answer = typed_answer(story.message)
            # Of two cards nobody can tell which one is meant: then only the calendar and the page can.
            if answer is not None and len(cards) == 1 and cards[0].takes(writer, at):
                changes.append(AnswerTold(f"upwork:{story.id}", cards[0].interview, writer, answer))
        return changes

    async def _stories(self, account: str, room: str, since: datetime) -> list[Story]:
        found: list[Story] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            variables = {"room": room, "since": since.isoformat(), "first": queries.PAGE, "after": after}
            answer = await self._client.ask(account, "Stories", queries.STORIES, variables)
            found += answer.rows("roomStories", Story)
            info = page_info(answer.data.get("roomStories"))
            if not info.hasNextPage or not info.endCursor:
                break
            after = info.endCursor
        return found


def _copy(account: str, change: Change) -> store.Copy | None:
    """Return what of a change stands here by a name of theirs from now on."""
    match change:
        case MemberTold():
            return store.Copy(store.MEMBER, change.external_id, account)
        case Organisation():
            return store.Copy(store.ORGANISATION, change.id, account)
        case ProposalTold():
            return store.Copy(store.PROPOSAL, change.external_id, account, change.thread)
        case _:
            return None
