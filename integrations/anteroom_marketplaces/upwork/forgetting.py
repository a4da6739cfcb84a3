"""What of Upwork's must not be kept: names and titles that were not read anew in time.

Its terms let nobody cache what the API answered for more than 24 hours (docs/upwork.md). What stays are ids,
and what we found out ourselves: how a proposal stood, when a contract began. Whoever loses the name here is
shown by the role, and a job is "the job", until Upwork is read again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.invite import checked_label
from anteroom.proposals import store as proposals
from anteroom_marketplaces.upwork import store

MOST = 200
"""Copies in one step, so that no step takes long; the next second goes on."""
EVERY = timedelta(minutes=1)
TITLE = "the job"


class Forgetting:
    """The duty that takes names and titles away when their time is over."""

    def __init__(self, house: House, keep: timedelta) -> None:
        self._house = house
        self._keep = keep
        self._next: datetime | None = None

    async def forget_due(self) -> None:
        """Take away what was read too long ago."""
        now = self._house.clock.now()
        if self._next is not None and now < self._next:
            return
        async with self._house.database.transaction() as conn:
            stale = await store.stale_copies(conn, now - self._keep, MOST)
            for copy in stale:
                match copy.kind:
                    case store.MEMBER:
                        await self._member(conn, copy.id)
                    case store.ORGANISATION:
                        await self._organisation(conn, copy.id)
                    case _:
                        await self._proposal(conn, copy.id)
                await store.unnamed(conn, copy)
        self._next = now if len(stale) == MOST else now + EVERY

    async def _member(self, conn: Connection, external_id: str) -> None:
        member = await proposals.member_by_external_id(conn, external_id)
        if member is None:
            return
        label = checked_label(self._house, "", member.role)
        roles = await proposals.roles_of(conn, member.person_id)
        await proposals.put_member(conn, replace(member, label=label), roles, self._house.clock.now())
        await interviews.relabel(conn, member.person_id, label)

    async def _organisation(self, conn: Connection, organisation_id: str) -> None:
        known = await proposals.organisation(conn, organisation_id)
        if known is not None:
            await proposals.put_organisation(conn, replace(known, name=""))

    async def _proposal(self, conn: Connection, external_id: str) -> None:
        proposal = await proposals.proposal_by_external_id(conn, external_id, lock=True)
        if proposal is not None:
            await proposals.put_proposal(conn, replace(proposal, job_title=TITLE))
