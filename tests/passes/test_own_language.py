"""Each page behind a personal link is in the reader's own language: the told one, else the browser's."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from passes.reception import START, Answer, Reception
from passes.test_after_call import over
from passes.test_lobby import guests
from passes.test_written_in_call import writes

SPANISH = "es-MX,es;q=0.9,en;q=0.5"
FRENCH = "fr-FR,fr;q=0.9"
LANGUAGE = re.compile(r'<html lang="([a-z]+)">')
ENGLISH = re.compile(r"\b(?:the|your|you|this|when|who|who's|are|comes|waits|opens|mon|tue|wed|thu|fri)\b")


def language_of(answer: Answer) -> str:
    """The language that a page says it is in."""
    found = LANGUAGE.search(answer.text)
    assert found is not None, answer.text[:200]
    return found[1]


def in_spanish(answer: Answer) -> str:
    """Its text; nothing in it is in English, but for what says so and what people typed."""
    assert language_of(answer) == "es"
    marked = re.sub(r'(?s)<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', " ", answer.text)
    drawn = re.sub(r"(?s)<(script|style|svg|option)\b.*?</\1>|<!--.*?-->", " ", marked)
    text = html.unescape(re.sub(r"<[^>]*>", " ", drawn))
    assert not ENGLISH.search(text.lower()), ENGLISH.findall(text.lower())
    return text


async def told(reception: Reception, seat: str, language: str | None) -> None:
    """Let it be known, or not, what this person reads."""
    await reception.rewrite(
        "update person set language = $2 where id = (select person_id from party where id = $1)",
        seat,
        language,
    )


async def test_a_guest_reads_every_page_in_the_language_of_the_browser(reception: Reception) -> None:
    """Of a guest nobody told one; a browser that asks for none of ours is spoken to in English."""
    seats = await reception.schedule(guests=guests(reception), nda=True)
    dana = await reception.seated(seats["dana"], SPANISH)
    pages = (
        f"/lobby/{seats['dana']}",
        f"/lobby/{seats['dana']}/agreement",
        f"/where/{seats['dana']}",
        f"/another/{seats['dana']}",
        f"/availability/{seats['dana']}",
    )
    for path in ("/i", "/signed", *pages):
        in_spanish(await dana.get(path))
    shown = in_spanish(await dana.get(pages[0]))
    assert "Quién viene" in shown and "mié 25 nov, 14:00–14:45" in shown and "Hora universal" in shown
    assert "no-store" in (await dana.get(pages[0])).headers["Cache-Control"], "no cache tells them apart"
    priya = await reception.seated(seats["priya"], FRENCH)
    ines = await reception.seated(seats["ines"])
    for browser, seat in ((priya, seats["priya"]), (ines, seats["ines"])):
        for page in pages:
            assert language_of(await browser.get(page.replace(seats["dana"], seat))) == "en", page


async def test_what_somebody_is_known_to_read_counts_before_the_browser(reception: Reception) -> None:
    """Members' language is the marketplace's to tell; a guest's is known where it was chosen."""
    seats = await reception.schedule(guests=guests(reception))
    await told(reception, seats["dana"], "es-419")
    await told(reception, seats["priya"], "en")
    for seat, asks, language in (
        ("dana", "en-GB", "es"),
        ("priya", SPANISH, "en"),
        ("leo", SPANISH, "en"),
        ("ines", SPANISH, "es"),
    ):
        browser = await reception.seated(seats[seat], asks)
        assert language_of(await browser.get(f"/lobby/{seats[seat]}")) == language, seat
        late = await browser.send(f"/lobby/{seats[seat]}/late", {"minutes": "5"})
        refused = await browser.send(f"/lobby/{seats[seat]}/sharing", {})
        assert language_of(refused) == language, f"{seat}: an error too, {late.status}"


async def test_the_call_page_says_in_which_language_the_guard_explains_itself(reception: Reception) -> None:
    """The guard knows the writer and not the browser: to a guest it speaks English, and the page says so."""
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    await reception.enter(seats["maya"])
    dana = await reception.seated(seats["dana"], SPANISH)
    page = await reception.connect(dana, seats["dana"], await reception.admission(dana, seats["dana"]))
    await page.hears("welcome")
    shown = await reception.seated(seats["ines"], SPANISH)
    await shown.send(f"/lobby/{seats['ines']}/enter", {})
    await reception.at_gate("admit", seats["ines"])
    call = await shown.get(f"/room/{seats['ines']}")
    assert language_of(call) == "es" and "No se graba" in html.unescape(call.text)
    assert '"told_in": "en"' in call.text
    await writes(page, "Ring me on +34 612 345 678.")
    assert "number" in (await page.hears("not-written"))["why"]
    await told(reception, seats["ines"], "es")
    assert '"told_in": "es"' in (await shown.get(f"/room/{seats['ines']}")).text


async def test_what_is_over_or_dead_is_said_in_the_readers_language(reception: Reception) -> None:
    """A dead link is nobody's: what stands there tells by its language, too, nothing of whose it was."""
    seats = await reception.schedule(guests=guests(reception))
    await told(reception, seats["ines"], "es")
    await told(reception, seats["maya"], "es")
    await reception.open_doors()
    pages = await reception.together(seats["maya"], seats["dana"])
    reception.travel(START + timedelta(minutes=15))
    for page in pages:
        await page.leaves()
    await over(reception)
    asks = {"dana": SPANISH, "leo": SPANISH, "ines": "en", "maya": "en"}
    browsers = {name: await reception.seated(seats[name], language) for name, language in asks.items()}
    assert "No celebrada" in in_spanish(await browsers["dana"].get(f"/lobby/{seats['dana']}"))
    slip = {"claim": "held", "words": "Ring me on +34 612 345 678."}
    held = await browsers["dana"].send(f"/lobby/{seats['dana']}/contest", slip)
    assert "El motivo, en inglés:" in in_spanish(held) and '<p lang="en">' in held.text
    again = in_spanish(await browsers["maya"].get(f"/lobby/{seats['maya']}"))
    assert "jue 26 nov" in again, "a time for another try"
    await reception.rewrite("update party set epoch = epoch + 1")
    for name, language in (("dana", "es"), ("leo", "es"), ("ines", "en")):
        dead = await browsers[name].get(f"/lobby/{seats[name]}")
        assert dead.status == 404 and language_of(dead) == language, name
