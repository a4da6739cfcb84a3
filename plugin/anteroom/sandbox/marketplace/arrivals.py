"""What Anteroom sends to Harbourline: webhooks, cards, messages. Unsigned or stale ones stop here."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any

from aiohttp import web

from anteroom.clock import Clock
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.marketplace.faults import Faults, Place
from anteroom.sandbox.marketplace.webhooks import NotGenuine, WebhookVerifier

NAME = "Harbourline"
Keep = Callable[[str, Mapping[str, Any], Mapping[str, str]], int]
"""Takes the webhook's id, the content and the path's parts; returns the status to answer with."""


class UnknownThread(Exception):
    """There is no such thread here."""


class Malformed(Exception):
    """The content lacks what it must have."""


class Arrivals:
    """The way in. `rejected` counts what was turned away unsigned, `repeats` what had come before."""

    def __init__(self, verifier: WebhookVerifier, clock: Clock, faults: Faults) -> None:
        self.captures: list[Capture] = []
        self.rejected = 0
        self.repeats = 0
        self._verifier = verifier
        self._clock = clock
        self._faults = faults
        self._seen: set[str] = set()

    def handler(self, place: Place, keep: Keep) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that verifies, records, fails if that was asked for, and hands new content to `keep`."""

        async def take(request: web.Request) -> web.Response:
            body = await request.read()
            try:
                webhook_id = self._verifier.verify(request.headers, body, self._clock.now())
            except NotGenuine as error:
                self.rejected += 1
                return _problem(401, str(error))
            self._record(request, body)
            fault = self._faults.next(place)
            if fault is None or fault.kept:
                # A card's edits may come under one id; a webhook's id stands for one event whatever it holds.
                known = webhook_id if place == "webhooks" else f"{webhook_id} {sha256(body).hexdigest()}"
                answer = self._keep(known, webhook_id, body, dict(request.match_info), keep)
                return answer if fault is None else await fault.answer()
            return await fault.answer()

        return take

    def _keep(
        self, known: str, webhook_id: str, body: bytes, parts: Mapping[str, str], keep: Keep
    ) -> web.Response:
        if known in self._seen:
            self.repeats += 1
            return web.json_response({"id": parts.get("card", webhook_id)})
        try:
            content = json.loads(body)
            if not isinstance(content, dict):
                raise Malformed("the body is not an object")
            status = keep(webhook_id, content, parts)
        except UnknownThread as error:
            return _problem(404, f"there is no thread {error}")
        except (ValueError, Malformed) as error:
            return _problem(400, str(error))
        self._seen.add(known)
        return web.json_response({"id": parts.get("card", webhook_id)}, status=status)

    def _record(self, request: web.Request, body: bytes) -> None:
        self.captures.append(
            Capture(
                self._clock.now(), "webhooks", "anteroom", (NAME,), body, dict(request.headers), request.path
            )
        )


def _problem(status: int, detail: str) -> web.Response:
    problem = {"title": "The request was not taken", "status": status, "detail": detail}
    return web.json_response(problem, status=status, content_type="application/problem+json")
