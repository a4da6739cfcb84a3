"""A case as support may see it outside: ids, the topic, labels and links, never what somebody wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anteroom.cases import store
from anteroom.cases.items import AfterAll, after_all
from anteroom.cases.model import Case, Kind
from anteroom.cases.settings import OTHER, Topic
from anteroom.cases.store import MemberRow
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges import store as waits

PAGE = "/console/cases/"
"""Where the console shows a case."""


@dataclass(frozen=True, slots=True)
class Named:
    """A member of the proposal, by the marketplace's id and the label; `speaks`: with support."""

    member: str
    label: str
    role: str
    speaks: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. `proposal` is the marketplace's id. `url` leads into the console, behind its sign-in.

    `after_all` is how what it is about ended, where that had waited and waits no more.
    """

    case: Case
    topic: Topic
    proposal: str | None
    members: tuple[Named, ...]
    notes: int
    answers: int
    url: str
    after_all: AfterAll | None = None

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own making in it, and ids of the marketplace's."""
        ids = (self.case.id, self.case.about.id, self.case.interview_id, self.case.owner, self.proposal)
        return (self.url, *filter(None, ids), *(each.member for each in self.members))


async def view_of(conn: Connection, house: House, case_id: str) -> CaseView:
    """Return a case as it may be shown outside. Raises NotFound."""
    (view,) = await views_of(conn, house, [await store.load(conn, case_id)])
    return view


async def views_of(conn: Connection, house: House, cases: Sequence[Case]) -> list[CaseView]:
    """Return cases as they may be shown outside, in their order, in as many questions as for one."""
    topics = house.settings.support.topics
    members = await store.members_of(conn, [each.proposal_id for each in cases if each.proposal_id])
    written = await store.counts_of(conn, [each.id for each in cases])
    items = [each.about.id for each in cases if each.about.kind is Kind.ITEM]
    ended = await waits.endings_of(conn, items)
    return [
        CaseView(
            case=case,
            # A topic may have been taken out of the settings since.
            topic=topics.get(case.topic, topics[OTHER]),
            proposal=next((each.proposal for each in members.get(case.proposal_id or "", ())), None),
            members=tuple(_named(case, each) for each in members.get(case.proposal_id or "", ())),
            notes=written.get(case.id, (0, 0))[0],
            answers=written.get(case.id, (0, 0))[1],
            url=f"{house.settings.public_url}{PAGE}{case.id}",
            after_all=after_all(ended[case.about.id]) if case.about.id in ended else None,
        )
        for case in cases
    ]


def _named(case: Case, member: MemberRow) -> Named:
    # Who reported is nobody's business but of those who read the report.
    speaks = member.person_id == case.person_id and case.about.kind is not Kind.REPORT
    return Named(member.member, member.label, member.role, speaks)
