"""The six digits that go to the invited address alone: whoever brings them back reads that address.

Nothing of them is kept but the number they are reckoned from, which is worth nothing without our key.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_one_off
from anteroom.errors import Conflict, NotAllowed
from anteroom.gate import store
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.ledger import chain

KIND = "code_mail"
DIGITS = 6
LIVES = timedelta(minutes=10)
MOST_TRIES = 5
MOST_SENT = 3
PAUSE = timedelta(minutes=1)


class Said(StrEnum):
    """What came of a code that was typed."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """It is too old, or was guessed at too often: another must be sent."""


async def send(house: House, interview_id: str, party_id: str) -> None:
    """Send a code to the invited address. Raises NotAllowed where there is none, Conflict if too often."""
    async with house.database.transaction() as conn:
        interview, _ = await actions.load_living(conn, interview_id)
        party = interview.party(party_id)
        if party is None or not await house.vault.has(conn, party.person_id, "email"):
            raise NotAllowed("There is no address that a code could be sent to. The host can let you in.")
        now = house.clock.now()
        row = await conn.fetchrow("select sent, sent_at from seat_code where party_id = $1", party_id)
        if row is not None and (row["sent"] >= MOST_SENT or now - row["sent_at"] < PAUSE):
            raise Conflict("A code was sent already. Look for it, or ask the host to let you in.")
        nonce = house.randomness.token(20)
        await conn.execute(
            """insert into seat_code (party_id, epoch, nonce, sent_at, sent, tries)
            values ($1, $2, $3, $4, 1, 0)
            on conflict (party_id) do update set epoch = excluded.epoch, nonce = excluded.nonce,
                sent_at = excluded.sent_at, sent = seat_code.sent + 1, tries = 0""",
            party_id,
            party.epoch,
            nonce,
            now,
        )
        await chain.write(conn, interview_id, now, "seat.code_sent", party_id, {"seat": party_id})
        await want_one_off(
            conn,
            house,
            KIND,
            f"{KIND}:{interview_id}",
            {"nonce": nonce},
            interview_id=interview_id,
            party_id=party_id,
        )


async def was_sent(conn: Connection, party_id: str, epoch: int, now: datetime) -> bool:
    """Tell whether a code is on its way that can still be typed."""
    return bool(
        await conn.fetchval(
            "select true from seat_code where party_id = $1 and epoch = $2 and sent_at > $3 and tries < $4",
            party_id,
            epoch,
            now - LIVES,
            MOST_TRIES,
        )
    )


async def code_to_send(conn: Connection, house: House, party_id: str, nonce: str) -> str | None:
    """Return the code that was asked for under this number; None once another was, or it is too old."""
    row = await conn.fetchrow("select epoch, nonce, sent_at from seat_code where party_id = $1", party_id)
    if row is None or row["nonce"] != nonce or house.clock.now() - row["sent_at"] > LIVES:
        return None
    return _code(house, party_id, row["epoch"], nonce)


async def prove(house: House, interview_id: str, party_id: str, typed: str) -> Said:
    """Take what was typed: five tries in ten minutes, each counted whatever comes of it."""
    async with house.database.transaction() as conn:
        interview, _ = await actions.load_living(conn, interview_id)
        party = interview.party(party_id)
        row = await conn.fetchrow(
            "select epoch, nonce, sent_at, tries from seat_code where party_id = $1", party_id
        )
        now = house.clock.now()
        if party is None or row is None or row["epoch"] != party.epoch:
            return Said.OVER
        if row["tries"] >= MOST_TRIES or now - row["sent_at"] > LIVES:
            return Said.OVER
        await conn.execute("update seat_code set tries = tries + 1 where party_id = $1", party_id)
        plain = "".join(typed.split())
        expected = _code(house, party_id, party.epoch, row["nonce"])
        if not hmac.compare_digest(plain.encode("utf-8", "surrogatepass"), expected.encode()):
            return Said.WRONG
        await conn.execute("update seat_code set tries = $2 where party_id = $1", party_id, MOST_TRIES)
        seat = await store.seat_of(conn, party_id, party.epoch)
        await store.put(conn, interview_id, replace(seat, proved=True), now)
        await chain.write(conn, interview_id, now, "seat.proved", party_id, {"seat": party_id})
    return Said.RIGHT


def _code(house: House, party_id: str, epoch: int, nonce: str) -> str:
    key = house.settings.secrets.pass_key
    made = hmac.new(key, f"code:{party_id}:{epoch}:{nonce}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}}"
