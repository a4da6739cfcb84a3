"""Doubted answers: they came from somebody we cannot take for the party, and wait for the party's word.

Nothing of them counts and nobody but the party is shown them. The party decides by its own pass, or simply
answers again; what is not decided lapses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from anteroom.database.connection import Connection, Row
from anteroom.effects.wish import want_one_off
from anteroom.errors import Conflict, ContactInText
from anteroom.house import House
from anteroom.interviews import actions, store
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.model import Answer, Interview, Party
from anteroom.ledger import chain
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way

LIFE = timedelta(days=7)
MOST_OPEN = 3
"""Of one party: enough for a change of mind, and little to read for somebody who is plagued."""
MOST_ASKED_A_DAY = 3
"""Mails that ask one party: nobody is to use us as a cannon against a mailbox."""
ASKING = "confirm_answer"
"""The kind of the adapter that asks the party."""


class Doubt(StrEnum):
    """Why it is doubted: its address is not known to us, or nothing proves that its sender is who it says."""

    UNKNOWN = "unknown"
    UNPROVEN = "unproven"


class Said(msgspec.Struct, frozen=True):
    """What an answer says: an answer, or with both times a counter. Instants are aware, in UTC."""

    answer: Answer
    sequence: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    comment: str = ""

    @property
    def times(self) -> tuple[datetime, datetime] | None:
        """The time that a counter proposes; None for a plain answer."""
        return (self.starts_at, self.ends_at) if self.starts_at and self.ends_at else None


@dataclass(frozen=True, slots=True)
class Doubted:
    """A doubted answer that can still be decided. `passed_on`: perhaps a colleague meant to speak."""

    id: str
    said: Said
    doubt: Doubt
    passed_on: bool


async def keep(
    conn: Connection,
    house: House,
    interview: Interview,
    party: Party,
    said: Said,
    doubt: Doubt,
    *,
    passed_on: bool,
) -> bool:
    """Keep a doubted answer and ask the party, unless it was asked enough today; False for one too many.

    `conn` is inside a transaction that has locked the interview. The same said again is kept once.
    """
    now = house.clock.now()
    await _lapse(conn, interview, party, now)
    live = await open_of(conn, house, interview, party)
    if any(each.said == said for each in live):
        return True
    if len(live) >= MOST_OPEN:
        return False
    asked = await _may_ask(conn, house, party)
    doubted_id = f"dbt_{house.randomness.token(24)}"
    await conn.execute(
        """insert into doubted_answer (id, interview_id, party_id, sealed, sequence, answer_then, doubt,
            passed_on, asked, state, at, lapses_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11)""",
        doubted_id,
        interview.id,
        party.id,
        house.vault.seal(msgspec.json.encode(said), doubted_id),
        said.sequence,
        party.answer.value,
        doubt.value,
        passed_on,
        asked,
        now,
        min(now + LIFE, interview.ends_at),
    )
    if asked:
        stream = f"{ASKING}:{interview.id}"
        data = {"doubted": doubted_id}
        await want_one_off(conn, house, ASKING, stream, data, interview_id=interview.id, party_id=party.id)
    return True


async def open_of(conn: Connection, house: House, interview: Interview, party: Party) -> Sequence[Doubted]:
    """Return what the party can still decide on, oldest first."""
    if interview.state.over:
        return ()
    rows = await conn.fetch(
        """select * from doubted_answer where party_id = $1 and state = 'open' and sequence = $2
        and answer_then = $3 and lapses_at > $4 order by at, id limit $5""",
        party.id,
        interview.sequence,
        party.answer.value,
        house.clock.now(),
        MOST_OPEN,
    )
    return [_doubted(house, row) for row in rows]


async def lapse_all(conn: Connection, party_id: str) -> None:
    """Let every open one lapse: the party has answered for itself."""
    await conn.execute(
        "update doubted_answer set state = 'lapsed', sealed = '' where party_id = $1 and state = 'open'",
        party_id,
    )


async def forget(conn: Connection, now: datetime) -> None:
    """Let lapse whatever waited too long, and forget what it said."""
    await conn.execute(
        """update doubted_answer set state = 'lapsed', sealed = '' where state = 'open'
        and lapses_at <= $1""",
        now,
    )


async def decide(house: House, interview: Interview, party: Party, doubted_id: str, *, own: bool) -> Said:
    """Take a doubted answer as the party's `own`, or throw it away; return what it said.

    Raises Conflict where it can no longer be decided, and whatever the answer itself raises.
    """
    async with house.database.connection() as conn:
        live = await open_of(conn, house, interview, party)
    chosen = next((each for each in live if each.id == doubted_id), None)
    if chosen is None:
        raise Conflict("This has been decided already, or is no longer needed.")
    if own:
        # First the answer, then the note: what a crash leaves open is confirmed again and changes nothing.
        await _take(house, interview, party, chosen.said)
    await _close(house, interview, party, doubted_id, "confirmed" if own else "denied")
    return chosen.said


async def _take(house: House, interview: Interview, party: Party, said: Said) -> None:
    times = said.times
    if times is None:
        await actions.answer(
            house, interview.id, party.person_id, said.answer, sequence=said.sequence, saw=party.answer
        )
        return
    command = ProposeCounter(interview.id, party.person_id, *times, said.comment, said.sequence)
    try:
        await actions.counter(house, command)
    except ContactInText as error:
        # The time is worth having; the comment is held, after what would else pass for its rewording.
        await actions.counter(house, replace(command, comment=""))
        await hold_refused(house, error, Way.MAIL)


async def _close(house: House, interview: Interview, party: Party, doubted_id: str, state: str) -> None:
    async with house.database.transaction() as conn:
        await store.load(conn, interview.id, lock=True)  # one writer a chain
        closed = await conn.fetchval(
            """update doubted_answer set state = $3, sealed = '' where id = $1 and party_id = $2
            and state = 'open' returning true""",
            doubted_id,
            party.id,
            state,
        )
        if closed:
            facts = {"party": party.id, "doubted": doubted_id}
            await chain.write(conn, interview.id, house.clock.now(), f"answer.{state}", party.id, facts)
        if state == "confirmed":
            await lapse_all(conn, party.id)


async def _lapse(conn: Connection, interview: Interview, party: Party, now: datetime) -> None:
    await conn.execute(
        """update doubted_answer set state = 'lapsed', sealed = '' where party_id = $1 and state = 'open'
        and (sequence <> $2 or answer_then <> $3 or lapses_at <= $4)""",
        party.id,
        interview.sequence,
        party.answer.value,
        now,
    )


async def _may_ask(conn: Connection, house: House, party: Party) -> bool:
    adapter = house.adapters.of(ASKING)
    if adapter is None or not await adapter.reaches(conn, house, party.person_id):
        return False
    asked = await conn.fetchval(
        "select count(*) from doubted_answer where party_id = $1 and asked and at > $2",
        party.id,
        house.clock.now() - timedelta(days=1),
    )
    return bool(asked < MOST_ASKED_A_DAY)


def _doubted(house: House, row: Row) -> Doubted:
    said = msgspec.json.decode(house.vault.unseal(row["sealed"], row["id"]), type=Said)
    return Doubted(row["id"], said, Doubt(row["doubt"]), row["passed_on"])
