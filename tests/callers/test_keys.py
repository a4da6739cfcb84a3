"""Keys: who has one, what it opens, and how another takes its place."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from pathlib import Path

import pytest

import postgres
from anteroom.api.scopes import DAILY, TRUST, Scope
from anteroom.api.v1 import TABLE
from anteroom.clock import SetClock
from anteroom.command_line import run
from anteroom.keys import actions
from anteroom.ledger.chain import verify
from anteroom.logs import log_to
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import World
from callers.calling import Caller, first, trust
from deployment import secrets as drawn


async def test_it_opens_with_a_key_what_its_scopes_name_and_nothing_else(quiet_world: World) -> None:
    api = first(quiet_world)
    proposal = quiet_world.twins.cast.proposals[0].id
    key_id, program = await api.makes("proposals:read")
    may, may_not = await program.get(f"/v1/proposals/{proposal}"), await program.get("/v1/keys")
    unknown = await Caller(quiet_world, f"{key_id}_{'a' * 32}").get(f"/v1/proposals/{proposal}")
    nobody = await Caller(quiet_world, None).get(f"/v1/proposals/{proposal}")

    assert (may.status, may_not.status, may_not.code) == (200, 403, "lacks-scope")
    assert "keys:read" in str(may_not.said)
    assert may_not.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="keys:read"'
    assert (unknown.status, unknown.headers["WWW-Authenticate"]) == (
        401,
        'Bearer realm="anteroom", error="invalid_token"',
    )
    assert (nobody.status, nobody.headers["WWW-Authenticate"]) == (401, 'Bearer realm="anteroom"')


async def test_it_shows_a_secret_once_and_keeps_it_nowhere(quiet_world: World) -> None:
    """Not in the database, not in a log, not in another answer: what opens is with its bearer alone."""
    api, log = first(quiet_world), io.StringIO()
    log_to(log)
    key_id, program = await api.makes("interviews:read")
    assert program.key is not None
    await program.get("/v1/interviews?proposal=none")
    await Caller(quiet_world, program.key[:-1] + "a").get("/v1/keys")
    answers = [await api.get("/v1/keys"), await api.get(f"/v1/keys/{key_id}")]
    async with quiet_world.house.database.connection() as conn:
        tables = await conn.fetch("select tablename from pg_tables where schemaname = 'public'")
        rows = [await conn.fetch(f"select t::text as all from {row['tablename']} t") for row in tables]
    kept = "".join(row["all"] for table in rows for row in table)
    said = "".join(answer.octets.decode() for answer in answers)

    assert key_id in kept and key_id in said
    secret = program.key.removeprefix(f"{key_id}_")
    assert secret not in kept and secret.encode().hex() not in kept and secret not in said
    assert "request.refused" in log.getvalue() and secret[:-1] not in log.getvalue()


async def test_it_lets_both_work_while_one_takes_the_others_place(
    quiet_world: World, clock: SetClock
) -> None:
    api = first(quiet_world)
    key_id, before = await api.makes("keys:read")
    rotated = await api.post(f"/v1/keys/{key_id}/rotation", {"overlap_hours": 2})
    after = Caller(quiet_world, rotated.said["secret"])
    twice = await api.post(f"/v1/keys/{key_id}/rotation", {})
    clock.advance(timedelta(minutes=119))
    both = [(await each.get("/v1/keys")).status for each in (before, after)]
    shown = (await api.get(f"/v1/keys/{key_id}")).said
    clock.advance(timedelta(minutes=1))
    one = [(await each.get("/v1/keys")).status for each in (before, after)]
    gone = await api.post(f"/v1/keys/{rotated.said['id']}/revocation")
    again = await api.post(f"/v1/keys/{rotated.said['id']}/revocation")
    none = [(await each.get("/v1/keys")).status for each in (before, after)]

    assert (rotated.status, twice.status, twice.code) == (201, 409, "conflict")
    assert (both, one, none) == ([200, 200], [401, 200], [401, 401])
    assert (shown["standing"], shown["replaced_by"]) == ("replaced", rotated.said["id"])
    assert shown["last_used_at"] == "2026-11-23T10:00:00+00:00"
    assert gone.said["standing"] == again.said["standing"] == "revoked" and gone.said == again.said


async def test_it_ends_a_key_when_its_time_is_over(quiet_world: World, clock: SetClock) -> None:
    api = first(quiet_world)
    ends = clock.now() + timedelta(days=1)
    _, program = await api.makes("keys:read", expires_at=ends.isoformat())
    past = await api.post(
        "/v1/keys", {"name": "Late", "scopes": ["keys:read"], "expires_at": clock.now().isoformat()}
    )
    clock.set(ends - timedelta(seconds=1))
    before = await program.get("/v1/keys")
    clock.set(ends)
    after = await program.get("/v1/keys")

    assert (before.status, after.status, past.status, past.said["field"]) == (200, 401, 400, "expires_at")


async def test_it_lets_no_key_give_away_what_it_lacks(quiet_world: World) -> None:
    """Whoever may make keys would otherwise make itself one for everything."""
    api = first(quiet_world)
    trusted = await api.post("/v1/keys", {"name": "Trust", "scopes": ["trust:read"]})
    _, maker = await api.makes("keys:write", "keys:read")
    more = await maker.post("/v1/keys", {"name": "More", "scopes": ["interviews:read"]})
    bearer, _ = await actions.make(quiet_world.house, actions.OPERATOR, "Details", {Scope.DETAILS_READ})
    taken = await api.post(f"/v1/keys/{bearer.id}/rotation", {})
    ended = await api.post(f"/v1/keys/{bearer.id}/revocation")
    environment = await api.post("/v1/keys/first/revocation")
    anybody = await api.post("/v1/keys", {"name": "Anybody", "scopes": ["anybody"]})
    named = await api.post("/v1/keys", {"name": "0049 30 901820", "scopes": ["keys:read"]})

    assert [each.status for each in (trusted, more, taken, ended)] == [403] * 4
    assert [each.status for each in (environment, anybody, named)] == [400] * 3
    assert (await api.get("/v1/keys/none")).status == 404


async def test_it_says_in_the_ledger_who_made_and_ended_which_key(quiet_world: World) -> None:
    api = first(quiet_world)
    key_id, maker = await api.makes("keys:write", "keys:read")
    other_id, _ = await maker.makes("keys:read")
    await maker.post(f"/v1/keys/{other_id}/rotation", {})
    await maker.post(f"/v1/keys/{other_id}/revocation")
    async with quiet_world.house.database.connection() as conn:
        told = await conn.fetch("select event, actor from ledger_entry where chain = $1", f"key:{other_id}")
        _, faults = await verify(conn)

    assert [tuple(row) for row in told] == [
        ("key.made", key_id),
        ("key.rotated", key_id),
        ("key.revoked", key_id),
    ]
    assert faults == []


async def test_it_lists_keys_by_pages_that_lead_on_by_link(quiet_world: World, clock: SetClock) -> None:
    api = first(quiet_world)
    made = []
    for _ in range(5):
        made.append((await api.makes("keys:read"))[0])
        clock.advance(timedelta(seconds=1))
    path, seen = "/v1/keys?limit=2", []
    while path:
        page = await api.get(path)
        seen += [row["id"] for row in page.said["keys"]]
        link = page.headers.get("Link", "")
        assert bool(link) == (page.said["next_cursor"] is not None)
        path = link.partition(">")[0].removeprefix(f"<{quiet_world.settings.public_url}")
    cursor = (await api.get("/v1/keys?limit=2")).said["next_cursor"]
    tampered = await api.get(f"/v1/keys?cursor={cursor[:-2]}AA")
    bounds = [(await api.get(f"/v1/keys?limit={limit}")).status for limit in ("0", "101", "x", "٣")]

    assert seen == made[::-1]
    assert (tampered.status, tampered.said["field"]) == (400, "cursor")
    assert bounds == [400] * 4


async def test_it_gives_the_two_keys_of_the_environment_what_the_settings_say(quiet_world: World) -> None:
    async def opens(caller: Caller, path: str) -> bool:
        return (await caller.get(path)).status != 403

    daily, people = first(quiet_world), trust(quiet_world)

    assert [await opens(daily, path) for path in ("/v1/keys", "/v1/reviews")] == [True, False]
    assert [await opens(people, path) for path in ("/v1/keys", "/v1/reviews")] == [False, True]
    assert not DAILY & TRUST and not {Scope.DETAILS_READ, Scope.MEMBERS_ERASE} & (DAILY | TRUST)


def test_each_scope_opens_some_call() -> None:
    assert {route.scope for route in TABLE} == set(Scope)


async def test_it_erases_nobody_for_a_key_that_only_reads(quiet_world: World) -> None:
    leo = quiet_world.twins.cast.leo
    _, secret = await actions.make(
        quiet_world.house, actions.OPERATOR, "Support", set(Scope) - {Scope.ANYBODY, Scope.MEMBERS_ERASE}
    )
    asked = f"/v1/members/{leo.member}?reviewer=t-12&reason=erasure_request"
    refused = await Caller(quiet_world, secret).call("DELETE", asked)
    assert (refused.status, refused.code) == (403, "lacks-scope")


async def test_it_shows_contact_details_for_a_reason_to_who_may_alone(quiet_world: World) -> None:
    """The one call of v1 that answers with them before a contract."""
    leo = quiet_world.twins.cast.leo
    asked = {"reviewer": "t-12", "reason": "support_case"}
    path = f"/v1/members/{leo.member}/details"
    key, secret = await actions.make(quiet_world.house, actions.OPERATOR, "Support", {Scope.DETAILS_READ})
    support = Caller(quiet_world, secret)
    refused = [await each.post(path, asked) for each in (first(quiet_world), trust(quiet_world))]
    aimless = await support.post(path, {"reviewer": "t-12"})
    shown = await support.post(path, asked)
    nobody = await support.post("/v1/members/nobody/details", asked)
    async with quiet_world.house.database.connection() as conn:
        rows = await conn.fetch("select actor, facts from ledger_entry where event = 'contact.read'")

    assert [each.status for each in refused] == [403, 403]
    assert (aimless.status, nobody.status, shown.status) == (400, 404, 200)
    assert (shown.said["id"], shown.said["email"]) == (leo.member, leo.email)
    assert [(row["actor"], row["facts"]["reason"], row["facts"]["key"]) for row in rows] == [
        ("t-12", "support_case", key.id)
    ]
    assert leo.email not in str([dict(row) for row in rows])
    assert leo.email not in shown.headers.get("ETag", "")


def test_it_makes_lists_rotates_and_revokes_keys_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an operator does, who alone gives away the scopes of the trust people and of details."""
    dsn = asyncio.run(postgres.fresh_database())
    for name, value in {**drawn(SystemRandomness()), "DATABASE_URL": dsn}.items():
        monkeypatch.setenv(name, value)

    def said(*words: str) -> tuple[int, str]:
        return run(["keys", *words]), capsys.readouterr().out

    status, made = said("make", "Trust desk", "--scope", "trust", "--scope", "details:read", "--days", "30")
    key_id = made.partition(" ")[0]
    assert status == 0 and made.splitlines()[-1].startswith(f"{key_id}_")
    assert "details:read trust:decide trust:read" in made
    assert said("rotate", key_id, "--overlap", "1")[0] == 0
    assert said("rotate", key_id) == (
        1,
        "This key was rotated already; rotate the one that took its place.\n",
    )
    assert said("revoke", key_id)[0] == 0
    _, listed = said("list")
    assert f"{key_id}  revoked  last used never" in listed and "2 keys" in listed
    assert made.splitlines()[-1] not in listed
