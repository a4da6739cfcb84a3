"""Zoom: what a meeting is made of, what of the answer is kept, and what its webhooks are believed."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from anteroom.meetings.provider import (
    Challenge,
    Happening,
    Heard,
    NotGenuine,
    ProviderDown,
    ProviderMisconfigured,
    ProviderRefused,
    Wanted,
)
from anteroom.sandbox.meetings.zoom import SandboxZoom
from anteroom.sandbox.server import Weather
from meeting_tools.setups import START, ZOOM_WEBHOOK, Setup, set_up


def zoom(setup: Setup) -> SandboxZoom:
    """The twin as what it is."""
    assert isinstance(setup.twin, SandboxZoom)
    return setup.twin


async def test_it_makes_a_meeting_of_its_own_and_keeps_only_its_number_and_a_neutral_link() -> None:
    async with set_up("zoom") as setup:
        meeting = await setup.tool.create(setup.wanted())
        (number,) = zoom(setup).meetings
        made = zoom(setup).meetings[number]

        assert made["settings"]["use_pmi"] is False
        assert made["settings"]["approval_type"] == 2
        assert made["settings"]["auto_recording"] == "none"
        assert made["settings"]["waiting_room"] is True
        assert (made["start_time"], made["duration"]) == ("2026-11-24T09:00:00Z", 30)
        assert meeting.outside_id == number
        assert meeting.link is not None
        assert meeting.link.reveal() == f"https://zoom.us/j/{number}?pwd=aXlZ.1"
        await setup.tool.update(meeting, Wanted("iv-7f3a9c", START, timedelta(minutes=14, seconds=30), True))
        assert made["duration"] == 15
        await setup.tool.cancel(meeting)
        assert zoom(setup).meetings == {}
        assert "schedule_for_reminder=false" in setup.twin.heard[-1].path
        with pytest.raises(ProviderRefused):
            await setup.tool.update(meeting, setup.wanted())


@pytest.mark.parametrize(
    "forced", [{"use_pmi": True}, {"approval_type": 0}], ids=["personal", "registration"]
)
async def test_it_takes_back_what_an_account_forces_into_something_else(forced: dict[str, Any]) -> None:
    """A personal number reaches somebody for ever; registration asks guests for their addresses."""
    async with set_up("zoom") as setup:
        zoom(setup).forced = forced
        with pytest.raises(ProviderMisconfigured, match="forces"):
            await setup.tool.create(setup.wanted())
        assert zoom(setup).meetings == {}


@pytest.mark.parametrize(
    "link",
    [
        "http://zoom.us/j/81234567890",
        "https://zoom.us/my/dana",
        "https://zoom.us/s/81234567890?zak=key",
        "https://zoom.us.evil.example/j/81234567890",
        "https://user@zoom.us/j/81234567890",
        "https://zoom.us:8443/j/81234567890",
        "https://zoom.us/j/81234567890/../../x",
        "javascript:alert(1)",
        "https://[",
        "https://zoom.us\\@evil.example/j/81234567890",
        "https://zoom.us/j/81234567890 ",
        "https://zoom.us/j/81234567890#fragment",
        "https://ｚoom.us/j/81234567890",
        "",
    ],
)
async def test_it_keeps_no_link_that_is_not_one_of_zooms(link: str) -> None:
    async with set_up("zoom") as setup:
        await setup.tool.create(setup.wanted())
        setup.twin.due.append(Weather(201, body=json.dumps({"id": 81234567890, "join_url": link})))
        with pytest.raises(ProviderDown):
            await setup.tool.create(setup.wanted())


@pytest.mark.parametrize(
    ("host", "kept"),
    [
        ("larkfield.zoom.us", "zoom.us"),
        ("Larkfield.Zoom.us", "Zoom.us"),
        ("a.b.zoom.us", "zoom.us"),
        ("us05web.zoom.us", "us05web.zoom.us"),
        ("zoom.us", "zoom.us"),
        ("larkfield.zoomgov.com", "zoomgov.com"),
    ],
)
async def test_it_takes_the_companys_name_out_of_the_link(host: str, kept: str) -> None:
    async with set_up("zoom") as setup:
        await setup.tool.create(setup.wanted())
        answer = {"id": 81234567890, "join_url": f"https://{host}/j/81234567890?pwd=a%2Fb.1"}
        setup.twin.due.append(Weather(201, body=json.dumps(answer)))
        link = (await setup.tool.create(setup.wanted())).link
        assert link is not None and link.reveal() == f"https://{kept}/j/81234567890?pwd=a%2Fb.1"


async def test_it_says_that_a_scope_is_missing() -> None:
    """Zoom answers 400, as for what it cannot read."""
    async with set_up("zoom") as setup:
        for app in zoom(setup).apps:
            app.scopes = frozenset({"user:read:user"})
        with pytest.raises(ProviderMisconfigured, match="scope"):
            await setup.tool.create(setup.wanted())


async def test_it_is_taken_away_where_another_account_has_it() -> None:
    async with set_up("zoom") as setup:
        meeting = await setup.tool.create(setup.wanted())
        zoom(setup).meetings[meeting.outside_id]["account"] = "acc-2"
        await setup.tool.cancel(meeting)
        assert len(zoom(setup).meetings) == 1


async def test_it_answers_zooms_challenge() -> None:
    async with set_up("zoom") as setup:
        said = setup.tool.verify_webhook(
            *zoom(setup).webhook("endpoint.url_validation", {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"})
        )
        assert isinstance(said, Challenge)
        expected = hmac.new(ZOOM_WEBHOOK.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
        assert json.loads(said.answer) == {
            "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
            "encryptedToken": expected,
        }
        with pytest.raises(NotGenuine):
            setup.tool.verify_webhook(*zoom(setup).webhook("endpoint.url_validation", {}))


async def test_it_hears_of_a_meeting_and_of_nobodys_name() -> None:
    async with set_up("zoom") as setup:
        person = {"user_name": "Dana Wolfe", "email": "dana@larkfield.example"}
        payload = {"account_id": "acc-1", "object": {"id": "81234567890", "participant": person}}
        headers, body = zoom(setup).webhook("meeting.participant_joined", payload)
        heard = setup.tool.verify_webhook(headers, body)
        assert isinstance(heard, Heard)
        assert (heard.happening, heard.outside_id, heard.seat) == (Happening.CAME, "81234567890", "")
        assert heard.at == START
        assert "larkfield" not in repr(heard)
        again = setup.tool.verify_webhook(headers, body)
        assert again == heard  # the same id: a repeat is known as one
        assert setup.tool.verify_webhook(*zoom(setup).webhook("recording.completed", {})) is None


async def test_it_believes_nothing_that_is_forged_changed_or_old() -> None:
    async with set_up("zoom") as setup:
        twin = zoom(setup)
        headers, body = twin.webhook("meeting.ended", {"object": {"id": 81234567890}})
        now = START.timestamp()
        wrong = [
            headers | {"x-zm-signature": "v0=" + "0" * 64},
            headers | {"x-zm-signature": headers["x-zm-signature"].removeprefix("v0=")},
            headers | {"x-zm-signature": "v0=é\udcff"},
            headers | {"x-zm-request-timestamp": str(int(now) + 1)},
            headers | {"x-zm-request-timestamp": "٣"},
            twin.signed(body, at=now - 301),
            twin.signed(body, at=now + 301),
            {},
        ]
        for each in wrong:
            with pytest.raises(NotGenuine):
                setup.tool.verify_webhook(each, body)
        with pytest.raises(NotGenuine):
            setup.tool.verify_webhook(headers, body + b" ")
        for garbage in (b"[]", b"{", b'{"event": 1}', b'{"event": "meeting.ended", "event_ts": 1e99}'):
            with pytest.raises(NotGenuine):
                setup.tool.verify_webhook(twin.signed(garbage), garbage)
        assert setup.tool.verify_webhook(twin.signed(body, at=now - 299), body) is not None
