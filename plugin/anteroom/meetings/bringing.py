"""The way out by which calls are made, moved and taken away in tools: one effect a call.

What is to be done is looked at when it is done, and not when it was wished: a tool may have been away for
hours. Before it is asked to make a call, that it is asked is committed; whoever finds that note without an
answer asks the tool for the call of that name, and never for a second one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import msgspec
import structlog

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered, TryLater
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Event, Interview, State
from anteroom.meetings import calls, life
from anteroom.meetings.calls import Call, Step
from anteroom.meetings.falling_back import fall_back
from anteroom.meetings.provider import (
    CannotTell,
    Meeting,
    MeetingFault,
    MeetingProvider,
    ProviderMisconfigured,
    ProviderRefused,
    ProviderThrottled,
)
from anteroom.once import Joined

log = structlog.get_logger()

UNTIL_MENDED = timedelta(hours=1)
OVER = frozenset(Event(f"interview.{state}") for state in State if state.over)


class MeetingCalls:
    """The adapter `meeting_call`."""

    kind = calls.EFFECT
    group = ""
    rank = 0
    per: Literal["party", "interview", "person", "place"] = "place"
    on = OVER | {Event.MOVED, Event.PLACED, Event.FELL_BACK, Event.DOORS_OPEN}
    lasting = True

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Nobody is asked for: a tool is reached, and no person."""
        return False

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return what the tool is told, if anything is to be done now."""
        call, interview = await _loaded(effect, house)
        step, now = call.step(interview), house.clock.now()
        if step is Step.NOTHING:
            return None
        stay = calls.may_stay_until(interview)
        if step is Step.TAKE_AWAY and stay is not None and now < stay:
            raise TryLater("people in it are given a few minutes", after=stay - now, tried=False)
        doors_open = interview.state is State.DOORS_OPEN
        if call.not_before is not None and now < call.not_before and not (step is Step.MAKE and doors_open):
            raise TryLater("the tool wants to be left alone", after=call.not_before - now, tried=False)
        told = {"starts_at": interview.starts_at.isoformat(), "seconds": interview.length.total_seconds()}
        body = msgspec.json.encode(told)
        return Rendered(body, (Part("application/json", body),))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Do what is to be done about the call. Raises TryLater."""
        call, interview = await _loaded(effect, house)
        step, provider = call.step(interview), house.meetings.of(call.provider)
        if step is Step.NOTHING:
            return None
        if provider is None:
            await _without_tool(house, call, step)
        elif step is Step.MAKE:
            await _make(house, provider, call, interview)
        elif step is Step.MOVE:
            await _move(house, provider, call, interview)
        else:
            await _take_away(house, provider, call, interview)
        return None


async def _loaded(effect: Effect, house: House) -> tuple[Call, Interview]:
    async with house.database.connection() as conn:
        call = await calls.load(conn, house, effect.id.removeprefix(f"{calls.EFFECT}:"))
        assert call is not None  # the effect was wanted in the transaction that wrote it
        return call, await interviews.load(conn, call.interview_id)


async def _make(house: House, provider: MeetingProvider, call: Call, interview: Interview) -> None:
    try:
        _refuse_too_early(house, call)
        meeting = await provider.find(call.told(interview)) if call.asked else None
        if meeting is None:
            if not await _about_to_ask(house, call):
                return
            try:
                meeting = await provider.create(call.told(interview))
            except MeetingFault as fault:
                if fault.certain:
                    await _did_not(house, call)
                raise
        house.failpoints.reach("call-made")
    except CannotTell:
        await fall_back(house, interview.id, "lost", call=call.name)
    except (ProviderRefused, ProviderMisconfigured) as fault:
        log.warning("meetings.not_made", kind=call.provider, code=fault.code, reason=str(fault))
        await fall_back(house, interview.id, fault.because, call=call.name)
    except MeetingFault as fault:
        await _left_alone(house, call, fault)
        if interview.state is not State.DOORS_OPEN:
            raise _later(fault) from fault
        await fall_back(house, interview.id, fault.because, call=call.name)
    else:
        await _noted(house, call, meeting)


async def _move(house: House, provider: MeetingProvider, call: Call, interview: Interview) -> None:
    async with house.database.connection() as conn:
        shows = interview.place.shows or provider.leak_profile()
        meeting = await calls.meeting_of(conn, house, call, shows)
    try:
        there = await provider.update(meeting, call.told(interview))
    except ProviderRefused:
        async with house.database.transaction() as conn:
            await calls.gone(conn, call.name)
        await fall_back(house, interview.id, "gone", call=call.name)
    except ProviderMisconfigured as fault:
        await fall_back(house, interview.id, fault.because, call=call.name)
    except MeetingFault as fault:
        await _left_alone(house, call, fault)
        raise _later(fault) from fault
    else:
        if there.profile != shows:
            await _noted(house, call, there)


async def _take_away(house: House, provider: MeetingProvider, call: Call, interview: Interview) -> None:
    profile = provider.leak_profile()
    try:
        if call.outside_id:
            await provider.cancel(Meeting(call.provider, call.outside_id, profile, call.account))
        else:
            found = await provider.find(call.told(interview))
            if found is not None:
                await provider.cancel(found)
    except ProviderRefused as fault:
        log.warning("meetings.left_behind", kind=call.provider, code=fault.code, reason=str(fault))
    except ProviderMisconfigured as fault:
        if call.account and await provider.capabilities(call.account) is None:
            # Nobody but that company can take it away; once it connects again we look again.
            log.warning("meetings.left_behind", kind=call.provider, code=fault.code, reason=str(fault))
            return
        raise TryLater(str(fault), after=UNTIL_MENDED) from fault
    except MeetingFault as fault:
        await _left_alone(house, call, fault)
        raise _later(fault) from fault
    async with house.database.transaction() as conn:
        await calls.gone(conn, call.name)


async def _without_tool(house: House, call: Call, step: Step) -> None:
    """The tool is not set up any more: meet in the room, and leave what is there where it is."""
    if step is Step.TAKE_AWAY:
        log.warning("meetings.left_behind", kind=call.provider, code="meeting-not-set-up", reason="")
    else:
        await fall_back(house, call.interview_id, "not-set-up", call=call.name)


async def _about_to_ask(house: House, call: Call) -> bool:
    """Note that the tool is asked for a call, unless nobody wants it any more."""
    async with house.database.transaction() as conn:
        interview = await interviews.load(conn, call.interview_id, lock=True)
        current = await calls.load(conn, house, call.name, lock=True)
        if current is None or current.step(interview) is not Step.MAKE:
            return False
        await calls.asking(conn, call.name, asked=True)
    return True


async def _did_not(house: House, call: Call) -> None:
    async with house.database.transaction() as conn:
        await calls.asking(conn, call.name, asked=False)


async def _noted(house: House, call: Call, meeting: Meeting) -> None:
    """Note a call that is there. One that nobody wants any more is noted, too, and taken away next."""
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        interview, _ = await interviews.load_with_proposal(conn, call.interview_id)
        current = await calls.load(conn, house, call.name, lock=True)
        opens = current is not None and current.wanted_for(interview)
        await calls.made(conn, house, call, meeting, opens=opens)
        if opens and (not interview.place.ready or interview.place.shows != meeting.profile):
            await actions.change(inside, interview.id, lambda it: life.made(it, meeting.profile))
    log.info("meetings.made", kind=call.provider, interview=call.interview_id)


async def _left_alone(house: House, call: Call, fault: MeetingFault) -> None:
    if isinstance(fault, ProviderThrottled):
        async with house.database.transaction() as conn:
            await calls.leave_alone(conn, call.name, house.clock.now() + fault.after)


def _refuse_too_early(house: House, call: Call) -> None:
    now = house.clock.now()
    if call.not_before is not None and now < call.not_before:
        raise ProviderThrottled("it wants to be left alone", after=call.not_before - now)


def _later(fault: MeetingFault) -> TryLater:
    after = fault.after if isinstance(fault, ProviderThrottled) else None
    return TryLater(str(fault), after=after, certain=fault.certain)
