"""A calendar server of the owner's (RFC 4791): by its own reckoning of free time where it has one.

Three ways, the first that works: the scheduling outbox (RFC 6638, 5), which knows all calendars and what
each counts for; free-busy-query of each calendar (RFC 4791, 7.10); its events, of which only times are
asked for. A client of our own, since it needs three requests: the known one brings an HTTP library
that looks at no address before it connects.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Mapping, Sequence

from yarl import URL

from anteroom.errors import BadInput
from anteroom.times.availability.model import Account, Busy, Kind, Trouble, Unchanged, Unknown, Window
from anteroom.times.availability.source import Field
from anteroom_availability import dav_requests as requests
from anteroom_availability.asking import Untold
from anteroom_availability.dav_xml import CALDAV, Element, NotXml, parse
from anteroom_availability.fetching import LARGEST, MOST_REDIRECTS, REFUSALS, Fetched, Fetching
from anteroom_availability.read import Reading

ADDRESS, NAME, PASSWORD = "address", "name", "password"
LONGEST = 500
ODD = "This cannot be right: it is empty, too long, or has odd characters."
MOST_CALENDARS = 20
AT_ONCE = 5
MULTISTATUS = 207
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOT_HERE = frozenset({400, 403, 404, 405, 409, 415, 422, 501})
"""A server that does not know a question answers with one of these."""


class CaldavCalendars:
    """The kind `caldav`."""

    kind = Kind.CALDAV
    fields: tuple[Field, ...] = (Field(ADDRESS, address=True), Field(NAME), Field(PASSWORD, secret=True))
    connect_path = ""

    def __init__(self, fetching: Fetching, reading: Reading) -> None:
        self._fetching = fetching
        self._reading = reading

    def read(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """Return address, name and password. Raises BadInput."""
        address = self._fetching.address(typed.get(ADDRESS, ""), ADDRESS)
        name, password = typed.get(NAME, "").strip(), typed.get(PASSWORD, "")
        for field, value in ((NAME, name), (PASSWORD, password)):
            if not value or len(value) > LONGEST or not value.isprintable():
                raise BadInput(ODD, field=field)
        if ":" in name:
            raise BadInput("A name has no colon in it.", field=NAME)
        return {ADDRESS: str(address), NAME: name, PASSWORD: password}

    def shown(self, given: Mapping[str, str]) -> str:
        """Return the host."""
        return URL(given[ADDRESS]).host or ""

    async def busy(self, account: Account, window: Window) -> Busy | Unchanged | Unknown:
        """Find the owner's calendars and ask."""
        server = _Server(self._fetching, account.given)
        try:
            return await self._reading.read(await server.told(window), window, account.zone)
        except Untold as error:
            return Unknown(error.trouble)

    async def revoke(self, account: Account) -> None:
        """Do nothing: such a password is taken back at the server by its owner."""


class _Server:
    """One owner's account at one server, for one question."""

    def __init__(self, fetching: Fetching, given: Mapping[str, str]) -> None:
        self._fetching = fetching
        self._address = URL(given[ADDRESS])
        pair = b64encode(f"{given[NAME]}:{given[PASSWORD]}".encode()).decode()
        self._bears = {"Authorization": f"Basic {pair}"}

    async def told(self, window: Window) -> list[bytes]:
        """Return calendars that together say when the owner is busy. Raises Untold."""
        found, place = await self._entrance()
        calendar = found.first("calendar", CALDAV) is not None
        principal = self._at(place, found.href("current-user-principal"))
        home = self._at(place, found.href("calendar-home-set", CALDAV))
        if not calendar and principal is not None and principal != place:
            found, place = await self._found(principal, requests.PRINCIPAL, "0")
            home = home or self._at(place, found.href("calendar-home-set", CALDAV))
        if not calendar:
            said = await self._by_outbox(found, place, window)
            if said:
                return said
        return await self._by_each([place] if calendar else await self._calendars(home), window)

    async def _entrance(self) -> tuple[Element, URL]:
        """What is at the address that the owner typed, or where the host says that its calendars are."""
        try:
            found, place = await self._found(self._address, requests.ENTRANCE, "0")
            if found.href("current-user-principal") or found.first("calendar", CALDAV) is not None:
                return found, place
            trouble = Trouble.NO_CALENDAR
        except Untold as error:
            trouble = error.trouble
            if not trouble.refuses:
                raise
        try:
            # RFC 6764, 5.
            return await self._found(self._address.with_path("/.well-known/caldav"), requests.ENTRANCE, "0")
        except Untold as error:
            nothing = error.trouble in (Trouble.GONE, Trouble.NO_CALENDAR)
            raise Untold(trouble if nothing else error.trouble) from None

    async def _calendars(self, home: URL | None) -> list[URL]:
        if home is None:
            raise Untold(Trouble.NO_CALENDAR)
        listed, place = await self._found(home, requests.CALENDARS, "1")
        found = []
        for each in listed.all("response"):
            free = each.first("transparent", CALDAV) is not None
            address = self._at(place, next((href.text.strip() for href in each.all("href")), ""))
            if each.first("calendar", CALDAV) is not None and not free and address is not None:
                found.append(address)
        if not found:
            raise Untold(Trouble.NO_CALENDAR)
        if len(found) > MOST_CALENDARS:
            raise Untold(Trouble.TOO_MUCH)
        return found

    async def _by_outbox(self, principal: Element, place: URL, window: Window) -> list[bytes]:
        outbox = self._at(place, principal.href("schedule-outbox-URL", CALDAV))
        addresses = principal.first("calendar-user-address-set", CALDAV)
        own = [href.text.strip() for href in addresses.all("href")] if addresses is not None else []
        mine = next((each for each in own if requests.is_calendar_user(each)), "")
        if outbox is None or not mine:
            return []
        answer = await self._send("POST", outbox, requests.free_busy(mine, window), "text/calendar")
        if answer.status != 200:
            return []
        try:
            root = parse(answer.body)
        except NotXml:
            return []
        said = [each for each in root.all("response", CALDAV) if requests.says_yes(each)]
        data = [found.text.encode() for each in said if (found := each.first("calendar-data", CALDAV))]
        return data if len(said) == 1 else []

    async def _by_each(self, calendars: Sequence[URL], window: Window) -> list[bytes]:
        """Ask a few calendars at a time: somebody waits."""
        said: list[bytes] = []
        for begin in range(0, len(calendars), AT_ONCE):
            asked = calendars[begin : begin + AT_ONCE]
            answers = await asyncio.gather(
                *(self._by_calendar(each, window) for each in asked), return_exceptions=True
            )
            for answer in answers:
                if isinstance(answer, BaseException):
                    raise answer
                said += answer
            if sum(map(len, said)) > LARGEST:
                raise Untold(Trouble.TOO_LARGE)
        return said

    async def _by_calendar(self, calendar: URL, window: Window) -> list[bytes]:
        answer = await self._send("REPORT", calendar, requests.free_busy_query(window), depth="1")
        if answer.status == 200 and b"BEGIN:VFREEBUSY" in answer.body.upper():
            return [answer.body]
        if answer.status not in (200, MULTISTATUS, *_NOT_HERE):
            _judge(answer)
        return await self._events(calendar, window)

    async def _events(self, calendar: URL, window: Window) -> list[bytes]:
        """Return a calendar's events: their times alone, or whole where a server cannot cut them."""
        for asked in (requests.times_query(window), requests.events_query(window)):
            answer = await self._send("REPORT", calendar, asked, depth="1")
            if answer.status != MULTISTATUS:
                _judge(answer)
            told = list(_tree(answer).all("response"))
            found = [each.first("calendar-data", CALDAV) for each in told]
            data = [each.text.encode() for each in found if each is not None and each.text.strip()]
            # An event without its times must not pass for free time: Xandikos says 404 of what it cannot cut.
            if len(data) == len(told):
                return data
        raise Untold(Trouble.BROKEN)

    async def _found(self, place: URL, asked: bytes, depth: str) -> tuple[Element, URL]:
        """What a PROPFIND says, and of which address; it may be led on within the server's own domain."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._send("PROPFIND", place, asked, depth=depth)
            if answer.status not in _MOVED:
                break
            led = self._fetching.led_to(answer)
            if not requests.same_house(self._address, led):
                raise Untold(Trouble.REDIRECTED)
            place = led
        else:
            raise Untold(Trouble.REDIRECTED)
        if answer.status != MULTISTATUS:
            _judge(answer)
        return _tree(answer), place

    async def _send(
        self, method: str, place: URL, body: bytes, kind: str = "application/xml", *, depth: str = "0"
    ) -> Fetched:
        headers = {**self._bears, "Content-Type": f"{kind}; charset=utf-8", "Depth": depth}
        return await self._fetching.send(method, place, headers, body)

    def _at(self, place: URL, href: str) -> URL | None:
        """Where an address in an answer leads; None for none. The password goes to no other house."""
        if not href:
            return None
        try:
            found = place.join(URL(href))
            ours = requests.same_house(self._address, found)
        except ValueError:
            raise Untold(Trouble.BROKEN) from None
        if not ours:
            raise Untold(Trouble.REDIRECTED)
        return found


def _tree(answer: Fetched) -> Element:
    try:
        return parse(answer.body)
    except NotXml:
        raise Untold(Trouble.BROKEN) from None


def _judge(answer: Fetched) -> None:
    """Raise what an answer means that is not the one that was wanted."""
    other = Trouble.NO_CALENDAR if answer.status in (*_NOT_HERE, 200) else Trouble.BROKEN
    raise Untold(REFUSALS.get(answer.status, other))
