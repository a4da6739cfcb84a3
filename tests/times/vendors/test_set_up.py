"""What settings must say of Google's and Microsoft's calendars, and what the doctor says of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from anteroom.clock import SetClock
from anteroom.doctor.finding import Finding, Level
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.calendars.consenting import CalendarApp
from anteroom.sandbox.calendars.google import SandboxGoogleCalendar
from anteroom.sandbox.calendars.microsoft import SandboxMicrosoftCalendar
from anteroom.sandbox.server import Weather
from anteroom.settings.deployment import Settings, SettingsFault, load_settings
from anteroom.settings.kept import DRAWN
from anteroom.times.availability.settings import Availability, GoogleCalendar, MicrosoftCalendar
from anteroom_availability import AvailabilityIntegration
from deployment import MONDAY, ROOT, settings
from times.vendors.place import SECRETS

NAMES = {
    "google": "ANTEROOM_GOOGLE_CALENDAR_SECRET",
    "microsoft": "ANTEROOM_MICROSOFT_CALENDAR_SECRET",
}


def loaded(folder: Path, said: dict[str, Any], secrets: dict[str, str]) -> Settings:
    """Read a production file with this of calendars in it."""
    whole = yaml.safe_load((ROOT / "docs" / "production.yaml").read_text()) | {"availability": said}
    path = folder / "app.yaml"
    path.write_text(yaml.safe_dump(whole))
    source = SeededRandomness(1)
    return load_settings(path, {name: draw(source) for name, draw in DRAWN.items()} | secrets)


def test_an_app_needs_its_secret_and_a_tenant_is_one(tmp_path: Path) -> None:
    both = {"google": {"client_id": "app-g"}, "microsoft": {"client_id": "app-m"}}
    read = loaded(tmp_path, both, {NAMES[name]: secret for name, secret in SECRETS.items()}).availability
    assert read.google is not None and read.microsoft is not None
    assert read.google.consent_url == "https://accounts.google.com/o/oauth2/v2/auth"
    assert (read.microsoft.tenant, read.microsoft.graph_url) == (
        "organizations",
        "https://graph.microsoft.com",
    )
    assert loaded(tmp_path, {}, {}).availability == Availability(None, None)
    for name, secret in NAMES.items():
        with pytest.raises(SettingsFault) as caught:
            loaded(tmp_path, {name: {"client_id": "app-1"}}, {})
        assert caught.value.faults == (f"{secret} is missing, and availability.{name} is set",)
        with pytest.raises(SettingsFault) as caught:
            loaded(tmp_path, {name: {"client_id": None}}, {secret: SECRETS[name]})
        assert "client_id" in caught.value.faults[0]
    odd = {
        "microsoft": {"client_id": "app-1", "tenant": "../common", "graph_url": "http://elsewhere.example"}
    }
    with pytest.raises(SettingsFault) as caught:
        loaded(tmp_path, odd, {NAMES["microsoft"]: SECRETS["microsoft"]})
    assert len(caught.value.faults) == 2


async def found(chosen: Settings) -> dict[str, Finding]:
    """What the doctor says, by what it looked at."""
    return {each.check: each for each in await AvailabilityIntegration().findings(chosen)}


async def test_the_doctor_tries_our_apps_and_asks_nobodys_calendar() -> None:
    clock = SetClock(MONDAY)
    plain = settings()
    assert [each.level for each in (await found(plain)).values()] == [Level.LEFT_OUT]
    apps = [CalendarApp(f"app-{name}", secret, "https://x.example/") for name, secret in SECRETS.items()]
    async with (
        SandboxGoogleCalendar(apps[0], clock.now) as google,
        SandboxMicrosoftCalendar(apps[1], clock.now) as microsoft,
    ):
        secrets = replace(
            plain.secrets,
            google_calendar_secret=SECRETS["google"],
            microsoft_calendar_secret=SECRETS["microsoft"],
        )
        one = GoogleCalendar("app-google", f"{google.url}{google.authorize}", google.url, google.url)
        other = MicrosoftCalendar("app-microsoft", "organizations", microsoft.url, microsoft.url)
        chosen = replace(plain, availability=Availability(one, other), secrets=secrets)
        well = await found(chosen)
        assert {each.level for each in well.values()} == {Level.FINE}
        assert sorted(well) == ["availability-google", "availability-microsoft"]

        wrong = replace(
            chosen, secrets=replace(secrets, google_calendar_secret="another-of-twenty-characters")
        )
        said = await found(wrong)
        assert said["availability-google"].level is Level.FAULT
        assert said["availability-microsoft"].level is Level.FINE
        for weather in (Weather(503), Weather(200), Weather(400, body="no"), Weather(cut=True)):
            google.due.append(weather)
            assert (await found(chosen))["availability-google"].level is Level.UNKNOWN

        half = replace(chosen, availability=Availability(None, replace(other, tenant="common")))
        microsoft.authorize, microsoft.token = (
            each.replace("organizations", "common") for each in (microsoft.authorize, microsoft.token)
        )
        findings = await AvailabilityIntegration().findings(half)
        assert [(each.check, each.level) for each in findings] == [
            ("availability-google", Level.WARNING),
            ("availability-microsoft", Level.WARNING),
            ("availability-microsoft", Level.FINE),
        ]
        assert "personal accounts" in findings[1].found
        heard = {each.path for each in (*google.heard, *microsoft.heard)}
        assert all(path.endswith("/token") for path in heard)
