"""What a homeserver says of a room, as the guard is told it; a homeserver of its own: tests/matrix."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from pytest_asyncio import fixture

from anteroom.marketplaces.polling import Poller
from anteroom.proposals import store as proposals
from anteroom.proposals.messages import MessageTold
from anteroom.sandbox.server import Server, Weather
from anteroom.sandbox.world import World
from anteroom_marketplaces.matrix import store
from anteroom_marketplaces.matrix.client import MatrixClient
from anteroom_marketplaces.matrix.feed import LONGEST_TEXT, SyncFeed
from api_client import ApiClient
from deployment import MONDAY

ROOM, LEO, BOT = "!talk:market.test", "@leo:market.test", "@anteroom:market.test"
DETAIL = "leo.canary4k1@inbox.test"


class Room:
    """A proposal's room with one member whom we know, at a homeserver that answers what it is told to."""

    def __init__(self, world: World, homeserver: Server, client: MatrixClient) -> None:
        self.world, self._homeserver = world, homeserver
        self.feed = SyncFeed(world.house, client, BOT, timedelta(seconds=5))

    def says(self, *contents: Mapping[str, Any]) -> None:
        """Let the next look find these messages of Leo's."""
        at = int(MONDAY.timestamp() * 1000)
        events = [
            {
                "type": "m.room.message",
                "event_id": f"$said{nth}",
                "sender": LEO,
                "origin_server_ts": at + nth,
                "content": {"msgtype": "m.text", **content},
            }
            for nth, content in enumerate(contents)
        ]
        joined = {ROOM: {"timeline": {"events": events, "limited": False}}}
        found = {"next_batch": "s2", "rooms": {"join": joined}}
        self._homeserver.due.append(Weather(200, {}, json.dumps(found)))

    async def told(self) -> list[MessageTold]:
        """What one look tells."""
        page = await self.feed.page("s1")
        return [change for change in page.changes if isinstance(change, MessageTold)]


@fixture
async def room(quiet_world: World) -> AsyncIterator[Room]:
    """A room whose member Leo is known."""
    body = {"client": "m-maya", "freelancer": "m-leo", "job": {"id": "j-9", "title": "A ledger"}}
    told = {**body, "thread": ROOM, "state": "active"}
    assert (await ApiClient(quiet_world).put("/v1/proposals/p-9", told))[0] == 200
    async with quiet_world.house.database.transaction() as conn:
        leo = await proposals.member_by_external_id(conn, "m-leo")
        assert leo is not None
        await store.put_user(conn, quiet_world.house, LEO, leo.person_id)
    async with Server() as homeserver:
        client = MatrixClient(homeserver.url, "syt_token", allow_private=True)
        await client.open()
        yield Room(quiet_world, homeserver, client)
        await client.close()


REPLY = {"m.relates_to": {"m.in_reply_to": {"event_id": "$said0"}}}
EDIT = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$said0"}}
HIDDEN: Mapping[str, Mapping[str, Any]] = {
    "in the HTML that programs show instead": {"formatted_body": f"<p>Write <b>{DETAIL}</b></p>"},
    "between tags": {"formatted_body": "leo.can<b></b>ary4k1&#64;in<i>box</i>.test"},
    "where a link leads": {"formatted_body": f'Look <a href="mailto:{DETAIL}">here</a>'},
    "in a file's name": {"msgtype": "m.image", "filename": f"{DETAIL}.png"},
    "behind a mark of quotation": {"body": f"> {DETAIL}\nHello", **REPLY},
    "in what an edit shows to old programs": {
        "body": f"* {DETAIL}",
        "m.new_content": {"body": "Hello"},
        **EDIT,
    },
    "in the HTML of an edit": {"m.new_content": {"body": "Hello", "formatted_body": DETAIL}, **EDIT},
    "in an edit of what can be nothing": {
        "m.new_content": {"body": DETAIL},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "\0" + "x" * 300},
    },
    "behind a very long text": {"body": f"{'We talk about the ledger. ' * 1200}{DETAIL}"},
}


async def test_whatever_people_can_read_of_a_message_is_read(room: Room) -> None:
    for where, content in HIDDEN.items():
        room.says({"body": "Hello", **content})
        told = await room.told()
        assert any(DETAIL in each.text for each in told), where
        assert all(len(each.external_id) <= 200 and len(each.text) <= 20_000 for each in told)
    room.says({"body": "x" * 10 * LONGEST_TEXT})
    assert len(await room.told()) == 4


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"body": "**Hello** there", "formatted_body": "<strong>Hello</strong> there"}, None),
        ({"body": "One\n\ntwo", "formatted_body": "<p>One</p>\n<p>two</p>"}, "One\n\ntwo"),
        ({"body": f"> <{BOT}> Interview\n> at ten\n\naccept", **REPLY}, "accept"),
        (
            {
                "body": "Leo: yes",
                "formatted_body": f'<a href="https://matrix.to/#/{LEO}">Leo</a>: yes',
            },
            "Leo: yes",
        ),
        (
            {
                "body": "yes",
                "formatted_body": f"<mx-reply><blockquote>{LEO}</blockquote></mx-reply>yes",
                **REPLY,
            },
            "yes",
        ),
        ({"body": "* Hi", "m.new_content": {"body": "Hi"}, **EDIT}, "Hi"),
    ],
)
async def test_what_programs_write_twice_is_read_once(
    room: Room, content: Mapping[str, Any], text: str | None
) -> None:
    room.says(content)
    (told,) = await room.told()
    assert told.text == (text or "**Hello** there\n\nHello there")
    assert told.external_id == "$said0"


async def test_what_is_said_beside_the_threads_of_several_proposals_is_read(room: Room) -> None:
    """In the room itself, and in a thread that is no proposal's. It counts for one, and answers none."""
    api, job = ApiClient(room.world), {"id": "j-9", "title": "A ledger"}
    for number, state in ((9, "withdrawn"), (10, "active"), (11, "active")):
        told = {"client": "m-maya", "freelancer": "m-leo", "job": job, "state": state}
        place = f"{ROOM}/$thread{number}"
        assert (await api.put(f"/v1/proposals/p-{number}", {**told, "thread": place}))[0] == 200
    elsewhere = {"m.relates_to": {"rel_type": "m.thread", "event_id": "$other"}}
    for more in ({}, elsewhere):
        room.says({"body": DETAIL, **more})
        (said,) = await room.told()
        assert (said.text, said.sender) == (DETAIL, "m-leo")
        assert said.proposal in ("p-10", "p-11")
    room.says({"body": "accept"})
    assert len((await room.feed.page("s1")).changes) == 1


async def test_what_the_database_cannot_hold_stops_nothing_behind_it(room: Room) -> None:
    """An id with a zero in it comes from no program, and would be asked for again for ever."""

    class Strange:
        name, every = "strange", timedelta(seconds=5)

        async def page(self, after: str) -> Any:
            page = await room.feed.page("s1")
            strange, other = page.changes
            assert isinstance(strange, MessageTold)
            bad = MessageTold("\0", strange.proposal, strange.sender, strange.text, strange.sent_at)
            return type(page)((bad, other), page.cursor)

    room.says({"body": "Hello"}, {"body": "there"})
    await Poller(room.world.house, "matrix", [Strange()]).step()
    async with room.world.house.database.connection() as conn:
        assert [row[0] for row in await conn.fetch("select id from thread_message")] == ["$said1"]
        row = await conn.fetchrow("select failures, refused from marketplace_cursor")
    assert row is not None and tuple(row) == (0, 1)
