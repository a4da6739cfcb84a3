"""What is not as Slack signed it is not heard, and what is signed and makes no sense changes nothing.

The seeds are real: everything that Slack sends in a day of every kind of request.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from slack_bureau import Bureau
from slack_echo import Heard, arrive, echoing, shown, signed, standing
from slack_play import play

EACH = 5000 if os.environ.get("ANTEROOM_SOAK") else 400
"""Requests of each kind; together ten thousand in a soak."""
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
STRANGER = "U0NOBODY"
ODD: tuple[Any, ...] = (
    None, 7, -1, 1.5, True, "", "x" * 300, "\u0000", "\ud83d", "💥", [], {}, [None], {"id": None},
    {"id": 7}, "U0MAYA\u0000", "' or 1=1 --", "<script>", "../../x", "{}", 10**40,
)  # fmt: skip


def tampered(heard: Heard, bureau: Bureau, chance: random.Random) -> tuple[bytes, dict[str, str]]:
    """Return a request of which one thing is not as Slack signed it."""
    now = int(bureau.clock.now().timestamp())
    headers = signed(bureau, heard.body, heard.headers["Content-Type"])
    match chance.randrange(8):
        case 0:
            headers[SIGNATURE] = _flipped(headers[SIGNATURE], chance)
        case 1:
            given = headers[SIGNATURE]
            headers[SIGNATURE] = chance.choice(
                (
                    "",
                    "v0=",
                    given[:-1],
                    given + "0",
                    given.replace("v0=", "v1="),
                    given[3:],
                    "v0=" + "0" * 64,
                    "é",
                )
            )
        case 2:
            stamp = chance.choice((now - 301, now + 301, 0, -now, now * 1000, now + chance.randrange(1, 300)))
            headers[STAMP] = str(stamp)
        case 3:
            headers[STAMP] = chance.choice(
                ("", "soon", "1e9", "٣", f"{now}.0", f"+{now}", f"0x{now:x}", "9" * 40)
            )
        case 4:
            del headers[chance.choice((STAMP, SIGNATURE))]
        case 5:
            body = bytearray(heard.body)
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
            return bytes(body), headers
        case 6:
            return heard.body + chance.choice((b"&", b" ", b"&text=move", b"\n", b"\x00")), headers
        case _:
            return urlencode(
                {"payload": json.dumps(mutated({"type": "block_actions"}, chance))}
            ).encode(), headers
    return heard.body, headers


def _flipped(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    other = chance.choice([each for each in "0123456789abcdefv=" if each != text[place]])
    return text[:place] + other + text[place + 1 :]


def nonsense(heard: Heard, bureau: Bureau, chance: random.Random) -> tuple[bytes, dict[str, str]]:
    """Return a rightly signed request of somebody whom nobody knows, with one to three odd things in it."""
    kind = heard.headers["Content-Type"]
    if kind == "application/json":
        event = json.loads(heard.body)
        event["event"]["user"] = STRANGER
        body = json.dumps(_often(event, chance)).encode()
    else:
        form = dict(parse_qsl(heard.body.decode(), keep_blank_values=True))
        if "payload" in form:
            payload = json.loads(form["payload"])
            payload["user"]["id"] = STRANGER
            form["payload"] = json.dumps(_often(payload, chance))
        else:
            form |= {"user_id": STRANGER, chance.choice(list(form)): str(chance.choice(ODD))}
            form["user_id"] = form["user_id"] if form["user_id"] != "U0MAYA\u0000" else STRANGER
        body = urlencode(form, errors="surrogatepass").encode()
    if chance.random() < 0.1:
        raw = bytearray(body)
        for _ in range(3):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        body = bytes(raw)
    return body, signed(bureau, body, chance.choice((kind, kind, kind, "application/json", "text/plain")))


def _often(value: Any, chance: random.Random) -> Any:
    for _ in range(chance.randrange(1, 4)):
        value = mutated(value, chance)
    return value if isinstance(value, dict) else {"type": value}


def mutated(value: Any, chance: random.Random) -> Any:
    """Return JSON with one place of it changed, dropped, doubled or of another type."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: inner for name, inner in value.items() if name != key}
        return {**value, key: mutated(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        if chance.random() < 0.1:
            return [*value, value[place]]
        return [*value[:place], mutated(value[place], chance), *value[place + 1 :]]
    return chance.choice(ODD)


Spoil = Callable[[Heard, Bureau, random.Random], tuple[bytes, dict[str, str]]]


async def test_it_neither_hears_what_was_tampered_with_nor_fails_on_nonsense(bureau: Bureau) -> None:
    """One day's requests, spoilt: nothing is changed by any of them, and none is answered with a failure."""
    async with echoing(bureau, 1) as echo:
        await play(bureau)
    before, said = await standing(bureau.house.database), shown(bureau)
    chance = random.Random(20261123)

    async def spoilt(spoil: Spoil) -> dict[int, int]:
        found: dict[int, int] = {}
        for _ in range(EACH):
            body, headers = spoil(chance.choice(echo.heard), bureau, chance)
            status = await arrive(bureau, body, headers)
            found[status] = found.get(status, 0) + 1
            assert status < 500, (body, headers)
        await bureau.settle()
        return found

    assert await spoilt(tampered) == {401: EACH}
    sensible = len(bureau.slack.exchanges)
    answers = await spoilt(nonsense)
    # A form is drawn anew from what Slack says stands in it: what comes of nonsense is not judged as ours.
    del bureau.slack.exchanges[sensible:]
    assert set(answers) <= {200, 400, 404}, answers
    assert answers[200] > EACH / 10
    assert answers[400] > EACH / 10
    assert shown(bureau) == said
    assert await standing(bureau.house.database) == before
