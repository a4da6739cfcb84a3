"""What trust people and guests do: another rule, the own address shared, records read, somebody erased."""

from __future__ import annotations

import random
from datetime import timedelta

from anteroom.api.scopes import Scope
from anteroom.keys import actions
from anteroom.people.command import found
from anteroom.people.erasure import erase
from anteroom.policy.actions import set_policy
from anteroom.policy.model import STANDARD, Row, Rule, Stage
from leaks.browser_tab import Program
from leaks.happenings import GUESTS
from leaks.history import History
from leaks.passes_in_mail import come_in, passes_of

ROWS = [{"name": "everybody", "stage": "before-contract", "rule": "warn"}]


async def set_another_rule(history: History, dice: random.Random) -> None:
    """From now on what is found is masked, or everything is held, or it is as it was."""
    rule = dice.choice((Rule.MASKED, Rule.MASKED, Rule.STRICT, Rule.CLOSED))
    kept = tuple(row for row in STANDARD if row.purposes or row.stage is Stage.UNDER_CONTRACT)
    table = (*kept, Row("everybody", Stage.BEFORE_CONTRACT, rule))
    _ = await set_policy(history.world.house, table, None, by="t-3", reason="pilot", key="ak_test")


async def share_own_address(history: History, dice: random.Random) -> None:
    """A guest chooses on the own page whether Leo may have the address under a contract."""
    passes = passes_of(history, GUESTS)
    chosen = dice.choice(passes) if passes else None
    tab = await come_in(history, chosen) if chosen else None
    if chosen is None or tab is None:
        return
    key, seat = chosen.key, chosen.seat
    _, _, page = await tab.get(f"/lobby/{seat}")
    if f"/lobby/{seat}/sharing" not in page:
        return
    agreed = dice.random() < 0.75
    status, _, _ = await tab.send(f"/lobby/{seat}/sharing", {"share": "yes" if agreed else "no"})
    if status == 303:
        async with history.world.house.database.connection() as conn:
            proposal = await conn.fetchval(
                """select proposal.external_id from party join interview on interview.id = interview_id
                join proposal on proposal.id = proposal_id where party.id = $1""",
                seat,
            )
        history.consent(key, seat, proposal, agreed=agreed)


async def look_at_records(history: History, dice: random.Random) -> None:
    """Trust people look who could have seen what, what would be seen, and what a rule would have decided."""
    during = {"since": (history.now - timedelta(days=9)).isoformat(), "until": history.now.isoformat()}
    for offered in history.world.twins.cast.proposals:
        home = f"/v1/proposals/{offered.id}/disclosures"
        _ = await history.program.call("GET", f"{home}?limit=2")
        _ = await history.program.call("GET", f"{home}/preview?member=m-{dice.choice(('maya', 'leo'))}")
    _ = await history.program.call("POST", "/v1/policy/simulate", {"rows": ROWS, **during})
    _ = await history.program.call("GET", "/v1/policy")
    _ = await history.program.call("GET", "/v1/policy/history")


async def export_a_member(history: History, dice: random.Random) -> None:
    """A member asks for the own data; nobody gets it by another key."""
    key = dice.choice(("maya", "leo"))
    path = f"/v1/members/m-{key}/export"
    asked = {"reviewer": "t-3", "reason": "access_request"}
    status, _ = await history.program.call("POST", path, asked)
    assert status == 403
    house = history.world.house
    _, secret = await actions.make(house, actions.OPERATOR, "Exports", {Scope.DETAILS_READ})
    # It is for the member alone: of nobody else may a detail be in it, whatever the member wrote.
    support = Program(history.world.url, secret, history.clock, history.received, "Exports")
    try:
        status, shown = await support.call("POST", path, asked, reader=history.person(key).name)
    finally:
        await support.close()
    assert status == 200 and shown["details"]


async def erase_a_guest(history: History, dice: random.Random) -> None:
    """A guest wants to be forgotten."""
    key = dice.choice(GUESTS)
    house = history.world.house
    async with house.database.connection() as conn:
        people = await found(conn, house, history.person(key).email)
    for person in people:
        _ = await erase(house, person, "operator", "erasure_request")
