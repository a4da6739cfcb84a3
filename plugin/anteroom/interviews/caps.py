"""How many people a client may have us ask within a day. Without it we would be a cannon for mail.

Whoever is asked counts each time: when an interview is scheduled and whenever it moves. An update that asks
nothing counts for who gets it, and not as asking. Guests count for the client and for its organisation
whoever they are to us, since a cap that spared members would tell who is one.
How often one person is asked counts over all clients: a guest by mailbox, a candidate by account, and the two
never together, since a common count would tell whose address was guessed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from anteroom.database.connection import Connection
from anteroom.errors import TooManyInvitations
from anteroom.house import House
from anteroom.interviews.model import Interview, Party, Role
from anteroom.passes.times import point
from anteroom.people.persons import zone_and_language
from anteroom.people.refusals import mailbox_of

WINDOW = timedelta(days=1)
FORGET_AFTER = timedelta(days=2)

Column = Literal["client_id", "organisation_id"]


@dataclass(frozen=True, slots=True)
class _Asker:
    person_id: str
    organisation_id: str | None
    zone: str | None


async def count_asked(
    conn: Connection,
    house: House,
    interview: Interview,
    asker_id: str,
    *,
    asks: bool = True,
    free: bool = False,
) -> None:
    """Count everybody but the host as asked once more by a person, inside the transaction that asks them.

    Without `asks` everybody is told of a change only: that counts for each person and not as asking a guest.
    What is `free` counts for each person too, and for no client and no organisation.
    Raises TooManyInvitations, upon which that transaction must be undone. Two at once cannot both pass: each
    waits for the other's counts to be committed.
    """
    caps, now = house.settings.interviews.caps, house.clock.now()
    asker = await _asker(conn, interview, asker_id)
    asked = [
        (await _key(conn, house, party), asks and party.role is not Role.CANDIDATE)
        for party in interview.present
        if party.role is not Role.HOST
    ]
    guests = sum(guest for _, guest in asked)
    await _wait_for_others(conn, asker, (key for key, _ in asked))
    if guests and not free:
        own = await _guests_of(conn, "client_id", asker.person_id, now)
        again = _again(own, guests, caps.guests_per_client)
        _refuse(again, asker, f"One client can ask {caps.guests_per_client} guests within a day")
    if guests and asker.organisation_id and not free:
        theirs = await _guests_of(conn, "organisation_id", asker.organisation_id, now)
        again = _again(theirs, guests, caps.guests_per_organisation)
        most = f"Your organisation can ask {caps.guests_per_organisation} guests within a day"
        _refuse(again, asker, most)
    # One mailbox may be asked as several guests, by a tag behind a plus sign.
    for key, more in Counter(key for key, _ in asked).items():
        rows = await conn.fetch(
            "select at from written_to where asked = $1 and at > $2 order by at", key, now - WINDOW
        )
        again = _again([row["at"] for row in rows], more, caps.times_per_person)
        # Not who: it may be somebody whom other clients ask.
        times = caps.times_per_person
        most = f"One person can be written to {times} times within a day for all clients together"
        _refuse(again, asker, most)
    await conn.executemany(
        """insert into written_to (client_id, organisation_id, asked, guest, at, interview_id, free)
        values ($1, $2, $3, $4, $5, $6, $7)""",
        [
            (asker.person_id, asker.organisation_id, key, guest, now, interview.id, free)
            for key, guest in asked
        ],
    )


async def count_again(conn: Connection, interview_id: str, *, free: bool) -> None:
    """Count whom an interview asked against the client's caps after all, or no more (`free`)."""
    await conn.execute("update written_to set free = $2 where interview_id = $1", interview_id, free)


async def forget(conn: Connection, now: datetime) -> None:
    """Forget whom nobody counts any more."""
    await conn.execute("delete from written_to where at < $1", now - FORGET_AFTER)


async def _asker(conn: Connection, interview: Interview, person_id: str) -> _Asker:
    organisation_id = await conn.fetchval(
        """select organisation_id from proposal join member on member.person_id = client_id
        where proposal.id = $1""",
        interview.proposal_id,
    )
    zone, _ = await zone_and_language(conn, person_id)
    return _Asker(person_id, organisation_id, zone)


async def _key(conn: Connection, house: House, party: Party) -> bytes:
    """Return what stands for somebody who is asked; a guest without an address is known by the account."""
    key = house.settings.secrets.index_key
    plain = None
    if party.role is not Role.CANDIDATE:
        plain = await house.vault.open(conn, party.person_id, "email")
    if plain is not None:
        try:
            return b"g" + mailbox_of(key, plain.reveal())
        except ValueError:
            pass  # no mail can be sent there; the person counts all the same
    return b"p" + hmac.new(key, f"asked\0{party.person_id}".encode(), hashlib.sha256).digest()[:20]


async def _wait_for_others(conn: Connection, asker: _Asker, keys: Iterable[bytes]) -> None:
    names = {f"asking:{asker.person_id}", *(f"asking:{key.hex()}" for key in keys)}
    if asker.organisation_id:
        names.add(f"asking:{asker.organisation_id}")
    # In one order for everybody, so that two of us never wait for one another.
    for name in sorted(names):
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)


async def _guests_of(conn: Connection, column: Column, value: str, now: datetime) -> list[datetime]:
    rows = await conn.fetch(
        f"select at from written_to where {column} = $1 and guest and not free and at > $2 order by at",
        value,
        now - WINDOW,
    )
    return [row["at"] for row in rows]


def _again(before: list[datetime], more: int, most: int) -> datetime | Literal["now"] | None:
    """Return when `more` would pass: now, later, or (None) never. `before` is oldest first."""
    if more > most:
        return None
    over = len(before) + more - most
    return "now" if over <= 0 else before[over - 1] + WINDOW


def _refuse(again: datetime | Literal["now"] | None, asker: _Asker, most: str) -> None:
    if again == "now":
        return
    if again is None:
        raise TooManyInvitations(f"{most}, and this would be more. Ask fewer people.", again_at=None)
    sentence = f"{most}, and this would be more. It can be sent from {point(again, asker.zone)}."
    raise TooManyInvitations(sentence, again_at=again)
