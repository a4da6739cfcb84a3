"""SQL of the sealed texts that stand here of one person, for whoever erases it."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.people.said import ERASED, Said
from anteroom.people.traces import INTERVIEWS, PARTIES, PROPOSALS

End = str
"""What becomes of a row in which the person is found: SQL of the row's id, `$1`."""
OTHERS: tuple[tuple[str, str, End], ...] = (
    (
        "case_note",
        # What a person wrote is sealed under the own key, and closed with it.
        f"""person_id is null and case_id in (select id from support_case
            where person_id = $1 or proposal_id in ({PROPOSALS}))""",
        "update case_note set sealed = null where id = $1",
    ),
    (
        "held_text",
        f"proposal_id in ({PROPOSALS})",
        "update held_text set sealed = null, state = 'expired' where id = $1",
    ),
    (
        "doubted_answer",
        f"interview_id in ({INTERVIEWS})",
        "update doubted_answer set state = 'lapsed', sealed = '' where id = $1",
    ),
    (
        "typed_letter",
        f"typed_id in (select id from typed_reply where interview_id in ({INTERVIEWS}))",
        "delete from typed_letter where id = $1",
    ),
    (
        "nudge_answer",
        f"waiting_id in (select id from waiting where proposal_id in ({PROPOSALS}))",
        "update nudge_answer set sealed = null, why = null where id = $1",
    ),
    (
        "team_question",
        "state = 'open' and $1::text is not null",
        "update team_question set sealed = null, state = 'called_off' where id = $1",
    ),
    ("schedule_draft", "$1::text is not null", "delete from schedule_draft where id = $1"),
    (
        "contest",
        f"interview_id in ({INTERVIEWS})",
        "update contest set sealed = null, state = 'expired' where id = $1",
    ),
    ("report", f"(interview_id in ({INTERVIEWS}) or proposal_id in ({PROPOSALS}))", ""),
    (
        "report_evidence",
        "$1::text is not null",
        "update report_evidence set sealed = null where id = $1",
    ),
    (
        "effect",
        # What hangs on no interview is frozen with its recipient, too: an offer's mail, a word to a writer.
        f"(interview_id is null or interview_id in ({INTERVIEWS}))",
        "update effect set frozen = null, frozen_for = null, state = 'idle' where id = $1",
    ),
)
"""Sealed texts of others that are still kept: (table, which rows, what becomes of a hit)."""
BELONGS: dict[str, Callable[[str], str]] = {
    "schedule_draft": lambda key: f"schedule:{key}",
    "nudge_answer": lambda key: f"{key}:sealed",
}


async def forget(conn: Connection, house: House, person_id: str, said: Said) -> None:
    """Forget what the person wrote, and what others wrote that gives the person away."""
    await _own_sealed(conn, house, person_id)
    for table, where, end in OTHERS:
        await _others_sealed(conn, house, person_id, said, table, where, end)
    await _remembered(conn, house, said)


async def _own_sealed(conn: Connection, house: House, person_id: str) -> None:
    await conn.execute(
        """update held_text set sealed = null,
            state = case when state = 'held' then 'withdrawn' else state end,
            closed_at = coalesce(closed_at, $2) where writer_id = $1""",
        person_id,
        house.clock.now(),
    )
    await conn.execute(f"delete from conversation where proposal_id in ({PROPOSALS})", person_id)
    await conn.execute(
        f"update doubted_answer set state = 'lapsed', sealed = '' where party_id in ({PARTIES})", person_id
    )
    await conn.execute(
        f"""delete from typed_letter where typed_id in
            (select id from typed_reply where party_id in ({PARTIES}))""",
        person_id,
    )
    await conn.execute("delete from calendar_request where organizer_id = $1", person_id)
    await conn.execute(
        """update team_question set sealed = null, state = case when state = 'open' then 'called_off'
            else state end where host_id = $1""",
        person_id,
    )
    await conn.execute("delete from schedule_draft where person_id = $1", person_id)
    await conn.execute("update case_note set sealed = null where person_id = $1", person_id)
    await conn.execute("delete from loose_ticket where person_id = $1", person_id)
    await conn.execute(
        f"""update contest set sealed = null, state = 'expired'
            where party_id in ({PARTIES}) and state = 'open'""",
        person_id,
    )
    own = "select id from report where reporter_id = $1 and sealed is not null"
    for row in await conn.fetch(own, person_id):
        await _reseal(conn, house, row["id"])
    await conn.execute(
        """update report_evidence set sealed = null where writer_id = $1
            or report_id in (select id from report where reporter_id = $1)""",
        person_id,
    )


async def _others_sealed(
    conn: Connection, house: House, person_id: str, said: Said, table: str, where: str, end: End
) -> None:
    column = "frozen" if table == "effect" else "sealed"
    rows = await conn.fetch(
        f"select id, {column} as sealed from {table} where {column} is not null and {where}", person_id
    )
    for row in rows:
        belongs = BELONGS.get(table, str)(row["id"])
        if not row["sealed"] or not said(_opened(house, row["sealed"], belongs)):
            continue
        if end:
            await conn.execute(end, row["id"])
        else:
            # What somebody complains of stays a complaint; what it said may be asked of who made it.
            await _reseal(conn, house, row["id"])


async def _reseal(conn: Connection, house: House, report_id: str) -> None:
    sealed = house.vault.seal(ERASED.encode(), report_id)
    await conn.execute("update report set sealed = $2 where id = $1", report_id, sealed)


async def _remembered(conn: Connection, house: House, said: Said) -> None:
    """Forget answers and forms that are kept for a week, where the person is in them."""
    after = ("", "")
    while True:
        rows = await conn.fetch(
            """select source, key, answer from seen where answer is not null and (source, key) > ($1, $2)
            order by source, key limit 500""",
            *after,
        )
        for row in rows:
            if said(_remembered_text(house, row["source"], row["key"], row["answer"])):
                await conn.execute(
                    "delete from seen where source = $1 and key = $2", row["source"], row["key"]
                )
        if len(rows) < 500:
            return
        after = (rows[-1]["source"], rows[-1]["key"])


def _remembered_text(house: House, source: str, key: str, answer: object) -> str:
    pieces = [json.dumps(answer, ensure_ascii=False)]
    for value in answer.values() if isinstance(answer, dict) else ():
        if isinstance(value, str):
            for belongs in (key, f"{source}:{key}"):
                try:
                    pieces.append(_opened(house, b64decode(value, validate=True), belongs))
                except (NotBase64, ValueError):
                    continue
    return "\n".join(pieces)


def _opened(house: House, sealed: bytes, belongs: str) -> str:
    return house.vault.unseal(bytes(sealed), belongs).decode("utf-8", "replace")
