"""A relay that is not ours and takes no commands: a coturn. There a login ends by its time alone."""

from __future__ import annotations

from anteroom.rooms.relay.control import Stats


class Uncommanded:
    """Stands where `RelayControl` stands, and cuts nobody off; docs/relay.md says what that means."""

    async def revoke(self, room: str, seat: str | None, up_to: int) -> int:
        """Do nothing: whoever was removed keeps an address there until it expires, and nobody to talk to.

        The others' pages close their side, and the hub tells nobody of the removed one any more.
        """
        return 0

    def revoked_up_to(self, room: str, seat: str) -> int:
        """No credentials are refused before their time."""
        return 0

    async def learn(self, room: str) -> None:
        """There is nothing to learn."""

    async def stats(self) -> Stats:
        """It tells nothing, and never begins anew as far as we know."""
        return Stats("coturn", 0, 0, 0, 0, 0, 0, 0)

    async def close(self) -> None:
        """There is no connection."""
