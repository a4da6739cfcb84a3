"""The line to the app's one URL: signed requests, three seconds for an answer, retries for events.

Rules: docs.slack.dev/authentication/verifying-requests-from-slack, …/apis/events-api (retries),
…/interactivity/handling-user-interaction (acknowledgement).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.slack.model import Ack, JsonObject
from anteroom.sandbox.slack.recorder import Exchange, read_object
from anteroom.sandbox.slack.state import State

FORM = "application/x-www-form-urlencoded"


class AppLine:
    """Sends what Slack sends, and records what comes back."""

    def __init__(
        self, state: State, app_url: str, signing_secret: str, limit: float, retries: tuple[float, ...]
    ) -> None:
        self.app_url = app_url
        self._state = state
        self._secret = signing_secret.encode()
        self._limit = limit
        self._retries = retries
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Be ready to send."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._limit))

    async def close(self) -> None:
        """Give up pending retries and hang up."""
        for task in self._tasks:
            _ = task.cancel()
        _ = await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def form(self, kind: str, user: str, fields: dict[str, str]) -> Ack:
        """Send a slash command, or an interaction (`payload`)."""
        return await self._send(kind, user, urlencode(fields).encode(), FORM, {})

    async def interaction(self, payload: JsonObject) -> Ack:
        """Send an interaction: block_actions, view_submission, view_closed, block_suggestion, shortcut."""
        text = json.dumps(payload, ensure_ascii=False)
        return await self.form(str(payload["type"]), str(payload["user"]["id"]), {"payload": text})

    async def challenge(self) -> bool:
        """Send url_verification; say whether the app gave the challenge back."""
        challenge = self._state.workspace.new_id("", 40)
        body = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        ack = await self._send("url_verification", "", json.dumps(body).encode(), "application/json", {})
        return ack.ok and challenge.encode() in ack.body

    async def event(self, event: JsonObject) -> Ack:
        """Send an event and return the first answer; a failed one is sent again in the background."""
        space = self._state.workspace
        body = json.dumps(
            {
                "token": "sandbox",
                "team_id": space.team,
                "enterprise_id": space.enterprise or None,
                "api_app_id": space.app_id,
                "event": event,
                "type": "event_callback",
                "event_id": space.new_id("Ev"),
                "event_time": int(space.now().timestamp()),
                "authorizations": [
                    {
                        "enterprise_id": space.enterprise or None,
                        "team_id": space.team,
                        "user_id": space.bot_user.id,
                        "is_bot": True,
                        "is_enterprise_install": space.by_organisation,
                    }
                ],
                "is_ext_shared_channel": False,
            },
            ensure_ascii=False,
        ).encode()
        kind, user = str(event["type"]), str(event.get("user", ""))
        first = await self._send(kind, user, body, "application/json", {})
        if not first.ok and "X-Slack-No-Retry" not in first.headers:
            task = asyncio.get_running_loop().create_task(self._again(kind, user, body, first.failure))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return first

    def later(self, event: JsonObject) -> None:
        """Send an event behind the call that causes it."""

        async def send() -> None:
            _ = await self.event({**event, "event_ts": self._state.workspace.next_ts()})

        task = asyncio.get_running_loop().create_task(send())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until no retry is pending."""
        while self._tasks:
            _ = await asyncio.gather(*self._tasks)

    async def _again(self, kind: str, user: str, body: bytes, reason: str) -> None:
        for number, pause in enumerate(self._retries, start=1):
            await asyncio.sleep(pause)
            headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
            ack = await self._send(kind, user, body, "application/json", headers)
            if ack.ok or "X-Slack-No-Retry" in ack.headers:
                return
            reason = ack.failure

    def signature(self, timestamp: str, body: bytes) -> str:
        """Return the v0 signature of a request."""
        base = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest()

    async def _send(self, kind: str, user: str, body: bytes, content_type: str, extra: dict[str, str]) -> Ack:
        if self._session is None:
            raise RuntimeError("the sandbox's Slack is not started")
        at = self._state.workspace.now()
        timestamp = str(int(at.timestamp()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": self.signature(timestamp, body),
            **extra,
        }
        started, status, got, failure = time.monotonic(), 0, b"", ""
        answer_headers: dict[str, str] = {}
        try:
            async with self._session.post(
                self.app_url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                got, answer_headers = await answer.read(), dict(answer.headers)
                status = answer.status
                failure = "" if 200 <= status < 300 else "http_error"
        except TimeoutError:
            failure = "http_timeout"
        except aiohttp.ClientError:
            failure = "connection_failed"
        seconds = time.monotonic() - started
        retry = int(extra.get("X-Slack-Retry-Num", "0"))
        ack = Ack(at, kind, user, seconds, status, got, answer_headers, failure, retry)
        self._state.acks.append(ack)
        self._state.exchanges.append(Exchange("acknowledgement", kind, read_object(got), {"status": status}))
        if got:
            names = self._state.workspace.names({user})
            self._state.captures.append(
                Capture(
                    self._state.workspace.now(),
                    "slack",
                    "app",
                    names,
                    got,
                    answer_headers,
                    f"answer to {kind}",
                )
            )
        return ack
