"""Blocks: somebody will not be reached by a person of the other side any more, on one proposal.

A block is one person's own doing, about one named person, and is undone by whoever made it. It judges nobody:
what follows is for people. The blocked one is told nothing but that something cannot be arranged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.effects.wish import tell_marketplace
from anteroom.errors import BadInput, Conflict, NotFound
from anteroom.gate import store as seats
from anteroom.house import House
from anteroom.interviews import attendance
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Event, Happened, Interview, Party
from anteroom.ledger import chain
from anteroom.nudges.model import Stop
from anteroom.nudges.stopping import stop_between

OF_HOST = frozenset({Event.COUNTERED, Event.ASKED_AGAIN})
"""What reaches the host alone."""
OF_ALL = frozenset(
    {Event.PROPOSED, Event.MOVED, Event.REWORDED, Event.PLACED, Event.PARTY_ADDED}
    | {Event.NDA_CHANGED, Event.OFFERED, Event.POLL_OPENED, Event.POLL_EXTENDED}
)
"""What reaches everybody. To call off, to hand over and to let somebody go stay possible."""
REACHING = OF_HOST | OF_ALL | {Event.CANCELLED}
ASKS = frozenset({Event.PROPOSED, Event.PARTY_ADDED, Event.POLL_OPENED})
"""What brings people together anew, whoever wants it."""
NOT_NOW = (
    "This cannot be arranged through Anteroom for this proposal just now. People at {marketplace} can help."
)
WITHOUT_WORDS = "Just now this can be called off without a reason only."
NONE = "There is no such block."
OWN_BLOCK = "You have blocked somebody who takes part. Undo that first, behind your own link."


class NotReachable(Conflict):
    """Somebody cannot be reached this way; who does not want it, and why, is told to nobody."""

    code = "not-reachable"


@dataclass(frozen=True, slots=True)
class Block:
    """One person will not be reached by another on one proposal, until `ended_at`."""

    id: str
    proposal_id: str
    interview_id: str
    blocker_id: str
    blocked_id: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Blocks:
    """Who blocks whom on one proposal now: `pairs` of persons, who blocks before who is blocked."""

    pairs: frozenset[tuple[str, str]] = frozenset()

    def blocks(self, person_id: str, other_id: str) -> bool:
        """Tell whether a person blocks another."""
        return (person_id, other_id) in self.pairs

    def apart(self, person_id: str, other_id: str) -> bool:
        """Tell whether either of two blocks the other."""
        return self.blocks(person_id, other_id) or self.blocks(other_id, person_id)


async def standing(conn: Connection, proposal_id: str) -> Blocks:
    """Return who blocks whom on a proposal now."""
    rows = await conn.fetch(
        "select blocker_id, blocked_id from block where proposal_id = $1 and ended_at is null", proposal_id
    )
    return Blocks(frozenset((row["blocker_id"], row["blocked_id"]) for row in rows))


def can_be_blocked(interview: Interview, party: Party) -> list[Party]:
    """Return whom a party may block: everybody who is not of its own side."""
    return [each for each in interview.present if each.side is not party.side]


def chosen(interview: Interview, party: Party, number: str) -> str:
    """Return the party that a form names by its place in the interview: pages hold no seat of another's.

    Raises BadInput for none that the party may block.
    """
    for each in can_be_blocked(interview, party):
        if str(each.position) == number:
            return each.id
    raise BadInput("Choose somebody of the other side.", field="block")


async def make_block(house: House, interview_id: str, party_id: str, of_party: str) -> Block:
    """Block a person of the other side on this interview's proposal; doing so twice is one block.

    The interview may be over. Raises NotFound, BadInput for who is not of the other side.
    """
    async with house.database.transaction() as conn:
        interview = await interviews.load(conn, interview_id, lock=True)
        party, other = interview.party(party_id), interview.party(of_party)
        if party is None:
            raise NotFound("There is nothing here.")
        if other is None or other not in can_be_blocked(interview, party):
            raise BadInput("Choose somebody of the other side.", field="block")
        now = house.clock.now()
        if interview.place.outside:
            # Nobody can be cut off in a tool; whoever leaves does not count as present there any more.
            await attendance.left(conn, party.id, now)
        row = await conn.fetchrow(
            """insert into block (id, proposal_id, interview_id, blocker_id, blocked_id, made_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (proposal_id, blocker_id, blocked_id) where ended_at is null
            do nothing returning *""",
            f"blk_{house.randomness.token(20)}",
            interview.proposal_id,
            interview.id,
            party.person_id,
            other.person_id,
            now,
        )
        if row is None:
            return next(block for block, of in await own_blocks(conn, interview, party) if of.id == other.id)
        made = _block(row)
        await stop_between(conn, house, interview.proposal_id, made.blocker_id, made.blocked_id, Stop.BLOCKED)
        await _tell(conn, house, interview, made, "block.made", party.id)
    return made


async def end_block(house: House, block_id: str, by: str, *, blocker_id: str | None = None) -> Block:
    """Undo a block; one that is undone already stays so. `by` is who did it, for the ledger.

    With `blocker_id` only that person's own. Raises NotFound.
    """
    async with house.database.transaction() as conn:
        interview = await interviews.load(conn, (await load(conn, block_id)).interview_id, lock=True)
        found = await load(conn, block_id)
        if blocker_id is not None and found.blocker_id != blocker_id:
            raise NotFound(NONE)
        if found.ended_at is not None:
            return found
        now = house.clock.now()
        await conn.execute("update block set ended_at = $2, ended_by = $3 where id = $1", block_id, now, by)
        await _tell(conn, house, interview, found, "block.ended", by)
    return replace(found, ended_at=now)


async def list_blocks(conn: Connection, proposal_id: str) -> list[Block]:
    """Return the newest hundred blocks of a proposal, newest first, undone ones too."""
    rows = await conn.fetch(
        "select * from block where proposal_id = $1 order by made_at desc, id desc limit 100", proposal_id
    )
    return [_block(row) for row in rows]


async def own_blocks(conn: Connection, interview: Interview, party: Party) -> list[tuple[Block, Party]]:
    """Return whom a party blocks of those who are or were in an interview, for its own eyes."""
    rows = await conn.fetch(
        """select * from block where proposal_id = $1 and blocker_id = $2 and ended_at is null
        order by made_at""",
        interview.proposal_id,
        party.person_id,
    )
    found = [_block(row) for row in rows]
    known = {each.person_id: each for each in interview.parties}
    return [(each, known[each.blocked_id]) for each in found if each.blocked_id in known]


async def load(conn: Connection, block_id: str) -> Block:
    """Return a block. Raises NotFound."""
    row = await conn.fetchrow("select * from block where id = $1", block_id)
    if row is None:
        raise NotFound(NONE)
    return _block(row)


async def refuse_if_blocked(
    conn: Connection, house: House, interview: Interview, happened: Sequence[Happened]
) -> None:
    """Raise NotReachable for what would reach, or bring together, people of whom one blocks the other.

    Whoever blocks hears that it is the own block; everybody else hears the same neutral sentence.
    """
    reaching = [each for each in happened if each.event in REACHING]
    found = await standing(conn, interview.proposal_id) if reaching else Blocks()
    if not found.pairs:
        return
    people = {each.id: each.person_id for each in interview.parties}
    for each in reaching:
        # Who takes an offered time does so in the name of the host who offered it.
        actor = people.get(str(each.facts.get("taken_by", each.actor)), "")
        here = [interview.host] if each.event in OF_HOST else interview.present
        if any(found.blocks(party.person_id, actor) for party in here):
            if each.event is not Event.CANCELLED:
                raise NotReachable(NOT_NOW.format(marketplace=house.settings.marketplace.name))
            if interview.reason:
                raise NotReachable(WITHOUT_WORDS, field="reason")
        if each.event in ASKS:
            _refuse_together(house, found, actor, [party.person_id for party in here])


async def refuse_to_reach(
    conn: Connection, house: House, proposal_id: str, person_id: str, other_id: str
) -> None:
    """Raise NotReachable where one of two blocks the other, for what one would ask of the other."""
    _refuse_together(house, await standing(conn, proposal_id), person_id, [person_id, other_id])


def _refuse_together(house: House, found: Blocks, actor: str, people: Sequence[str]) -> None:
    for blocker, blocked in found.pairs:
        if blocker in people and blocked in people:
            own = blocker == actor
            raise NotReachable(
                OWN_BLOCK if own else NOT_NOW.format(marketplace=house.settings.marketplace.name)
            )


async def _tell(
    conn: Connection, house: House, interview: Interview, block: Block, event: str, by: str
) -> None:
    """Note it in the ledger, tell the marketplace alone, and let the gate be looked at anew."""
    blocker = party_of(interview, block.blocker_id)
    blocked = party_of(interview, block.blocked_id)
    facts = {"block": block.id, "party": blocker, "of": blocked}
    await chain.write(conn, interview.id, house.clock.now(), event, by, facts)
    await seats.say_changed(conn, interview.id)
    await tell_marketplace(conn, house, block.id, {"event": event, **facts}, interview_id=interview.id)


def party_of(interview: Interview, person_id: str) -> str:
    """Return the id of the party that a person is or was."""
    return next(each.id for each in interview.parties if each.person_id == person_id)


def _block(row: Row) -> Block:
    return Block(
        row["id"],
        row["proposal_id"],
        row["interview_id"],
        row["blocker_id"],
        row["blocked_id"],
        row["made_at"],
        row["ended_at"],
    )
