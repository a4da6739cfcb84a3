"""A published calendar: an address of an .ics file, as Google, Outlook, iCloud and Fastmail give them out."""

from __future__ import annotations

from collections.abc import Mapping

from yarl import URL

from anteroom.times.availability.model import Account, Busy, Kind, Trouble, Unchanged, Unknown, Window
from anteroom.times.availability.source import Field
from anteroom_availability.asking import Untold
from anteroom_availability.fetching import REFUSALS, Fetched, Fetching
from anteroom_availability.read import Reading

ADDRESS = "address"
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""What an answer says of itself → how the next question says that it is known (RFC 9110, 13)."""
LONGEST_VALIDATOR = 500


class PublishedCalendars:
    """The kind `published`."""

    kind = Kind.PUBLISHED
    fields: tuple[Field, ...] = (Field(ADDRESS, secret=True, address=True),)
    connect_path = ""

    def __init__(self, fetching: Fetching, reading: Reading) -> None:
        self._fetching = fetching
        self._reading = reading

    def read(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """Return the address. Raises BadInput."""
        return {ADDRESS: str(self._fetching.address(typed.get(ADDRESS, ""), ADDRESS))}

    def shown(self, given: Mapping[str, str]) -> str:
        """Return the host alone: whoever has the rest reads the calendar."""
        return URL(given[ADDRESS]).host or ""

    async def busy(self, account: Account, window: Window) -> Busy | Unchanged | Unknown:
        """Fetch it, unless it is still what it was, and read it."""
        headers = {"Accept": "text/calendar, */*;q=0.1"}
        for name, asks in _VALIDATORS.items():
            if name in account.remembered:
                headers[asks] = account.remembered[name]
        try:
            fetched = await self._fetching.follow(URL(account.given[ADDRESS]), headers)
            if fetched.status == 304 and account.remembered:
                return Unchanged()
            _judge(fetched)
            found = await self._reading.read([fetched.body], window, account.zone)
        except Untold as error:
            return Unknown(error.trouble)
        said = {name: fetched.headers.get(name, "") for name in _VALIDATORS}
        kept = {name: value for name, value in said.items() if 0 < len(value) <= LONGEST_VALIDATOR}
        return Busy(found.spans, found.doubts, remembered=kept)

    async def revoke(self, account: Account) -> None:
        """Do nothing: the owner withdraws such an address where it was given out."""


def _judge(fetched: Fetched) -> None:
    if fetched.status != 200:
        raise Untold(REFUSALS.get(fetched.status, Trouble.BROKEN))
