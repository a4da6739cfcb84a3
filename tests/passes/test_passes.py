"""Passes and the cookies they are exchanged for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from anteroom.interviews import store
from anteroom.passes.mint import Mint
from anteroom.passes.seats import set_cookie
from passes.reception import END, Browser, Reception


async def test_looking_at_the_door_consumes_nothing_and_shows_nothing(reception: Reception) -> None:
    """Scanners, previews and unfurlers open links many times before the person does."""
    seats = await reception.schedule()
    scanner, leo = reception.browser(), reception.browser()
    looks = [await scanner.get("/i") for _ in range(5)]
    taken = await leo.take(reception.pass_of(seats["leo"]))

    assert {look.status for look in looks} == {200} and len({look.text for look in looks}) == 1
    assert not any(look.cookies for look in looks)
    assert taken.status == 200


async def test_a_pass_is_exchanged_any_number_of_times(reception: Reception) -> None:
    """The same person comes on a telephone, on a laptop, and again after the browser was closed."""
    seats = await reception.schedule()
    older: list[Browser] = []
    for number in range(4):
        browser = reception.browser()
        if number:
            elsewhere = await browser.take(reception.pass_of(seats["leo"]))
            assert (elsewhere.text, elsewhere.cookies) == ('{"elsewhere": "elsewhere"}', {})
        for _ in range(2):
            taken = await browser.take(reception.pass_of(seats["leo"]), move=True)
            assert (taken.status, taken.text) == (200, f'{{"lobby": "/lobby/{seats["leo"]}"}}')
        assert (await browser.get(f"/lobby/{seats['leo']}")).status == 200
        for left in older:
            assert (await left.get(f"/lobby/{seats['leo']}")).status == 404
        older.append(browser)


def garbled(good: str, others: str) -> list[str]:
    """Passes that nobody made: parts missing, foreign, swapped, or written differently."""
    seat, epoch, mac = good.split(".")
    return [
        "",
        ".",
        "..",
        seat,
        f"{seat}.{epoch}",
        f"{good}.",
        f"{seat}.{epoch}.",
        f"{seat}.{epoch}.{mac[:-1]}",
        f"{seat}.{epoch}.{mac.upper()}",
        f"{seat}.{epoch}.{'a' * len(mac)}",
        f"{seat}.{epoch}.{others.split('.')[2]}",
        f"{seat}.2.{mac}",
        f"{seat}.0{epoch}.{mac}",
        f"{seat}.-1.{mac}",
        f"{seat}.１.{mac}",
        f"{seat}.{'9' * 40}.{mac}",
        f" {good}",
        f"{good}\n",
        f"{seat}.{epoch}.é{mac[1:]}",
        "x" * 5000,
        "<script>alert(1)</script>",
        "' or 1=1 --",
    ]


async def test_whatever_a_pass_lacks_the_answer_is_the_same(reception: Reception) -> None:
    """Garbled, forged, of somebody else, revoked, void, long over: nobody learns which."""
    seats = await reception.schedule()
    good, others = reception.pass_of(seats["leo"]), reception.pass_of(seats["maya"])
    stranger = reception.browser()
    answers = {text: await stranger.take(text) for text in garbled(good, others)}
    unknown = await stranger.take(reception.pass_of("pty_nobodyatall"))
    older = await stranger.take(reception.pass_of(seats["leo"], 0))

    answers |= {"unknown": unknown, "older": older}
    assert {answer.plain for answer in answers.values()} == {unknown.plain}
    assert unknown.status == 404
    assert not any(answer.cookies for answer in answers.values())
    reception.travel(END + timedelta(hours=12, seconds=1))
    assert (await stranger.take(good)).plain == unknown.plain
    for told in ("Leo", "Maya", "interview of", "expired", "revoked", "void", "cancelled"):
        assert told not in unknown.text


@pytest.mark.parametrize("what", ["cancelled", "withdrawn"])
async def test_a_revoked_pass_answers_as_one_that_never_was(reception: Reception, what: str) -> None:
    seats = await reception.schedule()
    leo = await reception.seated(seats["leo"])
    if what == "cancelled":
        await reception.cancel()
    else:
        await reception.world.twins.marketplace.withdraw(reception.world.twins.cast.proposals[0].id)
    stranger = reception.browser()
    unknown = await stranger.take("garbage")

    assert (await stranger.take(reception.pass_of(seats["leo"]))).plain == unknown.plain
    for path in ("/lobby/{}", "/lobby/{}/state", "/room/{}", "/room/{}/signal"):
        assert (await leo.get(path.format(seats["leo"]))).plain == unknown.plain
    assert (await leo.send(f"/lobby/{seats['leo']}/consent", {"agree": "yes"})).plain == unknown.plain


async def test_a_dead_proposal_opens_nothing_even_where_its_interview_was_not_voided(
    reception: Reception,
) -> None:
    """It is asked for again at every step, whatever became of the interview in the books."""
    seats = await reception.schedule()
    leo = await reception.seated(seats["leo"])
    stranger = reception.browser()
    unknown = await stranger.take("garbage")
    await reception.rewrite(
        """update proposal set state = 'withdrawn', refused_at = $2
        where id = (select proposal_id from interview where id = $1)""",
        reception.interview["id"],
        reception.clock.now(),
    )

    assert (await stranger.take(reception.pass_of(seats["leo"]))).plain == unknown.plain
    assert (await leo.get(f"/lobby/{seats['leo']}")).plain == unknown.plain


async def test_a_pass_that_is_no_text_is_refused_without_a_fault(reception: Reception) -> None:
    stranger = reception.browser()
    odd: object
    says_json = {"Content-Type": "application/json"}
    for odd in (None, 1, [], {}, ["a"]):
        assert (await stranger.take(odd)).status == 400
    lone = b'{"pass": "\\ud800.1.a"}'
    async with stranger.session.post(f"{reception.world.url}/i", data=lone, headers=says_json) as answer:
        assert answer.status in (400, 404)
    assert (await stranger.take("pty_\x00.1.a")).status == 400
    torn = b"\xff\xfe{"
    async with stranger.session.post(f"{reception.world.url}/i", data=torn, headers=says_json) as answer:
        assert answer.status == 400


async def test_the_cookie_is_for_pages_of_this_house_only(reception: Reception) -> None:
    seats = await reception.schedule()
    taken = await reception.browser().take(reception.pass_of(seats["leo"]))
    (written,) = taken.cookies.values()

    assert list(taken.cookies) == [f"seat_{seats['leo']}"]
    assert "HttpOnly" in written and "SameSite=Lax" in written and "Domain" not in written
    assert "Secure" not in written, "the sandbox is not on https"


async def test_the_cookie_is_secure_where_the_house_is_on_https(reception: Reception) -> None:
    await reception.schedule()
    house = reception.world.house
    public = replace(house, settings=replace(house.settings, public_url="https://meet.example"))
    async with house.database.connection() as conn:
        interview = await store.load(conn, reception.interview["id"])
    answer = web.Response()
    set_cookie(answer, public, interview.host, "k" * 40)

    assert answer.cookies[f"seat_{interview.host.id}"]["secure"] is True


async def test_a_cookie_opens_its_own_seat_and_no_other(reception: Reception) -> None:
    seats = await reception.schedule()
    leo = await reception.seated(seats["leo"])
    nothing = (await reception.browser().get(f"/lobby/{seats['leo']}")).plain
    value = cookie_of(leo, seats["leo"])

    assert nothing[0] == 404
    assert (await leo.get(f"/lobby/{seats['maya']}")).plain == nothing
    for seat, tampered in (
        (seats["maya"], value),
        (seats["leo"], value[:-1] + ("0" if value[-1] != "0" else "1")),
        (seats["leo"], value.upper()),
        (seats["leo"], value.replace("1.", "2.", 1)),
        (seats["leo"], value.replace("1.", "01.", 1)),
        (seats["leo"], value.replace("1.", ".", 1)),
        (seats["leo"], "1."),
        (seats["leo"], ""),
        (seats["leo"], "x" * 4000),
    ):
        thief = reception.browser()
        seen = await thief.get(f"/lobby/{seat}", Cookie=f"seat_{seat}={tampered}")
        assert seen.plain == nothing, tampered[:80]
    honest = reception.browser()
    kept = await honest.get(f"/lobby/{seats['leo']}", Cookie=f"seat_{seats['leo']}={value}")
    assert kept.status == 200


async def test_a_cookie_of_raw_octets_is_no_fault_of_ours(reception: Reception) -> None:
    """Octets that are no text reach us as lone surrogates, which cannot be encoded again."""
    seats = await reception.schedule()
    host = urlsplit(reception.world.url)
    for raw in (b"1.\xff\xfe\xc3", b"\xff.aa", b'1."\\377"'):
        reader, writer = await asyncio.open_connection(host.hostname, host.port)
        seat = seats["leo"].encode()
        writer.write(
            b"GET /lobby/%b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: seat_%b=%b\r\n\r\n"
            % (seat, seat, raw)
        )
        status = (await reader.readline()).split()[1]
        writer.close()
        await writer.wait_closed()
        assert status in (b"400", b"404"), raw


async def test_two_seats_live_in_one_browser(reception: Reception) -> None:
    """Somebody who hosts one interview and is looped into another."""
    seats = await reception.schedule()
    both = await reception.seated(seats["leo"])
    await both.take(reception.pass_of(seats["maya"]))

    assert "You are <strong><bdi>Leo" in (await both.get(f"/lobby/{seats['leo']}")).text
    assert "You are <strong><bdi>Maya" in (await both.get(f"/lobby/{seats['maya']}")).text


def test_a_pass_of_another_deployment_is_nothing_here() -> None:
    made = Mint(b"a" * 32, "https://one.example").make("pty_a", 1)

    assert Mint(b"b" * 32, "https://one.example").read(made) is None
    found = Mint(b"a" * 32, "https://two.example").read(made)
    assert found is not None and (found.seat, found.epoch) == ("pty_a", 1)


def test_nobody_writes_the_pass_of_another_epoch_or_seat() -> None:
    """Whoever held a revoked pass knows how the next one begins, and not its MAC."""
    mint = Mint(b"a" * 32, "https://one.example")
    seat, epoch, mac = mint.make("pty_a", 1).split(".")

    assert mint.read(f"{seat}.{epoch}.{mac}") is not None
    assert mint.read(f"{seat}.2.{mac}") is None
    assert mint.read(f"pty_b.{epoch}.{mac}") is None
    assert mint.make("pty_a", 2).split(".")[2] != mac


def cookie_of(browser: Browser, seat: str) -> str:
    """The cookie's value that the browser keeps for a seat."""
    jar: SimpleCookie = SimpleCookie()
    for cookie in browser.session.cookie_jar:
        jar[cookie.key] = cookie.value
    return jar[f"seat_{seat}"].value
