"""Requests that no honest program makes: each gets a plain no, never a fault of ours, never an echo."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import pytest

from anteroom.sandbox.world import World

LONG = "A" * 5000
DEEP = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"

PATHS = (
    "/t/x", "/t/%FF", "/t/%ED%A0%80", "/t/..%2f..%2fetc", "/lobby/%FF", "/lobby/x%0d%0aSet-Cookie:a=b",
    "/lobby/x/state", "/room/x", "/room/x/signal", "/room/x/signal?session=%FF&admission=%ED%A0%80",
    "/i", "/slack/link", "/slack/link?state=%FF", "/slack/link?state=a.b.c", f"/slack/link?state={LONG}",
    "/slack/link?state=%E2%80%AE&return_to=http://evil.example/", "/static/../settings.py",
    "/static/..%2f..%2fsettings.py", "/static/%00", "/static/%FF", "//evil.example/%2e%2e", "/v1/members/%FF",
    "/v1/interviews/%ED%A0%80", "/v1/interviews?proposal=%ED%A0%80", "/%00", "/healthz?%ED%A0%80",
)  # fmt: skip
BODIES = (
    ("/i", JSON, DEEP),
    ("/i", JSON, b'{"pass":"\\ud800"}'),
    ("/i", JSON, b'{"pass":"\xff"}'),
    ("/i", JSON, b'{"pass":' + b"9" * 5000 + b"}"),
    ("/i", JSON, b"[" * 60_000),
    ("/i", JSON, b""),
    ("/t/x", FORM, b"viewer=%ED%A0%80"),
    ("/t/x", FORM, b"viewer=" + b"a." * 20_000),
    ("/t/x", FORM + "; charset=nonsense", b"viewer=x"),
    ("/t/x", "Content-Type: multipart/form-data", b"viewer=x"),
    ("/t/x", "Content-Type: multipart/form-data; boundary=b", b"--c\r\n\r\nx"),
    (
        "/t/x",
        "Content-Type: multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="viewer"; filename="x"\r\n\r\nx\r\n--b--\r\n',
    ),
    ("/t/x", FORM, b"a&" * 200_000),
    ("/slack/linked", FORM, b"state=%ED%A0%80&viewer=%FF"),
    ("/slack/linked", FORM, b"state=eyJhbGciOiJub25lIn0.e30.&viewer=x"),
    ("/slack/linked", FORM + "; charset=utf-7", b"state=x"),
    ("/slack/linked/sure", FORM, b"token=%ED%A0%80"),
    ("/slack/linked/sure", "Content-Type: multipart/form-data; boundary=b", b"--b\r\n"),
    ("/slack/events", FORM, b"payload=%7B"),
    ("/lobby/x/consent", FORM, b"agree=yes"),
    ("/v1/interviews", JSON, DEEP),
)


async def ask(world: World, head: str, body: bytes = b"") -> tuple[int, bytes]:
    """Send octets as they are; return status and everything that came back."""
    place = urlsplit(world.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body)
        await writer.drain()
        if writer.can_write_eof():
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        async with asyncio.timeout(20):
            answer = await reader.read()
    finally:
        writer.close()
    return int(answer[9:12]), answer


@pytest.mark.parametrize(
    "bearer", ["", "Authorization: Bearer \udcff\udcfe\r\n", "Authorization: Bearer ключ\r\n"]
)
async def test_it_answers_odd_addresses_without_a_fault(whole_world: World, bearer: str) -> None:
    faults = []
    for path in PATHS:
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{bearer}Content-Length: 0\r\nConnection: close"
            status, answer = await ask(whole_world, head)
            if status >= 500 or b"\r\nSet-Cookie: a=b" in answer or b"evil.example" in answer:
                faults.append((method, path, status))
    assert faults == []


@pytest.mark.parametrize("number", range(len(BODIES)))
async def test_it_answers_odd_bodies_without_a_fault(whole_world: World, number: int) -> None:
    path, kind, body = BODIES[number]
    key = whole_world.settings.secrets.api_key
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\n{kind}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close"
    )
    status, _ = await ask(whole_world, head, body)
    assert 400 <= status < 500


async def test_it_takes_no_body_that_is_too_large(whole_world: World) -> None:
    body = b"viewer=" + b"x" * (2 * 1024 * 1024)
    for path in ("/t/x", "/slack/linked", "/i"):
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\n{FORM}\r\nContent-Length: {len(body)}\r\nConnection: close"
        )
        status, _ = await ask(whole_world, head, body)
        assert status in (400, 413), path
