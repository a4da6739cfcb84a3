"""The kinds of calendar whose owners connect an account at Google or Microsoft.

Nobody asks one calendar oftener than every five minutes. A vendor that wants to be left alone for longer is:
by each process for itself, since there is nothing to be lost but one more refusal.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.times.availability import store
from anteroom.times.availability.model import Account, Busy, Span, Trouble, Unchanged, Unknown, Window
from anteroom.times.availability.source import Field
from anteroom_availability.asking import Asking, TokenRefused, Untold
from anteroom_availability.tokens import ACCESS, good, renewed, revoked
from anteroom_availability.vendors import Vendor

log = structlog.get_logger()


class ConnectedCalendars:
    """One vendor's calendars."""

    fields: tuple[Field, ...] = ()

    def __init__(self, house: House, asking: Asking, vendor: Vendor) -> None:
        self._house = house
        self._asking = asking
        self.vendor = vendor
        self.kind = vendor.kind
        self.connect_path = f"/{vendor.kind}"
        self._quiet: dict[str, float] = {}
        """Until when a calendar is left alone, in seconds since 1970, by its id."""

    def read(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """Refuse: nothing of it is typed."""
        raise BadInput(f"{self.vendor.title} is connected there, and not typed in here.")

    def shown(self, given: Mapping[str, str]) -> str:
        """Return what it is; whose account it is, we are not told."""
        return self.vendor.title

    async def busy(self, account: Account, window: Window) -> Busy | Unchanged | Unknown:
        """Ask, with a token that is good; once more with another where this one is refused."""
        now = self._house.clock.now().timestamp()
        if self._quiet.get(account.source_id, 0) > now:
            return Unknown(Trouble.THROTTLED)
        try:
            return Busy(await self._asked(account, window))
        except Untold as error:
            if error.wait:
                self._quiet = {key: until for key, until in self._quiet.items() if until > now}
                self._quiet[account.source_id] = now + error.wait
            return Unknown(error.trouble)

    async def revoke(self, account: Account) -> None:
        """Take the consent back at the vendor, where it has a call for that."""
        try:
            await revoked(self._asking, self.vendor, account.given)
        except Untold as error:
            log.warning("availability.not_revoked", kind=str(self.kind), code=error.trouble.value)

    async def _asked(self, account: Account, window: Window) -> tuple[Span, ...]:
        given = account.given
        if not good(given, self._house.clock.now()):
            given = await self._renewed(account, given)
        try:
            return await self.vendor.ask(self._asking, given[ACCESS], window)
        except TokenRefused:
            if given is not account.given:
                raise Untold(Trouble.DENIED) from None
            given = await self._renewed(account, given)
        return await self.vendor.ask(self._asking, given[ACCESS], window)

    async def _renewed(self, account: Account, given: Mapping[str, str]) -> Mapping[str, str]:
        """Return other tokens. They are kept at once: what comes after may go wrong."""
        fresh = await renewed(self._asking, self.vendor, given, self._house.clock.now())
        async with self._house.database.transaction() as conn:
            await store.keep_given(conn, self._house.vault, account.source_id, fresh)
        return fresh
