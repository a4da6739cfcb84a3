"""Our tokens before verifiers that are not ours; they know the machine's time only, so it is used here.

LiveKit's is its own. Jitsi's are its plugins for prosody where they are (`ANTEROOM_JITSI_PLUGINS` names
the folder `resources/prosody-plugins` of jitsi-meet; Debian's prosody, lua5.4, lua-cjson, lua-luaossl and
lua-basexx), and always its rules over a library that shares nothing with ours.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from yarl import URL

from anteroom.clock import SystemClock
from anteroom.meetings.provider import Entrant, MeetingProvider, Wanted
from anteroom.sandbox.meetings.jitsi import SandboxJitsi
from anteroom.sandbox.meetings.livekit import SandboxLiveKit
from anteroom_meetings.calls import Calls
from anteroom_meetings.jitsi import Jitsi, JitsiProvider
from anteroom_meetings.livekit import LiveKit, LiveKitProvider
from calendar_servers.programs import program
from meeting_tools.setups import JITSI_SECRET, LIVEKIT_SECRET
from required import lacking

HERE = Path(__file__).parent
ROOM, DOMAIN = "iv-7f3a9c", "meet.example.org"
GOOD = {"good", "any room", "any subject", "room in capitals", "exp as a float"}
SECONDS = 30
PLUGINS = os.environ.get("ANTEROOM_JITSI_PLUGINS", "")


@asynccontextmanager
async def tools() -> AsyncIterator[tuple[MeetingProvider, MeetingProvider]]:
    """A Jitsi and a LiveKit of today."""
    clock = SystemClock()
    calls = Calls(clock, allow_private=True)
    jitsi = SandboxJitsi(JITSI_SECRET, "anteroom", DOMAIN, clock.now)
    livekit = SandboxLiveKit("APIkey", LIVEKIT_SECRET, clock.now)
    async with jitsi, livekit:
        await calls.open()
        try:
            yield (
                JitsiProvider(Jitsi(jitsi.url, "anteroom", DOMAIN, JITSI_SECRET), calls, clock),
                LiveKitProvider(
                    LiveKit(livekit.url, "https://calls.example.org", "APIkey", LIVEKIT_SECRET), calls, clock
                ),
            )
        finally:
            await calls.close()


async def ours(tool: MeetingProvider, key: str) -> str:
    """A token as a person's browser gets it."""
    now = datetime.now(UTC)
    meeting = await tool.create(Wanted(ROOM, now, timedelta(minutes=30), True))
    entrant = Entrant("seat-q2w3", "Dana, VP Engineering", False, now + timedelta(hours=1))
    return URL((await tool.join(meeting, entrant)).reveal()).query[key]


def signed(said: dict[str, Any], secret: str, **changes: Any) -> str:
    """The same claims with changes; None takes one out."""
    changed = {name: value for name, value in (said | changes).items() if value is not None}
    return jwt.encode(changed, secret, algorithm="HS256")


def jitsi_cases(token: str) -> dict[str, str]:
    """The sixteen cases, each made of a token of ours."""
    said = jwt.decode(token, options={"verify_signature": False})
    now = int(datetime.now(UTC).timestamp())
    changes: dict[str, dict[str, Any]] = {
        "good": {},
        "any room": {"room": "*"},
        "any subject": {"sub": "*"},
        "room in capitals": {"room": ROOM.upper()},
        "exp as a float": {"exp": now + 90.5},
        "expired": {"exp": now - 5},
        "not yet": {"nbf": now + 600},
        "wrong issuer": {"iss": "else"},
        "wrong audience": {"aud": "else"},
        "audience as a list": {"aud": ["jitsi"]},
        "no room": {"room": None},
        "another room": {"room": "iv-other"},
        "another domain": {"sub": "meet.other.example"},
    }
    cases = {name: signed(said, JITSI_SECRET, **each) for name, each in changes.items()}
    cases["wrong secret"] = signed(said, "x" * 40)
    cases["no algorithm"] = jwt.encode(said, "", algorithm="none")
    cases["no token"] = ""
    return cases


def judged(asked: dict[str, Any], tokens: Sequence[str]) -> list[str]:
    """What a foreign library says of each; a skip where it is not installed."""
    python = program("python")
    said = json.dumps({**asked, "tokens": list(tokens)})
    done = subprocess.run(
        [python, str(HERE / "foreign_judge.py")],
        input=said,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if "ModuleNotFoundError" in done.stderr:
        lacking("a judge is missing: make .venv-peers/.ready")
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def judged_by_jitsi(plugins: str, lines: Sequence[str]) -> list[str]:
    """What Jitsi's plugins say of each line, "room token"."""
    done = subprocess.run(
        ["lua5.4", str(HERE / "judge.lua"), plugins, "anteroom", JITSI_SECRET, DOMAIN],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


async def test_livekits_own_library_takes_our_tokens_and_no_changed_ones() -> None:
    async with tools() as (_, livekit):
        token = await ours(livekit, "token")
    said = jwt.decode(token, options={"verify_signature": False})
    now = int(datetime.now(UTC).timestamp())
    cases = {
        "ours": token,
        "wrong secret": signed(said, "x" * 40),
        "wrong key": signed(said, LIVEKIT_SECRET, iss="else"),
        "expired": signed(said, LIVEKIT_SECRET, exp=now - 120),
        "not yet": signed(said, LIVEKIT_SECRET, nbf=now + 300),
        "another room": signed(said, LIVEKIT_SECRET, video={**said["video"], "room": "iv-other"}),
        "no algorithm": jwt.encode(said, "", algorithm="none"),
        "nothing": "",
    }
    asked = {"tool": "livekit", "key": "APIkey", "secret": LIVEKIT_SECRET, "room": ROOM}
    verdicts = dict(zip(cases, judged(asked, list(cases.values())), strict=True))

    assert [name for name, verdict in verdicts.items() if not verdict] == ["ours"]


async def test_a_foreign_library_judges_jitsi_tokens_as_jitsi_does() -> None:
    async with tools() as (jitsi, _):
        cases = jitsi_cases(await ours(jitsi, "jwt"))
    asked = {"tool": "jitsi", "secret": JITSI_SECRET, "iss": "anteroom", "sub": DOMAIN, "room": ROOM}
    verdicts = dict(zip(cases, judged(asked, list(cases.values())), strict=True))

    assert len(cases) == 16
    assert {name for name, verdict in verdicts.items() if not verdict} == GOOD


if PLUGINS:  # by hand, as docs/meetings.md says: they are nobody's package

    async def test_jitsis_own_plugins_let_our_tokens_in_and_refuse_the_others() -> None:
        async with tools() as (jitsi, _):
            token = await ours(jitsi, "jwt")
        cases = jitsi_cases(token)
        lines = [
            f"{ROOM} {token}",
            f"iv-other {token}",
            *(f"{ROOM} {each or '-'}" for each in cases.values()),
        ]
        mine, elsewhere, *others = judged_by_jitsi(PLUGINS, lines)

        assert (mine, elsewhere) == ("joined", "Room and token mismatched")
        verdicts = dict(zip(cases, others, strict=True))
        assert {name for name, verdict in verdicts.items() if verdict == "joined"} == GOOD, verdicts
