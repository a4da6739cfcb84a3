"""A person connects a calendar at Google or Microsoft, and takes it back: from a browser, over HTTP alone."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

from yarl import URL

from anteroom.api.scopes import DAILY, Scope
from anteroom.keys import actions as keys
from anteroom.logs import log_to
from anteroom.sandbox.server import Weather
from anteroom.times.availability.actions import close_calendar
from api_client import ApiClient
from times.vendors.consent import consents
from times.vendors.place import DANA, FORM, SECRETS, Place, place

VENDORS = ("google", "microsoft")
PRIVATE = "dana.whitfield@elsewhere.example"
"""An account of hers of which nobody here knows."""


async def test_a_person_connects_a_calendar_and_takes_it_back() -> None:
    heard = io.StringIO()
    log_to(heard)
    async with place() as here:
        for vendor in VENDORS:
            await connects_and_takes_back(here, vendor)
        written = heard.getvalue()
        for word in ("ya29", "1//refresh", "4/code", "Quist", DANA, PRIVATE, *SECRETS.values()):
            assert word not in written
        _, faults, events = await here.desk.world.ledger()
        assert faults == []
        assert {"availability.opened", "availability.closed"} <= events


async def connects_and_takes_back(here: Place, vendor: str) -> None:
    """The whole way, at one vendor."""
    twin = here.twin(vendor)
    here.events(vendor, (1, 2), (2, 3), (26, 27), account=PRIVATE)
    assert not (await here.known()).known

    shown = await here.dana.get(here.page(vendor))
    assert "Dana" in shown.text and "24 hours" in shown.text
    assert f"form-action 'self' {twin.url}" in shown.headers["Content-Security-Policy"]
    asked = await here.sent_on(vendor)
    assert asked.query["code_challenge_method"] == "S256"
    scope = {"google": "/auth/calendar.freebusy", "microsoft": "/Calendars.ReadBasic"}[vendor]
    assert asked.query["scope"].split()[0].endswith(scope)
    done = await here.connect(vendor, PRIVATE)
    assert (done.status, "is connected" in done.text) == (200, True)
    assert f"/availability/{here.seat}" in done.text

    now = int(here.desk.clock.now().timestamp())
    found = await here.known()
    assert found.known
    assert found.busy == ((now + 3600, now + 3 * 3600), (now + 26 * 3600, now + 27 * 3600))
    (row,) = await here.rows()
    assert (row["kind"], row["state"]) == (vendor, "working")

    here.desk.clock.advance(timedelta(hours=2))  # the token is over: of many who look, one renews it
    await asyncio.gather(*(here.known() for _ in range(4)))
    assert (await here.known()).known
    assert sum(b"grant_type=refresh_token" in each.body for each in twin.heard) == 1
    sealed = (await here.rows())[0]["given"]
    assert isinstance(sealed, bytes)
    assert not any(word in sealed for word in (b"ya29", b"1//", b"refresh"))
    books = await here.everything_kept()
    for word in ("ya29", "1//refresh", "4/code", "Quist", "Harry's Bar", PRIVATE, SECRETS[vendor]):
        assert word not in books and word.encode().hex() not in books

    await close_calendar(here.desk.world.house, here.person, str(row["id"]))
    assert await here.rows() == []
    assert not (await here.known()).known
    assert len(twin.revoked) == (vendor == "google")  # the other knows no such call


async def test_a_calendar_that_does_not_answer_is_unknown_and_one_taken_back_stays_so() -> None:
    async with place() as here:
        for vendor in VENDORS:
            await fails_and_ends(here, vendor)


async def fails_and_ends(here: Place, vendor: str) -> None:
    """An outage passes; what its owner takes back at the vendor has to be given anew."""
    twin, clock = here.twin(vendor), here.desk.clock
    here.events(vendor, (1, 2))
    await here.connect(vendor)
    clock.advance(timedelta(hours=7))
    twin.due += [Weather(503)] * 3
    assert not (await here.known()).known
    twin.due.clear()
    assert not (await here.known()).known  # it was asked a moment ago
    clock.advance(timedelta(minutes=6))
    assert (await here.known()).known

    here.events(vendor, (1, 2))
    clock.advance(timedelta(minutes=6))
    await here.known()
    twin.end(DANA)
    clock.advance(timedelta(minutes=6))
    unknown = await here.known()
    assert not unknown.known
    assert len(unknown.busy) == 1  # what it said is not free for as long as it is kept
    assert [(row["state"], row["trouble"]) for row in await here.rows()] == [("refused", "ended")]
    clock.advance(timedelta(hours=25))
    await here.desk.world.settle()
    assert (await here.known()).busy == ()
    assert (await here.connect(vendor)).status == 200
    assert [row["state"] for row in await here.rows()] == ["working"]
    (row,) = await here.rows()
    await close_calendar(here.desk.world.house, here.person, str(row["id"]))


async def test_a_refused_token_is_renewed_once_and_an_app_in_testing_loses_all_after_a_week() -> None:
    async with place(testing=True) as here:
        here.events("google", (1, 2))
        await here.connect("google")
        here.desk.clock.advance(timedelta(minutes=10))
        here.google.due += [Weather(401)]
        assert (await here.known()).known
        here.desk.clock.advance(timedelta(minutes=10))
        here.google.due += [Weather(401), None, Weather(401)]
        assert not (await here.known()).known
        here.desk.clock.advance(timedelta(minutes=10))
        assert (await here.known()).known
        here.desk.clock.advance(timedelta(days=8))
        assert not (await here.known()).known
        assert [row["trouble"] for row in await here.rows()] == ["ended"]


async def test_what_nobody_gave_is_not_kept() -> None:
    async with place("es") as here:
        shown = await here.dana.get(here.page("google"))
        assert '<html lang="es">' in shown.text and "Seguir en Google" in shown.text
        declined = await here.connect("google", account="")
        assert (declined.status, "ni se vio nada" in declined.text) == (400, True)
        here.google.unticked = True
        less = await here.connect("google")
        assert (less.status, "no dio permiso" in less.text) == (400, True)
        assert len(here.google.revoked) == 1
        here.google.unticked = False
        here.microsoft.without_mailbox.add(DANA)
        none = await here.connect("microsoft")
        assert (none.status, "cuentas de trabajo" in none.text) == (400, True)
        here.microsoft.without_mailbox.clear()
        asked = await here.sent_on("microsoft")
        back = await consents(asked, DANA)
        here.microsoft.due += [Weather(503)]
        late = await here.dana.get(back.path_qs)
        assert (late.status, "no respondió" in late.text) == (502, True)
        assert await here.rows() == []


async def test_one_that_does_not_answer_yet_is_asked_later_and_there_are_never_too_many() -> None:
    async with place() as here:
        back = await consents(await here.sent_on("google"), DANA)
        here.google.due += [None, Weather(429, headers={"Retry-After": "900"})]
        done = await here.dana.get(back.path_qs)
        assert (done.status, "asked again later" in done.text) == (200, True)
        assert [(row["state"], row["trouble"]) for row in await here.rows()] == [("failing", "throttled")]
        asked = len(here.google.heard)
        here.desk.clock.advance(timedelta(minutes=6))
        assert not (await here.known()).known
        assert len(here.google.heard) == asked  # it wants to be left alone for a quarter of an hour
        here.desk.clock.advance(timedelta(minutes=10))
        assert (await here.known()).known
        for number in range(4):
            account = f"dana{number}@brimhold.example"
            here.events("google", (number + 1, number + 1.5), account=account)
            assert (await here.connect("google", account)).status == 200
        assert (await here.connect("google")).status == 409
        assert len(await here.rows()) == 5
        assert len((await here.known()).busy) == 4


async def test_nobody_but_the_own_browser_brings_a_consent_back_and_no_pass_that_was_revoked() -> None:
    async with place() as here:
        asked = await here.sent_on("google")
        back = await consents(asked, DANA)
        state, code = back.query["state"], back.query["code"]
        stranger = here.desk.browser()
        for browser, query in (
            (stranger, {"code": code, "state": state}),
            (here.dana, {"code": code}),
            (here.dana, {"code": code, "state": state[:-3]}),
            (here.dana, {"code": code, "state": f"{state}.x"}),
        ):
            refused = await browser.get(str(back.with_query(query).path_qs))
            assert refused.status == 400, query
        assert await here.rows() == []
        nobody = await stranger.get(here.page("google"))
        assert nobody.status == 404
        assert (await stranger.get(here.page("google", "seat-of-nobody"))).status == 404
        foreign = {"Sec-Fetch-Site": "same-site"}
        async with here.dana.session.post(
            f"{here.desk.world.url}/calendars/google/go", data={"ticket": "x"}, headers=foreign
        ) as refused_post:
            assert refused_post.status == 403

        back = await consents(await here.sent_on("google"), DANA)
        other = await consents(await here.sent_on("google"), DANA)
        stolen = back.with_query(code=back.query["code"], state=other.query["state"])
        assert (
            await here.dana.get(stolen.path_qs)
        ).status == 502  # another's challenge: the vendor refuses it

        late = await consents(await here.sent_on("google"), DANA)
        moved = await here.desk.seated(here.seat)  # another device of hers holds the seat by now
        assert (await here.dana.get(late.path_qs)).status == 400
        here.dana = moved
        path = f"/v1/interviews/{here.desk.interview['id']}/parties/{here.seat}/remove"
        late = await consents(await here.sent_on("google"), DANA)
        status, said = await here.desk.api.post(path, {"member": here.desk.world.twins.cast.maya.member})
        assert status == 200, said
        assert (await here.dana.get(late.path_qs)).status == 400
        assert await here.rows() == []


async def test_a_member_connects_by_a_link_that_the_marketplace_asks_for() -> None:
    async with place() as here:
        api, maya = here.desk.api, here.desk.world.twins.cast.maya
        assert (await api.post("/v1/members/nobody/availability/google", None))[0] == 404
        status, answer = await api.post(f"/v1/members/{maya.member}/availability/google", None)
        assert status == 201
        link = URL(answer["url"])
        browser = here.desk.browser()
        shown = await browser.get(link.path_qs)
        assert shown.status == 200 and maya.name.split()[0] in shown.text
        found = FORM.search(shown.text)
        assert found is not None
        sent = await browser.send(found[1], {"ticket": found[2]})
        back = await consents(URL(sent.headers["Location"]), DANA)
        done = await browser.get(back.path_qs)
        assert (done.status, "You can close this page" in done.text) == (200, True)
        assert await here.rows() == []  # it is hers, and not the guest's whose account it may be
        async with here.desk.world.house.database.connection() as conn:
            whose = await conn.fetchval(
                "select external_id from availability_source join member using (person_id)"
            )
        assert whose == maya.member
        here.desk.clock.advance(timedelta(minutes=31))
        assert (await browser.get(link.path_qs)).status == 400
        assert (await browser.get("/calendars/google/connect?ticket=x")).status == 400
        assert (await api.get("/v1/openapi.json"))[0] == 200

        # Whoever is erased is let go at Google, too.
        scopes = DAILY | {Scope.MEMBERS_ERASE}
        _, secret = await keys.make(here.desk.world.house, keys.OPERATOR, "erasing", scopes, None)
        path = f"/v1/members/{maya.member}?reviewer=r-1&reason=asked"
        assert (await ApiClient(here.desk.world, secret).call("DELETE", path, None))[0] == 200
        assert len(here.google.revoked) == 1
        assert PRIVATE not in await here.everything_kept()
