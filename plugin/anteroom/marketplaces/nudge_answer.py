"""What a member answered to a nudge's mail, posted into the proposal's thread as that member's message."""

from __future__ import annotations

from anteroom.effects.model import Effect, ForInterview, Refused, Rendered
from anteroom.house import House
from anteroom.marketplaces.connector import MessagePost, Threads
from anteroom.nudges import answers
from anteroom.nudges import store as waits
from anteroom.nudges.answers import POST
from anteroom.proposals import store as proposals
from anteroom.texts.model import Way


class NudgeAnswers(ForInterview):
    """The adapter `nudge_answer`: one message, known by its id. The guard has read it."""

    kind = POST

    def __init__(self, threads: Threads) -> None:
        self._threads = threads

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None once it has arrived. Raises Refused for a writer without an account."""
        async with house.database.connection() as conn:
            kept = await answers.load(conn, house, effect.data["answer"])
            if kept is None or kept.text is None:
                return None
            waiting = await waits.load(conn, kept.waiting_id)
            member = await proposals.member_by_person(conn, kept.person_id)
            if waiting is None or member is None:
                raise Refused("its writer has no account any more")
            proposal = await proposals.proposal(conn, waiting.waits.proposal_id)
        post = MessagePost(
            thread=proposal.thread,
            key=effect.id,
            id=effect.data["answer"],
            member=member.external_id,
            label=member.label,
            by=Way.MAIL.value,
            interview="",
            text=kept.text,
        )
        writing = self._threads.message(post)
        return Rendered(
            writing.body,
            writing.parts,
            minted=(post.id, *writing.minted),
            permitted=(kept.text,) if kept.permitted else (),
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Post it; a repeat bears the same id."""
        await self._threads.write(body)
        await answers.arrived(house, effect.data["answer"])
        return effect.data["answer"]
