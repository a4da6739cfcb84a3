"""Who may do what: every kind of caller on every route, every kind of member on every action.

Both are made of the declared table, so that a new route or action without a row here fails.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta

import aiohttp

from anteroom.api.caller import DECLARED
from anteroom.api.route import Route
from anteroom.api.scopes import DAILY, TRUST, Scope
from anteroom.clock import SetClock
from anteroom.keys import actions
from anteroom.sandbox.world import World
from callers.actions_taken import READY
from callers.calling import Answer, Caller
from callers.stage import ACTORS, Stage, strict, uncapped

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
UNKNOWN = f"ak_{'a' * 12}_{'a' * 32}"
HOST = {"host"}
SCHEDULERS = {"host", "scheduler", "hiring_manager"}
CANDIDATE = {"freelancer"}
MEMBERS = HOST | CANDIDATE
"""The two members of the proposal."""
SPEAKS_FOR = {"agency_manager"}
"""A manager of the freelancer's agency answers for the talent, and takes no other part."""
PARTIES = MEMBERS | {"guest"}
"""Everybody in the interview who has an account: neither who was let go nor colleagues who were not asked."""

MAY = {
    "schedule_interview": SCHEDULERS,
    "move_interview": HOST,
    "cancel_interview": HOST,
    "answer_interview": PARTIES | SPEAKS_FOR,
    "propose_time": PARTIES - HOST | SPEAKS_FOR,
    "run_late": PARTIES,
    "offer_times": HOST,
    "take_offer": CANDIDATE | SPEAKS_FOR,
    "schedule_day": SCHEDULERS,
    "find_times": SCHEDULERS,
    "next_common_times": PARTIES,
    "open_poll": SCHEDULERS,
    "mark_times": PARTIES | SPEAKS_FOR,
    "choose_time": HOST,
    "extend_poll": HOST,
    "offer_interview": CANDIDATE,
    "send_polite_answer": CANDIDATE,
    "withdraw_interview_offer": CANDIDATE,
    "decline_interview_offer": SCHEDULERS,
    "add_party": HOST,
    "remove_party": HOST,
    "admit_party": HOST,
    "refuse_party": HOST,
    "dismiss_party": HOST,
    "hand_over": HOST,
    "accept_counter": HOST,
    "decline_counter": HOST,
    "revoke_pass": HOST | {"guest"},
    "place_interview": HOST,
    "ask_for_agreement": HOST,
    "reword_held": CANDIDATE,
    "withdraw_held": CANDIDATE,
    "appeal_held": CANDIDATE,
    "ask_again": PARTIES - HOST,
    "list_times": PARTIES,
    "rebook_interview": HOST,
    "rate_connection": PARTIES,
    "contest_interview": PARTIES,
    "ask_for_access": MEMBERS,
    "make_report": MEMBERS,
    "decide_access": CANDIDATE,
    "show_address": HOST,
    "preview_disclosures": MEMBERS,
}
"""The actions that name a member, and who may take each.

Held texts and offers of interviews are the freelancer's here, and it is the client who has asked for access.
"""
LOOKS = {"list_times", "next_common_times", "preview_disclosures"}
ONCE = {"decline_interview_offer", "take_offer"}
"""What several may do and only one does: it is made ready for each."""
Bears = frozenset[Scope] | None
"""What a key bears; None where there is no key that works."""
NOT_NOW = {"admit_party"}
"""Nobody waits at the door here: who may let in is told so (409), everybody else that it may not."""
BY_VIEWER = {"list_disclosures", "list_proposals", "show_poll"}
"""Reads that name whom the answer is for, and show what that one may see: there is nothing to refuse."""


async def test_every_kind_of_caller_is_let_into_what_its_scopes_name(
    quiet_world: World, clock: SetClock
) -> None:
    """It takes seconds, since every route is tried by all of them."""
    routes = list(quiet_world.app[DECLARED].values())
    house, secrets = quiet_world.house, quiet_world.settings.secrets

    async def key(*scopes: Scope, days: int | None = None) -> tuple[str, str]:
        ends = clock.now() + timedelta(days=days) if days else None
        made, secret = await actions.make(house, actions.OPERATOR, "Tried", scopes, ends)
        return made.id, secret

    every: list[Scope] = [scope for scope in Scope if scope is not Scope.ANYBODY]
    revoked_id, revoked = await key(*every)
    await actions.revoke(house, actions.OPERATOR, revoked_id)
    _, expired = await key(*every, days=1)
    clock.advance(timedelta(days=2))
    strangers: dict[str, str | None] = {
        "nobody": None,
        "a wrong key": UNKNOWN,
        "a revoked key": revoked,
        "an expired key": expired,
    }
    singles: dict[Scope, tuple[str, Bears]] = {
        scope: ((await key(scope))[1], frozenset({scope})) for scope in every
    }
    without: dict[Scope, tuple[str, Bears]] = {
        scope: ((await key(*(each for each in every if each is not scope)))[1], frozenset(every) - {scope})
        for scope in every
    }
    named: dict[str, tuple[str, Bears]] = {
        "all scopes": ((await key(*every))[1], frozenset(every)),
        "the first key": (secrets.api_key, DAILY),
        "the first key of the trust people": (secrets.review_key or "", TRUST),
    }
    wrong: list[tuple[str, str]] = []
    async with aiohttp.ClientSession() as session:

        async def try_with(route: Route, name: str, secret: str | None, scopes: Bears) -> None:
            """Note where a caller is let in who may not be, or the other way round."""
            answer = await tried(session, quiet_world, route, secret)
            let_in = answer.status != 401 and answer.code != "lacks-scope"
            right = route.scope is Scope.ANYBODY or (scopes is not None and route.scope in scopes)
            shut_out = scopes is None and not right
            if let_in != right or (shut_out and answer.status != 401) or answer.status >= 500:
                wrong.append((route.name, f"{name} gets {answer.status}"))

        for route in routes:
            for name, shown in strangers.items():
                await try_with(route, name, shown, None)
            await try_with(route, "its scope alone", *singles.get(route.scope, singles[Scope.KEYS_READ]))
            secret, scopes = without.get(route.scope, without[Scope.KEYS_READ])
            await try_with(route, "all but its scope", secret, scopes)
        # What the key is asked for is the scope alone, so that of each scope one route tells for all.
        one_each = {route.scope: route for route in routes}.values()
        for route in routes if SOAK else one_each:
            for name, (secret, scopes) in (*named.items(), *singles.items()):
                await try_with(route, name, secret, scopes)
    assert wrong == []


async def tried(session: aiohttp.ClientSession, world: World, route: Route, key: str | None) -> Answer:
    """Call a route about things that are not there: who is let in gets an error of another kind."""
    path = re.sub(r"\{\w+\}", "none", route.path)
    return await Caller(world, key, session).call(route.method, path, {} if route.method != "GET" else None)


async def test_every_kind_of_member_may_do_what_its_part_allows(clock: SetClock) -> None:
    """It takes seconds, since every action is made ready for each who may, and tried by all others."""
    wrong = []
    async with strict(clock, uncapped) as world:
        stage = await Stage.set_up(world, clock)
        for name, may in MAY.items():
            path, told = await READY[name](stage)
            seen = await state_of(stage, path)
            for actor in (each for each in ACTORS if each not in may):
                answer = await act(stage, name, path, told, actor)
                if answer.status not in (400, 403, 404):
                    wrong.append((name, actor, f"may not, and got {answer.status}"))
            if await state_of(stage, path) != seen:
                wrong.append((name, "somebody", "may not, and changed something"))
            for actor in sorted(may):
                if name in ONCE and actor != min(may):
                    path, told = await READY[name](stage)
                answer = await act(stage, name, path, told, actor)
                if answer.status not in ((409,) if name in NOT_NOW else (200, 201)):
                    wrong.append((name, actor, f"may, and got {answer.status}: {answer.said}"))
    assert wrong == []


async def test_it_has_a_row_for_every_action_that_names_somebody(quiet_world: World) -> None:
    def names(route: Route) -> bool:
        asked = [part.__struct_fields__ for part in (route.body, route.query) if part is not None]
        return any({"member", "host", "viewer"} & set(fields) for fields in asked)

    naming = {route.name for route in quiet_world.app[DECLARED].values() if names(route)}

    assert naming == set(MAY) | BY_VIEWER
    assert set(MAY) == set(READY)


async def act(stage: Stage, name: str, path: str, told: dict[str, object], actor: str) -> Answer:
    """Take an action as somebody."""
    who = stage.named(actor)
    if name in LOOKS:
        return await stage.api.get(f"{path}?member={who}")
    host = name in ("schedule_interview", "schedule_day", "open_poll")
    return await stage.api.post(path, {**told, "host" if host else "member": who})


async def state_of(stage: Stage, path: str) -> object:
    """What stands at the thing that an action is about, to see that a refusal changed nothing."""
    found = re.match(r"/v1/(?:interviews|held|access-requests|interview-offers)/\w+", path)
    if found is None:
        return None
    answer = await stage.api.get(found[0])
    assert answer.status == 200, found[0]
    return answer.said
