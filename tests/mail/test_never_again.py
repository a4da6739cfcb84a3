"""Never written to again: how people say so, what it does, who sees what, and how it is taken back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.interviews import actions
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.interviews.model import Role
from anteroom.sandbox.cast import Person
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY, world
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail
from mail.never import ONE_CLICK, Reader, invite, mails, never_of, reach, refusals


@fixture
async def clock() -> SetClock:
    return SetClock(MONDAY)


@fixture
async def here(clock: SetClock) -> AsyncIterator[World]:
    async with world(clock=clock, work=False) as opened:
        yield opened


async def test_looking_changes_nothing_as_link_scanners_look(here: World) -> None:
    await invite(here)
    link = never_of(mails(here)[0])
    for method in ("GET", "HEAD"):
        assert (await Reader(here).look(link, method))[0] == 200
    _, text = await Reader(here).look(link)
    assert "<button" in text and "Never write to me again" in text
    assert await refusals(here) == 0


async def test_one_click_works_without_a_cookie_and_without_a_redirect(here: World) -> None:
    """RFC 8058, 3.2: the mail program posts the header's value, and follows nothing."""
    interview_id = await invite(here)
    status, text = await Reader(here).send(never_of(mails(here)[0]), ONE_CLICK)
    await here.settle()

    assert (status, text) == (200, "")
    assert await refusals(here) == 1
    assert await reach(here, interview_id) == {"host": True, "candidate": True, "guest": False}


async def test_a_multipart_one_click_works_too(here: World) -> None:
    """RFC 8058, 3.2 allows both kinds of form."""
    await invite(here)
    form = aiohttp.FormData(ONE_CLICK, default_to_multipart=True)
    async with (
        aiohttp.ClientSession() as session,
        session.post(never_of(mails(here)[0]), data=form) as answer,
    ):
        assert answer.status == 200
    assert await refusals(here) == 1


async def test_nothing_of_ours_leaves_for_it_afterwards(here: World, clock: SetClock) -> None:
    """Neither what is new nor what changes, is called off, or opens: not even what was frozen before."""
    api = ApiClient(here)
    first, second = await invite(here), await invite(here)
    link = never_of(mails(here)[0])
    status, _ = await Reader(here).send(link, {"wish": "never"})
    assert status == 303
    before = len(mails(here)), len(mails(here, "leo"))
    later = (clock.now() + timedelta(days=4)).isoformat()
    host = here.twins.cast.maya.member
    for path, body in (
        (f"/v1/interviews/{first}/move", {"member": host, "starts_at": later}),
        (f"/v1/interviews/{second}/cancel", {"member": host}),
    ):
        status, told = await api.post(path, body)
        assert status == 200, told
        await here.settle()
    await invite(here)
    clock.set(clock.now() + timedelta(days=4) - timedelta(minutes=10))
    await here.settle()

    assert len(mails(here)) == before[0]
    assert len(mails(here, "leo")) > before[1] + 3


async def test_a_tag_behind_a_plus_sign_leads_around_it_for_nobody(mailed: HouseWithMail) -> None:
    await mailed.invite()
    link = re.search(r"<mailto:([^>]+)>", mailed.office.to(DANA)[0].raw.decode("latin-1"))
    assert link is not None
    await mailed.send(b"\r\n", link[1])
    before = len(mailed.office.arrived)
    local, _, domain = DANA.partition("@")
    guests = (
        GuestWish("Dana", email=f"{local.upper()}+x@{domain}"),
        GuestWish("Noor", email="new@else.example"),
    )
    await actions.schedule(
        mailed.house,
        ScheduleInterview("pro_1", "per_maya", START, START + timedelta(hours=1), guests=guests),
    )
    await mailed.settle()

    assert sorted(each.to for each in mailed.office.arrived[before:] if each.to != (MAYA,)) == [
        (LEO,),
        ("new@else.example",),
    ]


async def test_a_dot_leads_around_it_for_nobody_at_google(mailed: HouseWithMail) -> None:
    async def ask(*emails: str) -> None:
        guests = tuple(GuestWish("Dana", email=each) for each in emails)
        await actions.schedule(
            mailed.house,
            ScheduleInterview("pro_1", "per_maya", START, START + timedelta(hours=1), guests=guests),
        )
        await mailed.settle()

    await ask("dana.voss@gmail.com")
    link = re.search(r"<mailto:([^>]+)>", mailed.office.to("dana.voss@gmail.com")[0].raw.decode("latin-1"))
    assert link is not None
    await mailed.send(b"\r\n", link[1])
    await mailed.settle()
    before = len(mailed.office.arrived)
    await ask("danavoss@gmail.com", "d.anavoss+x@googlemail.com", "danavoss@else.example")
    arrived = {each.to for each in mailed.office.arrived[before:] if each.to not in ((MAYA,), (LEO,))}
    assert arrived == {("danavoss@else.example",)}


async def test_a_mail_frozen_before_the_wish_stays_here(mailed: HouseWithMail) -> None:
    mailed.office.data = ["take and drop"] * 3
    await mailed.invite()
    (mail,) = mailed.office.to(DANA)
    address = re.search(r"<mailto:([^>]+)>", mail.raw.decode("latin-1"))
    assert address is not None
    assert (await mailed.send(b"Subject: unsubscribe\r\n\r\n\r\n", address[1]))[0] == 250
    mailed.clock.advance(timedelta(minutes=1))
    await mailed.settle()

    assert len(mailed.office.to(DANA)) == 1
    assert len(mailed.office.to(LEO)) == 2


async def test_a_mail_to_its_address_says_so_too_and_to_another_one_nothing(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (mail,) = mailed.office.to(DANA)
    found = re.search(r"<mailto:(n-([a-z2-7]{32})-[a-z2-7]{20})@", mail.raw.decode("latin-1"))
    assert found is not None
    forged = f"n-{found[2]}-{'a' * 20}@relay.anteroom.test"
    assert (await mailed.send(b"\r\n", forged))[0] == 550
    assert (await mailed.party(interview, Role.GUEST)).reachable
    assert (await mailed.send(b"\r\n", f"{found[1].upper()}@relay.anteroom.test", "anybody@else.test"))[
        0
    ] == 250
    assert not (await mailed.party(interview, Role.GUEST)).reachable
    await actions.move(mailed.house, interview.id, "per_maya", START + timedelta(1), START + timedelta(1.01))
    await mailed.settle()

    assert len(mailed.office.to(DANA)) == 1
    assert len(mailed.office.to(LEO)) == 2


async def test_it_outlives_the_person(here: World) -> None:
    """A digest is all that is kept; whoever invites the same mailbox again reaches nobody."""
    dana: Person = here.twins.cast.dana
    first = await invite(here)
    await Reader(here).send(never_of(mails(here)[0]), ONE_CLICK)
    async with here.house.database.transaction() as conn:
        owners = await here.house.vault.owners(conn, "email", dana.email)
        await conn.execute("delete from contact where person_id = any($1::text[])", owners)
        await conn.execute("delete from person_key where person_id = any($1::text[])", owners)
        row = await conn.fetchrow("select * from mail_refusal")
    assert row is not None
    assert len(row["mailbox"]) == 20 and set(row.keys()) == {"mailbox", "refused_at", "allowed_at"}
    second = await invite(here)

    assert len(mails(here)) == 1
    assert (await reach(here, first))["guest"] is False
    assert (await reach(here, second))["guest"] is False


async def test_the_person_takes_it_back_and_gets_what_is_still_ahead(here: World) -> None:
    old = await invite(here)
    link = never_of(mails(here)[0])
    reader = Reader(here)
    await reader.send(link, {"wish": "never"})
    status, text = await reader.look(link)
    assert status == 200 and "We do not write to you" in text and "Write to me again" in text
    new = await invite(here)
    assert (await reach(here, new))["guest"] is False
    assert len(mails(here)) == 1
    status, _ = await reader.send(link, {"wish": "again"})
    await here.settle()

    assert status == 303
    assert await refusals(here) == 0
    assert len(mails(here)) == 2
    assert (await reach(here, old))["guest"] and (await reach(here, new))["guest"]
    _, text = await reader.look(f"{link}?again")
    assert "<h1>We write to you again</h1>" in text
    assert "Never write to me again?" not in text, "whoever has just taken it back is not asked again"
    assert 'value="never"' in text


@pytest.mark.parametrize("form", [{}, {"wish": "maybe"}, {"List-Unsubscribe": "Two-Clicks"}])
async def test_it_does_nothing_for_a_form_that_asks_for_nothing(here: World, form: dict[str, str]) -> None:
    await invite(here)
    status, _ = await Reader(here).send(never_of(mails(here)[0]), form)

    assert status == 400
    assert await refusals(here) == 0


async def test_a_link_that_we_did_not_make_is_nothing_and_fills_no_table(here: World) -> None:
    await invite(here)
    link = never_of(mails(here)[0])
    for other in (link[:-1] + ("a" if link[-1] != "a" else "b"), link[:-20], f"{link}.x", "/never/n-%00"):
        for ask in (Reader(here).look(other), Reader(here).send(other, ONE_CLICK)):
            status, _ = await ask
            assert status == 404
    assert await refusals(here) == 0


async def test_the_marketplace_sees_that_it_cannot_be_written_to_and_not_why(here: World) -> None:
    """A refusal and a bounce look the same. The thread's card, which both sides read, tells neither."""
    interview_id = await invite(here)
    await Reader(here).send(never_of(mails(here)[0]), ONE_CLICK)
    await here.settle()
    _, told = await ApiClient(here).get(f"/v1/interviews/{interview_id}")

    guests = [each for each in told["parties"] if each["role"] == "guest"]
    assert [each["reachable"] for each in guests] == [False]
    assert "refus" not in str(told) and "never" not in str(told).lower()
    (card,) = here.twins.marketplace.books.cards.values()
    assert "reach" not in str(card.content)


async def test_the_host_hears_of_it_as_of_a_bounce_and_the_freelancer_hears_nothing(
    mailed: HouseWithMail,
) -> None:
    await mailed.invite()
    link = re.search(r"<mailto:([^>]+)>", mailed.office.to(DANA)[0].raw.decode("latin-1"))
    assert link is not None
    await mailed.send(b"\r\n", link[1])
    await mailed.settle()
    told = mailed.office.to(MAYA)[1:]

    assert len(told) == 1 and len(mailed.office.to(LEO)) == 1
    said = " ".join(told[0].body("text/plain").split())
    assert "Mail about this interview does not reach Dana, VP Engineering." in said
    assert "Talk to Dana, VP Engineering yourself." in said
    assert not re.search(r"refus|unsubscri|asked (us )?never|bounce", said, re.I)


async def test_its_pages_speak_the_readers_language(here: World) -> None:
    await invite(here)
    link = never_of(mails(here)[0])
    for accepted, words in (
        ("es-MX,es;q=0.9,en;q=0.5", "No me escriban nunca más"),
        ("en-GB;q=0.4, es;q=0", "Never write to me again"),
        ("xx,;q=9,q=\N{SNOWMAN}".encode().decode("latin-1"), "Never write to me again"),
    ):
        status, text = await Reader(here, accepted).look(link)
        assert status == 200 and words in text


async def test_the_reference_tells_what_the_mail_said_and_no_more(here: World, clock: SetClock) -> None:
    interview_id = await invite(here)
    mail = mails(here)[0]
    found = re.search(r"[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}", " ".join(mail.text.split()))
    assert found is not None
    for typed in (found[0], found[0].upper(), f"  {found[0].replace('-', ' ')} ", found[0].replace("o", "0")):
        status, text = await Reader(here).send("/verify", {"reference": typed})
        assert status == 200 and "We sent a mail with this reference" in text
    _, text = await Reader(here).send("/verify", {"reference": found[0]})
    for said in ("Maya Okafor", "Dana, VP Engineering", "Payments API in Go", "Thu 26 Nov, 09:00–09:45"):
        assert said in text and said in " ".join(mail.text.split())
    for hidden in (here.twins.cast.dana.email, here.twins.cast.maya.email, "Leo", "/i#", "pty_", "r-"):
        assert hidden not in text.replace("anteroom.css", "")
    await ApiClient(here).post(
        f"/v1/interviews/{interview_id}/cancel", {"member": here.twins.cast.maya.member}
    )
    _, text = await Reader(here, "es").send("/verify", {"reference": found[0]})
    assert "La entrevista se canceló" in text
    clock.advance(timedelta(days=120))
    _, text = await Reader(here).send("/verify", {"reference": found[0]})
    assert "We sent nothing with this reference" in text


@pytest.mark.parametrize("typed", ["abcd-efgh-2345", "x" * 5000, "\N{SNOWMAN}", "a\0b", "%", "'; --"])
async def test_a_wrong_reference_is_answered_alike_whatever_was_typed(here: World, typed: str) -> None:
    await invite(here)
    status, text = await Reader(here).send("/verify", {"reference": typed})
    _, other = await Reader(here).send("/verify", {"reference": "zzzz-zzzz-zzzz"})

    assert status == 200
    assert text == other
    assert "We sent nothing with this reference" in text
