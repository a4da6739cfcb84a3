"""No contact detail of anybody in what a help desk or a team's mailbox gets, whoever wrote what.

Canaries are planted wherever people write, and everything that arrived is searched for them, with nothing
allowed to anybody.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Iterator

import pytest

from anteroom.cases import actions
from anteroom.cases.answers import Answered, take_answer
from anteroom.cases.model import About, Kind, OpenCase, Outcome
from anteroom.logs import log_to
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.cast import Person
from api_client import ApiClient
from helpdesk.desk import Desk, open_desk
from leak_arrivals import Arrival, arrivals_of, log_lines
from leak_canaries import Somebody
from leak_search import find_leaks


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log, to be searched, too."""
    kept = io.StringIO()
    log_to(kept)
    yield kept
    log_to(sys.stderr)


def details_of(person: Person) -> str:
    """Everything by which somebody can be reached, as a sentence."""
    return f"Write to {person.email} or {person.handle}, call {person.phone}, or come to {person.address}."


def everybody(desk: Desk) -> list[Somebody]:
    """Whose details are sought."""
    people = desk.world.twins.cast.people
    return [Somebody(each.name, each.side, {k: (v,) for k, v in each.contact.items()}) for each in people]


def arrived(desk: Desk, log: io.StringIO) -> list[Arrival]:
    """What arrived: at the help desk, in the team's mailbox, at the marketplace, in the log."""
    twins, now = desk.world.twins, desk.clock.now()
    said = [
        Capture(now, "http", "anteroom", ("Zendesk",), each.body, {}, each.path)
        for each in desk.zendesk.heard
    ]
    team = [each for each in twins.mailbox.captures if "support@harbourline.test" in each.to]
    told = [each for each in twins.marketplace.captures if b"case." in each.body]
    return [*arrivals_of([*said, *team, *told]), *log_lines(log.getvalue(), now)]


async def live(desk: Desk, dice: random.Random, *, zendesk: bool) -> None:
    """Cases are opened, answered, noted in, handed on, joined and solved, and everybody writes details."""
    house, cast, api = desk.world.house, desk.world.twins.cast, ApiClient(desk.world)
    # A name that is an address is a role to everybody else.
    named = {"role": "client", "display_name": cast.priya.email, "plan": "basic"}
    await api.put("/v1/members/m-priya", named)
    job = {"id": "j-7", "title": "Rust"}
    proposal = {"client": "m-priya", "freelancer": "m-leo", "job": job, "thread": "t-7", "state": "active"}
    assert (await api.put("/v1/proposals/p-seven", proposal))[0] in (200, 201)
    cases = [
        await desk.about("wait_1"),
        await desk.about("wait_2", proposal="p-ledger", speaks="m-leo", topic="other"),
        await desk.about("wait_3", proposal="p-seven", speaks="m-priya", kind=Kind.REPORT, topic="privacy"),
    ]
    for nth in range(12):
        case, writer = dice.choice(cases), dice.choice(cast.people)
        words = details_of(writer)
        match dice.randrange(5):
            case 0:
                await actions.note(house, case.id, words, "s-9")
            case 1:
                about = OpenCase(case.topic, About(case.about.kind, case.about.id))
                async with house.database.transaction() as conn:
                    person = await conn.fetchval("select person_id from member where external_id = 'm-leo'")
                    await take_answer(conn, house, Answered(about, person, words, f"<{nth}@x.example>"))
            case 2:
                await actions.assign(house, case.id, f"s-{dice.randrange(9)}", "s-9", "turn")
            case 3 if zendesk:
                asks = {"email": writer.email, "name": writer.name}
                number = desk.zendesk.write_in(asks, f"proposal p-payments {writer.phone}", words)
                await desk.tell("created", number, {})
                await desk.tell("comment_added", number, {"comment": {"body": words}})
            case _:
                await desk.patience(600)
        await desk.settle()
    for case in cases:
        await actions.solve(house, case.id, Outcome.HELPED, "s-9", "done")
    await desk.settle()


@pytest.mark.parametrize("zendesk", [True, False], ids=["zendesk", "mail"])
async def test_it_lets_no_contact_detail_into_a_ticket(zendesk: bool, log: io.StringIO) -> None:
    async with open_desk(zendesk=zendesk) as desk:
        people = everybody(desk)
        await live(desk, random.Random(11), zendesk=zendesk)
        found = arrived(desk, log)
        at_desk = [each for each in found if each.channel in ("http", "mail")]
        assert len(at_desk) > 8
        assert find_leaks(found, people) == []


async def test_the_search_finds_what_is_planted_in_a_ticket(log: io.StringIO) -> None:
    """Else that nothing was found would mean nothing."""
    async with open_desk() as desk:
        people, cast = everybody(desk), desk.world.twins.cast
        for kind, value in cast.leo.contact.items():
            desk.zendesk.heard.clear()
            body = f'{{"ticket": {{"subject": "Case", "comment": {{"body": "{value}"}}}}}}'.encode()
            capture = Capture(
                desk.clock.now(), "http", "anteroom", ("Zendesk",), body, {}, "/api/v2/tickets.json"
            )
            assert [each.kind for each in find_leaks(arrivals_of([capture]), people)] == [kind]
