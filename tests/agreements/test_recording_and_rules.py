"""Nobody is recorded who did not say yes, bots wait for everybody's word, and the rules are there for all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from anteroom.agreements.notetakers import is_notetaker
from anteroom.agreements.ours import in_others, ours
from anteroom.agreements.words import agreement_words
from anteroom.guard import Action, Context, Guard
from anteroom.languages import LANGUAGES
from anteroom.meetings.words import hash_of
from passes.reception import END, Answer, Browser, Reception
from passes.test_lobby import guests

ZOOM = "https://zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1"


async def agrees(reception: Reception, browser: Browser, seat: str, *, record: bool) -> Answer:
    """Say that one knows what the tool shows, and whether one minds a recording."""
    page = (await browser.get(f"/lobby/{seat}")).text
    told = re.search(r'name="text" value="(\w{64})"', page)
    assert told is not None, page
    form = {"agree": "yes", "text": told[1], **({"record": "yes"} if record else {})}
    return await browser.send(f"/lobby/{seat}/tool", form)


async def changes(browser: Browser, seat: str, record: str) -> Answer:
    """Press the button that gives the consent or takes it back."""
    told = re.search(r'name="text" value="(\w{64})"', (await browser.get(f"/lobby/{seat}")).text)
    assert told is not None
    return await browser.send(f"/lobby/{seat}/recording", {"text": told[1], "record": record})


async def test_recording_is_allowed_by_everybody_and_ended_by_anybody(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    text = hash_of((await loaded(reception)).place)
    early = await leo.send(f"/lobby/{seats['leo']}/recording", {"text": text, "record": "yes"})
    assert early.status == 409, "first one reads what the tool shows"
    await agrees(reception, leo, seats["leo"], record=False)
    await agrees(reception, maya, seats["maya"], record=True)
    assert "recording is not allowed" in (await maya.get(f"/lobby/{seats['maya']}")).text
    assert "You did not agree to a recording" in (await leo.get(f"/lobby/{seats['leo']}")).text
    assert (await changes(leo, seats["leo"], "yes")).status == 303
    assert "Everybody has agreed to a recording" in (await maya.get(f"/lobby/{seats['maya']}")).text
    await reception.open_doors()
    mailbox = reception.world.twins.mailbox
    before = len(mailbox.mails("maya"))
    assert (await changes(leo, seats["leo"], "no")).status == 303
    await reception.world.settle()
    news = mailbox.mails("maya")[before:]
    assert [mail.subject.partition(":")[0] for mail in news] == ["Do not record"]
    assert "owes nobody a reason" in " ".join(news[0].text.split())
    assert "please do not record" in (await maya.get(f"/lobby/{seats['maya']}")).text


async def loaded(reception: Reception) -> Any:
    """The interview as the books have it."""
    from anteroom.interviews import store

    async with reception.world.house.database.connection() as conn:
        return await store.load(conn, reception.interview["id"])


async def test_a_notetaker_comes_in_once_everybody_has_agreed(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    bot = {"email": "notes@fireflies.ai", "label": "Meeting notes", "member": "m-maya", "required": False}
    path = f"/v1/interviews/{reception.interview['id']}/parties"
    status, why = await reception.api.post(path, bot)
    assert (status, why["code"]) == (400, "notetaker")
    for key in ("leo", "maya"):
        await agrees(reception, await reception.seated(seats[key]), seats[key], record=True)
    status, told = await reception.api.post(path, bot)
    assert status in (200, 201), told
    (seat,) = [each["id"] for each in told["parties"] if each["notetaker"]]
    await reception.open_doors()
    guest = await reception.seated(seat)
    await agrees(reception, guest, seat, record=False)
    assert (await guest.send(f"/lobby/{seat}/tool/open", {})).headers["Location"] == f"/lobby/{seat}"
    await reception.at_gate("admit", seat)
    assert (await guest.send(f"/lobby/{seat}/tool/open", {})).headers["Location"] == ZOOM
    await changes(await reception.seated(seats["leo"]), seats["leo"], "no")
    assert (await guest.send(f"/lobby/{seat}/tool/open", {})).status == 403
    assert "comes in once everybody has agreed" in (await guest.get(f"/lobby/{seat}")).text


async def test_another_try_takes_no_notetaker_along(reception: Reception) -> None:
    """Said by itself or by its name: what everybody agreed to was the call that is over."""
    seats = await reception.schedule(guests=guests(reception))
    dana = await reception.seated(seats["dana"])
    assert (await dana.send(f"/lobby/{seats['dana']}/notetaker", {})).status == 303
    await reception.open_doors()
    await reception.together(seats["maya"])
    reception.travel(END + timedelta(minutes=10))
    await reception.world.settle()
    wish = {"member": "m-maya", "starts_at": (END + timedelta(days=1)).isoformat()}
    status, again = await reception.api.post(f"/v1/interviews/{reception.interview['id']}/rebook", wish)
    assert status == 201, again
    labels = [each["label"] for each in again["parties"]]
    assert "Ines, legal" in labels and "Dana, VP Engineering" not in labels


async def test_who_says_to_be_a_bot_stays_out_of_the_room_in_the_browser(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception))
    dana, leo = await reception.seated(seats["dana"]), await reception.seated(seats["leo"])
    await reception.open_doors()
    assert (await leo.send(f"/lobby/{seats['leo']}/notetaker", {})).status == 403
    assert (await dana.send(f"/lobby/{seats['dana']}/notetaker", {})).status == 303
    assert (await dana.get(f"/room/{seats['dana']}")).status == 303
    assert "recorded and written down by nobody" in (await dana.get(f"/lobby/{seats['dana']}")).text


@pytest.mark.parametrize(
    ("label", "email"),
    [
        ("Fireflies.ai Notetaker", ""),
        ("Maya’s Otter.ai", ""),
        ("tl;dv", ""),
        ("NOTE-TAKER", ""),
        ("Dana", "fred@fireflies.ai"),
        ("Dana", "bot@eu.READ.AI"),
        ("Dana", "notetaker@fernside.example"),
        ("Bot de grabación", ""),
    ],
)
def test_it_knows_a_notetaker_by_name_or_address(label: str, email: str) -> None:
    assert is_notetaker(label, email)


@pytest.mark.parametrize(
    ("label", "email"),
    [
        ("Dana, VP Engineering", "dana@larkfield.example"),
        ("Otter Creek Foods", "ines@ottercreek.example"),
        ("Grace Gong", "grace.gong@fernside.example"),
        ("Ready AI team", "team@already.ai"),
        ("Fathom Insurance", "x@notread.ai"),
        ("", ""),
    ],
)
def test_it_takes_nobody_else_for_one(label: str, email: str) -> None:
    assert not is_notetaker(label, email)


async def test_the_rules_are_there_for_everybody_in_both_languages(reception: Reception) -> None:
    stranger = reception.browser()
    name = reception.world.house.settings.marketplace.name
    english = await stranger.get("/rules")
    spanish = await stranger.get("/rules", **{"Accept-Language": "fr, es-MX;q=0.9, en;q=0.1"})
    assert "What holds here" in english.text and name in english.text and 'lang="en"' in english.text
    assert "Qué vale aquí" in spanish.text and name in spanish.text and '<html lang="es">' in spanish.text
    assert "What holds here" in (await stranger.get("/rules?in=en", **{"Accept-Language": "es"})).text
    assert "Qué vale aquí" in (await stranger.get("/rules?in=es")).text
    seats = await reception.schedule()
    assert (
        'href="/rules?in=en"'
        in (await (await reception.seated(seats["leo"])).get(f"/lobby/{seats['leo']}")).text
    )
    await reception.world.settle()
    assert "/rules" in reception.world.twins.mailbox.mails("leo")[-1].text


def test_ours_is_in_every_language_and_passes_its_own_guard() -> None:
    english = ours("en")
    found = [english, *in_others(english)]
    assert {each.language for each in found} == set(LANGUAGES)
    for each in found:
        assert (
            Guard().inspect(each.text, Context(("DE", "BR"), "agenda", each.language)).action is Action.ALLOW
        )
        assert each.text.count("\n\n") == english.text.count("\n\n") and each.source.startswith(
            "ours 2026-11"
        )


def test_the_pages_say_the_same_with_the_same_gaps_in_every_language() -> None:
    def gaps(language: str) -> dict[str, list[str]]:
        said = agreement_words(language).sentences
        return {key: sorted(set(re.findall(r"{(\w+)}", text))) for key, text in said.items()}

    assert all(gaps(language) == gaps("en") for language in LANGUAGES)
