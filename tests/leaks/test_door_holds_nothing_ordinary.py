"""The door lets ordinary payloads out, though somebody's phone reads like a date and a handle is a word."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import world

HALVES = (1, 2)
"""Seeds: two halves of a thousand payloads, for two workers at once."""
A_HALF = 500
INTERVIEWS = 17
START = datetime(2026, 11, 26, 15, tzinfo=UTC)
WORDS = ("river", "bo", "dana", "ledger", "go", "friday", "call", "phone", "at", "street", "High Street")
LABELS = ("River Bo, VP Engineering", "Dana at Larkfield", "Friday's host", "Expert 2026", "Legal")
TRAPS = {
    "dana": {"phone": "2026112615", "handle": "river", "address": "5 High Street, London"},
    "tomas": {"phone": "26112026", "handle": "@friday", "address": "1 River Street, Bo"},
    "ines": {"phone": "1795705200", "handle": "dana", "address": "15 Ledger Street, York"},
}
"""A date with an hour, as in 20261126T15; the day as Germans write it; and the epoch of about that day."""


async def tell_traps(opened: World, api: ApiClient) -> None:
    """Make the guests known with details that look like anything."""
    for key, details in TRAPS.items():
        person = opened.twins.cast.person(key)
        body = {
            "role": "client",
            "organisation": "org-larkfield",
            "display_name": person.name,
            "time_zone": person.zone,
            "contact": {"email": person.email, **details},
        }
        status, told = await api.put(f"/v1/members/m-{key}", body)
        assert status == 200, told


def agenda(dice: random.Random) -> str:
    """Ordinary words, dates, hours, versions and amounts."""
    at = START + timedelta(minutes=15 * dice.randrange(-40, 40))
    return (
        f"{' '.join(dice.choices(WORDS, k=8))}. Last met on {at:%Y-%m-%d %H:%M}, next {at:%d.%m.%Y, %H} h; "
        f"release {dice.randrange(9)}.{dice.randrange(30)}.{dice.randrange(99)}, {dice.randrange(90)},500 €."
    )


async def live(opened: World, api: ApiClient, clock: SetClock, dice: random.Random) -> int:
    """Let one interview have an ordinary life; return how many answers the API gave."""
    cast = opened.twins.cast
    starts = START + timedelta(minutes=15 * dice.randrange(-8, 8))
    guests = dice.sample(sorted(TRAPS), 2)
    calls = [
        (
            "",
            {
                "proposal": dice.choice(cast.proposals).id,
                "host": "m-maya",
                "starts_at": starts.isoformat(),
                "minutes": dice.choice((30, 45, 60)),
                "title": f"{dice.choice(WORDS).title()} {dice.randrange(1000)}",
                "agenda": agenda(dice),
                "guests": [
                    {"email": cast.person(key).email, "label": dice.choice(LABELS)} for key in guests
                ],
            },
        ),
        ("/answers", {"member": "m-leo", "answer": "tentative"}),
        ("/counters", {"member": "m-leo", "starts_at": (starts + timedelta(hours=1)).isoformat(),
                       "minutes": 45, "comment": agenda(dice)}),
        ("/move", {"member": "m-maya", "starts_at": (starts + timedelta(hours=2)).isoformat()}),
        ("/answers", {"member": "m-leo", "answer": dice.choice(("accepted", "declined"))}),
        ("/cancel", {"member": "m-maya", "reason": f"Not on {starts:%d.%m.%Y %H:%M}, {dice.choice(WORDS)}"}),
    ]  # fmt: skip
    interview = ""
    for path, body in calls[: dice.choice((5, 6, 6))]:
        status, answer = await api.post(f"/v1/interviews{interview}{path}", body)
        assert status < 300, (path, body, answer)
        interview = interview or f"/{answer['id']}"
        clock.advance(timedelta(minutes=dice.randrange(1, 20)))
        await opened.settle()
    return len(calls)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", HALVES)
async def test_it_holds_no_ordinary_payload(seed: int) -> None:
    """Each was inspected for the details of everybody in its interview; none was withheld."""
    clock, dice = SetClock(START - timedelta(days=9)), random.Random(20261126 + seed)
    async with world(clock=clock, seed=seed, work=False) as opened:
        api = ApiClient(opened)
        await tell_traps(opened, api)
        answered = 0
        for _ in range(INTERVIEWS):
            answered += await live(opened, api, clock, dice)
            # As many in one day as one client can ask, and no more.
            clock.advance(timedelta(hours=3))
        clock.set(START + timedelta(hours=5))
        await opened.settle()
        async with opened.house.database.connection() as conn:
            held = await conn.fetch("select kind, trouble from effect where state = 'held'")
            waiting = await conn.fetchval("select count(*) from effect where shown < wanted")
        twins = opened.twins
        arrived = len(twins.mailbox.captures) + len(twins.slack.captures) + len(twins.marketplace.captures)

    assert [tuple(row) for row in held] == []
    assert waiting == 0
    assert arrived + answered >= A_HALF, (arrived, answered)
