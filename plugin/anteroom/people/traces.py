"""SQL of all that stands here of one person, for whoever erases it.

Texts that the person wrote go. Of what others wrote goes what gives a detail of this person away, plain or
sealed; found by the vault's needles as long as there still is a key, and by the label under which the others
knew the person.
"""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from anteroom.agreements.document import Content as Agreed
from anteroom.database.connection import Connection
from anteroom.door import readings
from anteroom.door.needles import Needles
from anteroom.house import House
from anteroom.proposals.model import Proposal, ProposalState

LEAST = 4
"""Characters of a label that is sought in texts; a shorter one is a word."""
ERASED = "[…]"

PARTIES = "select id from party where person_id = $1"
INTERVIEWS = "select interview_id from party where person_id = $1"
PROPOSALS = f"""select id from proposal where client_id = $1 or freelancer_id = $1
    or id in (select proposal_id from interview where id in ({INTERVIEWS}))"""
OWN = """select interview_id from party where person_id = $1 and role = 'host'
    union select id from interview where proposal_id in (select id from proposal where client_id = $1)"""


@dataclass(frozen=True, slots=True)
class Said:
    """Tells whether a text says how to reach somebody, or names that one."""

    needles: Needles
    labels: tuple[str, ...]

    def __call__(self, text: str) -> bool:
        folded = text.casefold()
        if any(label in folded for label in self.labels):
            return True
        return bool(self.needles.find(readings("text/plain", text.encode("utf-8", "replace"))))


async def hold_person(conn: Connection, person_id: str) -> bool:
    """Hold a person against others until we commit; False for nobody, or for one who is erased already."""
    row = await conn.fetchrow(
        "select 1 from person where id = $1 and erased_at is null for update", person_id
    )
    return row is not None


async def hold_proposals(conn: Connection, person_id: str) -> list[Proposal]:
    """Return every proposal that a person has to do with, held in the order in which all hold several."""
    rows = await conn.fetch(
        f"select * from proposal where id in ({PROPOSALS}) order by id for no key update", person_id
    )
    return [Proposal(**{**dict(row), "state": ProposalState(row["state"])}) for row in rows]


async def archive(conn: Connection, proposal_id: str, now: datetime) -> None:
    """Let a proposal be dead, hired or not: one of its two members is not there any more."""
    await conn.execute(
        """update proposal set state = 'archived', hired_at = null, refused_at = $2, changed_at = $2
        where id = $1""",
        proposal_id,
        now,
    )


async def said_of(conn: Connection, house: House, person_id: str) -> Said:
    """Return what finds a person in texts."""
    rows = await conn.fetch(
        """select label from member where person_id = $1
        union select label from party where person_id = $1""",
        person_id,
    )
    words = {row["label"].casefold() for row in rows if len(row["label"]) >= LEAST}
    words -= {"client", "freelancer", "guest", "the client", "the freelancer", "the guest"}
    return Said(Needles(await house.vault.needles(conn, [person_id])), tuple(sorted(words)))


async def forget_ways_in(conn: Connection, house: House, person_id: str) -> None:
    """Let aliases, reply addresses, passes and sessions open nothing, and nothing go out to the person."""
    await conn.execute(
        f"""update effect set shown = wanted, frozen = null, frozen_for = null, outside_id = null,
            state = 'idle' where party_id in ({PARTIES})""",
        person_id,
    )
    await conn.execute(
        f"delete from alias where viewer_id in ({PARTIES}) or subject_id in ({PARTIES})", person_id
    )
    await conn.execute(f"delete from mail_reference where party_id in ({PARTIES})", person_id)
    await conn.execute(f"delete from seat_code where party_id in ({PARTIES})", person_id)
    await conn.execute("delete from embed_session where person_id = $1", person_id)
    for row in await conn.fetch(PARTIES, person_id):
        await conn.execute(
            "update party set epoch = epoch + 1, label = role, reply_local = $2 where id = $1",
            row["id"],
            f"r-{house.randomness.token(26)}",
        )
    await conn.execute(
        """delete from slack_home where (team_id, user_id) in
            (select team_id, user_id from slack_account where person_id = $1)""",
        person_id,
    )
    await conn.execute("delete from slack_switched_off where person_id = $1", person_id)
    await conn.execute("delete from slack_shared where host_id = $1", person_id)
    await conn.execute("delete from slack_account where person_id = $1", person_id)
    await conn.execute("delete from connector_user where person_id = $1", person_id)
    await conn.execute(
        """delete from connector_copy where kind = 'member'
            and id in (select external_id from member where person_id = $1)""",
        person_id,
    )


async def forget_texts(conn: Connection, house: House, person_id: str, said: Said) -> None:
    """Forget what the person wrote, and what others wrote that gives the person away."""
    await _plain_texts(conn, person_id, said)
    await _agreements(conn, house, person_id, said)
    await _own_sealed(conn, house, person_id)
    for table, where, end in OTHERS:
        await _others_sealed(conn, house, person_id, said, table, where, end)
    await _remembered(conn, house, said)


async def forget_details(conn: Connection, person_id: str, now: datetime) -> None:
    """Forget the details, the key that opens them, and what the marketplace told of the person."""
    await conn.execute(
        f"update consent set ended_at = $2 where ended_at is null and party_id in ({PARTIES})", person_id, now
    )
    await conn.execute(
        """update disclosure set ended_at = $2 where (owner_id = $1 or viewer_id = $1)
        and (ended_at is null or ended_at > $2)""",
        person_id,
        now,
    )
    await conn.execute("delete from contact where person_id = $1", person_id)
    await conn.execute("delete from person_key where person_id = $1", person_id)
    await conn.execute("delete from working_hours where person_id = $1", person_id)
    await conn.execute("delete from organisation_role where person_id = $1", person_id)
    await conn.execute(
        """update member set external_id = 'erased-' || person_id, label = role, organisation_id = null,
            plan = 'basic', rating = null, completed_jobs = 0, shares = '{}' where person_id = $1""",
        person_id,
    )
    await conn.execute(
        "update person set erased_at = $2, time_zone = null, language = 'en' where id = $1", person_id, now
    )


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
    await conn.execute(
        f"""update contest set sealed = null, state = 'expired'
            where party_id in ({PARTIES}) and state = 'open'""",
        person_id,
    )
    for row in await conn.fetch("select id from report where reporter_id = $1", person_id):
        await _reseal(conn, house, row["id"])


End = str
"""What becomes of a row in which the person is found: SQL of the row's id, `$1`."""
OTHERS: tuple[tuple[str, str, End], ...] = (
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
    ("report", f"interview_id in ({INTERVIEWS})", ""),
    (
        "effect",
        # What hangs on no interview is frozen with its recipient, too: an offer's mail, a word to a writer.
        f"(interview_id is null or interview_id in ({INTERVIEWS}))",
        "update effect set frozen = null, frozen_for = null, state = 'idle' where id = $1",
    ),
)
"""Sealed texts of others that are still kept: (table, which rows, what becomes of a hit)."""
BELONGS: dict[str, Callable[[str], str]] = {"schedule_draft": lambda key: f"schedule:{key}"}


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
