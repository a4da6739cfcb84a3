"""Of whom somebody may ask by address when a time suits: of people who came along on the own side before.

An address proves nothing: whoever knows one could else ask when a stranger can be met.
"""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.database.connection import Connection


async def met_before(conn: Connection, person_id: str, others: Sequence[str]) -> list[str]:
    """Return those of `others` who have accepted an interview on this person's side, in their order."""
    rows = await conn.fetch(
        """select distinct them.person_id from party me join party them using (interview_id)
        where me.person_id = $1 and them.person_id = any($2::text[]) and them.side = me.side
            and them.answer = 'accepted' and them.removed_at is null and me.removed_at is null""",
        person_id,
        list(others),
    )
    found = {row["person_id"] for row in rows}
    return [each for each in others if each in found]


async def of_another_house(conn: Connection, person_id: str, others: Sequence[str]) -> set[str]:
    """Return those of `others` who are members of another organisation, or freelancers, or clients alone.

    Sharing a workspace with a host does not make somebody one of the host's people.
    """
    rows = await conn.fetch(
        """select person_id from member them where person_id = any($2::text[]) and not exists (
            select from member me where me.person_id = $1 and me.role = them.role
                and me.organisation_id = them.organisation_id)""",
        person_id,
        list(others),
    )
    return {row["person_id"] for row in rows} - {person_id}
