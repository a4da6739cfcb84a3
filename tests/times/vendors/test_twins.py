"""The sandbox's Google and Microsoft refuse what the real ones are documented to refuse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from yarl import URL

from anteroom.clock import SetClock
from anteroom.sandbox.calendars import google, microsoft
from anteroom.sandbox.calendars.consenting import CalendarApp, Consenting, Event
from anteroom.sandbox.calendars.google import SandboxGoogleCalendar
from anteroom.sandbox.calendars.microsoft import SandboxMicrosoftCalendar
from times.vendors.consent import CHALLENGE, VERIFIER, consents, posted

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DANA = "dana@larkfield.example"
BACK = "https://anteroom.example/calendars/back"
APP = CalendarApp("app-1", "a-secret-of-the-app", BACK)
SCOPES = {
    SandboxGoogleCalendar: google.SCOPE,
    SandboxMicrosoftCalendar: f"{microsoft.SCOPE} offline_access",
}


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture(params=[SandboxGoogleCalendar, SandboxMicrosoftCalendar])
async def twin(request: pytest.FixtureRequest, clock: SetClock) -> AsyncIterator[Consenting]:
    async with request.param(APP, clock.now) as server:
        server.calendars[DANA] = [Event(START, START + timedelta(hours=1))]
        yield server


def asked(twin: Consenting, **instead: str) -> URL:
    """Return where a browser is sent."""
    query = {
        "client_id": "app-1",
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": SCOPES[type(twin)],
        "state": "s-1",
        "access_type": "offline",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return URL(f"{twin.url}{twin.authorize}").with_query(query | instead)


def grant(code: str = "", **instead: str) -> dict[str, str]:
    """Return what an app sends for tokens."""
    form = {
        "grant_type": "authorization_code",
        "client_id": "app-1",
        "client_secret": "a-secret-of-the-app",
        "redirect_uri": BACK,
        "code": code,
        "code_verifier": VERIFIER,
    }
    return form | instead


def renewal(token: object, **instead: str) -> dict[str, str]:
    return grant(grant_type="refresh_token", refresh_token=str(token)) | instead


async def tokens(twin: Consenting, **instead: str) -> dict[str, Any]:
    """Consent, and return what comes of it."""
    back = await consents(asked(twin, **instead), DANA)
    assert back.query["state"] == "s-1"
    status, said = await posted(f"{twin.url}{twin.token}", grant(back.query["code"]))
    assert status == 200, said
    return said


async def test_a_code_is_good_once_for_ten_minutes_and_for_whoever_asked(
    twin: Consenting, clock: SetClock
) -> None:
    for wrong in (
        {"client_id": "another"},
        {"redirect_uri": "https://elsewhere.example/"},
        {"scope": "all-there-is"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
    ):
        assert (await posted(str(asked(twin, **wrong)), {"account": DANA}))[0] == 400, wrong
    declined = await consents(asked(twin), "")
    assert declined.query == {"state": "s-1", "error": "access_denied"}

    url = f"{twin.url}{twin.token}"
    for instead, error in (
        ({"code_verifier": "another"}, "invalid_grant"),
        ({"redirect_uri": "https://elsewhere.example/"}, "redirect_uri_mismatch"),
        ({"client_secret": "another"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ):
        code = (await consents(asked(twin), DANA)).query["code"]
        status, said = await posted(url, grant(code, **instead))
        assert (status, said["error"]) == (401 if error == "invalid_client" else 400, error)
    code = (await consents(asked(twin), DANA)).query["code"]
    assert (await posted(url, grant(code)))[0] == 200
    assert (await posted(url, grant(code)))[1]["error"] == "invalid_grant"
    code = (await consents(asked(twin), DANA)).query["code"]
    clock.advance(timedelta(minutes=11))
    assert (await posted(url, grant(code)))[1]["error"] == "invalid_grant"


async def test_google_gives_a_refresh_token_where_it_was_asked_for_and_ends_all_with_one(
    clock: SetClock,
) -> None:
    async with SandboxGoogleCalendar(APP, clock.now) as twin:
        twin.calendars[DANA] = []
        url, revoke = f"{twin.url}/token", f"{twin.url}/revoke"
        assert "refresh_token" not in await tokens(twin, access_type="online")
        assert "refresh_token" not in await tokens(twin)  # consented before, and not asked anew
        first = await tokens(twin, prompt="consent select_account")
        assert (await posted(url, renewal("of-nobody")))[1]["error"] == "invalid_grant"
        status, next_one = await posted(url, renewal(first["refresh_token"]))
        assert (status, "refresh_token" in next_one) == (200, False)
        assert (await posted(revoke, {"token": first["refresh_token"]})) == (200, {})
        assert (await posted(revoke, {"token": first["refresh_token"]}))[1]["error"] == "invalid_token"
        assert (await posted(url, renewal(first["refresh_token"])))[1]["error"] == "invalid_grant"
        api = f"{twin.url}/calendar/v3/freeBusy"
        status, _ = await posted(api, said={}, bearer=str(next_one["access_token"]))
        assert status == 401
    async with SandboxGoogleCalendar(APP, clock.now, testing=True) as twin:
        twin.calendars[DANA] = []
        week = await tokens(twin)
        clock.advance(timedelta(days=6))
        assert (await posted(f"{twin.url}/token", renewal(week["refresh_token"])))[0] == 200
        clock.advance(timedelta(days=2))
        assert (await posted(f"{twin.url}/token", renewal(week["refresh_token"])))[0] == 400


async def test_google_tells_busy_times_and_nothing_else(clock: SetClock) -> None:
    async with SandboxGoogleCalendar(APP, clock.now) as twin:
        twin.calendars[DANA] = [
            Event(START, START + timedelta(hours=1)),
            Event(START + timedelta(hours=1), START + timedelta(hours=2), status="free"),
        ]
        url = f"{twin.url}/calendar/v3/freeBusy"
        key = (await tokens(twin))["access_token"]

        async def ask(days: int = 7, calendars: tuple[str, ...] = ("primary",)) -> tuple[int, dict[str, Any]]:
            said = {
                "timeMin": "2026-11-23T00:00:00Z",
                "timeMax": (START.replace(hour=0) + timedelta(days=days)).isoformat(),
                "items": [{"id": each} for each in calendars],
            }
            return await posted(url, said=said, bearer=key)

        status, answer = await ask()
        busy = [{"start": "2026-11-23T08:00:00Z", "end": "2026-11-23T09:00:00Z"}]
        assert (status, answer["calendars"]) == (200, {"primary": {"busy": busy}})
        _, answer = await ask(calendars=("primary", "team@larkfield.example"))
        assert answer["calendars"]["team@larkfield.example"]["errors"][0]["reason"] == "notFound"
        _, answer = await ask(calendars=tuple(f"c{each}" for each in range(51)))
        assert answer["calendars"]["c0"]["errors"][0]["reason"] == "tooManyCalendarsRequested"
        twin.troubles[DANA] = "internalError"
        assert (await ask())[1]["calendars"]["primary"]["errors"][0]["reason"] == "internalError"
        for days, reason in ((91, "timeRangeTooLong"), (0, "timeRangeEmpty")):
            status, answer = await ask(days)
            assert (status, answer["error"]["errors"][0]["reason"]) == (400, reason)
        assert (await posted(url, said={"items": []}, bearer=key))[0] == 400
        assert (await posted(url, said={}, bearer="another"))[0] == 401
        narrow = (await tokens(twin, scope="openid"))["access_token"]
        assert (await posted(url, said={}, bearer=narrow))[0] == 403
        clock.advance(timedelta(hours=1))
        assert (await ask())[0] == 401


async def test_microsoft_answers_for_few_mailboxes_and_for_two_months(clock: SetClock) -> None:
    async with SandboxMicrosoftCalendar(APP, clock.now) as twin:
        twin.calendars[DANA] = [Event(START, START + timedelta(hours=1), status="tentative")]
        url = f"{twin.url}/v1.0/me/calendar/getSchedule"
        first = await tokens(twin)
        assert first["scope"] == microsoft.SCOPE
        assert "refresh_token" not in await tokens(twin, scope=microsoft.SCOPE)
        for _ in range(2):  # each brings another, and stays good itself
            _, said = await posted(f"{twin.url}{twin.token}", renewal(first["refresh_token"]))
            assert said["refresh_token"] != first["refresh_token"]
        key = first["access_token"]

        async def ask(
            days: int = 1, minutes: int = 60, whom: tuple[str, ...] = (DANA,)
        ) -> tuple[int, dict[str, Any]]:
            until = START.replace(hour=0) + timedelta(days=days)
            said = {
                "schedules": list(whom),
                "startTime": {"dateTime": "2026-11-23T00:00:00", "timeZone": "UTC"},
                "endTime": {"dateTime": f"{until:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
                "availabilityViewInterval": minutes,
            }
            return await posted(url, said=said, bearer=key)

        _, answer = await ask()
        one = answer["value"][0]
        assert one["availabilityView"] == "0" * 8 + "1" + "0" * 15
        assert one["scheduleItems"][0]["subject"] == "Board meeting"
        _, answer = await ask(whom=(DANA, "nobody@larkfield.example"))
        assert answer["value"][1]["error"]["responseCode"] == "5009"
        for days, minutes, code in (
            (62, 60, "ErrorTimeIntervalTooBig"),
            (0, 60, "ErrorInvalidTimeInterval"),
            (1, 4, "ErrorInvalidMergedFreeBusyInterval"),
            (1, 1441, "ErrorInvalidMergedFreeBusyInterval"),
        ):
            status, answer = await ask(days, minutes)
            assert (status, answer["error"]["code"]) == (400, code)
        status, answer = await ask(whom=tuple(f"p{each}@larkfield.example" for each in range(21)))
        assert (status, answer["error"]["code"]) == (400, "ErrorMailboxDataArrayTooBig")
        narrow = (await tokens(twin, scope="openid"))["access_token"]
        assert (await posted(url, said={}, bearer=narrow))[1]["error"] == {
            "code": "ErrorAccessDenied",
            "message": "Access is denied. Check credentials and try again. (dana@larkfield.example)",
        }
        twin.without_mailbox.add(DANA)
        assert (await ask())[1]["error"]["code"] == "MailboxNotEnabledForRESTAPI"
        twin.end(DANA)
        assert (await ask())[0] == 401
        assert (await posted(f"{twin.url}{twin.token}", renewal(first["refresh_token"])))[0] == 400
