"""Live embeds: a stream of ids and revisions, with which any instance can go on; it ends with its session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp

from anteroom.database.pool import Database
from anteroom.embeds.event_views import NEWS
from anteroom.embeds.news import MOST_OF_VIEWER, News
from anteroom.embeds.sessions import SESSION_LIFE, viewer_of_token
from embeds.frame import Frame, Frames
from postgres import server_dsn


class Stream:
    """A stream as a reader gets it."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.octets = b""

    async def event(self) -> tuple[str, dict[str, Any]]:
        """The next event: its id and its data."""
        async with asyncio.timeout(5):
            while True:
                while b"\n\n" not in self.octets:
                    read = await self.answer.content.readany()
                    if not read:
                        raise EOFError
                    self.octets += read
                block, _, self.octets = self.octets.partition(b"\n\n")
                fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if line[0] != ":")
                if "data" in fields:
                    return fields["id"], json.loads(fields["data"])


@asynccontextmanager
async def stream(frames: Frames, frame: Frame, last: str = "") -> AsyncIterator[Stream]:
    """Open a stream."""
    headers = {"Authorization": f"Embed {frame.session}", **({"Last-Event-ID": last} if last else {})}
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{frames.world.url}/embed/events", headers=headers) as answer,
    ):
        assert answer.status == 200 and answer.content_type == "text/event-stream"
        yield Stream(answer)


async def answer(frames: Frames, said: str) -> None:
    """Leo answers somewhere else."""
    body = {"member": "m-leo", "answer": said}
    status, told = await frames.reception.api.post(f"/v1/interviews/{frames.interview}/answers", body)
    assert status == 200, told


async def test_it_tells_ids_and_revisions_and_goes_on_where_the_reader_was(frames: Frames) -> None:
    maya, leo = await frames.open("maya", proposal=frames.proposal), await frames.open("leo")
    async with stream(frames, maya) as hers, stream(frames, leo) as his:
        _, first = await hers.event()
        last, own = await his.event()
        assert set(first) == {frames.interview, "proposal"} and own == {frames.interview: 1}
        await answer(frames, "accepted")
        assert await his.event() != (last, own)
        at, new = await hers.event()
        assert new == {frames.interview: 2}
        await frames.world.twins.marketplace.withdraw(frames.proposal)
        while True:
            end, said = await hers.event()
            assert set(said) <= {frames.interview, "proposal"}
            if {frames.interview, "proposal"} <= set(said) or "proposal" in said:
                break
    state = (await maya.get("/embed/state")).text
    assert json.loads(state)[frames.interview] == 3
    async with stream(frames, maya, at) as again:
        assert (await again.event())[1].keys() == {frames.interview, "proposal"}
    async with stream(frames, leo) as whole:
        mark, _ = await whole.event()
    async with stream(frames, leo, mark) as known:
        await frames.reception.rewrite("update interview set revision = 9 where id = $1", frames.interview)
        assert (await known.event())[1] == {frames.interview: 9}
    assert end


async def test_it_ends_with_its_session(frames: Frames) -> None:
    leo = await frames.open("leo")
    async with stream(frames, leo) as his:
        await his.event()
        frames.clock.advance(SESSION_LIFE)
        await answer(frames, "accepted")
        try:
            await his.event()
        except EOFError:
            pass
        else:
            raise AssertionError("it went on")
    assert (await leo.get("/embed/events")).status == 401


async def test_a_viewer_has_so_many_streams_and_no_more(frames: Frames) -> None:
    leo, maya = await frames.open("leo"), await frames.open("maya")
    news = frames.world.app[NEWS]
    opened = [stream(frames, leo) for _ in range(MOST_OF_VIEWER)]
    for each in opened:
        await (await each.__aenter__()).event()
    assert (await leo.get("/embed/events")).status == 429
    assert (await leo.get("/embed/state")).status == 200
    async with stream(frames, maya) as hers:
        await hers.event()
        assert len(news) == MOST_OF_VIEWER + 1
    for each in opened:
        await each.__aexit__(None, None, None)
    # What a reader has closed does not count: a page that is loaded anew gets its stream.
    async with stream(frames, leo) as again:
        await again.event()
        assert len(news) == 1


async def test_another_instance_hears_of_it(frames: Frames) -> None:
    """Each has its own connection to the database, which tells them all."""
    house = frames.world.house
    async with house.database.connection() as conn:
        name = await conn.fetchval("select current_database()")
    dsn = (await server_dsn()).replace("/anteroom?", f"/{name}?")
    viewer = await viewer_of_token(house, (await frames.open("leo")).session)
    database = await Database.connect(dsn, most=2)
    there = News(replace(house, database=database))
    try:
        async with there.line(viewer, lambda: False) as line:
            await answer(frames, "accepted")
            assert await line.news(5)
            # What happens to others' interviews wakes nobody here.
            other = frames.world.twins.cast.proposals[1]
            wish = {"proposal": other.id, "host": other.client, "starts_at": "2026-11-26T09:00:00Z"}
            status, told = await frames.reception.api.post("/v1/interviews", {**wish, "minutes": 30})
            assert status == 201, told
            assert not await line.news(0.2)
    finally:
        await database.close()


async def test_it_tells_that_an_interview_is_offered(frames: Frames) -> None:
    other = frames.world.twins.cast.proposals[1].id
    maya, leo = await frames.open("maya", proposal=other), await frames.open("leo", proposal=other)
    async with stream(frames, maya) as hers:
        await hers.event()
        assert "would like to meet you" not in (await maya.get("/embed/next")).text
        body = {"member": "m-leo"}
        status, told = await frames.reception.api.post(f"/v1/proposals/{other}/interview-offers", body)
        assert status == 201, told
        _, new = await hers.event()
        assert set(new) == {"proposal"}
    assert "would like to meet you" in (await maya.get("/embed/next")).text
    assert "You have offered one" in (await leo.get("/embed/next")).text
