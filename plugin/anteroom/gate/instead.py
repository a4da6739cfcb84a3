"""Somebody else comes instead: whoever holds a forwarded pass says so, and the host decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.agreements.notetakers import REFUSED, is_notetaker
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, Conflict, NotAllowed, NotFound
from anteroom.gate import store
from anteroom.gate.keeping import may_send_instead
from anteroom.gate.model import Seat, Stands
from anteroom.house import House
from anteroom.interviews import actions, roster
from anteroom.interviews.commands import LONGEST_LABEL
from anteroom.interviews.invite import checked_label
from anteroom.interviews.model import Answer, Decision, Event, Happened, Interview, Party
from anteroom.ledger import chain
from anteroom.once import Joined
from anteroom.people.consent import consents
from anteroom.people.disclosure import choose_to_share
from anteroom.people.persons import new_person, told_language
from anteroom.plain_text import one_line

MOST = 5
"""How often somebody may ask at one seat."""
NO_NAME = "Please give a name as the others should read it, without address or number."


@dataclass(frozen=True, slots=True)
class Deputy:
    """Somebody who asks to come instead. `seat` is the own one, once the host has agreed."""

    id: str
    interview_id: str
    party_id: str
    name: str
    device: bytes
    state: str
    seat: str | None
    at: datetime


async def ask(house: House, interview_id: str, party_id: str, name: str, device: bytes) -> str:
    """Ask to come instead of a party under a name that the guard has read; return the request's id.

    Raises BadInput for a name that cannot be shown or is a notetaker's, NotAllowed for a host's or a
    freelancer's seat, Conflict once it was asked too often.
    """
    shown = one_line(name)[:LONGEST_LABEL]
    if not shown or checked_label(house, name, "guest") != shown:
        raise BadInput(NO_NAME, field="name")
    if is_notetaker(shown):
        raise BadInput(REFUSED, field="name")
    async with house.database.transaction() as conn:
        interview, _ = await actions.load_living(conn, interview_id)
        party = interview.party(party_id)
        if party is None:
            raise NotFound("There is nothing here.")
        if not may_send_instead(party):
            raise NotAllowed("Nobody else can sit here. Ask the host to change who takes part.")
        if await store.times_asked_instead(conn, party.id) >= MOST:
            raise Conflict("This was asked too often. Please write to whoever invited you.")
        deputy_id = f"dep_{house.randomness.token(20)}"
        await store.ask_instead(conn, deputy_id, interview.id, party.id, shown, device, house.clock.now())
        await chain.write(
            conn, interview.id, house.clock.now(), "party.deputy_asked", party.id, {"seat": party.id}
        )
    return deputy_id


async def allow(conn: Connection, house: House, interview: Interview, party: Party, by_party: str) -> None:
    """Give the deputy a seat of its own; the old pass dies, and who was invited is told."""
    deputy = await store.open_deputy(conn, party.id)
    if deputy is None:
        raise Conflict("Nobody asks for this any more.")
    now, token = house.clock.now(), house.randomness.token
    language = await told_language(conn, party.person_id)
    newcomer = replace(
        party,
        id=f"pty_{token(20)}",
        person_id=await new_person(conn, house.randomness, now, language=language),
        label=deputy["name"],
        answer=Answer.ACCEPTED,
        uid=f"{token(32)}@{house.settings.relay_domain}",
        reply_local=f"r-{token(26)}",
        answered_sequence=interview.sequence,
        answer_stamp=None,
        epoch=1,
        consented_at=None,
        consent_hash=None,
        late_until=None,
        late_count=0,
        tool_hash=None,
        tool_agreed_at=None,
        may_record=False,
    )
    host = interview.host.id

    def decide(before: Interview) -> Decision:
        without = roster.removed(before, party.id, host, now)
        both = roster.added(without.interview, newcomer, host)
        facts = {"seat": party.id, "deputy": newcomer.id, "by": by_party}
        replaced = Happened(Event.REPLACED, host, facts)
        return Decision(both.interview, (*without.happened, *both.happened, replaced))

    inside = replace(house, database=Joined(conn))
    await actions.change(inside, interview.id, decide)
    if await consents(conn, party.id):  # who cannot take it back any more shares nothing any more
        await choose_to_share(inside, interview.id, party.id, agreed=False)
    seat = Seat(newcomer.id, newcomer.epoch, Stands.ADMITTED, now, bytes(deputy["device"]))
    await store.put(conn, interview.id, seat, now)
    await store.decide_deputy(conn, deputy["id"], "allowed", newcomer.id)


async def refuse(conn: Connection, house: House, interview: Interview, party: Party, by_party: str) -> None:
    """Say no; the seat stays whose it was."""
    deputy = await store.open_deputy(conn, party.id)
    if deputy is None:
        return
    await store.decide_deputy(conn, deputy["id"], "refused", None)
    now = house.clock.now()
    await chain.write(conn, interview.id, now, "party.deputy_refused", by_party, {"seat": party.id})


async def deputy_of(conn: Connection, deputy_id: str) -> Deputy | None:
    """Return a request by its id."""
    row = await conn.fetchrow(
        """select id, interview_id, party_id, name, device, state, new_party_id as seat, at
        from deputy where id = $1""",
        deputy_id,
    )
    return Deputy(**dict(row)) if row else None
