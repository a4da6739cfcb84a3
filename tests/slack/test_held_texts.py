"""What the guard holds in Slack: said at the field, and to its writer alone with three ways on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anteroom.errors import Conflict, ContactInText
from anteroom.interviews import actions as heart
from anteroom.interviews.commands import ScheduleInterview
from anteroom.texts import actions as texts
from anteroom.texts import review
from anteroom.texts.expiry import expire_due
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way
from slack_bureau import DANA, MAYA, TUESDAY, Bureau, actions, open_bureau, words

OTHER = "Payments. The hotline is +49 30 901820 77, call me there"
HINT = "You'll find my phone number on the last slide of the deck."
NUMBER = "Payments. Or call me on +49 30 23125 117 before"


async def refused(bureau: Bureau, agenda: str = NUMBER) -> str:
    """Try an agenda that may not stand; return what is said at its field."""
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "agenda": agenda})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    await bureau.settle()
    return faults["agenda"]


async def held(bureau: Bureau) -> tuple[str, str]:
    """Return the only held text's id and state."""
    async with bureau.house.database.connection() as conn:
        row = await conn.fetchrow("select id, state from held_text order by at desc, id limit 1")
    assert row is not None
    return row["id"], row["state"]


async def test_it_shows_the_writer_alone_what_was_found_and_what_can_be_done(bureau: Bureau) -> None:
    await refused(bureau)
    card = bureau.card(MAYA)

    assert "Your agenda was not sent" in words(card)
    assert "⟦" in words(card)
    assert "23125 117" in words(card).partition("⟦")[2]
    assert actions(card) == ["held_reword", "held_appeal", "held_withdraw", "lesson"]
    assert "A word about meeting before a contract" in words(card)
    assert "colleagues need no account" in words(card)
    assert bureau.cards(DANA) == []


async def test_it_opens_the_text_again_and_schedules_with_other_words(bureau: Bureau) -> None:
    await refused(bureau)
    await bureau.slack.close(MAYA, everything=True)
    await bureau.slack.click(MAYA, bureau.card(MAYA), "held_reword")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "23125 117" in str(view.blocks)

    again = await bureau.slack.submit(MAYA)
    assert again is not None
    assert "phone number" in again["text"]
    await bureau.slack.fill(MAYA, {"text": "Payments, and your last project"})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()

    assert (await bureau.interview()).agenda == "Payments, and your last project"
    assert (await held(bureau))[1] == "reworded"
    card = bureau.cards(MAYA)[0]
    assert "into other words" in words(card)
    assert "23125" not in words(card)
    assert actions(card) == []


async def test_it_names_everybody_whom_other_words_would_invite(bureau: Bureau) -> None:
    """Whoever slipped in the form has not seen yet who is contacted; colleagues are kept for it, too."""
    await bureau.open_form()
    await bureau.slack.fill(
        MAYA,
        {"when": TUESDAY, "agenda": NUMBER, "colleagues": [DANA], "emails": "Ines, Legal <i@falk.example>"},
    )
    assert await bureau.slack.submit(MAYA) is not None
    await bureau.settle()
    everybody = "Leo Marchetti (freelancer), Dana Whitfield (here in Slack), Ines, Legal (by mail)"
    assert everybody in words(bureau.card(MAYA))
    assert "falk.example" not in words(bureau.card(MAYA))
    await bureau.slack.close(MAYA, everything=True)
    await bureau.slack.click(MAYA, bureau.card(MAYA), "held_reword")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert everybody in str(view.blocks)
    await bureau.slack.fill(MAYA, {"text": "Payments"})
    assert await bureau.slack.submit(MAYA) is None
    labels = [party.label for party in (await bureau.interview()).parties]
    assert labels == [MAYA, "Leo Marchetti", DANA, "Ines, Legal"]
    # "Here in Slack" was read, and no address of hers: none that Slack told is kept or written to.
    dana = (await bureau.interview()).parties[2]
    async with bureau.house.database.connection() as conn:
        assert not await bureau.house.vault.has(conn, dana.person_id, "email")


async def test_it_schedules_with_other_words_what_was_held_at_the_last_step_only(bureau: Bureau) -> None:
    """A slip elsewhere, meanwhile, lets the guard hold a hint that it had let pass; Dana is new to us."""
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "agenda": HINT, "colleagues": [DANA]})
    assert await bureau.slack.submit(MAYA) is None
    wednesday = TUESDAY + timedelta(days=1)
    elsewhere = ScheduleInterview(
        "prp_1", "per_maya", wednesday, wednesday + timedelta(hours=1), agenda=NUMBER
    )
    with pytest.raises(ContactInText) as slipped:
        await heart.schedule(bureau.house, elsewhere)
    await hold_refused(bureau.house, slipped.value, Way.API)
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert await bureau.interviews() == []
    await bureau.slack.close(MAYA, everything=True)
    await bureau.slack.click(MAYA, bureau.cards(MAYA)[-1], "held_reword")
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"text": "Payments"})
    assert await bureau.slack.submit(MAYA) is None
    assert [party.label for party in (await bureau.interview()).parties] == [MAYA, "Leo Marchetti", DANA]


async def test_it_takes_the_corrected_form_for_the_other_words(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "agenda": NUMBER, "colleagues": [DANA]})
    assert await bureau.slack.submit(MAYA) is not None
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"agenda": "Payments"})
    assert await bureau.slack.submit(MAYA) is None
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "an address that Slack told" in str(view.blocks)
    assert await bureau.slack.submit(MAYA) is None

    assert (await held(bureau))[1] == "reworded"
    # Now that the last step has named her address, she is written to there.
    dana = (await bureau.interview()).parties[2]
    async with bureau.house.database.connection() as conn:
        assert await bureau.house.vault.has(conn, dana.person_id, "email")


async def test_it_appeals_with_one_press_and_tells_what_people_decide(bureau: Bureau) -> None:
    await refused(bureau)
    await bureau.slack.close(MAYA, everything=True)
    for _ in range(2):
        await bureau.slack.click(MAYA, bureau.card(MAYA), "held_appeal")
        await bureau.settle()
    held_id, state = await held(bureau)
    assert state == "held"
    assert "People at" in bureau.told(MAYA)

    await review.decide(bureau.house, held_id, review.Decision.KEEP, "t-1", review.Reason.CONTACT)
    await bureau.settle()
    assert [actions(each) for each in bureau.cards(MAYA)] == [[], []]
    assert "stays held" in words(bureau.cards(MAYA)[0])
    assert "stays held" in words(bureau.cards(MAYA)[-1])
    assert "23125" not in words(bureau.cards(MAYA)[-1])


async def test_it_offers_no_appeal_where_nobody_could_look_at_it() -> None:
    async with open_bureau(reviewed=False) as bureau:
        await refused(bureau)
        assert actions(bureau.card(MAYA)) == ["held_reword", "held_withdraw", "lesson"]

        held_id, _ = await held(bureau)
        with pytest.raises(Conflict, match="cannot be contested"):
            await texts.appeal(bureau.house, held_id, "per_maya")


async def test_it_sends_what_people_release_on_its_way(bureau: Bureau) -> None:
    await refused(bureau, OTHER)
    held_id, _ = await held(bureau)
    await texts.appeal(bureau.house, held_id, "per_maya")
    await review.decide(bureau.house, held_id, review.Decision.RELEASE, "t-1", review.Reason.NOT_CONTACT)
    await bureau.settle()

    assert (await bureau.interview()).agenda == OTHER
    assert any("It is on its way" in words(each) for each in bureau.cards(MAYA))
    assert "released since" in words(bureau.cards(MAYA)[0])
    assert actions(bureau.cards(MAYA)[0]) == []


async def test_it_forgets_what_is_taken_back(bureau: Bureau) -> None:
    await refused(bureau)
    await bureau.slack.close(MAYA, everything=True)
    await bureau.slack.click(MAYA, bureau.card(MAYA), "held_withdraw")
    assert (await held(bureau))[1] == "withdrawn"
    await bureau.slack.click(MAYA, bureau.card(MAYA), "held_reword")
    await bureau.settle()
    assert "taken back already" in bureau.told(MAYA)
    assert bureau.slack.open_view(MAYA) is None

    assert "gone" in words(bureau.card(MAYA))
    assert "23125" not in words(bureau.card(MAYA))
    assert actions(bureau.card(MAYA)) == []


async def test_it_tells_before_the_interview_that_a_text_was_never_sent(bureau: Bureau) -> None:
    await refused(bureau)
    bureau.clock.set(TUESDAY - timedelta(hours=2))
    await expire_due(bureau.house)
    await bureau.settle()

    assert "what you typed is gone" in words(bureau.cards(MAYA)[-1])
    assert (await held(bureau))[1] == "expired"


async def test_it_warns_the_second_time(bureau: Bureau) -> None:
    first = await refused(bureau)
    await bureau.slack.close(MAYA, everything=True)
    second = await refused(bureau, f"{NUMBER}!")

    assert "second time" not in first
    assert "second time on this proposal. After a first try, hints are held too." in second
