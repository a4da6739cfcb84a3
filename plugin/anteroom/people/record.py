"""The record of disclosures: who could have seen whose details, when, and who did; never a value.

A preview says the same of what is not yet: what the other side will see of somebody, by the own choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anteroom.database.connection import Connection, Row
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.proposals import store
from anteroom.proposals.model import CONTACT_FIELDS, Proposal

Place = tuple[datetime, str, str, str, str]
"""Of a disclosure in a list: when, under which contract, whose, to whom, which field."""
Whose = Literal["owner", "viewer"]
SEEN = """left join lateral (select count(*) as shown, max(entry.at) as last from ledger_entry entry
            where chain = 'contract:' || opened.contract_id and event = 'contact.shown'
            and facts->>'owner' = opened.owner_id and facts->>'viewer' = opened.viewer_id
            and facts->>'field' = opened.field and entry.at >= opened.at
            and (opened.ended_at is null or entry.at <= opened.ended_at)) seen on true"""
"""How often what a disclosure opened was shown, and when last, as the ledger has it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One field that one viewer could see from `at` to `ended_at`, and how often it was shown.

    `owner` and `viewer` are the marketplace's ids, None for somebody without an account; then `owner_party`
    says in which seat the owner was, where the record of a proposal is read.
    """

    contract: str
    owner: str | None
    viewer: str | None
    field: str
    at: datetime
    ended_at: datetime | None
    shown: int
    last_shown_at: datetime | None
    place: Place
    owner_party: str | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """An address that its owner granted for access to a system, and that was shown, once."""

    request: str
    owner: str | None
    viewer: str | None
    field: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Previewed:
    """What the viewer would see: chosen by the owner, kept by us, open now."""

    field: str
    chosen: bool
    kept: bool
    open_now: bool


async def recorded(conn: Connection, proposal_id: str, after: Place | None, limit: int) -> Sequence[Recorded]:
    """Return what contracts of a proposal disclosed, oldest first, behind `after`."""
    rows = await conn.fetch(
        f"""select opened.*, contract.external_id as contract, owner.external_id as owner,
            viewer.external_id as viewer, seat.id as owner_party, seen.shown, seen.last
        from disclosure opened join contract on contract.id = contract_id
        left join member owner on owner.person_id = owner_id
        left join member viewer on viewer.person_id = viewer_id
        left join lateral (select party.id from party join interview on interview.id = interview_id
            where party.person_id = owner_id and interview.proposal_id = contract.proposal_id
            order by party.id limit 1) seat on owner.person_id is null
        {SEEN}
        where contract.proposal_id = $1 and ($2::timestamptz is null
            or (opened.at, contract_id, owner_id, viewer_id, field) > ($2, $3, $4, $5, $6))
        order by opened.at, contract_id, owner_id, viewer_id, field limit $7""",
        proposal_id,
        *(after or (None, "", "", "", "")),
        limit,
    )
    return [_recorded(row, row["owner_party"]) for row in rows]


async def recorded_of(
    conn: Connection, person_id: str, whose: Whose, behind: Place | None, limit: int
) -> Sequence[Recorded]:
    """Return what others could see of a person, or what it could see of others, newest first."""
    rows = await conn.fetch(
        f"""select opened.*, contract.external_id as contract, owner.external_id as owner,
            viewer.external_id as viewer, seen.shown, seen.last
        from (select * from disclosure where {whose}_id = $1 and ($2::timestamptz is null
                or (at, contract_id, owner_id, viewer_id, field) < ($2, $3, $4, $5, $6))
            order by at desc, contract_id desc, owner_id desc, viewer_id desc, field desc limit $7) opened
        join contract on contract.id = opened.contract_id
        left join member owner on owner.person_id = opened.owner_id
        left join member viewer on viewer.person_id = opened.viewer_id
        {SEEN}
        order by opened.at desc, opened.contract_id desc, opened.owner_id desc, opened.viewer_id desc,
            opened.field desc""",
        person_id,
        *(behind or (None, "", "", "", "")),
        limit,
    )
    return [_recorded(row) for row in rows]


def _recorded(row: Row, owner_party: str | None = None) -> Recorded:
    return Recorded(
        contract=row["contract"],
        owner=row["owner"],
        viewer=row["viewer"],
        field=row["field"],
        at=row["at"],
        ended_at=row["ended_at"],
        shown=row["shown"],
        last_shown_at=row["last"],
        place=(row["at"], row["contract_id"], row["owner_id"], row["viewer_id"], row["field"]),
        owner_party=owner_party,
    )


async def granted(conn: Connection, proposal_id: str) -> Sequence[Granted]:
    """Return which addresses were shown for access to a system; there are few of a proposal."""
    rows = await conn.fetch(
        """select access_request.id, owner.external_id as owner, viewer.external_id as viewer, field, shown_at
        from access_request left join member owner on owner.person_id = owner_id
        left join member viewer on viewer.person_id = asker_id
        where proposal_id = $1 and shown_at is not null order by shown_at, access_request.id limit 100""",
        proposal_id,
    )
    return [Granted(row["id"], row["owner"], row["viewer"], row["field"], row["shown_at"]) for row in rows]


async def preview(
    conn: Connection, house: House, proposal: Proposal, person_id: str
) -> tuple[str, Sequence[Previewed]]:
    """Return the other member, and what that one will see of this member under a contract.

    Raises BadInput for somebody who is not one of the two.
    """
    members = (proposal.client_id, proposal.freelancer_id)
    if person_id not in members:
        raise BadInput("This is neither of the proposal's two members.", field="member")
    viewer_id = members[1] if person_id == members[0] else members[0]
    owner = await store.member_by_person(conn, person_id)
    rows = await conn.fetch(
        """select field from disclosure join contract on contract.id = contract_id
        where proposal_id = $1 and owner_id = $2 and viewer_id = $3
        and (disclosure.ended_at is null or disclosure.ended_at > $4)""",
        proposal.id,
        person_id,
        viewer_id,
        house.clock.now(),
    )
    now = {row["field"] for row in rows}
    chosen = owner.shares if owner else ()
    return viewer_id, [
        Previewed(name, name in chosen, await house.vault.has(conn, person_id, name), name in now)
        for name in CONTACT_FIELDS
    ]
