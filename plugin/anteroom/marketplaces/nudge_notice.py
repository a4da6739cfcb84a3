"""A nudge in the proposal's thread, for one of its two members alone, where the connector can show one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict, runtime_checkable

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Refused, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.marketplaces.connector import Threads, Writing
from anteroom.marketplaces.offer_card import OfferButton
from anteroom.nudges.address import PATH, nudge_local
from anteroom.nudges.preferences import GROUP
from anteroom.nudges.rendering import nudge_of
from anteroom.proposals import store as proposals


class Notice(TypedDict):
    """A nudge as JSON, in its reader's language. It is for the member `to`, and for nobody else's eyes.

    `stop` leads to the page on which the member ends them.
    """

    kind: Literal["nudge"]
    id: str
    to: str
    proposal: str
    title: str
    sentences: list[str]
    button: OfferButton | None
    stop: OfferButton


@dataclass(frozen=True, slots=True)
class NoticePost:
    """A notice that is to stand in a thread; `key` is the same for each repeat."""

    thread: str
    key: str
    notice: Notice


@runtime_checkable
class ShowsNotices(Protocol):
    """What threads may do besides; where they cannot show one to one member alone, nudges go another way."""

    def notice(self, post: NoticePost) -> Writing:
        """Word a notice for one member."""
        ...


class NudgeNotice:
    """The adapter `nudge_thread`: one nudge in the thread, for a member whose thread it is."""

    kind = f"{GROUP}_thread"
    per: Literal["party", "interview"] = "interview"
    on: frozenset[Event] = frozenset()
    lasting = False
    group = GROUP
    rank = 2

    def __init__(self, threads: Threads, shows: ShowsNotices) -> None:
        self._threads = threads
        self._shows = shows

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether the person has an account there, and so reads threads of its own."""
        return await proposals.member_by_person(conn, person_id) is not None

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the notice; None once nothing waits any more. Raises Refused for who is in no thread."""
        async with house.database.transaction() as conn:
            seen = await nudge_of(conn, house, effect)
            if seen is None:
                return None
            person_id, proposal = seen.waiting.waits.person_id, seen.proposal
            member = await proposals.member_by_person(conn, person_id)
            if member is None or person_id not in (proposal.client_id, proposal.freelancer_id):
                raise Refused("whoever is nudged does not read this thread")
            local = await nudge_local(conn, house, person_id, seen.waiting.id, None)
        way, stop = seen.way(own=False), f"{house.settings.public_url}{PATH}{local}"
        how = [seen("do.no")] if seen.talks else []
        notice: Notice = {
            "kind": "nudge",
            "id": effect.id,
            "to": member.external_id,
            "proposal": proposal.external_id,
            "title": seen.title,
            "sentences": [seen.why, *how, *seen.calm],
            "button": {"label": way.label, "url": way.url} if way else None,
            "stop": {"label": seen("stop"), "url": stop},
        }
        writing = self._shows.notice(NoticePost(proposal.thread, effect.id, notice))
        return Rendered(
            writing.body,
            writing.parts,
            minted=(effect.id, local, stop, notice["proposal"], *seen.minted, *writing.minted),
            readers=(person_id,),
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Show it; a repeat bears the same id."""
        await self._threads.write(body)
        return effect.id
