"""Anteroom at Upwork: rooms become proposals, cards stand in them, and answers come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.proposals.model import ProposalState
from heart.test_disclosures import with_details
from upwork.plugged import (
    CLIENT,
    COLLEAGUE,
    COMPANIES,
    FREELANCER,
    NAMES,
    PROPOSAL,
    ROOM,
    TITLE,
    Plugged,
    open_plugged,
)
from upwork_books import Contract, Proposal, Room
from upwork_twin import Slip, UpworkTwin

GUEST = "dana.private.canary@elsewhere.test"


async def test_it_plays_an_interview_in_a_room(plugged: Plugged) -> None:
    """Journey B: the card is posted, edited in place, and answered by a word in the room."""
    await plugged.look()
    guests = [{"label": "Dana, VP Engineering", "email": GUEST, "required": False}]
    interview = await plugged.schedule(guests=guests)

    [card] = plugged.stories
    assert card.user == CLIENT
    assert card.message.splitlines()[0] == "Interview: Proposed"
    assert "Jonas Ferrer (candidate): no answer yet" in card.message
    assert "“accept” or “decline”" in card.message
    assert "http" not in card.message  # their rules forbid addresses until they consented

    plugged.clock.advance(timedelta(minutes=1))
    plugged.twin.books.say(ROOM, FREELANCER, "Let me look at my week")
    plugged.twin.books.say(ROOM, FREELANCER, "  Accept. ")
    await plugged.look()

    assert await plugged.answer_of(interview, FREELANCER) == "accepted"
    assert len(plugged.stories) == 3
    assert "Jonas Ferrer (candidate): accepted" in plugged.stories[0].message
    assert plugged.stories[0].message.startswith("Interview: Scheduled")
    assert all(GUEST not in story.message and "canary" not in story.message for story in plugged.stories)
    assert "u_client@private.test" not in await plugged.everything_kept()


async def test_it_takes_no_strangers_answer_and_none_to_an_earlier_time(plugged: Plugged) -> None:
    await plugged.look()
    interview = await plugged.schedule()
    plugged.clock.advance(timedelta(minutes=1))
    plugged.twin.books.say(ROOM, COLLEAGUE, "accept")
    plugged.twin.books.say(ROOM, FREELANCER, "I cannot accept that rate")
    await plugged.look()
    assert await plugged.answer_of(interview, FREELANCER) == "needs_action"

    plugged.twin.books.say(ROOM, FREELANCER, "accept")
    plugged.clock.advance(timedelta(minutes=1))
    later = plugged.clock.now() + timedelta(days=3)
    moved = {"member": CLIENT, "starts_at": later.isoformat()}
    status, _ = await plugged.api.post(f"/v1/interviews/{interview}/move", moved)
    assert status == 200
    await plugged.look()

    assert await plugged.answer_of(interview, FREELANCER) == "needs_action"
    assert "before: " in plugged.stories[0].message


async def test_it_takes_no_word_for_one_of_two_interviews(plugged: Plugged) -> None:
    await plugged.look()
    first, second = await plugged.schedule(), await plugged.schedule(title="A second one")
    plugged.clock.advance(timedelta(minutes=1))
    plugged.twin.books.say(ROOM, FREELANCER, "accept")
    await plugged.look()

    for interview in (first, second):
        assert await plugged.answer_of(interview, FREELANCER) == "needs_action"


async def test_it_posts_a_card_once_whatever_becomes_of_the_answer(plugged: Plugged) -> None:
    """Upwork has no key for repeats: the room is asked whether it stands there already."""
    await plugged.look()
    plugged.twin.slips.extend([None, Slip(then_lost=True)])
    await plugged.schedule()
    assert len(plugged.stories) == 1

    await plugged.look()
    await plugged.look()

    assert len(plugged.stories) == 1
    operations = [each.operation for each in plugged.twin.asked]
    assert operations.count("Post") == 1


async def test_it_hears_of_a_proposal_that_ends_without_a_word_in_its_room(plugged: Plugged) -> None:
    await plugged.look()
    interview = await plugged.schedule()
    plugged.twin.books.proposals[PROPOSAL].status = "Withdrawn"
    books, members = plugged.twin.books, [(CLIENT, "o_company"), ("u_gone", "o_agency")]
    books.proposals["p_2"] = Proposal("p_2", "u_gone", "o_agency", "job_1", TITLE)
    books.rooms["room_0"] = Room("room_0", "p_2", members, active=plugged.clock.now())
    await plugged.look(timedelta(minutes=2))
    del books.rooms["room_0"]  # one that is gone must not hide the others

    await plugged.look(timedelta(hours=1))

    _, shown = await plugged.api.get(f"/v1/interviews/{interview}")
    assert shown["state"] == "void"
    assert plugged.stories[0].message.startswith("Interview: Void")


async def test_it_hears_of_offers_and_contracts(plugged: Plugged) -> None:
    """A contract is one of its own proposal, and of no other that its room names."""
    await plugged.look()
    books, room = plugged.twin.books, plugged.twin.books.rooms[ROOM]
    books.offers["offer_1"] = (PROPOSAL, "PENDING_VENDOR_ACCEPTANCE")
    room.offers.append("offer_1")
    await plugged.look()
    _, shown = await plugged.api.get(f"/v1/proposals/{PROPOSAL}")
    assert shown["state"] == ProposalState.OFFERED

    books.contracts["k_1"] = Contract(
        "k_1", "offer_1", "o_company", created="2026-11-23", starts="1795000000000"
    )
    room.contract = "k_1"
    books.proposals[PROPOSAL].status = "Hired"
    await plugged.look()
    assert "k_1" in await plugged.everything_kept()
    _, shown = await plugged.api.get(f"/v1/proposals/{PROPOSAL}")
    assert shown["state"] == ProposalState.HIRED

    books.offers["offer_2"] = ("p_other", "ACCEPTED")
    books.contracts["k_2"] = Contract("k_2", "offer_2", "o_company", created="2026-11-23")
    room.contract = "k_2"
    await plugged.look()
    assert "k_2" not in await plugged.everything_kept()


async def test_it_keeps_no_name_and_no_title_for_longer_than_it_may(plugged: Plugged) -> None:
    """Only ids and what we found out ourselves outlive a day in which Upwork was not read."""
    await plugged.look()
    interview = await plugged.schedule()
    kept = await plugged.everything_kept()
    assert all(word in kept for word in (NAMES[FREELANCER], NAMES[CLIENT], TITLE, COMPANIES["o_agency"]))

    plugged.twin.client_secret = "another key than ours"
    plugged.twin.end_access()
    plugged.clock.advance(timedelta(hours=23, minutes=2))
    await plugged.world.settle()

    for table in (
        "person",
        "member",
        "organisation",
        "party",
        "proposal",
        "connector_copy",
        "marketplace_cursor",
    ):
        async with plugged.world.house.database.connection() as conn:
            rows = await conn.fetch(f"select t::text as row from {table} t")
        text = "\n".join(row["row"] for row in rows)
        for word in (NAMES[FREELANCER], NAMES[CLIENT], TITLE, *COMPANIES.values()):
            assert word not in text, table
    _, shown = await plugged.api.get(f"/v1/interviews/{interview}")
    assert PROPOSAL in await plugged.everything_kept()
    assert {str(each["label"]) for each in shown["parties"]} == {"Client", "Freelancer"}


async def test_it_keeps_them_as_long_as_they_are_read_anew(plugged: Plugged) -> None:
    await plugged.look()
    for _ in range(4):
        await plugged.look(timedelta(hours=8))
    kept = await plugged.everything_kept()
    assert NAMES[FREELANCER] in kept and TITLE in kept


async def test_it_reads_what_is_said_and_keeps_none_of_it(plugged: Plugged) -> None:
    """The guard reads each message; what it holds of it goes before the day is over."""
    await plugged.look()
    said = "Write me at jonas.canary@elsewhere.test instead"
    plugged.clock.advance(timedelta(minutes=1))
    story = plugged.twin.books.say(ROOM, FREELANCER, said)
    plain = plugged.twin.books.say(ROOM, CLIENT, "The canary sings at dawn")
    await plugged.look()

    async with plugged.world.house.database.connection() as conn:
        rows = await conn.fetch("select id, verdict from thread_message")
        held = await conn.fetch("select state, sealed is null as gone from held_text")
    verdicts = {row["id"]: row["verdict"] for row in rows}
    assert verdicts[plain] == "allow" and verdicts[story] != "allow"
    assert "canary" not in await plugged.everything_kept()
    assert [row["gone"] for row in held] == [False]

    plugged.clock.advance(timedelta(hours=21))
    await plugged.world.settle()
    async with plugged.world.house.database.connection() as conn:
        held = await conn.fetch("select state, sealed is null as gone from held_text")
    assert [row["gone"] for row in held] == [True]


async def test_it_does_not_read_what_was_said_before(plugged: Plugged) -> None:
    plugged.twin.books.say(ROOM, FREELANCER, "Write me at old.canary@elsewhere.test")
    await plugged.look()
    async with plugged.world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from thread_message") == 0


async def test_it_reads_many_rooms_a_page_at_a_time(plugged: Plugged) -> None:
    """At most forty rows a page, and no room twice."""
    books = plugged.twin.books
    for number in range(25):
        books.people[f"f_{number}"] = f"Somebody {chr(65 + number)}"
        books.proposals[f"q_{number}"] = Proposal(f"q_{number}", f"f_{number}", "o_agency", "job_1", TITLE)
        members = [(CLIENT, "o_company"), (f"f_{number}", "o_agency")]
        books.rooms[f"many_{number:02}"] = Room(
            f"many_{number:02}", f"q_{number}", members, active=plugged.clock.now()
        )

    await plugged.look()

    async with plugged.world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from proposal where external_id like 'q_%'") == 25
    assert plugged.twin.throttled == 0
    pages = [each.variables for each in plugged.twin.asked if each.operation == "Rooms"]
    assert [each["after"] for each in pages] == [None, "20"]
    assert all(each["first"] <= 40 for each in pages)


async def test_it_loses_one_broken_room_and_no_other(plugged: Plugged) -> None:
    books = plugged.twin.books
    members = [(CLIENT, "o_company"), ("u_gone", "o_agency")]
    books.proposals["p_2"] = Proposal("p_2", "u_gone", "o_agency", "job_1", TITLE)
    books.rooms["room_2"] = replace(
        books.rooms[ROOM], id="room_2", proposal="p_2", members=members, stories=[]
    )
    plugged.twin.slips.append(Slip(broken=("roomList.edges.0.node.vendorProposal.user",)))

    await plugged.look(timedelta(seconds=70))

    async with plugged.world.house.database.connection() as conn:
        first = await conn.fetchval("select count(*) from proposal where external_id like 'p\\_%'")
    assert first == 1
    await plugged.look(timedelta(minutes=12))
    async with plugged.world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from proposal where external_id like 'p\\_%'") == 2


async def test_it_bears_its_address_where_upwork_consented(twin: UpworkTwin, clock: SetClock) -> None:
    async with open_plugged(twin, clock, links=True, language="es") as plugged:
        await plugged.look()
        await plugged.schedule()
        [card] = plugged.stories
        assert f"{plugged.world.url}/t/" in card.message
        assert card.message.startswith("Entrevista: Propuesta")


async def test_it_writes_nothing_that_the_door_holds(plugged: Plugged) -> None:
    """What turns out to be somebody's contact detail later leaves no more: not in an edit, and not anew."""
    await plugged.look()
    interview = await plugged.schedule(title="About moonriver.canary.77")
    assert "moonriver" in plugged.stories[0].message
    told = {
        "role": "freelancer",
        "display_name": "Jonas Ferrer",
        "contact": {"handle": "moonriver.canary.77"},
    }
    assert (await plugged.api.put(f"/v1/members/{FREELANCER}", told))[0] == 200
    plugged.twin.books.rooms[ROOM].stories[0].message = ""

    moved = {"member": CLIENT, "starts_at": (plugged.clock.now() + timedelta(days=4)).isoformat()}
    status, answer = await plugged.api.post(f"/v1/interviews/{interview}/move", moved)
    assert (status, "moonriver" in str(answer)) == (500, False)  # the answer passes the door, too
    await plugged.world.settle()

    assert plugged.stories[0].message == ""
    async with plugged.world.house.database.connection() as conn:
        assert await conn.fetchval("select state from effect where kind = 'thread_card'") == "held"


async def test_it_tells_no_erased_person_anew(plugged: Plugged) -> None:
    """Their room goes on to be read there, and nobody of it comes back here."""
    await plugged.look()
    reason = "?reviewer=t-12&reason=erasure_request"
    trust = await with_details(plugged.world)
    status, answer = await trust.call("DELETE", f"/v1/members/{FREELANCER}{reason}")
    assert status in (200, 204), answer
    await plugged.look()
    kept = await plugged.everything_kept()
    assert NAMES[FREELANCER] not in kept and FREELANCER not in kept
