"""The whole text of what was signed, for whom a contract opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from anteroom.agreements import store
from anteroom.agreements.document import Content, Hidden, hide
from anteroom.database.connection import Connection
from anteroom.door.decoding import readings
from anteroom.door.needles import Needle, Needles
from anteroom.house import House
from anteroom.interviews.model import Interview
from anteroom.ledger import chain
from anteroom.proposals import store as proposals

OPENED = "agreement.opened"
"""What the ledger alone hears: who read the whole text, and when."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole text as one reader may see it. `salt` is "" unless `whole`: it is told with all of the text."""

    text: str = field(repr=False)
    whole: bool
    salt: str = field(repr=False)


async def may_open(conn: Connection, house: House, interview: Interview, person_id: str) -> bool:
    """Tell whether a contract is in force that opens what was signed to this person: the freelancer alone.

    A disclosure is between the two members of a proposal. A guest was told nothing by anybody's contract.
    """
    if person_id != interview.candidate.person_id:
        return False
    return await proposals.contract_in_force(conn, interview.proposal_id, house.clock.now())


async def opened_to(
    conn: Connection,
    house: House,
    interview: Interview,
    version: store.Version,
    person_id: str,
    language: str,
) -> Opened | None:
    """Return the whole text for a person, and note the look; None where no contract opens it.

    What tells how to reach somebody stays hidden unless that owner's detail was disclosed to this person.
    `conn` is inside a transaction, which holds the interview's row.
    """
    if not await may_open(conn, house, interview, person_id):
        return None
    content = await store.content(conn, house, version.id)
    closed = await _still_hidden(conn, house, interview, content, person_id)
    facts: dict[str, chain.Fact] = {"agreement": version.id, "closed": len(closed)}
    await chain.write(conn, interview.id, house.clock.now(), OPENED, person_id, facts)
    text = hide(content.text, closed, language)
    return Opened(text, not closed, "" if closed else content.salt)


async def _still_hidden(
    conn: Connection, house: House, interview: Interview, content: Content, person_id: str
) -> Sequence[Hidden]:
    proposal = await proposals.proposal(conn, interview.proposal_id)
    people = {party.person_id for party in interview.parties} | {proposal.client_id, proposal.freelancer_id}
    rows = await conn.fetch(
        """select owner_id, field from disclosure where viewer_id = $1
        and (ended_at is null or ended_at > $2)""",
        person_id,
        house.clock.now(),
    )
    disclosed = {(row["owner_id"], row["field"]) for row in rows}
    needles: list[Needle] = [
        each
        for each in await house.vault.needles(conn, sorted(people - {person_id}))
        if (each.owner, each.kind) not in disclosed
    ]
    sought = Needles(needles)
    return [
        each
        for each in content.hidden
        if any(owner != person_id and (owner, name) not in disclosed for owner, name in each.owners)
        or sought.find(readings("text/plain", content.text[each.start : each.end].encode()))
    ]
