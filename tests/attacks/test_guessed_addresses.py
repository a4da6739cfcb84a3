"""Addresses typed to find out whose they are, or to be taken for somebody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from anteroom.sandbox.world import World
from anteroom_slack.people.accounts import Speaker, account_of, person_of_colleague
from anteroom_slack.people.colleagues import Colleague
from anteroom_slack.place import Place
from api_client import ApiClient

Body = dict[str, Any]


async def persons(world: World, email: str) -> list[str]:
    """Whoever has this address, by our vault."""
    async with world.house.database.connection() as conn:
        return await world.house.vault.owners(conn, "email", email)


async def test_it_does_not_tell_that_a_guessed_address_is_the_freelancers(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    """Twenty guesses a call, and an answer that names the right one, would be a way to reconstruct it."""
    leo = whole_world.twins.cast.leo
    strangers = {"email": whole_world.twins.cast.ines.email, "label": "A colleague"}
    guessed = {"email": leo.email.upper(), "label": "A colleague"}
    _, wrong = await program.post("/v1/interviews", {**request_body, "guests": [strangers]})
    status, right = await program.post("/v1/interviews", {**request_body, "guests": [guessed]})
    await whole_world.settle()
    shapes = [
        [(p["role"], p["label"], p["answer"], p["member"]) for p in each["parties"]]
        for each in (wrong, right)
    ]

    assert status == 201
    assert shapes[0] == shapes[1]
    async with whole_world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from effect where state = 'held'") == 0


@pytest.mark.parametrize(
    "email",
    [
        "a b@c.example",
        "a@b",
        "x\r\nRCPT TO:<y@z.example>@c.example",
        "a@b@c.example",
        "<a@c.example>",
        "@c.example",
    ],
)
async def test_it_takes_no_guest_to_whom_no_mail_can_be_written(
    program: ApiClient, request_body: Body, email: str
) -> None:
    status, answer = await program.post(
        "/v1/interviews", {**request_body, "guests": [{"email": email, "label": "X"}]}
    )
    assert (status, answer.get("field")) == (400, "email"), answer


async def test_it_recognises_nobody_by_an_address_in_a_slack_profile(
    whole_world: World, program: ApiClient
) -> None:
    """A workspace writes what it likes there: its user must not become whoever has that address."""
    house, team = whole_world.house, whole_world.settings.secrets.slack_team_id
    claimed = "somebody.else@posta.example"
    async with house.database.transaction() as conn:
        colleague = Colleague("U0EVIL", "Eve", "Europe/Berlin", email=claimed)
        person_id = await person_of_colleague(conn, house, Place(team), colleague)
    body = {"role": "freelancer", "display_name": "Sam", "contact": {"email": claimed}}
    status, _ = await program.put("/v1/members/m-sam", body)
    async with house.database.connection() as conn:
        member = await conn.fetchval("select person_id from member where external_id = 'm-sam'")
        account = await account_of(conn, Speaker(team, "U0EVIL"))

    assert status == 200
    assert account is not None
    assert account.person_id == person_id != member


async def test_it_delivers_to_two_persons_who_share_a_mailbox(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    """Neither mail gives away the other's address: both lie open to whoever reads that mailbox."""
    shared = whole_world.twins.cast.ines.email
    for number in (1, 2):
        member = {"role": "client", "display_name": f"Recruiter {number}", "contact": {"email": shared}}
        await program.put(
            f"/v1/members/m-shared-{number}",
            {**member, "organisation": "org-larkfield", "organisation_roles": ["scheduler"]},
        )
    first = (await persons(whole_world, shared))[0]
    async with whole_world.house.database.connection() as conn:
        host = await conn.fetchval(
            "select external_id from member where external_id like 'm-shared-%' and person_id <> $1", first
        )
    body = {**request_body, "host": host, "guests": [{"email": shared, "label": "The other one"}]}
    status, answer = await program.post("/v1/interviews", body)
    await whole_world.settle()

    assert status == 201, answer
    assert len(await persons(whole_world, shared)) == 2
    async with whole_world.house.database.connection() as conn:
        held = await conn.fetch("select kind, trouble from effect where state = 'held'")
    assert [tuple(row) for row in held] == []
    assert sum(shared in capture.to for capture in whole_world.twins.mailbox.captures) == 2


async def test_it_makes_one_guest_into_one_member_however_many_claim_it_at_once(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    shared = whole_world.twins.cast.ines.email
    await program.post("/v1/interviews", {**request_body, "guests": [{"email": shared, "label": "Ines"}]})
    bodies = [{"role": "client", "display_name": f"Ines {n}", "contact": {"email": shared}} for n in range(6)]
    claims = [program.put(f"/v1/members/m-ines-{n}", body) for n, body in enumerate(bodies)]
    statuses = [status for status, _ in await asyncio.gather(*claims)]
    labels = [(await program.get(f"/v1/members/m-ines-{n}"))[1].get("label") for n in range(6)]

    assert statuses == [200] * 6
    assert labels == [f"Ines {n}" for n in range(6)]
