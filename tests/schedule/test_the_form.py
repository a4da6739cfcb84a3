"""The form that schedules without Slack: read, checked, shown who will see what, and sent once."""

from __future__ import annotations

import asyncio

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from schedule.form import dialog_of, frame_of

PROPOSAL = "p-ledger"


async def test_a_client_without_slack_schedules_and_the_boss_is_invited_by_calendar(
    quiet_world: World,
) -> None:
    """From the form over who will see what to the invitations; nobody hears of it before it is sent."""
    world = quiet_world
    dialog = await dialog_of(world, "maya", PROPOSAL)
    empty = await dialog.frame.get("/embed/schedule")
    assert empty.status == 200 and "Schedule an interview" in empty.text and "Berlin" in empty.text
    step = await dialog.check()
    assert step.status == 200, step.text
    for said in ("Who will see what", "Thu 26 Nov, 15:00–15:45", "Berlin, UTC+1", "Ruth, CTO", "UTC−3"):
        assert said in step.text, said
    assert "boss@larkfield.example" in step.text
    assert "Sao" not in step.text
    await world.settle()
    assert not world.twins.marketplace.cards("t-ledger")
    done = await dialog.send(step)
    assert done.status == 200 and "Everybody is invited" in done.text
    await world.settle()
    (card,) = world.twins.marketplace.cards("t-ledger")
    assert card["state"] == "proposed"
    assert [line["label"] for line in card["lines"]] == ["Maya Okafor", "Leo Marchetti", "Ruth, CTO"]
    again = await dialog.send(step)
    assert again.status == 200 and "Everybody is invited" in again.text
    await world.settle()
    assert len(world.twins.marketplace.cards("t-ledger")) == 1


async def test_two_presses_at_once_are_one_interview(quiet_world: World) -> None:
    """It is the form that is sent once, whoever presses how often."""
    world = quiet_world
    dialog = await dialog_of(world, "maya", PROPOSAL)
    step = await dialog.check()
    answers = await asyncio.gather(*(dialog.send(step) for _ in range(8)))
    assert {each.status for each in answers} == {200}
    await world.settle()
    assert len(world.twins.marketplace.cards("t-ledger")) == 1


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    quiet_world: World, clock: SetClock
) -> None:
    """Every fault at once, each at its field; what was typed stands in the form again."""
    world = quiet_world
    dialog = await dialog_of(world, "maya", PROPOSAL)
    said = await dialog.check(
        day="2026-11-01",
        guests="2",
        guest__0__email="no address",
        guest__1__email="boss@larkfield.example",
        guest__1__label="Ruth & <Co>",
        where="link",
        agenda="What <b>matters</b>",
    )
    assert said.status == 422
    for sentence in ("That time has passed", "This is no e-mail address", "Paste the link of your company"):
        assert sentence in said.text, sentence
    assert 'id="f-day" name="day" value="2026-11-01"' in said.text
    assert "no address" in said.text and "Ruth &amp; &lt;Co&gt;" in said.text
    assert "What &lt;b&gt;matters&lt;/b&gt;" in said.text
    assert said.text.count('aria-invalid="true"') >= 3
    more = await dialog.check("guest", day="2026-11-26", guest__0__email="a@b.example", where="room")
    assert more.status == 200 and 'name="guest.2.email"' in more.text and "Ruth &amp;" in more.text
    fewer = await dialog.check("remove.0", guests="3")
    assert (
        fewer.status == 200 and 'name="guest.2.email"' not in fewer.text and "a@b.example" not in fewer.text
    )
    back = await dialog.frame.get("/embed/schedule")
    assert "This is what you filled in" in back.text and "Ruth &amp;" in back.text
    anew = await dialog.check("anew")
    assert anew.status == 200 and "Ruth" not in anew.text


async def test_an_hour_that_is_not_there_or_there_twice_is_asked_for_again(quiet_world: World) -> None:
    """Clocks go forward and back; nobody guesses which hour was meant, nor in which zone."""
    dialog = await dialog_of(quiet_world, "maya", PROPOSAL)
    skipped = await dialog.check(day="2027-03-28", hour="02:30")
    assert skipped.status == 422 and "no such hour" in skipped.text
    twice = await dialog.check(day="2027-10-31", hour="02:30")
    assert twice.status == 422 and "comes twice" in twice.text
    nowhere = await dialog.check(day="2026-11-26", hour="15:00", zone="")
    assert nowhere.status == 422 and "Choose your time zone, so that nobody has to guess" in nowhere.text
    elsewhere = await dialog.check(zone="Asia/Kolkata")
    assert elsewhere.status == 200 and "Kolkata, UTC+5:30" in elsewhere.text


async def test_other_times_are_offered_with_it(quiet_world: World) -> None:
    """They stand on the card beside the interview's own."""
    world = quiet_world
    dialog = await dialog_of(world, "maya", PROPOSAL)
    times = {
        "offers": "2",
        "offer__0__day": "2026-11-27",
        "offer__0__hour": "10:00",
        "offer__1__day": "2026-11-26",
        "offer__1__hour": "15:00",
    }
    same = await dialog.check(**times)
    assert same.status == 422 and "This time is there already" in same.text
    step = await dialog.check(offer__1__day="2026-11-30")
    assert step.status == 200 and "Fri 27 Nov, 10:00–10:45" in step.text
    assert (await dialog.send(step)).status == 200
    await world.settle()
    (card,) = world.twins.marketplace.cards("t-ledger")
    assert [each["starts_at"] for each in card["offers"]] == [
        "2026-11-27T09:00:00+00:00",
        "2026-11-30T14:00:00+00:00",
    ]


async def test_what_the_guard_holds_is_put_into_other_words_in_its_place(quiet_world: World) -> None:
    """The explanation stands at the field; other words go on, and the held text has ended then."""
    world = quiet_world
    dialog = await dialog_of(world, "maya", PROPOSAL)
    said = await dialog.check(agenda="Call me on +49 30 901820 before")
    assert said.status == 422 and 'id="f-agenda-fault"' in said.text
    assert "Put it into other words here" in said.text
    assert "+49 30 901820" in said.text
    assert "A word about meeting before a contract" in said.text
    step = await dialog.check(agenda="How you would begin.")
    assert step.status == 200
    assert (await dialog.send(step)).status == 200
    _, _, events = await world.ledger()
    assert {"text.held", "text.reworded"} <= events


async def test_a_colleague_who_may_schedule_does_and_others_may_not(quiet_world: World) -> None:
    """The freelancer is told whose form it is; a member of nothing here gets no session at all."""
    world = quiet_world
    freelancer = await frame_of(world, "leo", PROPOSAL)
    refused = await freelancer.get("/embed/schedule")
    assert refused.status == 403 and "for the client" in refused.text
    assert (await freelancer.send("/embed/schedule", {"draft": "x"})).status == 403
    await world.twins.marketplace.withdraw(PROPOSAL)
    closed = await (await frame_of(world, "maya", PROPOSAL)).get("/embed/schedule")
    assert closed.status == 409 and "The proposal is closed" in closed.text


async def test_a_form_of_somebody_else_and_one_that_changed_are_not_sent(quiet_world: World) -> None:
    """What was read in the last step is what is sent, by who read it."""
    world = quiet_world
    dialog = await dialog_of(world, "maya", PROPOSAL)
    step = await dialog.check()
    await dialog.check(agenda="Something else")
    stale = await dialog.send(step)
    assert stale.status == 409 and "has changed since" in stale.text and "Something else" in stale.text
    leo = await dialog_of(world, "leo", PROPOSAL)
    stolen = await leo.send(step)
    assert "Something else" not in stolen.text and "<form" not in stolen.text and stolen.status == 403
    await world.settle()
    assert not world.twins.marketplace.cards("t-ledger")
