"""What an embed shows beside its cards: a polite answer to who asked to leave, and that one may report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from anteroom.conduct.credit.actions import badge_of_other
from anteroom.conduct.credit.words import Badge, badge
from anteroom.conduct.lessons import store
from anteroom.conduct.lessons.polite import FRESH, PoliteAnswer, polite_answer
from anteroom.conduct.lessons.words import lesson_words
from anteroom.database.connection import Connection
from anteroom.embeds.sessions import Viewer
from anteroom.house import House
from anteroom.proposals import store as proposals


@dataclass(frozen=True, slots=True)
class ConductPart:
    """What one viewer may know. `report`: the other side wrote such things again and again.

    `trouble` is why something was not done, `done` the name of a sentence of thanks. `badge` is the other
    member's.
    """

    language: str
    marketplace: str
    client: str
    answer: PoliteAnswer | None = None
    report: bool = False
    trouble: str = ""
    done: str = ""
    badge: Badge | None = None

    @property
    def any(self) -> bool:
        """Tell whether there is anything to show."""
        return self.answer is not None or self.report or bool(self.trouble or self.done)

    def __call__(self, key: str) -> str:
        """Return a sentence in the viewer's language."""
        return lesson_words(self.language, key, marketplace=self.marketplace, client=self.client)


async def conduct_part(conn: Connection, house: House, viewer: Viewer) -> ConductPart:
    """Return what a viewer is shown; nothing in the embed of one interview, and on a closed proposal."""
    client = await proposals.member_by_person(conn, viewer.proposal.client_id)
    part = ConductPart(
        language=viewer.member.language,
        marketplace=house.settings.marketplace.name,
        client=client.label if client else "",
    )
    level = await badge_of_other(conn, house, viewer.proposal, for_freelancer=viewer.is_freelancer)
    if level is not None:
        other_id = viewer.proposal.client_id if viewer.is_freelancer else viewer.proposal.freelancer_id
        other = await proposals.member_by_person(conn, other_id)
        label = other.label if other else ""
        part = replace(part, badge=badge(level, label, part.language, part.marketplace))
    if viewer.interview_id is not None or not viewer.proposal.living:
        return part
    since = house.clock.now() - FRESH
    if viewer.is_freelancer:
        read = await store.shown_to_freelancer(conn, viewer.proposal, since)
        part = replace(part, answer=await polite_answer(conn, house, viewer.proposal))
    else:
        read = await store.shown_to_client(conn, viewer.proposal, since)
    suggested = [each.suggested_at for each in read if each.suggested_at is not None]
    if not suggested or not house.settings.reviewed:
        return part
    reported = await store.reported_since(conn, viewer.person_id, viewer.proposal.id, max(suggested))
    return replace(part, report=not reported)
