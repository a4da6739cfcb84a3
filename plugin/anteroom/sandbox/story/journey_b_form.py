"""Journey B, without Slack: the form in the marketplace's thread."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from anteroom.people.persons import known_zone
from anteroom.sandbox.story.calendars import next_morning, ours, said_on_card, thread_card
from anteroom.sandbox.story.office import CLIENT, Dialog, open_office
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

PROPOSAL, THREAD = "p-files", "t-files"
DAYS = 16
SLIP = "What you would index. Or call me at five five five, two one two, oh one four seven."
CLEAN = "What you would index first."


async def play_journey_b_form(scene: Scene) -> None:
    """Fill the form in, with a mistake and a slip; see who will see what; invite; the other time is taken."""
    await open_office(scene)
    dialog = Dialog(scene, scene.visitor("ines"))
    start = next_morning(scene, days=DAYS)
    later = start + timedelta(days=1)
    zone = known_zone(scene.cast.ines.zone)
    with scene.teller.step("Ines, a client without Slack, opens the form in the thread") as proof:
        await dialog.frame(CLIENT, PROPOSAL)
        form = await dialog.get("/embed/schedule")
        prove(form.status == 200 and "Berlin" in form.text, "the form does not name her zone")
        proof("the proposal is known, her own zone is named: Berlin")
    with scene.teller.step(
        "She mistypes an address and slips a number in: both are said in their place"
    ) as proof:
        said = await dialog.check(
            day=f"{start.astimezone(zone):%Y-%m-%d}",
            hour=f"{start.astimezone(zone):%H:%M}",
            minutes="45",
            zone=scene.cast.ines.zone,
            offers="1",
            offer__0__day=f"{later.astimezone(zone):%Y-%m-%d}",
            offer__0__hour=f"{later.astimezone(zone):%H:%M}",
            guests="1",
            guest__0__email="priya at nair",
            guest__0__label="Priya, who knows search",
            guest__0__required="yes",
            agenda=CLEAN,
            where="room",
        )
        prove(
            said.status == 422 and "no e-mail address" in said.text, "the address is not refused in its place"
        )
        prove(CLEAN in said.text, "what was typed is lost")
        said = await dialog.check(guest__0__email=scene.cast.priya.email, agenda=SLIP)
        prove(said.status == 422 and "phone number" in said.text, "the number is not held")
        proof(
            "“This is no e-mail address.” at the address, the guard's reason at the agenda; nothing is lost"
        )
    with scene.teller.step("The last step shows who will see what, before anybody is contacted") as proof:
        step = await dialog.check(agenda=CLEAN)
        prove(step.status == 200 and "Who will see what" in step.text, f"no last step: {step.status}")
        prove(
            scene.cast.leo.email not in step.text and "Sao" not in step.text,
            "it tells of Leo's address or place",
        )
        prove(ours(scene, "priya", start) is None, "somebody was contacted already")
        proof("names for Leo, addresses for nobody but herself, his hour by its offset alone")
    with scene.teller.step("She invites; pressed twice it is one interview") as proof:
        await dialog.invite(step)
        await dialog.invite(step)
        for key in ("ines", "leo", "priya"):
            await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
        cards = [each for each in scene.world.twins.marketplace.cards(THREAD) if "starts_at" in each]
        prove(len(cards) == 1, f"{len(cards)} interviews")
        proof("three calendar invitations, one card in the thread, with the other time on it")
    with scene.teller.step("Leo takes the other time from the card") as proof:
        card = thread_card(scene, THREAD, start)
        assert card is not None
        (offer,) = card["offers"]
        await scene.world.twins.marketplace.take_offer("leo", str(card["id"]), str(offer["id"]))
        await scene.until("Priya's entry to move", partial(ours, scene, "priya", later))
        moved = await scene.until(
            "the card to say so", lambda: thread_card(scene, THREAD, later, "scheduled")
        )
        prove(said_on_card(moved, "Leo") == "accepted", "Leo's answer is not on the card")
        proof("everybody's entry moves; the card says scheduled, ✓ Leo")
