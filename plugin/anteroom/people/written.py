"""SQL of all texts that stand here of one person, for whoever erases it.

Texts that the person wrote go. Of what others wrote goes what gives a detail of this person away, plain or
sealed.
"""

from __future__ import annotations

import msgspec

from anteroom.agreements.document import Content as Agreed
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.people import sealed_texts
from anteroom.people.said import ERASED, Said
from anteroom.people.traces import INTERVIEWS, OWN, PARTIES, PROPOSALS

PLAIN = (
    ("proposal", "id", "job_title", f"id in ({PROPOSALS})"),
    (
        "counter",
        "id",
        "comment",
        f"interview_id in (select id from interview where proposal_id in ({PROPOSALS}))",
    ),
    ("access_request", "id", "purpose", f"proposal_id in ({PROPOSALS})"),
    ("access_request", "id", "system", f"proposal_id in ({PROPOSALS})"),
    ("deputy", "id", "name", f"interview_id in ({INTERVIEWS})"),
)
"""Plain texts of others: (table, key, text, which rows)."""


async def forget_texts(conn: Connection, house: House, person_id: str, said: Said) -> None:
    """Forget what the person wrote, and what others wrote that gives the person away."""
    await _plain_texts(conn, person_id, said)
    await _agreements(conn, house, person_id, said)
    await sealed_texts.forget(conn, house, person_id, said)


async def _plain_texts(conn: Connection, person_id: str, said: Said) -> None:
    own = {row[0] for row in await conn.fetch(OWN, person_id)}
    rows = await conn.fetch(
        f"""select id, title, agenda, reason, nda, nda_title, permitted from interview
        where proposal_id in ({PROPOSALS})""",
        person_id,
    )
    for row in rows:
        mine = row["id"] in own
        left = {name: "" if mine or said(row[name]) else row[name] for name in ("agenda", "reason")}
        left |= {name: ERASED if said(row[name]) else row[name] for name in ("nda", "nda_title")}
        await conn.execute(
            """update interview set title = $2, agenda = $3, reason = $4, nda = $5, nda_title = $6,
                permitted = $7 where id = $1""",
            row["id"],
            ERASED if mine or said(row["title"]) else row["title"],
            *left.values(),
            [text for text in row["permitted"] if not mine and not said(text)],
        )
    await conn.execute(f"update counter set comment = '' where party_id in ({PARTIES})", person_id)
    await conn.execute(
        "update access_request set system = $2, purpose = '' where asker_id = $1", person_id, ERASED
    )
    await conn.execute("update team_answer set label = 'guest' where person_id = $1", person_id)
    for table, key, text, where in PLAIN:
        found = await conn.fetch(f"select {key}, {text} from {table} where {where}", person_id)
        hits = [row[key] for row in found if said(row[text])]
        await conn.execute(f"update {table} set {text} = $2 where {key} = any($1::text[])", hits, ERASED)


async def _agreements(conn: Connection, house: House, person_id: str, said: Said) -> None:
    """What was signed stays with its hashes; what gives the person away in it, and the name, do not."""
    await conn.execute("select set_config('anteroom.erasing', 'on', true)")
    await conn.execute(f"update signature set label = 'signed' where party_id in ({PARTIES})", person_id)
    rows = await conn.fetch(
        f"select id, title, shown, sealed from agreement where interview_id in ({INTERVIEWS})", person_id
    )
    for row in rows:
        content = msgspec.json.decode(house.vault.unseal(row["sealed"], row["id"]), type=Agreed)
        if not any(said(text) for text in (row["title"], row["shown"], content.text)):
            continue
        shown = ERASED if said(row["shown"]) else row["shown"]
        left = msgspec.json.encode(Agreed(shown, (), ""))
        await conn.execute(
            "update agreement set title = $2, shown = $3, sealed = $4 where id = $1",
            row["id"],
            ERASED if said(row["title"]) else row["title"],
            shown,
            house.vault.seal(left, row["id"]),
        )
    await conn.execute("select set_config('anteroom.erasing', 'off', true)")
