"""What became of one mail that came in, and how that is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import store
from anteroom.ledger import chain


class Verdict(StrEnum):
    """What was done with a mail."""

    TAKEN = "taken"
    HELD = "held"
    REFUSED = "refused"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its reason: stable words for people who look into it, naming nobody.

    `sentence` is what the sending server is told of a refusal. `note` is written to the ledger too.
    """

    verdict: Verdict
    reason: str
    sentence: str = ""
    note: str = ""


def taken(reason: str, note: str = "") -> Outcome:
    """It changed what it was meant to change."""
    return Outcome(Verdict.TAKEN, reason, note=note)


def held(reason: str) -> Outcome:
    """Nothing was changed; the ledger says why."""
    return Outcome(Verdict.HELD, reason, note="answer.held")


def ignored(reason: str) -> Outcome:
    """It is right that it changes nothing."""
    return Outcome(Verdict.IGNORED, reason)


def refused(reason: str, sentence: str) -> Outcome:
    """It goes back to whoever sent it."""
    return Outcome(Verdict.REFUSED, reason, sentence)


NOBODY = refused("no such address", "There is no such address here.")


@dataclass(frozen=True, slots=True)
class Repeats:
    """What a mail is known again by: its Message-ID and what it says, digested; no text is kept."""

    keys: tuple[str, ...]

    @classmethod
    def of(cls, party_id: str, *sayings: tuple[object, ...]) -> Repeats:
        """Digest each saying, bound to the party: nobody can use up another's."""
        digests = [hashlib.sha256(repr((party_id, *said)).encode()).hexdigest() for said in sayings]
        return cls(tuple(f"{party_id}:{digest}" for digest in digests))

    async def seen(self, conn: Connection) -> bool:
        """Tell whether any of them was taken before."""
        found = await conn.fetchval(
            "select true from seen where source = 'mail' and key = any($1::text[]) limit 1", list(self.keys)
        )
        return bool(found)


NO_REPEATS = Repeats(())


async def record(
    house: House, outcome: Outcome, interview_id: str | None, party_id: str | None, repeats: Repeats
) -> None:
    """Keep the verdict, what it is known again by, and its note, in one transaction."""
    now = house.clock.now()
    async with house.database.transaction() as conn:
        await conn.execute(
            """insert into inbound_mail (id, at, interview_id, party_id, verdict, reason)
            values ($1, $2, $3, $4, $5, $6)""",
            f"mail_{house.randomness.token(20)}",
            now,
            interview_id,
            party_id,
            outcome.verdict.value,
            outcome.reason,
        )
        if outcome.verdict in (Verdict.TAKEN, Verdict.IGNORED):
            await conn.executemany(
                "insert into seen (source, key, at) values ('mail', $1, $2) on conflict do nothing",
                [(key, now) for key in repeats.keys],
            )
        if outcome.note and interview_id is not None:
            await store.load(conn, interview_id, lock=True)  # one writer a chain
            facts = {"party": party_id, "reason": outcome.reason}
            await chain.write(conn, interview_id, now, outcome.note, "mail", facts)
