"""Who looks at an embed: a session for a viewer token, in memory, at one interview or one proposal."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from anteroom.embeds.sessions import MOST, SESSION_LIFE, NoSession, viewer_of_token
from embeds.frame import Frames


async def test_it_gives_a_session_for_what_the_member_may_see(frames: Frames) -> None:
    for member in ("leo", "maya"):
        for what in ({"interview": frames.interview}, {"proposal": frames.proposal}):
            status, told, text = await frames.ask(frames.token(member), **what)
            assert status == 200, text
            viewer = await viewer_of_token(frames.world.house, told["session"])
            assert viewer.member.external_id == f"m-{member}"
            assert viewer.proposal.external_id == frames.proposal
            assert (viewer.is_client, viewer.is_freelancer) == (member == "maya", member == "leo")
            assert viewer.schedules == (member == "maya")
            assert viewer.interview_id == what.get("interview")
            assert told["seconds"] == SESSION_LIFE.total_seconds()


async def test_a_token_is_good_for_one_session_and_used_up_by_nothing_else(frames: Frames) -> None:
    token = frames.token("leo")
    for what in ({"interview": "int_nowhere"}, {"proposal": "p-nowhere"}):
        assert (await frames.ask(token, **what))[0] == 404
    assert (await frames.ask(token, interview=frames.interview, proposal=frames.proposal))[0] == 400
    assert (await frames.ask(token))[0] == 200
    status, told, text = await frames.ask(token)
    assert (status, dict(told)) == (403, {}) and "emb_" not in text


async def test_it_refuses_who_is_not_vouched_for_and_whom_it_does_not_concern(frames: Frames) -> None:
    await frames.noor()
    for token in ("", "a.b.c", frames.token("leo")[:-2]):
        assert (await frames.ask(token))[0] == 403
    for what in ({"interview": frames.interview}, {"proposal": frames.proposal}):
        status, _, text = await frames.ask(frames.signed("m-noor"), **what)
        assert status == 403 and "Leo" not in text and "Payments" not in text


async def test_a_session_ends_with_its_time_and_with_the_right_to_it(frames: Frames) -> None:
    house = frames.world.house
    session = (await frames.open("leo")).session
    frames.clock.advance(SESSION_LIFE - timedelta(seconds=1))
    assert (await viewer_of_token(house, session)).is_freelancer
    frames.clock.advance(timedelta(seconds=1))
    for over in (session, "emb_", "emb_" + "x" * 40, "", "x" * 9000, "emb_\ud800"):
        with pytest.raises(NoSession):
            await viewer_of_token(house, over)


async def test_one_member_has_so_many_sessions_and_no_more(frames: Frames) -> None:
    sessions = [(await frames.open("leo")).session for _ in range(3)]
    async with frames.world.house.database.connection() as conn:
        await conn.execute(
            """insert into embed_session (digest, person_id, proposal_id, began_at, expires_at)
            select sha256(n::text::bytea), person_id, proposal_id, began_at - n * interval '1 second',
                expires_at from embed_session, generate_series(1, $1) n where digest = sha256($2::bytea)""",
            MOST,
            sessions[0].encode(),
        )
    await frames.open("leo")
    async with frames.world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from embed_session") == MOST
    assert (await viewer_of_token(frames.world.house, sessions[2])).is_freelancer


async def test_another_sites_page_cannot_ask_for_one(frames: Frames) -> None:
    async with aiohttp.ClientSession() as client:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
            body = {"viewer": frames.token("leo"), "interview": frames.interview}
            url = f"{frames.world.url}/embed/session"
            async with client.post(url, json=body, headers=headers) as answer:
                assert answer.status == 403


async def test_the_page_in_the_frame_is_the_same_for_all_and_only_the_marketplace_may_frame_it(
    frames: Frames,
) -> None:
    shown = set()
    async with aiohttp.ClientSession() as client:
        for path in (f"interview/{frames.interview}", "interview/int_none", f"proposal/{frames.proposal}"):
            async with client.get(f"{frames.world.url}/embed/{path}") as answer:
                assert answer.status == 200 and not answer.cookies
                shown.add(await answer.text())
                policy = answer.headers["Content-Security-Policy"]
                assert policy.endswith("; frame-ancestors http://127.0.0.1:*")
                assert "unsafe" not in policy and "script-src 'self';" in policy
        assert len(shown) == 1
        async with client.get(f"{frames.world.url}/embed.js") as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
