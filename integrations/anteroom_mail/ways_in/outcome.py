"""What became of one mail that came in, and how that is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_one_off
from anteroom.house import House
from anteroom.interviews import store
from anteroom.ledger import chain


class Verdict(StrEnum):
    """What was done with a mail."""

    TAKEN = "taken"
    HELD = "held"
    REFUSED = "refused"
    IGNORED = "ignored"


class Telling(StrEnum):
    """What a party is told by mail about its own answer; the names are those of the catalogue."""

    PAST = "past"
    SAME = "same"
    COMMENT = "comment"
    COMPANY = "company"
    DELEGATED = "delegated"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its reason: stable words for people who look into it, naming nobody.

    `sentence` is what the sending server is told of a refusal. `note` is an event of the ledger, `right` what
    it says of why the sender may. `plain_answer`: it said yes, no or maybe to the time that stands. `tell`
    names what the party is told of it by mail.
    """

    verdict: Verdict
    reason: str
    sentence: str = ""
    note: str = ""
    right: str = ""
    plain_answer: bool = False
    tell: tuple[Telling, ...] = ()


def taken(reason: str, note: str = "", tell: tuple[Telling, ...] = ()) -> Outcome:
    """It changed what it was meant to change."""
    return Outcome(Verdict.TAKEN, reason, note=note, tell=tell)


def held(reason: str, tell: tuple[Telling, ...] = ()) -> Outcome:
    """Nothing was changed; the ledger says why."""
    return Outcome(Verdict.HELD, reason, note="answer.held", tell=tell)


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
MOST_TOLD_A_DAY = 5
"""Mails about its own answers to one party: a program that answers ours by itself must not go on for ever."""


async def tell(
    conn: Connection,
    house: House,
    interview_id: str,
    party_id: str,
    telling: tuple[Telling, ...],
    repeats: Repeats,
) -> None:
    """Want the mail that tells a party what became of its answer, once for one mail. In a transaction."""
    now = house.clock.now()
    told = await conn.fetchval(
        "select count(*) from seen where source = 'mail-told' and key like $1 and at > $2",
        f"{party_id}:%",
        now - timedelta(days=1),
    )
    key = next(iter(repeats.keys), f"{party_id}:{house.randomness.token(20)}")
    fresh = await conn.fetchval(
        """insert into seen (source, key, at) values ('mail-told', $1, $2) on conflict do nothing
        returning true""",
        key,
        now,
    )
    if not fresh or told >= MOST_TOLD_A_DAY:
        return
    kind = "delegation_refused" if Telling.DELEGATED in telling else "answer_read"
    data = {"telling": " ".join(telling)}
    stream = f"{kind}:{interview_id}"
    await want_one_off(conn, house, kind, stream, data, interview_id=interview_id, party_id=party_id)


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
        if outcome.right and interview_id is not None:
            await store.load(conn, interview_id, lock=True)
            facts = {"party": party_id, "right": outcome.right}
            await chain.write(conn, interview_id, now, "answer.taken", "mail", facts)
        if outcome.tell and interview_id is not None and party_id is not None:
            await tell(conn, house, interview_id, party_id, outcome.tell, repeats)
