"""The journeys of an executive's interview and of all that goes wrong, told from Slack to their ends.

All goes by requests that Slack signs, by mail, by the marketplace's own calls and by the room's socket.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from anteroom.interviews.model import State
from anteroom.sandbox.mailbox.answers import write_answer
from anteroom.sandbox.story.journey_c import DAEMON, returned
from slack_bureau import actions
from slack_company import EVERYBODY, HOUR, IN_SLACK, PAYMENTS, START, Company, open_company


async def test_journey_a_whole() -> None:
    """From the form to the call's end and the contract; it plays a day, and so takes its seconds."""
    async with open_company() as it:
        await _asks_her_team_and_invites(it)
        await _executive_accepts_and_freelancer_counters(it)
        await _everybody_gets_a_pass(it)
        await _they_meet(it)
        await _contract(it)
        assert [each for each in it.slack.captures if each.path == "/api/auth.test"] == []


async def _asks_her_team_and_invites(it: Company) -> None:
    twins = it.world.twins
    await it.types("maya", "")
    emails = (
        f"Ines, legal <{it.world.twins.cast.ines.email}>\nPriya, expert <{it.world.twins.cast.priya.email}>"
    )
    offered = await it.slack.suggest(it.name("maya"), "proposal", "Payments")
    await it.fills(
        "maya",
        proposal=offered[0].text,
        when=START,
        length="45 minutes",
        colleagues=[it.name("dana"), it.name("tomas")],
        emails=emails,
        agenda="How the ledger stays consistent.",
        nda=["nda"],
        first=["first"],
    )
    await it.sends("maya")
    said = str(it.form("maya").blocks)
    assert all(it.name(key) in said for key in ("leo", "dana", "tomas"))
    assert twins.cast.ines.email in said and "Berlin, UTC+1" in said and "New York, UTC−5" in said
    await it.fills("maya", may=[f"{it.name('tomas')}"])
    await it.sends("maya")
    assert twins.mailbox.captures == []  # the team is asked in Slack, and nobody else hears of it
    assert twins.marketplace.cards("t-payments") == []
    await it.presses("tomas", "team_yes", it.in_slack("tomas")[-1])
    await it.presses("maya", "team_send", it.in_slack("maya")[-1])

    uids = {it.entry(key).uid for key in EVERYBODY}
    assert len(uids) == len(EVERYBODY) and {it.entry(key).starts_at for key in EVERYBODY} == {START}
    assert len({it.entry(key).organizer for key in EVERYBODY}) == len(EVERYBODY)
    assert len(twins.marketplace.cards("t-payments")) == 1
    card = it.says("maya")
    assert f"✓ {it.name('tomas')} (guest, may come)" in card
    assert f"· {it.name('dana')} (guest) – no answer yet" in card


async def _executive_accepts_and_freelancer_counters(it: Company) -> None:
    mailbox = it.world.twins.mailbox
    await mailbox.accept("dana", it.entry("dana").uid)
    await it.settle()
    assert all(f"✓ {it.name('dana')}" in it.says(key) for key in IN_SLACK)
    await mailbox.propose("leo", it.entry("leo").uid, START + HOUR, START + HOUR + timedelta(minutes=45))
    await it.settle()
    assert f"{it.name('leo')} proposes" in it.says("maya")
    suits = next(line for line in it.says("maya").splitlines() if line.startswith("Suits: "))
    assert all(it.name(key) in suits for key in ("dana", "tomas"))
    assert "proposes" not in it.says("dana")
    await it.presses("maya", "counter_accept")
    for key in EVERYBODY:
        assert (it.entry(key).starts_at, it.entry(key).sequence) == (START + HOUR, 1)
    await it.presses("dana", "accept")
    assert all(f"✓ {it.name(key)}" in it.says("maya") for key in ("dana", "leo"))


async def _everybody_gets_a_pass(it: Company) -> None:
    it.clock.set(START + timedelta(minutes=50))
    await it.settle()
    links = {key: it.pass_of(key) for key in EVERYBODY}
    assert len(set(links.values())) == len(EVERYBODY)
    for key, link in links.items():
        assert {name for each in it.captures if link.encode() in each.body for name in each.to} <= {
            it.name(key),
            it.world.twins.cast.person(key).email,
        }
    assert all("#" not in it.letters(key)[-1] for key in IN_SLACK if it.letters(key))
    (card,) = it.world.twins.marketplace.cards("t-payments")
    assert card["door"] == "open" and "#" not in str(card)


async def _they_meet(it: Company) -> None:
    maya, dana, leo = [await it.enters(key) for key in ("maya", "dana", "leo")]
    it.clock.set(it.clock.now() + timedelta(minutes=32))
    await maya.socket.send_json({"kind": "end"})
    assert [await page.is_told_why() for page in (maya, dana, leo)] == ["ended-by-host"] * 3
    await it.becomes(State.HELD)
    for key in IN_SLACK:
        assert "Held, 32 min" in it.says(key)
        left = {block["block_id"] for block in it.card(key).blocks if block["type"] == "actions"}
        # What was for before and for the call is gone; what is left asks how it was, and leads on.
        assert left == {"after_do", "connection_say"}
    (card,) = it.world.twins.marketplace.cards("t-payments")
    assert (card["state"], card["held_minutes"]) == ("held", 32)


async def _contract(it: Company) -> None:
    """The two members' details open to one another on the marketplace; Slack shows nothing of anybody's."""
    market, cast = it.world.twins.marketplace, it.world.twins.cast
    contract = await market.accept_offer(PAYMENTS)
    await it.settle()
    assert [each.type for each in market.events].count("contact.disclosed") == 1
    read = market.books.disclosures
    await market.wait_for(lambda: {(contract, cast.maya.member), (contract, cast.leo.member)} <= {*read})
    shown = {each.key: str(read[contract, each.member or ""]) for each in (cast.maya, cast.leo)}
    assert cast.leo.email in shown["maya"] and cast.maya.email in shown["leo"]
    guests = [
        value for key in ("dana", "tomas", "ines", "priya") for value in cast.person(key).contact.values()
    ]
    assert not any(value in told for value in guests for told in shown.values())
    in_slack = b"".join(each.body for each in it.slack.captures)
    assert not any(value.encode() in in_slack for value in cast.leo.contact.values())
    count, faults, events = await it.world.ledger()
    assert count and not faults and {"contact.disclosed", "interview.held"} <= events


async def test_journey_c_people_and_answers() -> None:
    """A zone mistaken, a no, a deputy, an assistant, an old answer, a bounce, two clicks, and the end."""
    async with open_company() as it:
        await _mistakes_the_zone_and_sees_it(it)
        await _guests_decline_and_a_deputy_comes(it)
        await _an_assistant_answers(it)
        await _an_answer_to_an_old_revision(it)
        await _a_mail_comes_back(it)
        await _two_clicks_at_once(it)
        await _hands_over_and_it_is_called_off(it)


async def _mistakes_the_zone_and_sees_it(it: Company) -> None:
    """What was typed is said back in everybody's own zone, so that a wrong one is seen before it is sent."""
    ines = f'"Ines, Legal" {it.world.twins.cast.ines.email}'
    await it.types("maya", f"schedule p-payments Wed 25 Nov 15:00 UTC @dana @tomas {ines} for 45m")
    said = str(it.form("maya").blocks)
    assert "16:00–16:45 (Berlin, UTC+1)" in said and "10:00–10:45 (New York, UTC−5)" in said
    await it.slack.click(it.name("maya"), "modal", "change")
    await it.settle()
    await it.fills("maya", when=START)
    await it.sends("maya")
    assert "15:00–15:45 (Berlin, UTC+1)" in str(it.form("maya").blocks)
    assert it.world.twins.mailbox.captures == []
    await it.sends("maya")
    assert {it.entry(key).starts_at for key in ("maya", "dana", "tomas", "ines", "leo")} == {START}


async def _guests_decline_and_a_deputy_comes(it: Company) -> None:
    """The host lets the one go and loops the other in: a pass is personal, and dies with its seat."""
    twins = it.world.twins
    await it.presses("tomas", "decline")
    await twins.mailbox.decline("ines", it.entry("ines").uid, "My deputy, Priya, could come instead.")
    await it.settle()
    assert all(f"✗ {it.name('tomas')}" in it.says(key) for key in IN_SLACK)
    assert "✗ Ines, Legal" in it.says("maya")
    assert "My deputy, Priya, could come instead." in it.told("maya")
    name = await it.called()
    await it.types("maya", f"remove {name} Ines")
    await it.sends("maya")
    assert it.entry("ines").cancelled
    assert "Ines" not in it.says("maya") and "Ines" not in it.says("dana")
    await it.types("maya", f'add {name} "Priya, for Legal" {twins.cast.priya.email}')
    assert twins.mailbox.calendar("priya") == []
    await it.sends("maya")
    assert it.entry("priya").starts_at == START
    await twins.mailbox.accept("priya", it.entry("priya").uid)
    await it.settle()
    assert "✓ Priya, for Legal" in it.says("maya")
    assert await it.types("maya", f"add {name} {twins.cast.leo.email}") is not None
    await it.slack.close(it.name("maya"), everything=True)


async def _an_assistant_answers(it: Company) -> None:
    """From another address of the company: whoever is meant is asked, and nobody is told yet."""
    mailbox, entry = it.world.twins.mailbox, it.entry("dana")
    desk = replace(it.world.twins.cast.dana, name="Front desk", email="desk@larkfield.example")
    sent = write_answer(desk, entry, "ACCEPTED", message_id="<desk.1@larkfield.example>", now=it.clock.now())
    before = len(it.letters("dana"))
    await mailbox.send_raw(desk.email, entry.organizer, sent.raw)
    await it.settle()
    assert len(it.letters("dana")) == before + 1
    assert all(f"· {it.name('dana')} (guest" in it.says(key) for key in ("maya", "tomas"))
    await it.presses("dana", "accept")
    assert f"✓ {it.name('dana')}" in it.says("maya")


async def _an_answer_to_an_old_revision(it: Company) -> None:
    """By mail to the old time, and on a card that was drawn before: neither accepts what is new."""
    mailbox, leo = it.world.twins.mailbox, it.world.twins.cast.leo
    old = it.entry("leo")
    await it.types("maya", f"move {await it.called()} Wed 25 Nov 16:00")
    assert await it.slack.submit(it.name("maya")) is None
    await it.presses("tomas", "accept")  # the card has not followed yet
    late = write_answer(leo, old, "ACCEPTED", message_id="<late.1@posta.example>", now=it.clock.now())
    await mailbox.send_raw(leo.email, old.organizer, late.raw)
    await it.settle()
    assert f"· {it.name('leo')}" in it.says("maya")
    assert f"· {it.name('tomas')}" in it.says("maya")
    assert "The interview has moved since" in it.only_told("tomas")
    await mailbox.accept("leo", it.entry("leo").uid)
    await it.settle()
    assert f"✓ {it.name('leo')}" in it.says("maya")


async def _a_mail_comes_back(it: Company) -> None:
    twins = it.world.twins
    letter = [each for each in twins.mailbox.captures if twins.cast.priya.email in each.to][-1]
    report = returned(letter.body, letter.to[0])
    await twins.mailbox.send_raw(DAEMON, letter.sender, report)
    await it.settle()
    assert "Priya, for Legal (guest) – no answer yet (mail does not reach them)" in it.says("maya")
    assert "Mail does not reach Priya, for Legal" in it.told("maya")
    assert "does not reach" not in it.says("dana")


async def _two_clicks_at_once(it: Company) -> None:
    card = it.card("tomas")
    await asyncio.gather(*(it.slack.click(it.name("tomas"), card, each) for each in ("accept", "decline")))
    await it.settle()
    line = next(line for line in it.says("maya").splitlines() if it.name("tomas") in line)
    assert line[0] in "✓✗"
    other = {"✓": "accepted", "✗": "declined"}[line[0]]
    assert other in it.only_told("tomas").lower()


async def _hands_over_and_it_is_called_off(it: Company) -> None:
    """Dana hosts from now on, and cancels with a reason; that is not Maya's any more."""
    name = await it.called()
    await it.types("maya", f"hand over {name} {it.name('dana')}")
    await it.sends("maya")
    assert f"{it.name('dana')} (host" in it.says("maya")
    assert "Only the host" in await it.types("maya", f"cancel {name} no")
    await it.types("dana", f"cancel {name} The budget is gone.")
    assert not it.entry("leo").cancelled
    await it.sends("dana")
    assert all(it.entry(key).cancelled for key in ("maya", "dana", "tomas", "priya", "leo"))
    for key in IN_SLACK:
        assert "Cancelled" in it.says(key) and "The budget is gone." in it.says(key)
        assert actions(it.card(key)) == []
