"""Forgetting where something stands outside, when the outside is gone or must not be remembered."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.database.connection import Connection


async def forget_outside(
    conn: Connection, kinds: str, person_ids: Sequence[str], beginnings: Sequence[str]
) -> None:
    """Forget where effects stand outside: of these people's interviews, by how kind and outside id begin.

    What is wanted there later is shown anew.
    """
    await conn.execute(
        """update effect set outside_id = null where starts_with(kind, $1) and outside_id is not null
            and interview_id in (select interview_id from party where person_id = any($2::text[]))
            and exists (select from unnest($3::text[]) beginning where starts_with(outside_id, beginning))""",
        kinds,
        list(person_ids),
        list(beginnings),
    )
