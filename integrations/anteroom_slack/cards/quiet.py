"""Messages in Slack that somebody may switch off: each comes by mail then, and only where mail reaches."""

from __future__ import annotations

from collections.abc import Iterable

from anteroom.database.connection import Connection

CHOICES = {
    "slack_pass": "My own link, when the doors open",
    "slack_late": "Somebody runs late",
    "slack_note": "Somebody wrote to me",
    "slack_after": "A call failed or did not take place, or is to be tried again",
    "slack_came_back": "Mail does not reach somebody whom I invited",
}
"""Adapters' kinds and what a person reads of them. Cards are not among them: they are what Slack is for."""


async def is_switched_off(conn: Connection, person_id: str, kind: str) -> bool:
    """Tell whether somebody wants no message of a kind in Slack."""
    return kind in CHOICES and bool(
        await conn.fetchval(
            "select true from slack_switched_off where person_id = $1 and kind = $2", person_id, kind
        )
    )


async def switched_off(conn: Connection, person_id: str) -> frozenset[str]:
    """Return the kinds that somebody has switched off."""
    rows = await conn.fetch("select kind from slack_switched_off where person_id = $1", person_id)
    return frozenset(row["kind"] for row in rows)


async def switch_off(conn: Connection, person_id: str, kinds: Iterable[str]) -> None:
    """Switch these kinds off for somebody, and all others on."""
    await conn.execute("delete from slack_switched_off where person_id = $1", person_id)
    await conn.executemany(
        "insert into slack_switched_off (person_id, kind) values ($1, $2)",
        [(person_id, kind) for kind in sorted(set(kinds) & set(CHOICES))],
    )
