"""The page that leads from nothing to the first card: its commands are run, and its example is used."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from anteroom.api.standard_webhooks import sign
from company import until
from deployment import ROOT

PAGE = (ROOT / "docs" / "integrate.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
MARKET = "http://127.0.0.1:8791"
THREAD = f"{MARKET}/threads/t-41"
PORTS = sorted({int(port) for port in re.findall(r"\b(879\d)\b", PAGE)})
# What runs behind the script goes with it, when the test is killed, too: standard input ends then.
ENDING = "trap 'jobs -p | xargs -r kill' EXIT"


def taken(port: int) -> bool:
    """Whether somebody listens there on this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_it_leads_to_a_card_in_a_thread_and_the_example_does_what_it_says(tmp_path: Path) -> None:
    """Its ports stand in the page, below those that systems give away; with them taken it cannot be run."""
    assert [port for port in PORTS if taken(port)] == [], "somebody listens at the page's ports"
    install, *steps, stop = BLOCKS
    assert install == "make install\n"
    # Never made anew from here: it would change what all other tests run with.
    ready = await asyncio.create_subprocess_exec("make", "--question", "install", cwd=ROOT)
    assert await ready.wait() == 0, (
        "what is installed is older than pyproject.toml: run make check, or make install"
    )
    for name in (".venv", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    script = "\n".join((ENDING, "set -e", *steps, "echo; echo THERE", "read -r _", stop))
    said = (tmp_path / "said").open("wb")
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", script), cwd=tmp_path, stdin=asyncio.subprocess.PIPE, stdout=said, stderr=said,
        env={name: value for name, value in os.environ.items() if not name.startswith("ANTEROOM_")},
    )  # fmt: skip
    try:
        while b"THERE" not in (tmp_path / "said").read_bytes():
            assert process.returncode is None, (tmp_path / "said").read_text()
            await asyncio.sleep(0.1)
        await _used(tmp_path)
    finally:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        await process.communicate()
        said.close()
    assert process.returncode == 0, (tmp_path / "said").read_text()


async def _used(folder: Path) -> None:
    """Read the card, write in the thread, hire: as the page says, and with nobody's address on the way."""
    after = (folder / "try" / "after.html").read_text()
    assert after.count('interview="int_') == 1
    mails = folder / "try" / "mails.txt"

    async def invited() -> bool:
        return "To: <noor@fernside.example>" in mails.read_text()

    await until(invited)
    assert not [
        mail for mail in mails.read_text().split("MESSAGE FOLLOWS") if "kofi@" in mail and "ada@" in mail
    ]
    own = ""
    async with aiohttp.ClientSession() as session:
        for text in ("Shall we talk on Thursday?", "Call me: +233 24 123 4567"):
            async with session.post(f"{MARKET}/messages", data={"as": "m-kofi", "text": text}) as answer:
                own = await answer.text()
        async with session.get(THREAD, params={"as": "m-ada"}) as answer:
            others, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert "Shall we talk on Thursday?" in others and "123 4567" not in others + own
        assert "<i>" in own and "unsafe" not in policy
        async with session.post(f"{MARKET}/hired", data={"as": "m-ada"}) as answer:
            assert answer.status == 200
        forged = {"webhook-id": "a", "webhook-timestamp": "1", "webhook-signature": "v1,ä"}
        async with session.put(f"{MARKET}/anteroom/threads/t-41/cards/int_x", headers=forged) as answer:
            assert answer.status == 401
        drawn = json.loads((folder / "try" / "data" / "sandbox-secrets.json").read_text())
        offer = json.dumps({"kind": "interview_offer", "offer": "ofr_x", "interview": ""}).encode()
        signed = sign(drawn["ANTEROOM_MARKETPLACE_SECRET"], "eff_x", datetime.now(UTC), offer)
        card = f"{MARKET}/anteroom/threads/t-41/cards/ofr_x"
        async with session.put(card, data=offer, headers=signed) as answer:
            assert answer.status == 204
        async with session.get(THREAD, params={"as": "m-ada"}) as answer:
            assert (await answer.text()).count(" interview=") == 1


def test_the_example_is_short_enough_to_read() -> None:
    assert len((ROOT / "examples" / "marketplace.py").read_text().splitlines()) <= 150
