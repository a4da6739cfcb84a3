"""The lobby: who, what, when, the rules, the agreement; and nothing that does not belong there."""

from __future__ import annotations

import hashlib
import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from anteroom.interviews.agreement import STANDARD
from anteroom.pages.plain import HEADERS
from anteroom.passes.times import point, written
from anteroom.passes.words import lobby_words
from passes.reception import START, Answer, Browser, Reception

HASH = hashlib.sha256(STANDARD.encode()).hexdigest()


def guests(reception: Reception) -> list[dict[str, Any]]:
    """Dana, Ines and Priya, each by an address of her own."""
    cast = reception.world.twins.cast
    labels = {"dana": "Dana, VP Engineering", "ines": "Ines, legal", "priya": "Priya, payments expert"}
    return [{"email": cast.person(key).email, "label": label} for key, label in labels.items()]


async def test_it_shows_who_comes_what_it_is_about_and_when(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception), agenda="Walk through the ledger.")
    shown = (await (await reception.seated(seats["leo"])).get(f"/lobby/{seats['leo']}")).text

    for words in ("Payments API in Go", "Walk through the ledger.", "Dana, VP Engineering", "Ines, legal"):
        assert words in shown
    assert "Wed 25 Nov, 11:00–11:45" in shown and "Sao Paulo, UTC−3" in shown
    assert f'datetime="{START.isoformat()}"' in shown


async def test_each_reads_the_own_zone_and_universal_time_where_none_is_known(reception: Reception) -> None:
    """Never a silently assumed zone: Priya told nobody where she is."""
    seats = await reception.schedule(guests=guests(reception))
    expected = {
        "maya": ("15:00–15:45", "Berlin, UTC+1"),
        "leo": ("11:00–11:45", "Sao Paulo, UTC−3"),
        "priya": ("14:00–14:45", "Universal time, UTC"),
    }
    for key, words in expected.items():
        shown = (await (await reception.seated(seats[key])).get(f"/lobby/{seats[key]}")).text
        assert all(word in shown for word in words), key


@pytest.mark.parametrize(
    ("zone", "span", "name"),
    [
        ("Asia/Kolkata", "Thu 26 Nov, 01:00–01:45", "Kolkata, UTC+5:30"),
        ("Pacific/Kiritimati", "Thu 26 Nov, 09:30–10:15", "Kiritimati, UTC+14"),
        ("America/St_Johns", "Wed 25 Nov, 16:00–16:45", "St Johns, UTC−3:30"),
        ("Pacific/Pago_Pago", "Wed 25 Nov, 08:30–09:15", "Pago Pago, UTC−11"),
        ("Europe/London", "Wed 25 Nov, 19:30–20:15", "London, UTC"),
        ("Mars/Olympus", "Wed 25 Nov, 19:30–20:15", "Universal time, UTC"),
        (None, "Wed 25 Nov, 19:30–20:15", "Universal time, UTC"),
    ],
)
def test_it_writes_a_time_for_its_reader(zone: str | None, span: str, name: str) -> None:
    start = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)
    shown = written(start, start + timedelta(minutes=45), zone)

    assert (shown.span, shown.zone) == (span, name)


def test_it_writes_a_moment_in_its_readers_language() -> None:
    moment = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)
    assert point(moment, "Asia/Kolkata") == "Thu 26 Nov, 01:00 (Kolkata, UTC+5:30)"
    assert point(moment, None, lobby_words("es-AR")) == "mié 25 nov, 19:30 (UTC)"


def test_it_names_the_second_day_of_a_time_that_crosses_midnight() -> None:
    start = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert written(start, start + timedelta(hours=1), None).span == "Thu 31 Dec, 23:30–Fri 1 Jan, 00:30"


def test_it_counts_a_length_over_a_clock_change_in_real_time() -> None:
    """On 25 October 2026 Berlin's clocks go back at three."""
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    shown = written(start, start + timedelta(hours=1), "Europe/Berlin")

    assert (shown.span, shown.zone) == ("Sun 25 Oct, 02:30–02:30", "Berlin, UTC+2")


async def test_the_room_leads_back_to_the_lobby_until_the_doors_open(reception: Reception) -> None:
    seats = await reception.schedule()
    leo = await reception.seated(seats["leo"])
    early = await leo.get(f"/room/{seats['leo']}")
    waiting = await leo.get(f"/lobby/{seats['leo']}/state")
    await reception.open_doors()
    opened = await leo.get(f"/lobby/{seats['leo']}/state")

    assert (early.status, early.headers["Location"]) == (303, f"/lobby/{seats['leo']}")
    told = [json.loads(each.text) for each in (waiting, opened)]
    assert [(each["state"], each["doors_open"], each["revision"]) for each in told] == [
        ("proposed", False, 1),
        ("doors_open", True, 2),
    ]
    assert [(each["seat"], each["way"]) for each in told] == [("opened", "wait")] * 2
    assert (await leo.get(f"/room/{seats['leo']}")).status == 303, "nobody is there to let him in"
    await reception.enter(seats["maya"])
    assert (await leo.get(f"/room/{seats['leo']}")).status == 200


async def test_the_freelancers_side_agrees_first_and_the_asking_side_need_not(reception: Reception) -> None:
    seats = await reception.schedule(nda=True, guests=guests(reception))
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    lobby = f"/lobby/{seats['leo']}"
    for key in ("dana", "maya"):
        asking = await reception.seated(seats[key])
        assert STANDARD not in (await asking.get(f"/lobby/{seats[key]}")).text
        await reception.connect(asking, seats[key], await reception.admission(asking, seats[key]))
    assert STANDARD in (await leo.get(lobby)).text
    assert (await leo.get(f"/room/{seats['leo']}")).status == 303
    agreed = await leo.send(f"{lobby}/consent", {"agree": "yes", "text": HASH})

    assert (agreed.status, agreed.headers["Location"]) == (303, lobby)
    assert (await leo.get(f"/room/{seats['leo']}")).status == 200
    assert await consents(reception, seats["leo"]) == (HASH, reception.clock.now(), [HASH])
    again = await leo.send(f"{lobby}/consent", {"agree": "yes", "text": HASH})
    assert again.status == 303
    assert await consents(reception, seats["leo"]) == (HASH, reception.clock.now(), [HASH])


async def test_only_the_text_as_it_was_shown_can_be_agreed_to(reception: Reception) -> None:
    """Between reading and pressing the text became another one."""
    seats = await reception.schedule(nda=True)
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    path = f"/lobby/{seats['leo']}/consent"
    for form in (
        {},
        {"agree": "yes"},
        {"text": HASH},
        {"agree": "no", "text": HASH},
        {"agree": "yes", "text": HASH.upper()},
    ):
        assert (await leo.send(path, form)).status == 409, form
    sql = "update interview set nda = 'You also owe us a boat.' where id = $1"
    await reception.rewrite(sql, reception.interview["id"])
    assert (await leo.send(path, {"agree": "yes", "text": HASH})).status == 409
    assert await consents(reception, seats["leo"]) == (None, None, [])
    fresh = re.search(r'name="text" value="(\w+)"', (await leo.get(path.removesuffix("/consent"))).text)
    assert fresh is not None
    assert (await leo.send(path, {"agree": "yes", "text": fresh[1]})).status == 303
    await reception.rewrite(
        "update interview set nda = 'And a horse.' where id = $1", reception.interview["id"]
    )
    assert (await leo.get(f"/room/{seats['leo']}")).status == 303, "agreed to the older text only"


async def test_where_nothing_is_asked_nothing_is_agreed_to(reception: Reception) -> None:
    seats = await reception.schedule()
    leo = await reception.seated(seats["leo"])
    empty = hashlib.sha256(b"").hexdigest()
    answer = await leo.send(f"/lobby/{seats['leo']}/consent", {"agree": "yes", "text": empty})

    assert answer.status == 303
    assert await consents(reception, seats["leo"]) == (None, None, [])


async def test_every_page_carries_its_headers_and_leads_nowhere_else(reception: Reception) -> None:
    """Pages, answers to scripts, redirects and refusals alike."""
    seats = await reception.schedule()
    leo = await reception.seated(seats["leo"])
    neutral = await neutral_path(reception)
    early = await leo.get(f"/room/{seats['leo']}")
    await reception.open_doors()
    await reception.enter(seats["maya"])
    answers = [
        early,
        await leo.get("/i"),
        await leo.take("garbage"),
        await leo.take(reception.pass_of(seats["leo"])),
        await leo.take(1),
        await leo.get(neutral),
        await leo.send(neutral, {"viewer": "x"}),
        await leo.get(f"/lobby/{seats['leo']}"),
        await leo.get(f"/lobby/{seats['leo']}/state"),
        await leo.send(f"/lobby/{seats['leo']}/consent", {}),
        await leo.get(f"/room/{seats['leo']}"),
        await leo.get("/nowhere"),
    ]
    assert [answer.status for answer in answers] == [
        303,
        200,
        404,
        200,
        400,
        200,
        403,
        200,
        200,
        303,
        200,
        404,
    ]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert HEADERS["Referrer-Policy"] == "no-referrer" and HEADERS["Cache-Control"] == "no-store"
    for answer in answers:
        # A card's address says where its preview is, and that has to be a whole address of our own.
        told = answer.text.replace(f'href="{reception.world.url}/oembed?', 'href="/oembed?')
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", told)
        assert " style=" not in answer.text and "<script>" not in answer.text
        assert not re.search(r" on\w+=", answer.text)


async def test_no_page_shows_anybodys_details_or_anybody_elses_pass(reception: Reception) -> None:
    seats = await reception.schedule(nda=True, guests=guests(reception))
    await reception.open_doors()
    cast = reception.world.twins.cast
    for key in ("maya", "leo", "dana", "priya"):
        browser = await reception.seated(seats[key])
        if key == "leo":
            await browser.send(f"/lobby/{seats['leo']}/consent", {"agree": "yes", "text": HASH})
        await reception.admission(browser, seats[key])
        for path in ("/lobby/{}", "/lobby/{}/state", "/room/{}"):
            answer = await browser.get(path.format(seats[key]))
            text = html.unescape(answer.text)
            assert answer.status == 200
            assert "@" not in text.replace("@media", "")
            for person in cast.people:
                assert not [value for value in person.contact.values() if value in text]
            for other, seat in seats.items():
                assert reception.pass_of(seat) not in text
                assert other == key or seat not in text, "another's seat is nobody's business"


AWKWARD = {
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
    'Dana "D" O\'Neil & sons': "Dana &#34;D&#34; O&#39;Neil &amp; sons",
    "\u202egniR ,anaD": "gniR ,anaD",
    "دانا، رئيسة الهندسة": "دانا، رئيسة الهندسة",
    "D" * 80: "D" * 80,
    "{{ 7 * 7 }}": "{{ 7 * 7 }}",
}


async def test_labels_are_text_whatever_is_in_them(reception: Reception) -> None:
    """They stand isolated, so that a label written from right to left turns none of its neighbours round."""
    offered = [
        {"email": f"guest{number}@larkfield.example", "label": label} for number, label in enumerate(AWKWARD)
    ]
    await reception.schedule(guests=offered)
    await reception.open_doors()
    parties = reception.interview["parties"]
    leo = next(each["id"] for each in parties if each["role"] == "candidate")
    browser = await reception.seated(leo)
    shown = (await browser.get(f"/lobby/{leo}")).text
    for label, escaped in AWKWARD.items():
        assert f"<bdi>{escaped}</bdi>" in shown, label
    for guest in (each for each in parties if each["role"] == "guest"):
        own = await reception.seated(guest["id"])
        call = (await own.get(f"/room/{guest['id']}")).text
        assert "<script>alert" not in call and "</script>alert" not in call


async def test_the_door_holds_a_page_back_that_would_give_somebody_away(reception: Reception) -> None:
    """The guard reads what people type; should it miss something, the door still stands there."""
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    await reception.enter(seats["maya"])
    leo = await reception.seated(seats["leo"])
    canary = reception.world.twins.cast.priya.email
    sql = "update interview set agenda = $2 where id = $1"
    await reception.rewrite(sql, reception.interview["id"], f"Write to {canary} about it.")
    held = await leo.get(f"/lobby/{seats['leo']}")

    assert_tells_nothing(held, canary)
    sql = "update interview set agenda = '', title = $2 where id = $1"
    await reception.rewrite(sql, reception.interview["id"], f"Meet {canary}")
    assert_tells_nothing(await leo.get(f"/room/{seats['leo']}"), canary)
    assert (await leo.get(f"/lobby/{seats['leo']}/state")).status == 200


async def test_a_page_that_is_not_there_speaks_the_browsers_language(reception: Reception) -> None:
    """What is said in English alone is marked as such."""
    browser = reception.browser()
    spanish = {"Accept-Language": "es-AR,en;q=0.5"}
    nothing = await browser.get("/lobby/pty_nobody", **spanish)
    assert nothing.status == 404 and '<html lang="es">' in nothing.text
    assert "Aquí no hay nada" in nothing.text and "Referencia: " in nothing.text
    assert "Ir al contenido" in nothing.text and "There is" not in nothing.text
    refused = await browser.get("/lobby/pty_nobody/enter", **spanish)
    assert "Esto no ha funcionado" in refused.text and '<p lang="en">' in refused.text
    assert "There is nothing here" in (await browser.get("/lobby/pty_nobody")).text


def assert_tells_nothing(answer: Answer, canary: str) -> None:
    """The plain page with its reference, and nothing of the page that was held."""
    assert answer.status == 500
    text = html.unescape(answer.text)
    assert "This did not work" in text and "Reference: " in text
    for word in (canary, canary.split("@")[0], "Payments", "Maya", "Dana", "lobby", "admission"):
        assert word not in text
    assert not answer.cookies


async def neutral_path(reception: Reception) -> str:
    """The address on the thread's card, without the host."""
    await reception.world.settle()
    thread = reception.world.twins.cast.proposals[0].thread
    (card,) = reception.world.twins.marketplace.cards(thread)
    return str(card["url"]).removeprefix(reception.world.url)


async def consents(reception: Reception, seat: str) -> tuple[str | None, datetime | None, list[str]]:
    """What the books keep of a seat's consent, and which texts the ledger names."""
    async with reception.world.house.database.connection() as conn:
        row = await conn.fetchrow("select consent_hash, consented_at from party where id = $1", seat)
        told = await conn.fetch(
            "select facts from ledger_entry where event = 'interview.consented' and actor = $1", seat
        )
    assert row is not None
    return row["consent_hash"], row["consented_at"], [each["facts"]["text"] for each in told]


async def test_the_lobby_needs_the_cookie(reception: Reception) -> None:
    seats = await reception.schedule()
    stranger: Browser = reception.browser()
    for path in ("/lobby/{}", "/lobby/{}/state", "/room/{}", "/room/{}/signal"):
        known, unknown = [await stranger.get(path.format(seat)) for seat in (seats["leo"], "pty_nobody")]
        assert known.status == 404 and known.plain == unknown.plain
