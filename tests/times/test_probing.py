"""Nobody's calendar is read out by asking again and again: attackers who know all but the house's key.

Each asks as often as the limits let it, over a week's days, and reasons from all answers together. What it
then knows for certain of the target's next week is counted in quarter-hours and stays below a bound; the same
attacker without the limits knows the whole week.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.people.working_hours import WorkingHours, keep_hours
from anteroom.sandbox.world import World
from anteroom.times.availability.known import Wanted, attendees
from anteroom.times.availability.model import Span, Window
from anteroom.times.finder.find import find
from anteroom.times.finder.model import Question
from anteroom.times.questions import MOST_ABOUT
from anteroom.times.telling import OF_OTHERS, OF_OWN_SIDE, SCARCE, WIDE, cells_of
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import world as opened_world
from times.planted_calendar import PlantedCalendars, person_of, plant_in, random_days

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
"""The target week, one ahead of the clock's."""
CELLS = range(int(MONDAY.timestamp()) // 900, int(MONDAY.timestamp()) // 900 + 7 * 96)
EVERY_DAY = WorkingHours(frozenset(range(1, 8)), 0, 24 * 60)
"""Hours that hide nothing: what is left out is left out for the calendar's sake alone."""
LENGTHS = (15, 30, 45, 60, 120)
COLLEAGUE = {"email": "noor@larkfield.example", "label": "Noor"}
DAYS = 5


@dataclass
class Knowledge:
    """What an attacker has worked out of the target's week, by quarter-hours since 1970."""

    free: set[int] = field(default_factory=set)
    busy: set[int] = field(default_factory=set)
    asked: int = 0

    def learn(
        self, said: Mapping[str, Any], window: tuple[datetime, datetime], minutes: int, most: int = 10
    ) -> None:
        """Reason from one answer, as whoever knows the rules may."""
        spans = [
            (int(datetime.fromisoformat(each["starts_at"]).timestamp()), minutes * 60)
            for each in said["times"]
        ]
        told = {cell for begins, length in spans for cell in cells_of(begins, begins + length)}
        self.free |= told
        self.asked += 1
        since, until = (int(each.timestamp()) for each in window)
        # Of a wide window with almost nothing in it all is told: what is not is somebody's, for certain.
        if until - since >= WIDE and len(spans) < min(SCARCE, most) and not said["short"] and minutes == 15:
            self.busy |= set(range(since // 900, until // 900)) - told

    def certain(self, truth: set[int]) -> float:
        """Return the share of the week that is known for certain, after seeing that it is right."""
        free, busy = self.free & set(CELLS), self.busy & set(CELLS)
        assert not free & truth and busy <= truth, "what is told is so"
        return len(free | busy) / len(CELLS)

    def guessed(self, truth: set[int], asked: Iterable[int]) -> float:
        """Return how often a guess is right: free where that was told, busy elsewhere."""
        cells = list(asked)
        right = sum((cell in self.free) != (cell in truth) for cell in cells)
        return right / len(cells)


@fixture
async def quiet_world(clock: SetClock) -> AsyncIterator[World]:
    """Nothing happens by itself; nobody's key is stopped before the limits that are tried here."""
    async with opened_world(clock=clock, seed=5, work=False, integrations=[HttpMarketplace()]) as opened:
        yield opened


def cells_in(spans: Iterable[Span]) -> set[int]:
    """The quarter-hours that spans touch."""
    return {cell for begins, ends in spans for cell in cells_of(begins, ends)}


async def told_hours(world: World, *people: str) -> None:
    """Let people say that they can be met at any hour, so that their calendars alone decide."""
    async with world.house.database.transaction() as conn:
        for person_id in people:
            await keep_hours(conn, person_id, EVERY_DAY, world.house.clock.now())


def narrow() -> list[tuple[datetime, datetime]]:
    """The target week's working days in windows as narrow as they may be."""
    days = [MONDAY + timedelta(days=day) for day in range(5)]
    return [
        (day + timedelta(hours=hour), day + timedelta(hours=hour + 8)) for day in days for hour in (7, 11)
    ]


async def attacked(
    api: ApiClient, world: World, clock: SetClock, guests: Sequence[Mapping[str, Any]] = ()
) -> Knowledge:
    """Ask as a host, adaptively, day after day up to each day's limit; return what is known then."""
    offered, known = world.twins.cast.proposals[0], Knowledge()
    for day in range(DAYS):
        clock.set(datetime(2026, 11, 23 + day, 6, tzinfo=UTC))
        wide = (MONDAY, MONDAY + timedelta(days=5))
        plan = [(wide, minutes) for minutes in LENGTHS] if day % 2 else []
        # The windows of which least is known come first, the shortest times first in them.
        by_need = sorted(narrow(), key=lambda window: len(known.free & within(window)))
        plan += [(window, minutes) for minutes in LENGTHS for window in by_need]
        for window, minutes in plan:
            body = {
                "member": offered.client,
                "minutes": minutes,
                "since": window[0].isoformat(),
                "until": window[1].isoformat(),
                "guests": list(guests),
            }
            status, said = await api.post(f"/v1/proposals/{offered.id}/common-times", body)
            if status == 429:
                assert said["type"].endswith("#too-many-questions") and "today" in said["detail"]
                break
            assert status == 200, said
            known.learn(said, window, minutes)
        else:
            raise AssertionError("there is an end to asking")
        assert known.asked == MOST_ABOUT * (day + 1)
    return known


async def attacked_through_a_mask(
    world: World, clock: SetClock, calendars: PlantedCalendars, host: str
) -> tuple[Knowledge, set[int]]:
    """Ask as a host in whose own calendar only a few quarter-hours are left, other ones each time.

    Return what is known for certain, and all those asked about that were not told. `DAYS` of it only at
    length: the first day shows it.
    """
    api, offered, known = ApiClient(world), world.twins.cast.proposals[0], Knowledge()
    wide, untold = (MONDAY, MONDAY + timedelta(days=5)), set[int]()
    cells = sorted({cell for window in narrow() for cell in within(window)})
    # Few at a time and never side by side: nothing but the target's calendar decides then.
    masks = [cells[at :: len(cells) // 6][:6] for at in range(len(cells) // 6)]
    week = (CELLS.start * 900, CELLS.stop * 900)
    for day in range(DAYS if os.environ.get("ANTEROOM_SOAK") == "1" else 1):
        clock.set(datetime(2026, 11, 23 + day, 12, tzinfo=UTC))
        for turn in range(MOST_ABOUT):
            # So that neither the same answer is given again nor the own calendar is the last one.
            clock.advance(timedelta(minutes=16))
            mask = masks[(day * MOST_ABOUT + turn) % len(masks)]
            edges = [week[0], *(edge for cell in mask for edge in (cell * 900, cell * 900 + 900)), week[1]]
            calendars.spans[host] = list(zip(edges[::2], edges[1::2], strict=True))
            body = {"member": offered.client, "minutes": 15}
            body |= {"since": wide[0].isoformat(), "until": wide[1].isoformat()}
            status, said = await api.post(f"/v1/proposals/{offered.id}/common-times", body)
            assert status == 200, said
            told = {
                int(datetime.fromisoformat(each["starts_at"]).timestamp()) // 900 for each in said["times"]
            }
            assert told <= set(mask)
            known.asked += 1
            known.free |= told
            untold |= set(mask) - told
            # All there is, is told once in a day at most, and not of whom enough was told.
            if turn == 0 and len(told) < SCARCE and not said["short"]:
                known.busy |= set(mask) - told
    return known, untold - known.free


async def attacked_from_within(
    api: ApiClient, clock: SetClock, interviews: Mapping[str, int], member: str
) -> Knowledge:
    """Ask as a party for the next times of interviews (by id, their minutes) until a day's limit."""
    known = Knowledge()
    for turn in range(200):
        # The same question gets the same answer for a quarter of an hour, and counts once.
        clock.advance(timedelta(minutes=2))
        interview, minutes = list(interviews.items())[turn % len(interviews)]
        most = 1 + turn % 9
        path = f"/v1/interviews/{interview}/common-times?member={member}&count={most}"
        status, said = await api.get(path)
        if status == 429:
            return known
        assert status == 200 and not said["unknown"], said
        assert not any(each["reasons"] for each in said["times"]), "who asks learns only times"
        known.learn(said, (clock.now(), clock.now() + timedelta(days=20)), minutes, most)
    raise AssertionError("there is an end to asking")


def within(window: tuple[datetime, datetime]) -> set[int]:
    """The quarter-hours of a window."""
    return set(cells_of(*(int(each.timestamp()) for each in window)))


async def without_limits(world: World, people: Sequence[str]) -> Knowledge:
    """Return what the same questions tell where the finder itself answers them."""
    known = Knowledge()
    async with world.house.database.connection() as conn:
        window = Window(int(MONDAY.timestamp()), int((MONDAY + timedelta(days=7)).timestamp()))
        wanted = [Wanted(each, each) for each in people]
        found = await attendees(world.house, conn, wanted, window)
    zone = found[0].zone
    assert zone is not None
    now = int(world.house.clock.now().timestamp())
    slots = find(Question(found, zone, now, window.begins, window.ends, length=900, step=900, most=1000))
    known.free = {cell for slot in slots for cell in cells_of(slot.begins, slot.ends)}
    known.busy = set(CELLS) - known.free
    return known


async def planted(world: World, calendars: PlantedCalendars, person_id: str, seed: int) -> set[int]:
    """Plant a calendar; return the quarter-hours that are taken in it."""
    spans = random_days(random.Random(seed), MONDAY)
    await calendars.plant(world, person_id, spans)
    return cells_in(spans) & set(CELLS)


async def with_colleague(api: ApiClient, world: World) -> str:
    """Let the host have a colleague who came along once before; return the colleague's person."""
    offered = world.twins.cast.proposals[1]
    member = {"role": "client", "display_name": "Noor", "contact": {"email": COLLEAGUE["email"]}}
    member |= {"organisation": "org-larkfield", "time_zone": "Europe/Berlin"}
    assert (await api.put("/v1/members/m-noor", member))[0] == 200
    wish = {"proposal": offered.id, "host": offered.client, "minutes": 30, "guests": [COLLEAGUE]}
    _, made = await api.post("/v1/interviews", {**wish, "starts_at": "2026-11-24T10:00:00Z"})
    answer = {"member": "m-noor", "answer": "accepted"}
    assert (await api.post(f"/v1/interviews/{made['id']}/answers", answer))[0] == 200
    return await person_of(world, "m-noor")


def judged(known: Knowledge, control: Knowledge, truth: set[int], bound: int) -> None:
    """Hold what is known against the bound, and against what is known without the limits."""
    working = {cell for window in narrow() for cell in within(window)}
    prior = len(working & truth) / len(working)
    shown = (
        f"{known.asked} questions: certain of {known.certain(truth):.1%} of the week (without limits "
        f"{control.certain(truth):.1%}), right guesses of working hours {known.guessed(truth, working):.0%} "
        f"(without a question {max(prior, 1 - prior):.0%})"
    )
    if os.environ.get("ANTEROOM_SOAK") == "1":
        sys.stdout.write(f"{shown}\n")  # the figures that docs/times.md tells
    assert 0 < known.certain(truth) <= bound / len(CELLS)
    assert control.certain(truth) > 0.95
    assert known.guessed(truth, working) < 0.8 < 1.0 == control.guessed(truth, working)
    assert not known.busy, "when somebody is busy is never known for certain"


async def test_a_host_does_not_read_out_the_freelancers_week(quiet_world: World, clock: SetClock) -> None:
    """It asks as often as it may over REST, which takes seconds."""
    api, world, calendars = ApiClient(quiet_world), quiet_world, plant_in(quiet_world)
    offered = world.twins.cast.proposals[0]
    host, freelancer = [await person_of(world, each) for each in (offered.client, offered.freelancer)]
    await told_hours(world, host, freelancer)
    truth = await planted(world, calendars, freelancer, 1)

    known = await attacked(api, world, clock)

    judged(known, await without_limits(world, [host, freelancer]), truth, OF_OTHERS)


async def test_nobody_reads_out_a_colleague_or_a_host(quiet_world: World, clock: SetClock) -> None:
    """A host tries with a colleague, then the freelancer and a guest with the host; it takes seconds, too."""
    api, world, calendars = ApiClient(quiet_world), quiet_world, plant_in(quiet_world)
    offered = world.twins.cast.proposals[0]
    host = await person_of(world, offered.client)
    colleague = await with_colleague(api, world)
    await told_hours(world, host, colleague)
    truth = await planted(world, calendars, colleague, 2)

    known = await attacked(api, world, clock, [COLLEAGUE])
    judged(known, await without_limits(world, [host, colleague]), truth, OF_OWN_SIDE)

    calendars.spans[colleague] = []
    clock.advance(timedelta(days=1))
    truth = await planted(world, calendars, host, 3)
    interviews = {}
    for minutes, hour in ((15, 5), (60, 6)):
        wish = {"proposal": offered.id, "host": offered.client, "minutes": minutes, "guests": [COLLEAGUE]}
        at = MONDAY + timedelta(days=-1, hours=hour)
        _, made = await api.post("/v1/interviews", {**wish, "starts_at": at.isoformat()})
        interviews[str(made["id"])] = minutes
    control = await without_limits(world, [host, colleague])
    for member, bound in ((offered.freelancer, OF_OTHERS), ("m-noor", OF_OWN_SIDE)):
        judged(await attacked_from_within(api, clock, interviews, member), control, truth, bound)


async def test_a_calendar_of_ones_own_is_no_key_to_another(quiet_world: World, clock: SetClock) -> None:
    """Whoever leaves only a few quarter-hours in the own one learns no more; it takes seconds."""
    world, calendars = quiet_world, plant_in(quiet_world)
    offered = world.twins.cast.proposals[0]
    host, freelancer = [await person_of(world, each) for each in (offered.client, offered.freelancer)]
    await told_hours(world, host, freelancer)
    truth = await planted(world, calendars, freelancer, 1)
    await calendars.plant(world, host, [])

    known, untold = await attacked_through_a_mask(world, clock, calendars, host)

    if os.environ.get("ANTEROOM_SOAK") == "1":
        busy = len(untold & truth) / len(untold)
        certain = known.certain(truth)
        sys.stdout.write(f"{known.asked} questions: {certain:.1%}, of {len(untold)} untold {busy:.0%} busy\n")
    assert 0 < len(known.free) <= OF_OTHERS
    assert len(known.busy) <= known.asked // MOST_ABOUT * 6
    assert known.certain(truth) <= (OF_OTHERS + len(known.busy)) / len(CELLS)
    assert untold - truth, "what is not told may be free"
