"""Everything that the database holds, as one digest a table, but for what any mail may leave behind."""

from __future__ import annotations

from collections.abc import Mapping

from anteroom.database.pool import Database
from anteroom.interviews.model import Party

WhatStands = Mapping[str, str]

TRACES = frozenset({"inbound_mail", "seen", "ledger_entry", "ledger_anchor", "effect", "doubted_answer"})
"""What says that a mail came, what asks the invited party about it, and what has yet to leave."""
OF_A_LETTER = frozenset(
    {"typed_reply", "typed_letter", "conversation", "held_text", "flag", "ruling", "policy_table", "lesson"}
)
"""Where a letter of the party itself goes, what the guard keeps of it, and what its writer is taught."""
NEWS = frozenset({"experiment_news", "responsiveness_news", "funnel_news", "flag_news"})
"""What triggers tell whoever counts when a party itself has answered or written: ids, taken out again."""
HAPPENED = "event like 'interview.%' or event like 'party.%' or event like 'contract.%'"


async def what_stands(
    database: Database, interview_id: str, own: Party | None, *, letters: bool
) -> WhatStands:
    """Return digests that a mail may not change.

    With `own`, the mail may be that party's of that interview: left out are its own row but for what it is,
    its counters, where its interview stands, what waits and what happened there. With `letters` also what
    it writes.
    """
    party_id = own.id if own else ""
    chain = interview_id if own else ""
    async with database.connection() as conn:
        rows = await conn.fetch(
            "select table_name from information_schema.tables where table_schema = 'public' order by 1"
        )
        tables = [row["table_name"] for row in rows if row["table_name"] not in TRACES]
        parts = [_digest(table, letters=letters, own=own is not None) for table in tables]
        parts.append(_of("ledger_entry", f"where ({HAPPENED}) and chain <> $2"))
        # Entries that are shown already: no mail makes another's calendar move.
        parts.append(_of("effect", "where kind = 'calendar' and party_id <> $1"))
        found = await conn.fetch(" union all ".join(parts), party_id, chain)
    return {row[0]: row[1] for row in found}


def _digest(table: str, *, letters: bool, own: bool) -> str:
    match table:
        case "party":
            said = "array['answer', 'answered_sequence', 'answer_stamp', 'reachable']"
            return _of(table, row=f"case when id = $1 then to_jsonb(t) - {said} else to_jsonb(t) end")
        case "interview":
            said = "array['state', 'revision']"
            return _of(table, row=f"case when id = $2 then to_jsonb(t) - {said} else to_jsonb(t) end")
        case "counter":
            return _of(table, "where party_id <> $1")
        case "waiting":
            return _of(table, "where coalesce(interview_id, '-') <> $2")
        case _ if table in NEWS and (own or letters):
            return f"select '{table}', ''"
        case _ if table in OF_A_LETTER and letters:
            return f"select '{table}', ''"
        case _:
            return _of(table)


def _of(table: str, where: str = "", row: str = "to_jsonb(t)") -> str:
    rows = f"select ({row})::text as line from {table} t {where}"
    return (
        f"select '{table}', (select md5(coalesce(string_agg(line, '|' order by line), '')) from ({rows}) s)"
    )
