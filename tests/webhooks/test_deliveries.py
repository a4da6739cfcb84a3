"""What becomes of an event at an endpoint that does not take it at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from anteroom.doctor.finding import Level
from anteroom.effects.worker import Worker
from anteroom.webhooks.model import JITTER, SCHEDULE
from webhooks.conftest import Hooks

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


async def test_it_tries_again_by_the_schedule_of_the_specification_and_then_gives_up(hooks: Hooks) -> None:
    """Ten attempts over three days, each with the same octets and id; then it waits for people."""
    hooks.receiver.answers = [500] * len(SCHEDULE)
    delivery = await hooks.own("/test")
    for wait in SCHEDULE:
        before = len(hooks.receiver.arrivals)
        if wait:
            await hooks.later(wait - SECOND)
        assert len(hooks.receiver.arrivals) == before, f"sooner than {wait}"
        await hooks.later(SECOND + wait * JITTER)
        assert len(hooks.receiver.arrivals) == before + 1, f"not after {wait}"

    assert "takes nothing; 1 events were given up" in (await hooks.doctor()).found
    await hooks.later(timedelta(days=7))
    assert len(hooks.receiver.arrivals) == len(SCHEDULE)
    assert len({(each.id, each.body) for each in hooks.receiver.arrivals}) == 1
    stamps = [each.at for each in hooks.receiver.arrivals]
    assert all(later > earlier for earlier, later in pairwise(stamps))
    (dead,) = await hooks.dead()
    assert (dead["id"], dead["event"]) == (delivery["id"], hooks.receiver.arrivals[0].id)
    assert dead["trouble"] == "given up after 10 attempts: the endpoint answered 500"
    ready = await hooks.call("GET", "/readyz")
    assert ready["webhooks"] == {"disabled": 0, "failing": 1, "dead": 1}

    again = await hooks.call("POST", f"/v1/webhook-deliveries/{delivery['id']}/replay", None, 202)
    assert (again["state"], again["failures"]) == ("waiting", 0)
    await hooks.later()
    assert hooks.receiver.arrivals[-1].body == hooks.receiver.arrivals[0].body
    assert list(hooks.receiver.taken) == [dead["event"]] and await hooks.dead() == []
    assert (await hooks.call("GET", "/readyz"))["webhooks"] == {"disabled": 0, "failing": 0, "dead": 0}


async def test_only_2xx_is_success_and_nothing_is_followed(hooks: Hooks) -> None:
    """A redirect leads to where nobody has looked: a failure like any other, tried at the address itself."""
    away = hooks.receiver.url.replace("/hooks", "/inside")
    refusals = (301, 302, 307, 308, 400, 401, 404, 413, 422, 429, 500, 503)
    for times, status in enumerate(refusals, 1):
        hooks.receiver.answers = [(status, {"Location": away})]
        await hooks.own("/test")
        await hooks.later()
        assert (len(hooks.receiver.taken), await hooks.dead()) == (times - 1, []), status
        await hooks.later(6 * SECOND)
        assert len(hooks.receiver.taken) == times, status
    assert hooks.receiver.strangers == 0


async def test_it_waits_as_long_as_the_endpoint_asks(hooks: Hooks) -> None:
    date = format_datetime(hooks.clock.now() + 20 * MINUTE + 10 * MINUTE, usegmt=True)
    hooks.receiver.answers = [(429, {"Retry-After": "600"}), (503, {"Retry-After": date})]
    await hooks.own("/test")
    await hooks.later()
    await hooks.later(9 * MINUTE)
    assert len(hooks.receiver.arrivals) == 1
    await hooks.later(2 * MINUTE)
    assert len(hooks.receiver.arrivals) == 2
    await hooks.later(18 * MINUTE)
    assert len(hooks.receiver.arrivals) == 2
    await hooks.later(4 * MINUTE)
    assert len(hooks.receiver.taken) == 1


async def test_an_endpoint_that_is_gone_is_disabled_and_people_are_told(hooks: Hooks) -> None:
    """410: nothing more is sent there, the other endpoints hear of it, and what came is kept for later."""
    await hooks.schedule()
    hooks.receiver.answers = [410]
    await hooks.later()
    shown = await hooks.own("", method="GET", expect=200)
    assert (shown["disabled_for"], len(hooks.receiver.arrivals)) == ("gone", 1)
    told = {event.type: event.data for event in hooks.world.twins.marketplace.events}
    assert told["webhook.disabled"] == {"endpoint": hooks.id}
    assert (await hooks.call("GET", "/readyz"))["webhooks"]["disabled"] == 1
    found = await hooks.doctor()
    assert found.level is Level.WARNING and f"{hooks.id} answered 410 and is disabled" in found.found

    for path, body in (("/test", None), ("/replay", {"since": hooks.clock.now().isoformat()})):
        assert "disabled" in (await hooks.own(path, body, expect=409))["detail"]
    (dead,) = await hooks.dead()
    await hooks.call("POST", f"/v1/webhook-deliveries/{dead['id']}/replay", None, 409)

    await hooks.own("", {"disabled": False}, method="PATCH", expect=200)
    since = (hooks.clock.now() - HOUR).isoformat()
    assert await hooks.own("/replay", {"since": since}) == {"count": 1, "since": None}
    await hooks.later()
    assert hooks.receiver.types == ["interview.proposed"]
    assert (await hooks.doctor()).level is Level.FINE


async def test_what_fails_is_waited_for_by_its_own_interview_and_not_for_ever(hooks: Hooks) -> None:
    """Events of one interview keep their order; one that is refused again and again is passed in the end."""
    one = await hooks.schedule(0)
    await hooks.later()
    hooks.receiver.answers = [500]
    await hooks.cancel(one)
    await hooks.later()
    two = await hooks.schedule(1)
    await hooks.later()
    assert hooks.receiver.types == ["interview.proposed", "interview.proposed"]
    assert [each["data"]["interview"] for each in hooks.receiver.taken.values()] == [one, two]
    await hooks.later(6 * SECOND)
    assert hooks.receiver.types[-1] == "interview.cancelled"

    # Nothing is wrong with the endpoint: it is this one event that it cannot take.
    stuck = await hooks.schedule(0)
    hooks.receiver.answers = [422]
    await hooks.later()
    await hooks.cancel(stuck)
    for wait in SCHEDULE[1:3]:
        hooks.receiver.answers = [422]
        await hooks.later(wait * (1 + JITTER))
        assert hooks.receiver.types.count("interview.cancelled") == 1
    hooks.receiver.answers = [422]
    await hooks.later(SCHEDULE[3] * (1 + JITTER))
    assert hooks.receiver.types.count("interview.cancelled") == 2, "it still waits for the one before it"
    await hooks.later(SCHEDULE[4] * (1 + JITTER))
    revisions = [each["data"]["revision"] for each in hooks.receiver.taken.values()][-2:]
    assert revisions[0] >= revisions[1], "a receiver tells by its revision that the latter is older"


async def test_an_endpoint_that_is_away_is_left_alone_by_everything_else(hooks: Hooks) -> None:
    hooks.receiver.answers = [503, 503]
    await hooks.schedule(0)
    await hooks.later()
    await hooks.schedule(1)
    await hooks.own("/test")
    await hooks.later()
    assert len(hooks.receiver.arrivals) == 1
    waiting = await hooks.call("GET", f"/v1/webhook-deliveries?state=waiting&endpoint={hooks.id}")
    assert [each["failures"] for each in waiting["deliveries"]] == [0, 0, 1], "waiting is no failure"
    await hooks.later(6 * SECOND)
    await hooks.later(6 * SECOND)
    await hooks.later(6 * MINUTE)
    assert sorted(hooks.receiver.types) == ["interview.proposed", "interview.proposed", "webhook.test"]


async def test_a_secret_is_rotated_while_something_is_tried_again(hooks: Hooks) -> None:
    """What the old secret would have signed is signed by both, and in the end by the new one alone."""
    old = hooks.made["secret"]
    hooks.receiver.answers = [500, 500, 500]
    await hooks.own("/test")
    await hooks.later()
    new = (await hooks.own("/rotate", {"overlap_hours": 1}, expect=201))["secret"]
    hooks.receiver.secrets.append(new)
    await hooks.later(6 * SECOND)
    await hooks.later(6 * MINUTE)
    await hooks.later(33 * MINUTE)
    await hooks.own("/test")
    await hooks.later(1 * HOUR)

    assert [each.genuine for each in hooks.receiver.arrivals] == [(old,), *[(old, new)] * 3, (new,)]
    assert len({each.body for each in hooks.receiver.arrivals[:4]}) == 1


class Death(BaseException):
    """What SIGKILL is to a process."""


class DiesAt:
    """Dies once, at a named place."""

    def __init__(self, place: str) -> None:
        self.place = place

    def reach(self, name: str, detail: str = "") -> None:
        if f"{name}/{detail}" == self.place:
            self.place = ""
            raise Death


@pytest.mark.parametrize(
    ("place", "times"),
    [
        ("effect-frozen/webhook", 1),
        ("effect-sent/webhook", 1),
        ("effect-frozen/webhook_delivery", 1),
        ("effect-sent/webhook_delivery", 2),
    ],
)
async def test_a_death_between_sending_and_noting_repeats_the_same_id(
    hooks: Hooks, place: str, times: int
) -> None:
    """Wherever it dies, the event is told once, or the same octets come again under the same id."""
    await hooks.call("DELETE", f"/v1/webhook-endpoints/{hooks.id}", None, 204)
    hooks.receiver.secrets.clear()
    await hooks.join()
    await hooks.schedule()
    dying = Worker(replace(hooks.world.house, failpoints=DiesAt(place)))
    with pytest.raises(Death):
        await dying.drain()
    await hooks.later()

    mine = [each for each in hooks.receiver.arrivals if each.said["type"] == "interview.proposed"]
    everywhere = len(mine) + len(hooks.world.twins.marketplace.events)
    assert everywhere + hooks.world.twins.marketplace.repeats == 1 + times
    assert len({(each.id, each.body) for each in mine}) == 1
