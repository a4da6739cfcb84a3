"""What we ask Upwork and what its answers mean, against a server that knows its published names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.doctor.finding import Level
from anteroom.effects.model import Refused, TryLater
from anteroom_marketplaces.upwork import queries
from anteroom_marketplaces.upwork.accounts import UpworkAccounts
from anteroom_marketplaces.upwork.answers import Moment, Room, instant_of
from anteroom_marketplaces.upwork.budget import Budget
from anteroom_marketplaces.upwork.client import UpworkClient
from anteroom_marketplaces.upwork.examined import upwork_findings
from upwork.plugged import CLIENT, COMPANY, OTHER, ROOM, Plugged, deployed
from upwork_twin import SCHEMA, Slip, UpworkTwin

WHO = {"grant_type": "client_credentials"}


class Token:
    """A token of the twin's, asked for once and anew when it was refused."""

    def __init__(self, twin: UpworkTwin) -> None:
        self._twin = twin
        self.asked = 0
        self._value = ""

    async def token(self, account: str, refused: str = "") -> str:
        if not self._value or refused == self._value:
            self.asked += 1
            self._value = str((await granted(self._twin, WHO))["access_token"])
        return self._value


async def granted(twin: UpworkTwin, form: dict[str, str]) -> dict[str, object]:
    """Ask the twin for tokens; return what it said."""
    basic = aiohttp.BasicAuth(twin.client_id, twin.client_secret).encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{twin.url}/api/v3/oauth2/token", data=form, headers={"Authorization": basic}
        ) as answer,
    ):
        return {"status": answer.status, **await answer.json()}


@fixture
async def keys(twin: UpworkTwin) -> Token:
    """Where tokens come from."""
    return Token(twin)


@fixture
async def client(twin: UpworkTwin, keys: Token, clock: SetClock) -> AsyncIterator[UpworkClient]:
    """A client of the company's."""
    found = UpworkClient(twin.url, clock, keys, Budget(8), allow_private=True)
    await found.open()
    yield found
    await found.close()
    assert twin.invalid == []


ROOMS = {"since": None, "first": 40, "after": None}


async def asked(client: UpworkClient, account: str = COMPANY, first: int = 40) -> list[Room]:
    """Ask for the rooms."""
    answer = await client.ask(account, "Rooms", queries.ROOMS, {**ROOMS, "first": first})
    return answer.rows("roomList", Room)


async def test_the_twin_knows_the_published_names_and_no_others(twin: UpworkTwin) -> None:
    """What it would take silently would not be tested at all."""
    assert {"DateTime", "RoomStory", "VendorProposal", "ContractDetails"} <= set(SCHEMA.type_map)
    token = (await granted(twin, WHO))["access_token"]
    headers = {"Authorization": f"Bearer {token}", "X-Upwork-API-TenantId": COMPANY}
    async with aiohttp.ClientSession(headers=headers) as session:
        for query in ("{ rooms { id } }", "{ roomList { edges { node { emailAddress } } } }", "{ oops"):
            async with session.post(f"{twin.url}/graphql", json={"query": query}) as answer:
                assert answer.status == 200
                assert (await answer.json())["errors"]
    assert len(twin.invalid) == 3
    twin.invalid.clear()


async def test_the_twin_refuses_what_upwork_refuses(twin: UpworkTwin, client: UpworkClient) -> None:
    with pytest.raises(Refused):  # VJCA-6, and so no rooms at all
        await asked(client, first=41)
    assert (await granted(twin, {**WHO, "scope": "messages"}))["error"] == "invalid_scope"
    form = {"grant_type": "authorization_code", "code": twin.consent(CLIENT), "redirect_uri": ""}
    first = await granted(twin, form)
    assert (await granted(twin, form))["error"] == "invalid_grant"  # a code is good once
    renew = {"grant_type": "refresh_token", "refresh_token": str(first["refresh_token"])}
    assert (await granted(twin, renew))["status"] == 200
    assert (await granted(twin, renew))["error"] == "invalid_grant"  # and so is what renews
    burst = Budget(100)
    eager = UpworkClient(twin.url, SetClock(twin.now()), Token(twin), burst, allow_private=True)
    await eager.open()
    try:
        with pytest.raises(TryLater, match="too often"):
            await asyncio.gather(*(asked(eager) for _ in range(30)))
    finally:
        await eager.close()


async def test_it_names_its_organisation_in_every_request(twin: UpworkTwin, client: UpworkClient) -> None:
    assert [room.id for room in await asked(client)] == [ROOM]
    assert {each.tenant for each in twin.asked} == {COMPANY}


async def test_it_refuses_an_answer_of_another_organisation(twin: UpworkTwin, client: UpworkClient) -> None:
    """Upwork answers in another context without a word; here it is the twin that mistakes it."""
    twin.slips.append(Slip(tenant=OTHER))
    with pytest.raises(Refused, match="another organisation"):
        await asked(client)
    with pytest.raises(Refused, match="no right"):
        await asked(client, "o_unknown")


async def test_it_uses_partial_answers_only_where_they_are_whole(
    twin: UpworkTwin, client: UpworkClient
) -> None:
    twin.slips.append(Slip(broken=("roomList.edges.0.node.vendorProposal.user",)))
    assert await asked(client) == []  # its proposal would be missing, as if there were none
    twin.slips.append(Slip(broken=("organization",)))
    with pytest.raises(TryLater, match="whose answer"):
        await asked(client)
    twin.slips.append(Slip(broken=("roomList",)))
    with pytest.raises(TryLater, match="errors alone"):
        await asked(client)
    query, variables = queries.rooms_by_id([ROOM, "room_nowhere"])
    with pytest.raises(Refused):  # a room that is not there empties the whole answer
        await client.ask(COMPANY, "Known", query, variables)


async def test_it_leaves_upwork_alone_as_long_as_it_says(
    twin: UpworkTwin, client: UpworkClient, clock: SetClock
) -> None:
    twin.slips.append(Slip(status=429, retry_after="7"))
    with pytest.raises(TryLater) as caught:
        await asked(client)
    assert caught.value.after == timedelta(seconds=7)
    before = len(twin.asked)
    with pytest.raises(TryLater) as waiting:
        await asked(client)
    assert (waiting.value.tried, len(twin.asked)) == (False, before)
    clock.advance(timedelta(seconds=7))
    assert await asked(client)


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("Mon, 23 Nov 2026 09:00:30 GMT", timedelta(seconds=30)),
        ("", timedelta(seconds=60)),
        ("soon", timedelta(seconds=60)),
        ("999999999", timedelta(hours=24)),
        ("Sun, 01 Nov 2026 09:00:00 GMT", timedelta(seconds=1)),
    ],
)
async def test_it_reads_every_way_of_saying_how_long(
    twin: UpworkTwin, client: UpworkClient, written: str, wait: timedelta
) -> None:
    twin.slips.append(Slip(status=429, retry_after=written))
    with pytest.raises(TryLater) as caught:
        await asked(client)
    assert caught.value.after == wait


async def test_it_goes_on_with_a_new_token_where_one_ends_meanwhile(
    twin: UpworkTwin, client: UpworkClient, keys: Token
) -> None:
    assert await asked(client)
    twin.slips.append(Slip(expires=True))
    assert await asked(client)
    assert keys.asked == 2


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        (Slip(status=500), TryLater),
        (Slip(status=403), Refused),
        (Slip(body="<html>"), TryLater),
        (Slip(body="[]"), TryLater),
        (Slip(body='{"data": null, "errors": [{"message": "Authorization failed"}]}'), Refused),
        (Slip(body='{"data": null, "errors": [{"message": "Service unavailable", "path": null}]}'), TryLater),
        (Slip(then_lost=True), TryLater),
    ],
)
async def test_it_says_whether_to_come_again(
    twin: UpworkTwin, client: UpworkClient, slip: Slip, kind: type[Exception]
) -> None:
    twin.slips.append(slip)
    with pytest.raises(kind):
        await asked(client)


async def test_it_keeps_its_pace() -> None:
    """However many want to go at once, no second has more than it may."""
    left: list[float] = []
    now = 100.0

    async def sleep(seconds: float) -> None:
        left.append(now + seconds)

    budget = Budget(8, now=lambda: now, sleep=sleep)
    for _ in range(40):
        await budget.spend()
    left = [100.0] * 8 + left
    assert len(left) == 40 and left == sorted(left)
    assert all(sum(begin <= each < begin + 1 for each in left) <= 8 for begin in left)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        (Moment("1795424400000", "11/23/2026"), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        (Moment("", "2026-11-23T09:00:00Z"), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("2026-11-23T09:00:00.000+0000", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("2026-11-23T10:00:00+01:00", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("1795424400", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("20261123", datetime(2026, 11, 23, tzinfo=UTC)),
        ("yesterday", None),
        ("9" * 30, None),
        (None, None),
    ],
)
def test_it_reads_instants_in_each_of_their_ways(
    written: Moment | str | None, instant: datetime | None
) -> None:
    """A DateTime is an object, a room's instants are strings."""
    assert instant_of(written) == instant


async def test_it_renews_its_token_once_for_all_who_need_it(
    twin: UpworkTwin, clock: SetClock, plugged: Plugged
) -> None:
    """Under the lock of the row: of many who need it at once, in two processes, one asks."""
    house = plugged.world.house
    settings = deployed(twin, organisation=None).connectors.upwork
    assert settings is not None
    processes = [UpworkAccounts(house, settings) for _ in range(2)]
    for each in processes:
        await each.open()
    try:
        await processes[0].keep(OTHER, *await processes[0].exchanged(twin.consent(CLIENT)))
        before = await processes[0].token(OTHER)
        clock.advance(timedelta(hours=24))
        twin.exchanged.clear()
        found = await asyncio.gather(*(each.token(OTHER) for each in processes * 4))
        assert len(set(found)) == 1 and found[0] != before
        assert twin.exchanged == ["refresh_token"]
        again = await asyncio.gather(*(each.token(OTHER, refused=found[0]) for each in processes))
        assert len(set(again)) == 1 and again[0] != found[0]
        assert twin.exchanged == ["refresh_token"] * 2
    finally:
        for each in processes:
            await each.close()
    assert "oauth2v2" not in await plugged.everything_kept()


@pytest.mark.parametrize(
    ("slip", "organisation", "level"),
    [
        (None, COMPANY, Level.FINE),
        (None, "o_unknown", Level.FAULT),
        (Slip(status=500), COMPANY, Level.UNKNOWN),
    ],
)
async def test_the_doctor_says_whether_the_key_is_good(
    twin: UpworkTwin, clock: SetClock, slip: Slip | None, organisation: str, level: Level
) -> None:
    twin.slips.append(slip)
    found = await upwork_findings(deployed(twin, organisation=organisation, links=True), clock)
    assert [each.level for each in found] == [Level.WARNING, level]
    assert twin.client_secret not in str(found)
