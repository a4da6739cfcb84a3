"""What a member wrote by mail, posted into the proposal's thread as that member's message."""

from __future__ import annotations

from typing import Literal

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Refused, Rendered
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Event
from anteroom.interviews.typed import forget_letter, open_letter
from anteroom.marketplaces.connector import MessagePost, Threads
from anteroom.proposals import store as proposals


class ThreadMessage:
    """The adapter `thread_message`: one message, known by its id, for its party is a member of the proposal.

    The guard has read the text; the marketplace shows it as it is.
    """

    kind = "thread_message"
    per: Literal["party", "interview"] = "party"
    on: frozenset[Event] = frozenset()
    lasting = False
    group = ""
    rank = 0

    def __init__(self, threads: Threads) -> None:
        self._threads = threads

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """No event wants it: whoever wants it knows that its party has the thread."""
        return False

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None once it has arrived. Raises Refused for a writer without an account."""
        assert effect.interview_id is not None
        assert effect.party_id is not None
        async with house.database.connection() as conn:
            letter = await open_letter(conn, house, effect.data["letter"])
            if letter is None:
                return None
            interview = await store.load(conn, effect.interview_id)
            writer = next(party for party in interview.parties if party.id == effect.party_id)
            member = await proposals.member_by_person(conn, writer.person_id)
            proposal = await proposals.proposal(conn, interview.proposal_id)
        if member is None:
            raise Refused("its writer has no account any more")
        post = MessagePost(
            thread=proposal.thread,
            key=effect.id,
            id=effect.data["typed"],
            member=member.external_id,
            label=member.label,
            by=effect.data.get("by", "mail"),
            interview=interview.id,
            text=letter.text,
        )
        writing = self._threads.message(post)
        return Rendered(
            writing.body,
            writing.parts,
            minted=(post.id, interview.id, *writing.minted),
            permitted=(letter.text,) if letter.permitted else (),
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Post it; a repeat bears the same id."""
        await self._threads.write(body)
        await forget_letter(house, effect.data["letter"])
        return effect.data["typed"]
