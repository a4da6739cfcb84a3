"""What becomes due: found on our own rows with our own clock, every second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from anteroom.asking import actions as asking
from anteroom.cases import actions as cases
from anteroom.conduct.flags import noticing
from anteroom.conduct.reports import actions as reports
from anteroom.embeds import sessions as embeds
from anteroom.experiment import actions as experiment
from anteroom.experiment import exposure
from anteroom.funnel.actions import AT_ONCE, count_news
from anteroom.gate import actions as gate
from anteroom.gate.model import REJOIN_WITHIN
from anteroom.house import House
from anteroom.interview_offers import actions as interview_offers
from anteroom.interviews import attendance, caps, day_slots, doubted
from anteroom.interviews.passing import pass_time
from anteroom.interviews.shared import withdraw_taken
from anteroom.ledger.anchor import anchor_heads
from anteroom.nudges import actions as nudges
from anteroom.nudges import store as waiting
from anteroom.people import zones
from anteroom.people.disclosure import disclose_due
from anteroom.responsiveness.actions import figure_due
from anteroom.rooms.hooks import Reason
from anteroom.rooms.signalling import Rooms
from anteroom.schedule import drafts
from anteroom.texts import conversation
from anteroom.texts.expiry import expire_due
from anteroom.times import questions
from anteroom.times.availability import store as availability
from anteroom.times.polls import actions as polls
from anteroom.verdicts import contests, outages

log = structlog.get_logger()

EVERY = 1.0
ANCHOR_EVERY = timedelta(minutes=10)
COUNT_EVERY = timedelta(minutes=1)
FORGET_SEEN_AFTER = timedelta(days=7)

RETURN_WITHIN = REJOIN_WITHIN
OPEN_VISITS = """select party_id, interview.room from attendance join interview on interview.id = interview_id
    left join room_lease lease on lease.room = interview.room
    where left_at is null and joined_at < $1 and place = 'room' and (lease.room is null
        or lease.until < now() - $2::interval
        or (lease.instance = $3 and lease.since < now() - $2::interval))"""
CLOSED = """select room, state, closes_at from interview
    where closes_at > $1::timestamptz - interval '1 hour' and state in ('void', 'cancelled')"""
REMOVED = """select party.id, room from party join interview on interview.id = interview_id
    where removed_at > $1::timestamptz - interval '1 hour'
    union select party_id, room from seat join interview on interview.id = interview_id
    where stands = 'removed' and since > $1::timestamptz - interval '1 hour'"""


MOVED = """select party_id, room from seat join interview on interview.id = interview_id
    where stands in ('left', 'admitted') and room = any($1::text[])"""


class Timekeeper:
    """Opens doors, settles interviews, starts contracts, closes rooms and seats, anchors the ledger."""

    def __init__(self, house: House, rooms: Rooms, *, instance: str = "", rooms_only: bool = False) -> None:
        """`instance` is who we are where there are several; `rooms_only`: the rest is another's to do."""
        self._house = house
        self._rooms = rooms
        self._instance = instance
        self._rooms_only = rooms_only
        self._anchored: datetime | None = None
        self._counted: datetime | None = None
        self._tried: datetime | None = None
        self._trial: asyncio.Task[None] | None = None
        self._keeping = False
        self._began: datetime | None = None
        self._beaten: datetime | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep time until the context ends."""
        task = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            tasks = [each for each in (task, self._trial) if each is not None]
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def step(self) -> None:
        """Do everything that is due now; what fails stands in the way of nothing else.

        Raises an ExceptionGroup of what failed, after the rest is done.
        """
        failures: list[Exception] = []
        duties = (
            self._beat,
            self._pass_time,
            self._disclose,
            self._pass_time_of_polls,
            self._expire_texts,
            self._expire_questions,
            self._expire_contests,
            self._expire_offers,
            self._count_for_flags,
            self._nudge,
            self._turn_journeys,
            self._withdraw_taken,
            self._close_rooms,
            self._end_visits,
            self._try_nudges,
            self._count,
            self._anchor,
            *self._house.duties,
        )
        for duty in (self._close_rooms,) if self._rooms_only else duties:
            try:
                await duty()
            except Exception as error:  # a call must end in time whatever became of the ledger's anchor
                log.exception("timekeeper.duty_failed", kind=getattr(duty, "__name__", "duty").lstrip("_"))
                failures.append(error)
        if failures:
            raise ExceptionGroup("not everything that was due could be done", failures)

    async def _pass_time(self) -> None:
        await pass_time(self._house)

    async def _pass_time_of_polls(self) -> None:
        await polls.pass_time(self._house)

    async def _disclose(self) -> None:
        await disclose_due(self._house)

    async def _expire_texts(self) -> None:
        await expire_due(self._house)

    async def _expire_questions(self) -> None:
        await asking.expire_due(self._house)

    async def _expire_contests(self) -> None:
        await contests.expire_due(self._house)

    async def _expire_offers(self) -> None:
        await interview_offers.expire_due(self._house)

    async def _nudge(self) -> None:
        await nudges.take_due(self._house)

    async def _count_for_flags(self) -> None:
        await noticing.count_due(self._house)

    async def _withdraw_taken(self) -> None:
        await withdraw_taken(self._house)

    async def _turn_journeys(self) -> None:
        await zones.turn_due(self._house)

    async def _beat(self) -> None:
        """Note that we run, and at the first step since when we did not."""
        now, last = self._house.clock.now(), self._beaten
        if last is not None and now - last < outages.BEAT_EVERY:
            return
        async with self._house.database.transaction() as conn:
            if last is None:
                await outages.begin(conn, now)
            else:
                await outages.beat(conn, now)
        self._beaten = now

    async def _anchor(self) -> None:
        now = self._house.clock.now()
        if self._anchored is not None and now - self._anchored < ANCHOR_EVERY:
            return
        async with self._house.database.transaction() as conn:
            await anchor_heads(conn, self._house)
            await conn.execute("delete from seen where at < $1", now - FORGET_SEEN_AFTER)
            await caps.forget(conn, now)
            await doubted.forget(conn, now)
            await conversation.forget(conn, now)
            await embeds.forget(conn, now)
            await drafts.forget(conn, now)
            await questions.forget(conn, now)
            await day_slots.forget(conn, now)
            await reports.forget(conn, now)
            await cases.forget(conn, now)
            await availability.forget(conn, now)
            await waiting.forget(conn, now - self._house.settings.nudges.keep)
        self._anchored = now

    async def _count(self) -> None:
        now = self._house.clock.now()
        if self._counted is not None and now - self._counted < COUNT_EVERY:
            return
        if await count_news(self._house) < AT_ONCE:
            self._counted = now  # where more is left, the next second goes on

    async def _try_nudges(self) -> None:
        await exposure.count_news(self._house)
        await figure_due(self._house)
        now = self._house.clock.now()
        if self._trial is None and (self._tried is None or now - self._tried >= COUNT_EVERY):
            self._tried = now
            self._trial = asyncio.create_task(self._look_at_trial())
            # A million items take seconds to count: it goes on beside the next steps, and doors open in time.
            # Whoever takes one step alone has it whole.
            await asyncio.wait({self._trial}, timeout=EVERY if self._keeping else None)
        if self._trial is not None and self._trial.done():
            ended, self._trial = self._trial, None
            await ended

    async def _look_at_trial(self) -> None:
        await experiment.look(self._house)
        await experiment.count(self._house)

    async def _close_rooms(self) -> None:
        now = self._house.clock.now()
        sat = {(room, seat) for room in self._rooms.used for seat in self._rooms.present(room)}
        async with self._house.database.connection() as conn:
            rows = await conn.fetch(CLOSED, now)
            removed = await conn.fetch(REMOVED, now)
            moved = await conn.fetch(MOVED, [room for room, _ in sat])
        for row in moved:
            # The books say so of whoever sits here only where another instance gave the seat to a new device.
            place = row["room"], row["party_id"]
            if place in sat and place[1] in self._rooms.present(place[0]):
                await self._rooms.remove(*place, Reason.REPLACED)
        for row in removed:
            if row["id"] in self._rooms.present(row["room"]):
                await self._rooms.remove(row["room"], row["id"])
        for row in rows:
            if self._rooms.present(row["room"]):
                left = max(timedelta(0), row["closes_at"] - now)
                reason = Reason.PROPOSAL_CLOSED if row["state"] == "void" else Reason.CANCELLED
                await self._rooms.close(row["room"], reason, left)

    async def _end_visits(self) -> None:
        """End visits of people who never came back after their room's instance was killed.

        Whoever is in a room that another instance keeps is that one's to look after.
        """
        now = self._house.clock.now()
        if self._began is None:
            self._began = now
        if now - self._began < RETURN_WITHIN:
            return
        async with self._house.database.connection() as conn:
            rows = await conn.fetch(OPEN_VISITS, now - RETURN_WITHIN, RETURN_WITHIN, self._instance)
        for row in rows:
            if row["party_id"] in self._rooms.present(row["room"]):
                continue
            # One interview at a time, and before its visits, as whoever leaves a room holds them.
            async with self._house.database.transaction() as conn:
                await gate.gone(conn, self._house, row["party_id"])
                await attendance.left(conn, row["party_id"], now, lost=True)

    async def _keep(self) -> None:
        self._keeping = True
        while True:
            try:
                await self.step()
            except ExceptionGroup:
                pass  # each failure was logged where it happened; the next second tries again
            await asyncio.sleep(EVERY)
