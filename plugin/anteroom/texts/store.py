"""SQL of held texts and flags."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

import msgspec

from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.texts.errand import message_of
from anteroom.texts.model import Content, Held, State, Unsent, Way

STANDS = """(held_text.state <> 'released'
    and not (held_text.state = 'held' and held_text.appealed_at is not null))"""
"""SQL of a held text that counts against its writer: none that people released, or still look at."""
MOST_ALIKE = 20
"""Held texts of the same words among which the one of a message is looked for; the newest."""


def digest_of(
    house: House, proposal_id: str, writer_id: str, text: str, earlier: tuple[str, ...] = ()
) -> bytes:
    """Return what stands for a text of a writer on a proposal; behind `earlier` messages it is another one.

    With a key: a held text may be nothing but a number, which anybody could guess from a bare digest.
    """
    said = repr(("held", proposal_id, writer_id, text, *([earlier] if earlier else ())))
    return hmac.new(
        house.settings.secrets.index_key, said.encode("utf-8", "replace"), hashlib.sha256
    ).digest()


async def insert(
    conn: Connection, house: House, unsent: Unsent, way: Way, at: datetime, expires_at: datetime
) -> Held:
    """Write a held text, its content sealed."""
    held_id = f"hld_{house.randomness.token(24)}"
    findings = unsent.verdict.findings
    row = await conn.fetchrow(
        """insert into held_text (id, proposal_id, interview_id, writer_id, way, field, sealed, digest,
            verdict, guard, policy_row, kinds, rules, nth, state, at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'held', $15, $16) returning *""",
        held_id,
        unsent.proposal_id,
        unsent.interview_id,
        unsent.writer_id,
        way.value,
        unsent.field,
        house.vault.seal(msgspec.json.encode(unsent.content), held_id),
        _digest(house, unsent),
        unsent.verdict.action.value,
        unsent.verdict.version,
        unsent.row,
        list(dict.fromkeys(each.kind.value for each in findings)),
        list(dict.fromkeys(each.rule for each in findings)),
        unsent.nth,
        at,
        expires_at,
    )
    assert row is not None
    return held(row)


async def same(conn: Connection, house: House, unsent: Unsent) -> Held | None:
    """Return the held text that says the same for the same use, while it waits.

    Two messages are two uses.
    """
    rows = await conn.fetch(
        """select * from held_text where digest = $1 and field = $2
        and interview_id is not distinct from $3 and state = 'held' order by at desc, id limit $4""",
        _digest(house, unsent),
        unsent.field,
        unsent.interview_id,
        MOST_ALIKE,
    )
    mine = message_of(unsent.content.errand)
    for row in rows:
        if message_of(_content(house, row).errand) == mine:
            return held(row)
    return None


async def renew(conn: Connection, house: House, held_id: str, unsent: Unsent, expires_at: datetime) -> None:
    """Let a held text be on its way to what was asked last."""
    sealed = house.vault.seal(msgspec.json.encode(unsent.content), held_id)
    await conn.execute(
        "update held_text set sealed = $2, expires_at = $3 where id = $1", held_id, sealed, expires_at
    )


async def waiting(conn: Connection, writer_id: str, interview_id: str, field: str) -> str:
    """Return the newest text of a writer that waits for this use in an interview; "" for none."""
    found = await conn.fetchval(
        """select id from held_text where writer_id = $1 and interview_id = $2 and field = $3
        and state = 'held' order by at desc, id limit 1""",
        writer_id,
        interview_id,
        field,
    )
    return str(found or "")


async def load(conn: Connection, held_id: str, *, lock: bool = False) -> Held:
    """Return a held text. Raises NotFound."""
    row = await conn.fetchrow(
        f"select * from held_text where id = $1{' for update' if lock else ''}", held_id
    )
    if row is None:
        raise NotFound("There is no such held text.")
    return held(row)


async def content(conn: Connection, house: House, held_id: str) -> Content | None:
    """Return what a held text says; None once it is gone."""
    row = await conn.fetchrow("select id, sealed from held_text where id = $1", held_id)
    return _content(house, row) if row is not None and row["sealed"] is not None else None


async def close(
    conn: Connection, held_id: str, state: State, at: datetime, *, reviewer: str = "", reason: str = ""
) -> None:
    """End a held text; what it says is gone."""
    await conn.execute(
        """update held_text set state = $2, closed_at = $3, sealed = null, reviewer = nullif($4, ''),
        reason = nullif($5, '') where id = $1""",
        held_id,
        state.value,
        at,
        reviewer,
        reason,
    )


async def close_reworded(
    conn: Connection,
    proposal_id: str,
    writer_id: str,
    field: str,
    interview_id: str | None,
    at: datetime,
) -> list[str]:
    """End what waits of a writer for the same use, since other words have passed; return the ids."""
    rows = await conn.fetch(
        """update held_text set state = 'reworded', closed_at = $5, sealed = null
        where writer_id = $2 and proposal_id = $1 and field = $3
        and interview_id is not distinct from $4 and state = 'held' returning id""",
        proposal_id,
        writer_id,
        field,
        interview_id,
        at,
    )
    return [row["id"] for row in rows]


async def close_message(
    conn: Connection, house: House, digest: bytes, message_id: str, at: datetime
) -> list[str]:
    """End what waits of a message that said `digest`, for it says something else now; return the ids."""
    rows = await conn.fetch(
        """select id, sealed from held_text where digest = $1 and field = 'message' and state = 'held'
        order by at desc, id limit $2""",
        digest,
        MOST_ALIKE,
    )
    mine = [row["id"] for row in rows if message_of(_content(house, row).errand) == {"message": message_id}]
    for held_id in mine:
        await close(conn, held_id, State.REWORDED, at)
    return mine


async def appeal(conn: Connection, held_id: str, at: datetime, expires_at: datetime) -> None:
    """Keep that its writer says it is no contact detail."""
    await conn.execute(
        "update held_text set appealed_at = $2, expires_at = $3 where id = $1", held_id, at, expires_at
    )


async def is_released(conn: Connection, digest: bytes) -> bool:
    """Tell whether people have released this very text of this writer."""
    found = await conn.fetchval(
        "select true from held_text where digest = $1 and state = 'released' limit 1", digest
    )
    return bool(found)


async def tries(conn: Connection, proposal_id: str, writer_id: str, since: datetime, *, but: bytes) -> int:
    """Count the texts of a writer that were held on a proposal; not what people released, nor `but`."""
    count = await conn.fetchval(
        """select count(distinct digest) from held_text where writer_id = $1 and proposal_id = $2 and at > $3
        and state <> 'released' and digest <> $4""",
        writer_id,
        proposal_id,
        since,
        but,
    )
    return int(count)


async def open_of(conn: Connection, proposal_id: str, writer_id: str, *, appealed: bool) -> list[Held]:
    """Return what waits of a writer on a proposal, oldest first: what is `appealed`, or what is not."""
    rows = await conn.fetch(
        """select * from held_text where writer_id = $1 and proposal_id = $2 and state = 'held'
        and (appealed_at is not null) = $3 order by at, id""",
        writer_id,
        proposal_id,
        appealed,
    )
    return [held(row) for row in rows]


async def due(conn: Connection, now: datetime, limit: int = 100) -> list[str]:
    """Return the ids of texts that expire now."""
    rows = await conn.fetch(
        "select id from held_text where state = 'held' and expires_at <= $1 order by expires_at limit $2",
        now,
        limit,
    )
    return [row["id"] for row in rows]


async def appealed(
    conn: Connection, after: tuple[datetime, str] | None, limit: int, *, still: bool
) -> Sequence[Held]:
    """Return appealed texts by their appeals' order, behind `after`: all, or those that are `still` held."""
    rows = await conn.fetch(
        """select * from held_text where appealed_at is not null and ($4 is false or state = 'held')
        and ($1::timestamptz is null or (appealed_at, id) > ($1, $2))
        order by appealed_at, id limit $3""",
        after[0] if after else None,
        after[1] if after else "",
        limit,
        still,
    )
    return [held(row) for row in rows]


async def raise_flag(conn: Connection, house: House, text: Held, since: datetime) -> str | None:
    """Write the flag of repeated tries and return its id; None where one was raised since then."""
    flag_id: str | None = await conn.fetchval(
        """insert into flag (id, kind, person_id, proposal_id, held_id, at)
        select $1, 'repeated_tries', $2, $3, $4, $5 where not exists
            (select from flag where kind = 'repeated_tries' and person_id = $2 and proposal_id = $3
            and at > $6) returning id""",
        f"flg_{house.randomness.token(20)}",
        text.writer_id,
        text.proposal_id,
        text.id,
        text.at,
        since,
    )
    return flag_id


def _digest(house: House, unsent: Unsent) -> bytes:
    return digest_of(house, unsent.proposal_id, unsent.writer_id, unsent.text, unsent.earlier)


def _content(house: House, row: Row) -> Content:
    return msgspec.json.decode(house.vault.unseal(row["sealed"], row["id"]), type=Content)


def held(row: Row) -> Held:
    """Return a row as a held text."""
    return Held(
        id=row["id"],
        proposal_id=row["proposal_id"],
        interview_id=row["interview_id"],
        writer_id=row["writer_id"],
        way=Way(row["way"]),
        field=row["field"],
        verdict=row["verdict"],
        guard=row["guard"],
        row=row["policy_row"],
        kinds=tuple(row["kinds"]),
        rules=tuple(row["rules"]),
        nth=row["nth"],
        state=State(row["state"]),
        at=row["at"],
        expires_at=row["expires_at"],
        appealed_at=row["appealed_at"],
        closed_at=row["closed_at"],
        reviewer=row["reviewer"],
        reason=row["reason"],
    )
