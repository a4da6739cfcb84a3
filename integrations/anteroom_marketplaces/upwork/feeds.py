"""What Upwork is asked for again and again: it has neither webhooks nor subscriptions.

`rooms` looks at the interview rooms in which something happened lately; `standing` at the room of every
living proposal, since a proposal can be declined, and a contract end, without a word in its room. Both go
through the accounts in turn: one whose consent is over does not hold up the others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import msgspec
import structlog

from anteroom.effects.model import Refused, TryLater
from anteroom.house import House
from anteroom.marketplaces.connector import Page
from anteroom.marketplaces.told import Change
from anteroom_marketplaces.upwork import queries, store
from anteroom_marketplaces.upwork.answers import Room
from anteroom_marketplaces.upwork.client import ErrorsAlone, NotTaken, UpworkClient
from anteroom_marketplaces.upwork.rooms import UpworkRooms
from anteroom_marketplaces.upwork.threads import page_info

log = structlog.get_logger()

AT_ONCE = 20
"""Rooms of one page of ours; each may cost two requests more."""
FIRST_LOOK = timedelta(days=30)
OVERLAP = timedelta(minutes=2)
"""Looked back behind the last look: their clock is not ours, and what is heard twice changes nothing."""


class Reached(msgspec.Struct, frozen=True):
    """How far a feed came: since when each account was read, and where in the round it stands."""

    since: dict[str, str] = {}
    account: str = ""
    after: str = ""
    began: str = ""
    went: bool = False


Look = Callable[[str, Reached], Awaitable[tuple[tuple[Change, ...], str]]]


class Round:
    """Goes through the accounts, a page at a time.

    `look` returns what it saw and where to go on in the same account, "" for nowhere.
    """

    def __init__(self, house: House, look: Look) -> None:
        self._house = house
        self._look = look

    async def page(self, cursor: str) -> Page:
        """Return the next page. Raises TryLater, Refused where no account could be read in a round."""
        reached = _reached(cursor)
        async with self._house.database.connection() as conn:
            accounts = await store.accounts(conn)
        waiting = [each for each in accounts if each >= reached.account]
        error: TryLater | Refused | None = None
        for account in waiting:
            here = reached.account == account
            began = (here and reached.began) or self._house.clock.now().isoformat()
            stands = msgspec.structs.replace(
                reached, account=account, after=reached.after if here else "", began=began
            )
            try:
                changes, after = await self._look(account, stands)
            except (TryLater, Refused) as failed:
                log.warning("marketplace.account_later", kind=store.CONNECTOR, reason=str(failed))
                error, reached = failed, msgspec.structs.replace(stands, after="", began="")
                continue
            if after:
                return _page(changes, msgspec.structs.replace(stands, after=after, went=True), more=True)
            since = {**stands.since, account: began}
            behind = [each for each in accounts if each > account]
            if behind:
                goes_on = msgspec.structs.replace(
                    stands, since=since, account=behind[0], after="", began="", went=True
                )
                return _page(changes, goes_on, more=True)
            return _page(changes, Reached(since), more=False)
        if error is not None and not reached.went:
            raise error
        return _page((), Reached(reached.since), more=False)


class _Feed(ABC):
    """Rooms, looked at through all accounts in turn."""

    def __init__(self, house: House, client: UpworkClient, rooms: UpworkRooms, every: timedelta) -> None:
        self.every = every
        self._house = house
        self._client = client
        self._rooms = rooms
        self._round: Round = Round(house, self._look)

    async def page(self, after: str) -> Page:
        """Return what changed. Raises TryLater, Refused."""
        return await self._round.page(after)

    @abstractmethod
    async def _look(self, account: str, reached: Reached) -> tuple[tuple[Change, ...], str]:
        """Return what one account saw, and where to go on in it."""


class RoomsFeed(_Feed):
    """Rooms in which something happened since the last look, and what was said there."""

    name = "rooms"

    async def _look(self, account: str, reached: Reached) -> tuple[tuple[Change, ...], str]:
        last = reached.since.get(account)
        since = datetime.fromisoformat(last) - OVERLAP if last else None
        active = since or datetime.fromisoformat(reached.began) - FIRST_LOOK
        variables = {"since": active.isoformat(), "first": AT_ONCE, "after": reached.after or None}
        answer = await self._client.ask(account, "Rooms", queries.ROOMS, variables)
        if not isinstance(answer.data.get("roomList"), dict):
            raise TryLater("Upwork left out the rooms")
        # What was said before an organisation connected is nobody's business here.
        changes = await self._rooms.told(account, answer.rows("roomList", Room), since)
        info = page_info(answer.data["roomList"])
        return changes, (info.endCursor or "") if info.hasNextPage else ""


class StandingFeed(_Feed):
    """The rooms of living proposals, each asked for by its id."""

    name = "standing"

    async def _look(self, account: str, reached: Reached) -> tuple[tuple[Change, ...], str]:
        async with self._house.database.connection() as conn:
            rooms = await store.living_rooms(conn, account, reached.after, queries.BATCH)
        if not rooms:
            return (), ""
        return await self._rooms.told(account, await self._known(account, rooms), None), rooms[-1]

    async def _known(self, account: str, rooms: Sequence[str]) -> list[Room]:
        """Ask for these rooms at once; one that is not there any more empties the whole answer (`Room!`)."""
        query, variables = queries.rooms_by_id(rooms)
        try:
            answer = await self._client.ask(account, "Known", query, variables)
        except (NotTaken, ErrorsAlone):
            if len(rooms) == 1:
                return []
            return [found for room in rooms for found in await self._known(account, [room])]
        return [found for name in variables if (found := answer.part(name, Room)) is not None]


def _reached(cursor: str) -> Reached:
    try:
        return msgspec.json.decode(cursor, type=Reached) if cursor else Reached()
    except msgspec.DecodeError:
        return Reached()


def _page(changes: tuple[Change, ...], reached: Reached, *, more: bool) -> Page:
    return Page(changes, msgspec.json.encode(reached).decode(), more)
