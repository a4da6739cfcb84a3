"""Whom a host is told of that waits, for whoever brings it outside."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.gate.model import Stands
from anteroom.interviews.view import Line, View


async def knocks_still(conn: Connection, view: View, party_id: str) -> Line | None:
    """Return the line of a party that still waits, if the view is its host's; None otherwise."""
    if view.state.over or view.host.party_id != view.party_id:
        return None
    stands = await conn.fetchval("select stands from seat where party_id = $1", party_id)
    if stands != Stands.WAITING.value:
        return None
    return next((each for each in view.lines if each.party_id == party_id), None)
