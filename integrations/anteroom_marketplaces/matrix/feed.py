"""What happens in the rooms, by /sync with a kept cursor; the first look reads nothing of before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog

from anteroom.effects.model import Refused
from anteroom.guard import LIMIT
from anteroom.house import House
from anteroom.interviews.model import Answer
from anteroom.marketplaces.connector import Page
from anteroom.marketplaces.told import AnswerTold, Change
from anteroom.proposals.messages import LONGEST_ID, MessageTold
from anteroom_marketplaces import cards_store
from anteroom_marketplaces.cards_store import StandingCard
from anteroom_marketplaces.matrix import store
from anteroom_marketplaces.matrix.client import MatrixClient
from anteroom_marketplaces.matrix.threads import TIME, time_of
from anteroom_marketplaces.matrix.written import text_of
from anteroom_marketplaces.replies import pressed_answer, typed_answer

log = structlog.get_logger()

MOST_EVENTS, AT_FIRST = 100, 10
"""Of one room in one answer: those behind a gap are asked for alone."""
MOST_PAGES = 20
"""Of one room whose timeline has a gap: two thousand events between two looks are more than people write."""
LONGEST_TEXT = 65_536
"""No event is larger (Client-Server API, "Size limits")."""
OVERLAP = 400
"""How much of one piece stands in the next, too: more than any detail is long."""
LONGEST_EVENT = LONGEST_ID - 2
"""Characters of an event's id: a piece is told by it, a mark and a digit."""
TYPES = ["m.room.message", "m.reaction", "m.room.member"]
TIMELINE = {"types": TYPES, "limit": AT_FIRST}
FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "timeline": TIMELINE,
        "state": {"types": []},
        "ephemeral": {"types": []},
        "account_data": {"types": []},
    },
}
FROM_NOW = {**FILTER, "room": {**FILTER["room"], "timeline": {**TIMELINE, "limit": 1}}}


class _Event(msgspec.Struct, frozen=True):
    type: str = ""
    event_id: str = ""
    sender: str = ""
    origin_server_ts: int = 0
    state_key: str | None = None
    content: dict[str, Any] = {}
    unsigned: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """One event as far as it matters. `about` is the event that it is about, `root` its thread's first.

    `instead_of` is the event whose text this one replaces. Its repr does not say what somebody wrote.
    """

    id: str
    sender: str
    at: datetime
    text: str = field(default="", repr=False)
    pressed: str = ""
    about: str = ""
    root: str = ""
    instead_of: str = ""


class SyncFeed:
    """The rooms that the bot is in."""

    name = "sync"

    def __init__(self, house: House, client: MatrixClient, user_id: str, every: timedelta) -> None:
        self.every = every
        self._house = house
        self._client = client
        self._user_id = user_id

    async def page(self, after: str) -> Page:
        """Return what was said and pressed since then. Raises TryLater, Refused."""
        found = await self._client.sync(after, FILTER if after else FROM_NOW)
        rooms = _mapping(found.get("rooms"))
        await self._take_invitations(_mapping(rooms.get("invite")))
        changes: list[Change] = []
        if after:
            for room, joined in _mapping(rooms.get("join")).items():
                said = await self._said(room, _mapping(_mapping(joined).get("timeline")), after)
                changes += await self._told(room, said)
        return Page(tuple(changes), str(found.get("next_batch") or after))

    async def _take_invitations(self, invited: Mapping[str, Any]) -> None:
        """Go where a proposal's thread is, and nowhere else."""
        for room in invited:
            async with self._house.database.connection() as conn:
                wanted = await store.threads_in(conn, room)
            if not wanted:
                continue
            try:
                await self._client.join(room)
            except Refused as error:
                log.warning("marketplace.not_joined", kind=store.CONNECTOR, reason=str(error))

    async def _said(self, room: str, timeline: Mapping[str, Any], after: str) -> list[Said]:
        """Return a room's events in their order, with those that a gap in the timeline left out.

        What was said before the bot came is not read.
        """
        events = self._since_we_came(_events(timeline.get("events")))
        start = timeline.get("prev_batch")
        for _ in range(MOST_PAGES if timeline.get("limited") else 0):
            if not isinstance(start, str) or (events and self._came(events[0])):
                break
            try:
                page = await self._client.before(room, start, after, MOST_EVENTS)
            except Refused as error:
                # A room that the bot was put out of meanwhile must not hold up all the others.
                log.warning("marketplace.gap_left", kind=store.CONNECTOR, reason=str(error))
                break
            events = self._since_we_came([*reversed(_events(page.get("chunk"))), *events])
            start = page.get("end")
        return [said for event in events if (said := self._read(event)) is not None]

    def _since_we_came(self, events: list[_Event]) -> list[_Event]:
        came = [place for place, event in enumerate(events) if self._came(event)]
        return events[came[-1] :] if came else events

    def _came(self, event: _Event) -> bool:
        """Tell whether the bot comes in here; a change of its name is written as another join."""
        if event.type != "m.room.member" or event.state_key != self._user_id:
            return False
        before = _mapping(event.unsigned.get("prev_content")).get("membership")
        return event.content.get("membership") == "join" and before != "join"

    def _read(self, event: _Event) -> Said | None:
        if event.sender == self._user_id or not event.event_id or len(event.event_id) > LONGEST_EVENT:
            return None
        at = _instant(event)
        if at is None:
            return None
        content, relation = event.content, _mapping(event.content.get("m.relates_to"))
        kind, about = relation.get("rel_type"), _text(relation.get("event_id"))
        if event.type == "m.reaction" and kind == "m.annotation":
            pressed = _text(relation.get("key"))
            return Said(event.event_id, event.sender, at, pressed=pressed, about=about)
        if event.type != "m.room.message":
            return None
        replied = _text(_mapping(relation.get("m.in_reply_to")).get("event_id"))
        if relation.get("is_falling_back") is True:
            replied = ""  # what programs without threads show as a reply was none
        text = text_of(content, reply=bool(replied))
        # Of what can be nothing's id nobody can be said to take the place: it is a message of its own.
        if kind == "m.replace" and 0 < len(about) <= LONGEST_EVENT and "\0" not in about:
            return Said(event.event_id, event.sender, at, text=text, instead_of=about)
        root = about if kind == "m.thread" else ""
        return Said(event.event_id, event.sender, at, text=text, about=replied, root=root)

    async def _told(self, room: str, said: Sequence[Said]) -> list[Change]:
        if not said:
            return []
        async with self._house.database.connection() as conn:
            threads = await store.threads_in(conn, room)
            members = await store.members_of(conn, self._house, {each.sender for each in said})
            cards = [card for each in threads for card in await cards_store.cards_in(conn, each.place)]
        changes: list[Change] = []
        for each in said:
            writer = members.get(each.sender)
            if writer is not None:
                changes += await self._told_by(writer, each, room, threads, cards)
        return changes

    async def _told_by(
        self,
        writer: str,
        said: Said,
        room: str,
        threads: Sequence[store.Thread],
        cards: Sequence[StandingCard],
    ) -> list[Change]:
        """Return what an event of a member tells: a message for the guard, then the answer that it may be."""
        card = _card_of(said, cards)
        if said.pressed:
            return await self._answered(writer, said, room, card, pressed_answer(said.pressed))
        own = [each for each in threads if writer in (each.client, each.freelancer)]
        thread = _thread_of(said, room, threads, card)
        if not said.text or not own or (thread is not None and thread not in own):
            return []
        if thread is None:
            # Beside the threads of several proposals. Whichever it is about, it stands there, and is read.
            about = next((each for each in own if each.living), own[0])
            return _messages(said, about.proposal, writer)
        messages = _messages(said, thread.proposal, writer)
        if said.instead_of:
            return messages  # an edit answers nothing: what was typed first did, or was talk
        if card is None:
            # Of two cards nobody can tell which one is meant, unless it was said on one of them.
            here = [each for each in cards if each.proposal == thread.proposal]
            card = here[0] if len(here) == 1 else None
        return [*messages, *await self._answered(writer, said, room, card, typed_answer(said.text))]

    async def _answered(
        self, writer: str, said: Said, room: str, card: StandingCard | None, answer: Answer | None
    ) -> list[Change]:
        if answer is None or card is None or writer not in (card.client, card.freelancer):
            return []
        since = await self._shown_since(room, card)
        if since is None or said.at < since:
            return []
        return [AnswerTold(f"matrix:{said.id}", card.interview, writer, answer)]

    async def _shown_since(self, room: str, card: StandingCard) -> datetime | None:
        """Return since when a card has shown the time that its interview has, by the homeserver's own clock.

        Ours may be another, and an edit may still be on its way: then the card shows an earlier time, and
        None is returned.
        """
        wanted = time_of(card.starts_at, card.ends_at)
        try:
            posted = await self._client.event(room, card.outside_id)
            edits = await self._client.edits(room, card.outside_id, MOST_EVENTS) if card.moved else {}
        except Refused:
            return None  # somebody took the card away
        for event in [*_events([posted]), *_events(edits.get("chunk"))]:
            shown = _mapping(event.content.get("m.new_content")) or event.content
            # Of a first posting the server may show the newest text, and always the first time.
            if event.sender == self._user_id and shown.get(TIME) == wanted:
                return _instant(event)
        return None


def _messages(said: Said, proposal: str, writer: str) -> list[Change]:
    """Return what was said for the guard; what is too long to be read at once in pieces that overlap."""
    text, known = said.text[:LONGEST_TEXT], said.instead_of or said.id
    starts = range(0, max(len(text) - OVERLAP, 1), LIMIT - OVERLAP)
    ids = [f"{known}#{place}" if place else known for place in range(len(starts))]
    return [
        MessageTold(each, proposal, writer, text[start : start + LIMIT], said.at)
        for each, start in zip(ids, starts, strict=True)
    ]


def _card_of(said: Said, cards: Sequence[StandingCard]) -> StandingCard | None:
    """Return the card that an event is about: pressed on, replied to, or in whose thread it is."""
    return next((card for card in cards if card.outside_id in (said.about, said.root)), None)


def _thread_of(
    said: Said, room: str, threads: Sequence[store.Thread], card: StandingCard | None
) -> store.Thread | None:
    if card is not None:
        return next((each for each in threads if each.proposal == card.proposal), None)
    here = [each for each in threads if each.place == (f"{room}/{said.root}" if said.root else room)]
    whole = [each for each in threads if each.place == room]
    # In a room of one proposal every thread is about it; of several, nobody can tell.
    found = here or whole
    return found[0] if len(found) == 1 else None


def _instant(event: _Event) -> datetime | None:
    try:
        return datetime.fromtimestamp(event.origin_server_ts / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _events(found: object) -> list[_Event]:
    events = []
    for each in found if isinstance(found, list) else ():
        try:
            events.append(msgspec.convert(each, _Event))
        except msgspec.ValidationError:
            continue  # one that is not as the specification has it is nobody's message
    return events


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""
