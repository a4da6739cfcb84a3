"""Jitsi: who its tokens let in, and whether its config.js keeps addresses to itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from yarl import URL

from anteroom.meetings.provider import Fact, Grade, ProviderDown, ProviderMisconfigured
from anteroom.sandbox.meetings.jitsi import QUIET, SandboxJitsi
from anteroom.sandbox.meetings.tokens import BadToken, read_hs256
from anteroom_meetings.config_js import settings_in
from meeting_tools.setups import JITSI_SECRET, START, Setup, set_up

ROOM = "iv-7f3a9c"


def jitsi(setup: Setup) -> SandboxJitsi:
    """The twin as what it is."""
    assert isinstance(setup.twin, SandboxJitsi)
    return setup.twin


async def test_it_gives_each_click_a_token_for_this_room_that_ends_soon() -> None:
    async with set_up("jitsi") as setup:
        meeting = await setup.tool.create(setup.wanted())
        host = URL((await setup.tool.join(meeting, setup.entrant(host=True))).reveal())
        guest = URL((await setup.tool.join(meeting, setup.entrant())).reveal())
        token = guest.query["jwt"]

        assert jitsi(setup).judge(host.query["jwt"], host.path.strip("/"))["moderator"] is True
        user = jitsi(setup).judge(token, ROOM)
        assert user == {
            "id": "seat-q2w3",
            "name": "Dana, VP Engineering",
            "moderator": False,
            "affiliation": "member",
        }
        header, claims = read_hs256(token, JITSI_SECRET)
        assert header == {"alg": "HS256", "typ": "JWT"}
        assert claims["aud"] == "jitsi"
        assert claims["exp"] - START.timestamp() == 120
        assert claims["nbf"] - START.timestamp() == -10
        assert not any(claims["context"]["features"][name] for name in ("recording", "livestreaming"))
        assert guest.fragment == "config.p2p.enabled=false&config.disableInviteFunctions=true"
        with pytest.raises(BadToken, match="mismatched"):
            jitsi(setup).judge(token, "iv-another")
        setup.clock.advance(timedelta(minutes=2))
        with pytest.raises(BadToken, match="exp"):
            jitsi(setup).judge(token, ROOM)


async def test_no_token_outlives_the_time_to_join() -> None:
    async with set_up("jitsi") as setup:
        meeting = await setup.tool.create(setup.wanted())
        entrant = setup.entrant()
        setup.clock.advance(timedelta(minutes=59))
        link = URL((await setup.tool.join(meeting, entrant)).reveal())
        _, claims = read_hs256(link.query["jwt"], JITSI_SECRET)
        assert claims["exp"] == int(entrant.until.timestamp())


@pytest.mark.parametrize(
    "config",
    [
        "",
        "var config = {};",
        "var config = { p2p: { enabled: true } };",
        "var config = { p2p: { stunServers: [] } };",
        "var config = { /* p2p: { enabled: false } */ };",
        "var config = { // p2p: { enabled: false }\n };",
        "var config = { hint: 'p2p: { enabled: false }' };",
        "var config = { other: { p2p: { enabled: false } } };",
        "var config = { p2p: { enabled: false } }; config.p2p.enabled = true;",
        "var config = { p2p: { enabled: false } }; config.p2p.enabled = isBig() ? false : true;",
        "var config = { p2p: { enabled: false || true } };",
        "var config = { p2p: { enabled: !true } };",
        "var config = { p2p: { stunServers: [{}] }, other: { enabled: false } };",
        "var config = { p2p: { x: [] } }; config.other = { p2p: { enabled: false } };",
        "var config = { p2p: { enabled: [false] } };",
        "var config = { p2p: { enabled: (false) } };",
        "<html>404</html>",
        "{" * 5000,
        "/*" * 200_000,
    ],
    ids=range(19),
)
async def test_it_makes_no_call_where_two_people_would_be_connected_directly(config: str) -> None:
    """It must be said that this is off, and nowhere anything else."""
    async with set_up("jitsi") as setup:
        jitsi(setup).config_js = config
        with pytest.raises(ProviderMisconfigured, match="p2p"):
            await setup.tool.create(setup.wanted())


@pytest.mark.parametrize(
    "config",
    [
        QUIET,
        "var config = { p2p: { enabled: !1 } };",
        'const config = {"p2p": {"enabled": false}};',
        "var config = {};\nif (!config.hasOwnProperty('p2p')) config.p2p = {};\nconfig.p2p.enabled = false\n",
        "config.p2p = { enabled: false, iceTransportPolicy: 'all' }",
    ],
    ids=range(5),
)
async def test_it_reads_every_way_of_writing_it(config: str) -> None:
    async with set_up("jitsi") as setup:
        jitsi(setup).config_js = config
        assert (await setup.tool.create(setup.wanted())).profile.grade is Grade.A_MINUS


async def test_it_says_that_a_jitsi_which_records_is_no_better_than_any_tool() -> None:
    async with set_up("jitsi") as setup:
        jitsi(setup).config_js = QUIET + "config.recordingService = { enabled: true };"
        profile = (await setup.tool.create(setup.wanted())).profile
        assert profile.grade is Grade.C
        assert Fact.RECORDING_POSSIBLE in profile.facts


async def test_it_looks_again_before_somebody_joins() -> None:
    """A Jitsi may be set up otherwise between the invitation and the call."""
    async with set_up("jitsi") as setup:
        meeting = await setup.tool.create(setup.wanted())
        jitsi(setup).config_js = QUIET.replace("enabled: false", "enabled: true")
        await setup.tool.join(meeting, setup.entrant())  # what was read is fresh still
        setup.clock.advance(timedelta(minutes=5))
        with pytest.raises(ProviderMisconfigured):
            await setup.tool.join(meeting, setup.entrant())
        await setup.twin.__aexit__()
        with pytest.raises(ProviderDown):
            await setup.tool.join(meeting, setup.entrant())


def test_it_reads_what_is_written_and_runs_nothing() -> None:
    found = settings_in(QUIET)
    assert found["p2p.enabled"] == {"false"}
    assert found["hosts.domain"] == {"'meet.example.org'"}
    assert found["localRecording.disable"] == {"true"}
    assert found["disableThirdPartyRequests"] == {"true"}  # behind a list inside an object
    assert found.keys() >= {"hosts.muc", "bosh"} and "stunServers" not in found
    assert settings_in("config.a.b = 1; config.a.b = 2;")["a.b"] == {"1", "2"}
    assert settings_in("if (config.a == 1) { }") == {}


def claims(**changes: Any) -> dict[str, Any]:
    """A token's claims as Jitsi wants them, with changes; None takes one out."""
    now = int(START.timestamp())
    said = {
        "aud": "jitsi",
        "iss": "anteroom",
        "sub": "meet.example.org",
        "room": ROOM,
        "nbf": now - 10,
        "exp": now + 120,
        "context": {"user": {"id": "x"}},
    } | changes
    return {name: value for name, value in said.items() if value is not None}


NOW = int(START.timestamp())
CASES = {
    "good": (claims(), "joined"),
    "any room": (claims(room="*"), "joined"),
    "any subject": (claims(sub="*"), "joined"),
    "room in capitals": (claims(room=ROOM.upper()), "joined"),
    "exp as a float": (claims(exp=NOW + 120.5), "joined"),
    "expired": (claims(exp=NOW - 1), "exp"),
    "not yet": (claims(nbf=NOW + 60), "nbf"),
    "wrong issuer": (claims(iss="else"), "issuer"),
    "wrong audience": (claims(aud="else"), "audience"),
    "audience as a list": (claims(aud=["jitsi"]), "audience"),
    "no room": (claims(room=None), "missing"),
    "another room": (claims(room="iv-other"), "mismatched"),
    "another domain": (claims(sub="meet.other.example"), "mismatched"),
}


async def test_the_twin_lets_in_and_refuses_as_jitsi_does() -> None:
    """The sixteen cases that Jitsi's own plugins were seen to decide, thirteen of them by the claims."""
    async with set_up("jitsi") as setup:
        twin = jitsi(setup)

        def judged(token: str) -> str:
            try:
                twin.judge(token, ROOM)
            except BadToken as error:
                return str(error)
            return "joined"

        for name, (said, expected) in CASES.items():
            assert expected in judged(jwt.encode(said, JITSI_SECRET, algorithm="HS256")), name
        assert "signature" in judged(jwt.encode(claims(), "x" * 40, algorithm="HS256"))
        assert "Invalid token" in judged(jwt.encode(claims(), "", algorithm="none"))
        assert "required" in judged("")
