"""Interview rooms at Upwork as threads: the card is a message of ours, edited in place.

Upwork has no key by which a repeat is known. So before a message is posted that may have been posted already,
the room is asked whether a message that says exactly this stands there and is none that we know.
"""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec

from anteroom.effects.model import Part, Refused, TryLater
from anteroom.house import House
from anteroom.languages import Language
from anteroom.marketplaces.connector import CardPost, MessagePost, Writing
from anteroom_marketplaces.upwork import queries, store
from anteroom_marketplaces.upwork.answers import PageInfo, Story, whole
from anteroom_marketplaces.upwork.client import UpworkClient
from anteroom_marketplaces.wording import word_card, word_message

LONGEST = 10_240
"""Characters of one message."""
LOOKED_BACK = timedelta(days=2)
MOST_PAGES = 5


class _Posting(msgspec.Struct, frozen=True):
    room: str
    message: str
    story: str = ""


class _Posted(msgspec.Struct, frozen=True):
    id: str


class _Edited(msgspec.Struct, frozen=True):
    status: str = ""


class UpworkThreads:
    """Writes as whoever connected the organisation. `links`: the card bears its address."""

    def __init__(self, house: House, client: UpworkClient, language: Language, *, links: bool) -> None:
        self._house = house
        self._client = client
        self._language: Language = language
        self._links = links

    def card(self, post: CardPost) -> Writing:
        """The card as text."""
        worded = word_card(post.card, self._language, how="how.words", link=self._links)
        return _writing(_Posting(post.thread, worded.text, post.outside_id or ""), worded.minted)

    def message(self, post: MessagePost) -> Writing:
        """A member's words, with whose they are: it is posted by whoever connected the organisation."""
        text = word_message(post.label, post.by, post.text, self._language)
        return _writing(_Posting(post.thread, text[:LONGEST]), ())

    async def write(self, body: bytes) -> str | None:
        """Post or edit; return the id of what was posted."""
        said = msgspec.json.decode(body, type=_Posting)
        async with self._house.database.connection() as conn:
            account = await store.account_of_room(conn, said.room)
        if account is None:
            raise Refused("nobody knows whose room this is")
        story = said.story or await self._posted_before(account, said)
        if story:
            await self._edit(account, story, said)
        else:
            story = await self._post(account, said)
        if said.story:
            return None
        async with self._house.database.connection() as conn:
            await store.note_own_story(conn, account, story, said.room, self._house.clock.now())
        return story

    async def _post(self, account: str, said: _Posting) -> str:
        answer = await self._client.change(
            account, "Post", queries.POST, {"room": said.room, "message": said.message}
        )
        posted: _Posted | None = answer.part("createRoomStoryV2", _Posted)
        if posted is None:
            # A hole where the id should be: it may stand there, and is looked for at the next try.
            raise TryLater("Upwork did not say under which id it was posted", certain=False)
        return posted.id

    async def _edit(self, account: str, story: str, said: _Posting) -> None:
        variables = {"room": said.room, "story": story, "message": said.message}
        answer = await self._client.change(account, "Edit", queries.EDIT, variables)
        if answer.part("updateRoomStoryV2", _Edited) is None:
            raise TryLater("Upwork did not say whether it was edited", certain=False)

    async def _posted_before(self, account: str, said: _Posting) -> str:
        """Return the id of a message that says exactly this and that we do not know; "" for none."""
        since, after = self._house.clock.now() - LOOKED_BACK, None
        for _ in range(MOST_PAGES):
            variables = {"room": said.room, "since": since.isoformat(), "first": queries.PAGE, "after": after}
            answer = await self._client.ask(account, "Stories", queries.STORIES, variables)
            stories: list[Story] = answer.rows("roomStories", Story)
            same = [each.id for each in stories if each.message == said.message]
            if same:
                async with self._house.database.connection() as conn:
                    ours = await store.own_stories(conn, same)
                if unknown := [each for each in same if each not in ours]:
                    return unknown[0]
            info = page_info(answer.data.get("roomStories"))
            if not info.hasNextPage or not info.endCursor:
                break
            after = info.endCursor
        return ""


def page_info(connection: object) -> PageInfo:
    """Return a connection's page info; where it is not whole, that there is no more."""
    found = whole(connection.get("pageInfo"), PageInfo) if isinstance(connection, dict) else None
    return found or PageInfo()


def _writing(said: _Posting, minted: tuple[str, ...]) -> Writing:
    read = json.dumps({"message": said.message}, ensure_ascii=False)
    parts = (Part("application/json", read.encode()), Part("text/plain", said.message.encode()))
    return Writing(msgspec.json.encode(said), parts, minted)
