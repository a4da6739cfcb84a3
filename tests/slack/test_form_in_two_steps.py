"""The form that schedules, as people fill it in: a moment's wait, marks, the last step, and one sending."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from anteroom.interviews.model import Role
from anteroom.proposals import store
from anteroom.proposals.model import Member, Proposal, ProposalState
from anteroom.sandbox.slack.model import BASE_SCOPES, View
from anteroom_slack.people.colleagues import FRESH
from slack_bureau import COLLEAGUES, CONTACTS, DANA, MAYA, TOMAS, TUESDAY, Bureau

INES = '"Ines, Legal" ines@falk.example'


async def offered(bureau: Bureau, title: str, name: str, number: int, *, job: str = "j-1") -> str:
    """Tell Anteroom of one more proposal of Maya's; return its id."""
    async with bureau.house.database.transaction() as conn:
        person = Member(
            f"per_{number}", f"m-{number}", "freelancer", None, name, "basic", 5.0, 4, "Asia/Tokyo", "en", ()
        )
        await store.put_member(conn, person, [], bureau.clock.now())
        proposal = Proposal(
            f"prp_{number}", f"p-{number}", "per_maya", f"per_{number}", job, title, f"t-{number}",
            ProposalState.SHORTLISTED,
        )  # fmt: skip
        await store.put_proposal(conn, proposal)
    return proposal.id


async def last_step(bureau: Bureau, values: dict[str, Any]) -> View:
    """Fill the form in, press Next, and return the last step."""
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, **values})
    assert await bureau.slack.submit(MAYA) is None
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert view.callback_id == "consent", view.body
    return view


def said(view: View) -> str:
    """Return everything that a form says in words."""
    found = [
        text["text"]
        for block in view.blocks
        for text in (block.get("text"), block.get("label"), block.get("hint"), *block.get("elements", ()))
        if isinstance(text, dict) and isinstance(text.get("text"), str)
    ]
    return "\n".join(found)


async def test_it_shows_a_form_at_once_and_fills_it_behind_that(bureau: Bureau) -> None:
    await bureau.open_form()
    methods = [each.path for each in bureau.slack.captures if "/views." in each.path]
    assert methods == ["/api/views.open", "/api/views.update"]
    first = next(each for each in bureau.slack.captures if each.path == "/api/views.open")
    assert b"One moment" in first.body
    assert bureau.slack.open_view(MAYA).title == "Schedule an interview"  # type: ignore[union-attr]


async def test_it_says_nothing_where_the_form_was_closed_before_it_was_filled(bureau: Bureau) -> None:
    bureau.slack.slow("views.update", 0.2)
    await bureau.slack.command(MAYA, "/interview", "")
    await bureau.slack.wait_for_view(MAYA, "Schedule an interview")
    await bureau.slack.close(MAYA)
    await bureau.settle()
    assert bureau.slack.open_view(MAYA) is None
    assert bureau.told(MAYA) == ""


async def test_it_offers_the_callers_own_proposals_that_match_what_is_typed(bureau: Bureau) -> None:
    await offered(bureau, "Warehouse planning", "李小龍", 2)
    await offered(bureau, "Ein sehr langer Titel 👨‍👩‍👧 " * 6, "ليلى حداد", 3)
    await bureau.open_form()

    async def found(typed: str) -> list[str]:
        return [each.text for each in await bureau.slack.suggest(MAYA, "proposal", typed)]

    assert len(await found("")) == 3
    assert await found("pay leo") == ["Payments API in Go · Leo Marchetti"]
    assert await found("李小") == ["Warehouse planning · 李小龍"]
    assert await found("p-2") == ["Warehouse planning · 李小龍"]
    (long,) = await found("titel")
    assert long.endswith("…")
    assert len(long.encode("utf-16-le")) // 2 <= 75
    assert "👨‍👩‍👧" in long
    assert await found("100%_nothing") == ["No open proposal of yours matches that"]

    await bureau.slack.fill(MAYA, {"when": TUESDAY, "proposal": "No open proposal of yours matches that"})
    assert await bureau.slack.submit(MAYA) == {"proposal": "Choose one of your proposals."}


async def test_it_offers_nothing_of_anybody_elses(bureau: Bureau) -> None:
    await offered(bureau, "Somebody else's job", "Ann", 4)
    async with bureau.house.database.connection() as conn:
        other = Member("per_o", "m-o", "client", None, "Otto", "basic", 5.0, 1, "Europe/Berlin", "en", ())
        await store.put_member(conn, other, [], bureau.clock.now())
        await conn.execute("update proposal set client_id = 'per_o' where id = 'prp_4'")
    await bureau.open_form()
    assert [each.value for each in await bureau.slack.suggest(MAYA, "proposal", "job")] == ["-"]


async def test_it_marks_people_as_they_are_picked(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "colleagues": [DANA, TOMAS, "Gus Guest", "Sol Stranger"]})
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    marks = said(view)
    assert f"*{DANA}*: here in Slack, and by mail. The next step names the address" in marks
    assert str(COLLEAGUES[1].email) not in marks
    assert f"*{TOMAS}*: here in Slack only" in marks
    assert "Gus Guest is a guest in this workspace" in marks
    assert "Sol Stranger belongs to another company's Slack" in marks
    assert view.values["when"]["when"]["selected_date_time"] == int(TUESDAY.timestamp())

    await bureau.slack.fill(MAYA, {"colleagues": [TOMAS]})
    await bureau.settle()
    marks = said(view)
    assert DANA not in marks
    assert "Gus Guest" not in marks


async def test_it_shows_who_is_contacted_and_who_sees_what_before_it_contacts_anybody(
    bureau: Bureau,
) -> None:
    view = await last_step(bureau, {"colleagues": [DANA], "emails": INES, "agenda": "Ledgers & limits"})
    await bureau.settle()
    assert await bureau.interviews() == []
    async with bureau.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from person") == 2

    words = said(view)
    assert "Nobody has been contacted yet" in words
    assert "*Leo Marchetti* (freelancer): a card in your thread" in words
    assert f"calendar invitation to {COLLEAGUES[1].email}, *an address that Slack told*" in words
    assert "by mail, at ines@falk.example, which you typed" in words
    assert "For them Tue 24 Nov, 09:00–09:45 (New York, UTC−5)" in words
    assert f"these names: {MAYA}, {DANA} and Ines, Legal. Nobody's address." in words
    assert "Ledgers &amp; limits" in words
    assert view.body["submit"]["text"] == "Invite"
    assert all(detail not in words for contact in CONTACTS.values() for detail in contact.values())
    assert "falk" not in view.body["private_metadata"]


async def test_it_takes_who_must_come_and_how_others_read_a_guest(bureau: Bureau) -> None:
    await last_step(bureau, {"colleagues": [DANA], "emails": INES})
    await bureau.slack.fill(MAYA, {"may": [DANA], "label:1": "Ines Falk, General Counsel"})
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "Ines Falk, General Counsel. Nobody's address." in said(view)

    assert await bureau.slack.submit(MAYA) is None
    parties = (await bureau.interview()).parties
    assert [(party.label, party.required) for party in parties[2:]] == [
        (DANA, False),
        ("Ines Falk, General Counsel", True),
    ]


async def test_it_says_as_what_a_name_that_is_an_address_is_read(bureau: Bureau) -> None:
    await last_step(bureau, {"emails": INES})
    await bureau.slack.fill(MAYA, {"label:0": "ines at falk dot example"})
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "Others read: Guest of the client." in said(view)


async def test_it_keeps_no_address_from_slack_that_may_not_be_written_to(bureau: Bureau) -> None:
    view = await last_step(bureau, {"colleagues": [DANA]})
    assert "Write to this address, too" in str(view.blocks)
    await bureau.slack.fill(MAYA, {"addresses": []})
    assert await bureau.slack.submit(MAYA) is None
    guest = (await bureau.interview()).parties[2]
    async with bureau.house.database.connection() as conn:
        assert not await bureau.house.vault.has(conn, guest.person_id, "email")


async def test_it_names_no_address_where_slack_tells_none(bureau: Bureau) -> None:
    bureau.slack.workspace.scopes = set(BASE_SCOPES)
    view = await last_step(bureau, {"colleagues": [DANA]})
    assert "Slack tells no address" in said(view)
    assert "addresses" not in view.values
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert "Proposed" in bureau.card(DANA).text


async def test_it_writes_to_no_address_that_slack_told_after_the_step_was_shown(bureau: Bureau) -> None:
    later, bureau.slack.workspace.scopes = bureau.slack.workspace.scopes, set(BASE_SCOPES)
    assert "Slack tells no address" in said(await last_step(bureau, {"colleagues": [DANA]}))
    bureau.slack.workspace.scopes = later
    bureau.clock.advance(FRESH)
    assert await bureau.slack.submit(MAYA) is None
    guest = (await bureau.interview()).parties[2]
    async with bureau.house.database.connection() as conn:
        assert not await bureau.house.vault.has(conn, guest.person_id, "email")


async def test_it_sends_once_from_two_submissions_at_once(bureau: Bureau) -> None:
    await last_step(bureau, {"colleagues": [DANA]})
    await asyncio.gather(bureau.slack.submit(MAYA), bureau.slack.submit(MAYA))
    await bureau.settle()
    assert len(await bureau.interviews()) == 1


async def test_it_says_on_the_last_step_why_it_could_not_be_sent(bureau: Bureau) -> None:
    await last_step(bureau, {"colleagues": [DANA], "emails": INES})
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set state = 'withdrawn'")
    assert await bureau.slack.submit(MAYA) is None
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "Nothing was sent.* This proposal is withdrawn" in said(view)
    assert await bureau.interviews() == []


async def test_it_forgets_a_form_that_was_left_open_for_hours(bureau: Bureau) -> None:
    await last_step(bureau, {"emails": INES})
    bureau.clock.advance(timedelta(hours=3))
    assert await bureau.slack.submit(MAYA) is None
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "open for too long" in said(view)
    for duty in bureau.house.duties:
        await duty()
    async with bureau.house.database.connection() as conn:
        assert not await conn.fetchval("select count(*) from seen where source = 'slack-draft'")


async def test_it_keeps_what_was_typed_sealed_and_only_until_it_is_sent(bureau: Bureau) -> None:
    await last_step(bureau, {"emails": INES, "agenda": "The secret plan"})
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch("select * from seen")
        assert "falk" not in str([dict(row) for row in rows])
        assert "secret plan" not in str([dict(row) for row in rows])
        assert await bureau.slack.submit(MAYA) is None
        assert not await conn.fetchval("select count(*) from seen where source = 'slack-draft'")


async def test_it_goes_straight_to_the_last_step_where_everything_was_typed(bureau: Bureau) -> None:
    await bureau.open_form(text=f"schedule payments tomorrow 3pm @dana {INES} for 30m about ledgers")
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert (view.callback_id, view.title) == ("consent", "Check and invite")
    form = await bureau.change()
    assert form.values["emails"]["emails"]["value"] == "Ines, Legal <ines@falk.example>"
    await bureau.slack.fill(MAYA, {"length": "60"})
    assert await bureau.send() is None
    interview = await bureau.interview()
    assert interview.length == timedelta(minutes=60)
    assert [party.label for party in interview.parties[2:]] == [DANA, "Ines, Legal"]


async def test_it_shows_the_form_where_something_typed_cannot_be_sent(bureau: Bureau) -> None:
    await bureau.open_form(text="schedule payments tomorrow 3pm <@U0GUEST|gus>")
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert view.callback_id == "schedule"
    assert "Gus Guest is a guest in this workspace" in said(view)
    await bureau.slack.close(MAYA)
    await bureau.open_form(text="schedule payments tomorrow 3pm about calling me on +49 30 23125 117")
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "phone number" in said(view)
    assert await bureau.interviews() == []


async def test_it_offers_no_tool_in_which_no_call_can_be_made(bureau: Bureau) -> None:
    await bureau.open_form()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    (where,) = [block for block in view.blocks if block["block_id"] == "where"]
    assert [each["value"] for each in where["element"]["options"]] == ["anteroom", "link"]


async def test_it_reads_addresses_as_people_write_them(bureau: Bureau) -> None:
    typed = (
        "“Ines, Legal” ines@falk.example; ole@falk.example, Dana, VP Engineering <d@falk.example>\n"
        "'Bo' <bo@falk.example>\n\n  ليلى حداد <leila@falk.example>"
    )
    await last_step(bureau, {"emails": typed})
    assert await bureau.slack.submit(MAYA) is None
    labels = [party.label for party in (await bureau.interview()).parties if party.role is Role.GUEST]
    assert labels == ["Ines, Legal", "Guest of the client", "Dana, VP Engineering", "Bo", "ليلى حداد"]
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "emails": "a@falk.example\nA@falk.example"})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    assert "Line 2 names somebody a second time" in faults["emails"]


async def test_it_shows_the_marks_of_whoever_was_picked_last(bureau: Bureau) -> None:
    """Two quick presses carry one hash; the later one must neither be lost nor be undone by the earlier."""
    await bureau.open_form()
    bureau.slack.slow("views.update", 0.1)
    for names in ([DANA], [DANA, "Gus Guest"], [TOMAS]):
        await bureau.slack.fill(MAYA, {"colleagues": names})
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    marks = said(view)
    assert TOMAS in marks
    assert "Gus Guest" not in marks


async def test_it_asks_to_look_again_where_the_form_behind_the_last_step_has_changed(bureau: Bureau) -> None:
    """What is sent is what was shown: a step of an earlier form sends nothing."""
    view = await last_step(bureau, {"emails": INES})
    view.body["private_metadata"] = "0" * 32
    assert await bureau.slack.submit(MAYA) is None
    now = bureau.slack.open_view(MAYA)
    assert now is not None
    assert "has changed since" in said(now)
    assert await bureau.interviews() == []
    assert await bureau.slack.submit(MAYA) is None
    assert len(await bureau.interviews()) == 1


async def test_it_answers_both_steps_before_any_call_to_slack(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "colleagues": [DANA], "emails": INES})
    await bureau.settle()
    for method in ("views.update", "views.open", "users.info", "chat.postMessage", "conversations.open"):
        bureau.slack.slow(method, 30.0)
    before = len(bureau.slack.captures)
    assert await bureau.send() is None
    asked = [each for each in bureau.slack.captures[before:] if each.path.startswith("/api/")]
    assert asked == []
    assert len(await bureau.interviews()) == 1
