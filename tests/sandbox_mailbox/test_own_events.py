"""A person's own events in the twin: made, moved, called off, and what those invited answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
from pytest_asyncio import fixture

from anteroom.interviews import actions
from anteroom.interviews.model import State
from anteroom.sandbox.world import World
from deployment import MONDAY, world

START = datetime.fromisoformat("2026-11-25T10:00+00:00")


@fixture
async def here() -> AsyncIterator[World]:
    """Anteroom and its outside."""
    async with world(work=False) as opened:
        yield opened


def _ours(here: World) -> str:
    return here.twins.marketplace.books.proposals["p-ledger"].interview_address


async def test_it_shows_what_colleagues_answer_without_anteroom(here: World) -> None:
    mailbox, dana = here.twins.mailbox, here.twins.cast.dana
    event = await mailbox.make_event("maya", "Lunch", START, START + timedelta(hours=1), [dana.email])
    (entry,) = mailbox.calendar("dana")
    await mailbox.accept("dana", entry.uid)

    (kept,) = mailbox.own_events("maya")
    assert [(guest.name, guest.answer) for guest in kept.guests] == [(dana.name, "ACCEPTED")]
    assert mailbox.captures == []
    await mailbox.change_event("maya", event.uid, start=START + timedelta(hours=2))
    (entry,) = mailbox.calendar("dana")
    assert (entry.starts_at, entry.sequence, entry.answer) == (START + timedelta(hours=2), 1, "NEEDS-ACTION")
    await mailbox.cancel_event("maya", event.uid)
    assert mailbox.calendar("dana")[0].cancelled


async def test_it_shows_what_anteroom_answers(here: World) -> None:
    mailbox, ours = here.twins.mailbox, _ours(here)
    event = await mailbox.make_event("maya", "A talk", START, START + timedelta(minutes=45), [ours])
    await here.settle()
    guest = mailbox.own_events("maya")[0].guest(ours)
    assert guest is not None and guest.answer == "ACCEPTED" and "follows" in guest.comment

    (entry,) = mailbox.calendar("leo")
    await mailbox.propose("leo", entry.uid, START + timedelta(hours=1), START + timedelta(minutes=105))
    async with here.house.database.connection() as conn:
        row = await conn.fetchrow(
            """select interview_id, counter.id, person_id from counter join party using (interview_id)
            where party.role = 'host'"""
        )
    assert row is not None
    after = await actions.accept_counter(here.house, row["interview_id"], row["id"], row["person_id"])
    assert after.state is State.SCHEDULED
    await here.settle()
    guest = mailbox.own_events("maya")[0].guest(ours)
    assert guest is not None and guest.proposed == START + timedelta(hours=1)
    assert mailbox.own_events("maya")[0].sequence == event.sequence


async def test_a_whole_day_is_declined_in_an_answer_without_a_time(here: World) -> None:
    """What has no time cannot be repeated in the answer; the twin reads it all the same."""
    mailbox, ours, maya = here.twins.mailbox, _ours(here), here.twins.cast.maya
    await mailbox.make_event("maya", "A talk", START, START + timedelta(minutes=45), [ours])
    await here.settle()
    uid = mailbox.own_events("maya")[0].uid
    raw = "\r\n".join(
        [
            f"From: {maya.email}",
            "Content-Type: text/calendar; method=REQUEST",
            "",
            "BEGIN:VCALENDAR",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "SEQUENCE:1",
            f"DTSTAMP:{MONDAY:%Y%m%dT%H%M%SZ}",
            "DTSTART;VALUE=DATE:20261125",
            f"ORGANIZER:mailto:{maya.email}",
            f"ATTENDEE:mailto:{ours}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
    await mailbox.send_raw(maya.email, ours, raw.encode())
    await here.settle()
    answer = mailbox.mails("maya")[-1]
    assert (answer.problem, answer.method) == ("", "REPLY")
    assert b"DTSTART" not in answer.raw
    assert answer.invitation is not None and "whole day" in answer.invitation.comment
    guest = mailbox.own_events("maya")[0].guest(ours)
    assert guest is not None and guest.answer in ("ACCEPTED", "DECLINED")


async def test_its_page_makes_moves_and_cancels_an_event(here: World) -> None:
    mailbox, ours = here.twins.mailbox, _ours(here)
    async with aiohttp.ClientSession() as session:
        made = {"summary": "A talk", "starts_at": "2026-11-25T11:00", "minutes": "45", "invited": ours}
        async with session.post(f"{mailbox.url}/pane/maya/events", data=made) as answer:
            assert answer.status == 200
        await here.settle()
        (event,) = mailbox.own_events("maya")
        assert event.starts_at == START
        async with session.get(f"{mailbox.url}/pane/maya") as answer:
            page = await answer.text()
        assert ours in page and "✓ Accepted" in page
        moved = {"uid": event.uid, "starts_at": "2026-11-25T12:00", "minutes": "45"}
        await session.post(f"{mailbox.url}/pane/maya/events/move", data=moved)
        await here.settle()
        assert mailbox.calendar("leo")[0].starts_at == START + timedelta(hours=1)
        await session.post(f"{mailbox.url}/pane/maya/events/cancel", data={"uid": event.uid})
        await here.settle()
        assert mailbox.calendar("leo")[0].cancelled
        async with session.get(f"{here.twins.marketplace.url}/pane/m-maya?proposal=p-ledger") as answer:
            assert ours in await answer.text()
        async with session.get(f"{here.twins.marketplace.url}/pane/m-leo?proposal=p-ledger") as answer:
            assert ours not in await answer.text()
