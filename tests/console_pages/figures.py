"""A quarter of a year in figures, for pictures: drawn by chance from a seed and laid into the books."""

from __future__ import annotations

import random
from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.experiment import actions as experiment
from anteroom.experiment.model import State
from anteroom.funnel.model import Measure
from anteroom.sandbox.world import World

ROWS = {
    ("basic", "nobody-before-a-contract"): (60, (0.71, 0.62, 0.81, 0.28), 9),
    ("plus", "nobody-before-a-contract"): (34, (0.76, 0.66, 0.84, 0.33), 5),
    ("business", "exempt-plans"): (15, (0.83, 0.72, 0.88, 0.41), 4),
    ("enterprise", "exempt-plans"): (8, (0.86, 0.77, 0.91, 0.46), 3),
}
"""How many are invited a day, what share of each step goes on to the next, and texts with something a day."""
DAYS = 90
ENOUGH = [f"per_{nth}" for nth in range(5)]
SUMS = {
    ("answered_within_72_hours", "nudged"): (4210, 6105, 3724),
    ("answered_within_72_hours", "held_out"): (468, 672, 340),
    ("hired_within_28_days", "nudged"): (4010, 4420, 1102),
    ("hired_within_28_days", "held_out"): (447, 490, 103),
    ("opted_out", "nudged"): (4210, 4210, 33),
    ("opted_out", "held_out"): (468, 468, 2),
    ("complained", "nudged"): (4210, 4210, 3),
    ("complained", "held_out"): (468, 468, 0),
}
"""People, what is settled of them, and of how much it is so."""
STEPS = (
    ("message", "freelancer", "sent", "", "nudge_mail"),
    ("invitation", "freelancer", "sent", "", "nudge_thread"),
    ("message", "freelancer", "suppressed", "too_soon", ""),
    ("counter", "client", "sent", "", "nudge_slack"),
    ("message", "freelancer", "escalated", "", ""),
    ("invitation", "freelancer", "suppressed", "held_out", ""),
    ("poll", "client", "sent", "", "nudge_mail"),
    ("message", "freelancer", "suppressed", "no_zone", ""),
)


async def lay(world: World, clock: SetClock, seed: int = 7) -> None:
    """Lay them."""
    await _funnel(world, clock, random.Random(seed))
    await _experiment(world, clock)
    await _nudges(world, clock)
    await _flags(world, clock)


async def _funnel(world: World, clock: SetClock, chance: random.Random) -> None:
    rows = []
    for back in range(DAYS):
        day = clock.now().date() - timedelta(days=back)
        quiet = 0.25 if day.isoweekday() > 5 else 1.0
        for (plan, row), (invited, shares, texts) in ROWS.items():
            count = round(invited * quiet * chance.uniform(0.8, 1.2))
            numbers = {Measure.INVITED: count}
            for measure, share in zip(
                (Measure.ANSWERED, Measure.SCHEDULED, Measure.HELD), shares[:3], strict=True
            ):
                count = round(count * share * chance.uniform(0.95, 1.05))
                numbers[measure] = count
            numbers[Measure.HIRED] = round(numbers[Measure.INVITED] * shares[3] * chance.uniform(0.8, 1.2))
            found = round(texts * quiet * chance.uniform(0.6, 1.5))
            exempt = row == "exempt-plans"
            numbers |= {
                Measure.TEXTS_FOUND: found,
                Measure.TEXTS_HELD: 0 if exempt else round(found * 0.7),
                Measure.MESSAGES_STOPPED: 0 if exempt else round(found * 0.5),
                Measure.TEXTS_TOLD: 0 if exempt else found - round(found * 0.7),
                Measure.TEXTS_PERMITTED: found if exempt else 0,
                Measure.SANCTIONED: 0 if exempt else round(found * 0.35),
            }
            rows += [(day, plan, row, each.value, n, ENOUGH, ENOUGH) for each, n in numbers.items() if n]
    async with world.house.database.transaction() as conn:
        await conn.execute("delete from funnel_day")
        await conn.executemany("insert into funnel_day values ($1, $2, $3, $4, $5, $6, $7)", rows)


async def _experiment(world: World, clock: SetClock) -> None:
    phase = await experiment.begin(
        world.house, experiment.BeginPhase(State.TEST, "t-1", "planned", "autumn", 100)
    )
    async with world.house.database.transaction() as conn:
        await conn.execute("delete from experiment_result")
        for (outcome, arm), (people, items, hits) in SUMS.items():
            twice = max(0, items - people)
            await conn.execute(
                "insert into experiment_result values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                phase.number,
                outcome,
                arm,
                people,
                items,
                hits,
                items + 2 * twice,
                hits + hits // 3,
                hits + hits // 2,
                clock.now(),
            )
        await conn.execute(
            """insert into experiment_look values ($1, $2, 4210, 33, 3) on conflict (phase) do update set
            people = 4210, opt_outs = 33, complaints = 3""",
            phase.number,
            clock.now(),
        )


async def _nudges(world: World, clock: SetClock) -> None:
    async with world.house.database.transaction() as conn:
        proposal = await conn.fetchrow(
            "select id, client_id, freelancer_id from proposal order by id limit 1"
        )
        assert proposal is not None
        for nth, (kind, side, outcome, why, channel) in enumerate(STEPS):
            person, waiter = proposal["freelancer_id"], proposal["client_id"]
            if side == "client":
                person, waiter = waiter, person
            since = clock.now() - timedelta(days=1 + nth, hours=nth)
            await conn.execute(
                """insert into waiting (id, kind, about, proposal_id, person_id, side, waiter_id, since,
                    latest_at, steps, ended_at, ended_for) values
                    ($1, $2, $1, $3, $4, $5, $6, $7, $7, 1, $7, 'answered')""",
                f"wai_laid{nth}",
                kind,
                proposal["id"],
                person,
                side,
                waiter,
                since,
            )
            await conn.execute(
                """insert into nudge (id, waiting_id, person_id, step, outcome, why, channel, at)
                values ($1, $2, $3, $4, $5, $6, $7, $8)""",
                f"nud_laid{nth}",
                f"wai_laid{nth}",
                person,
                3 if outcome == "escalated" else 1,
                outcome,
                why,
                channel,
                since + timedelta(hours=20),
            )


async def _flags(world: World, clock: SetClock) -> None:
    async with world.house.database.transaction() as conn:
        people = await conn.fetch(
            "select person_id from member where role = 'client' order by external_id limit 3"
        )
        for nth, (row, kind) in enumerate(
            zip(people, ("silent_hires", "no_shows", "withdrawn_after"), strict=False)
        ):
            await conn.execute(
                """insert into flag (id, kind, person_id, at, score, trials, hits, base, peers, people)
                values ($1, $2, $3, $4, $5, $6, $7, $8, 'client:plus', 412)""",
                f"flg_laid{nth}",
                kind,
                row["person_id"],
                clock.now() - timedelta(hours=5 * nth + 2),
                (47, 38, 32)[nth],
                (11, 9, 8)[nth],
                (9, 6, 5)[nth],
                (0.08, 0.06, 0.05)[nth],
            )
