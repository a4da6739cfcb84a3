"""What the schedule modal refuses, in place, and whom it lets be invited."""

from __future__ import annotations

from anteroom.interviews.agreement import STANDARD
from anteroom.sandbox.slack.model import BASE_SCOPES
from anteroom_slack.people.colleagues import colleague
from anteroom_slack.place import Place
from slack_bureau import COLLEAGUES, DANA, MAYA, TUESDAY, Bureau, words


async def test_it_says_at_the_agenda_why_a_phone_number_cannot_stand_there(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "agenda": "Call me on +49 30 23125 117 before"})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    assert list(faults) == ["agenda"]
    assert "phone number" in faults["agenda"]
    assert "23125" not in faults["agenda"]
    assert await bureau.interviews() == []
    await bureau.slack.fill(MAYA, {"agenda": "Payments, and your last project"})
    assert await bureau.send() is None
    assert (await bureau.interview()).agenda == "Payments, and your last project"


FAULTS: tuple[tuple[dict[str, object], str, str], ...] = (
    ({"emails": "Dana at larkfield"}, "emails", "Line 1 is no e-mail address"),
    ({"emails": "a@b.example\nnobody@"}, "emails", "Line 2"),
    ({"emails": f"{'x' * 90} <a@b.example>"}, "emails", "longer than 80"),
    ({"when": TUESDAY.replace(year=2025)}, "when", "has passed"),
    ({"colleagues": ["Gus Guest"]}, "colleagues", "guest in this workspace"),
    ({"colleagues": ["Sol Stranger"]}, "colleagues", "another company"),
    ({"colleagues": ["Gil Gone"]}, "colleagues", "has left"),
    ({"colleagues": ["Robot"]}, "colleagues", "is an app"),
)


async def test_it_names_a_fault_at_its_field_and_changes_nothing(bureau: Bureau) -> None:
    await bureau.open_form()
    for values, field, said in FAULTS:
        await bureau.slack.fill(MAYA, {"when": TUESDAY, "emails": "", "colleagues": [], **values})
        faults = await bureau.slack.submit(MAYA)
        assert faults is not None
        assert list(faults) == [field]
        assert said in faults[field]
    assert await bureau.interviews() == []
    async with bureau.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from person") == 2


async def test_it_keeps_a_colleagues_zone_and_address_and_nothing_of_who_was_only_picked(
    bureau: Bureau,
) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "colleagues": ["Tomás Rey", DANA]})
    await bureau.slack.fill(MAYA, {"colleagues": [DANA]})
    assert await bureau.send() is None
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch(
            """select user_id, time_zone, person_id from slack_account join person on person.id = person_id
            where linked_at is null"""
        )
        assert [(row["user_id"], row["time_zone"]) for row in rows] == [("U0DANA", "America/New_York")]
        kept = await bureau.house.vault.open(conn, rows[0]["person_id"], "email")
        assert kept is not None
        assert kept.reveal() == COLLEAGUES[1].email


async def test_it_invites_a_colleague_without_the_scope_for_addresses(bureau: Bureau) -> None:
    bureau.slack.workspace.scopes = set(BASE_SCOPES)
    interview = await bureau.schedule({"colleagues": [DANA]})
    async with bureau.house.database.connection() as conn:
        assert not await bureau.house.vault.has(conn, interview.parties[2].person_id, "email")
    assert "Proposed" in words(bureau.card(DANA))


async def test_it_shows_a_name_that_is_an_address_as_a_role(bureau: Bureau) -> None:
    interview = await bureau.schedule(
        {"emails": "dana.whitfield at gmail dot com <d@x.example>\nb@x.example"}
    )
    assert [party.label for party in interview.parties[2:]] == ["Guest of the client"] * 2


async def test_it_asks_for_the_standard_agreement_where_no_text_is_given(bureau: Bureau) -> None:
    assert (await bureau.schedule({"nda": ["nda"]})).nda == STANDARD


async def test_it_asks_to_press_again_while_slack_is_slow_to_say_who_somebody_is(bureau: Bureau) -> None:
    await bureau.open_form()
    bureau.slack.slow("users.info", 1.5)
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "colleagues": [DANA]})
    faults = await bureau.slack.submit(MAYA)
    assert faults == {"colleagues": "I am still looking them up in Slack. Press the button again."}
    await bureau.settle()
    assert await bureau.send() is None
    assert len((await bureau.interview()).parties) == 3


async def test_it_says_that_a_proposal_was_closed_meanwhile(bureau: Bureau) -> None:
    await bureau.open_form()
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set state = 'withdrawn'")
    await bureau.slack.fill(MAYA, {"when": TUESDAY})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    assert "withdrawn" in faults["proposal"]


async def test_it_says_when_more_people_can_be_asked_again(bureau: Bureau) -> None:
    """Three times twenty guests are a day's worth as shipped; the next is refused where it was typed."""
    faults = None
    for number in range(4):
        await bureau.open_form()
        guests = "\n".join(f"g{number}.{each}@corp.example" for each in range(1 if number == 3 else 20))
        await bureau.slack.fill(MAYA, {"when": TUESDAY, "emails": guests, "proposal": "prp_1"})
        faults = await bureau.send()
        assert (faults is None) is (number < 3), faults
    assert faults is not None
    assert list(faults) == ["emails"]
    assert faults["emails"].startswith("One client can ask 60 guests within a day, and this would be more.")
    assert faults["emails"].endswith("(Berlin, UTC+1).")
    assert len(await bureau.interviews()) == 3


def test_it_takes_people_of_the_own_organisation_for_colleagues() -> None:
    """On Enterprise Grid a colleague may be of another workspace; the field is Slack's own."""
    user = {"id": "U1", "real_name": "Ann", "team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}
    assert colleague(user, Place("T1", "E1")).refusal == ""
    assert "another company" in colleague(user, Place("T1", "E2")).refusal
    assert "another company" in colleague(user, Place("T1")).refusal
    assert "another company" in colleague(user | {"is_stranger": True}, Place("T1", "E1")).refusal
