"""A Zendesk: tickets and their comments, users, groups, and webhooks of ticket events.

Written from developer.zendesk.com: "Tickets", "Ticket Comments", "Users", "Requests" (statuses and their
bodies), "Idempotency" of the Ticketing API, "Verifying webhook authenticity" and "Ticket events". That a
ticket is solved only by somebody (its assignee), that a key is kept for two hours and that another body under
the same key is refused, its reference does not say; so its users tell, and the twin keeps to it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from aiohttp import web

from anteroom.sandbox.server import Refusal, Server

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("urgent", "high", "normal", "low")
KEY_LIFE = 2 * 3600
LONGEST_KEY = 255
ANONYMOUS: dict[str, Any] = {"user": {"id": None, "name": "Anonymous user", "role": "end-user"}}


@dataclass
class Agent:
    """Who may work with tickets: `address` with an API token, or an OAuth access token alone."""

    id: int
    address: str
    token: str


@dataclass
class _Kept:
    digest: str
    said: dict[str, Any]
    until: float


@dataclass(eq=False)
class SandboxZendesk(Server):
    """`tickets` by id, each with its `comments`; `users` and `groups`. It answers `a_minute` calls."""

    agent: Agent
    secret: str
    now: Callable[[], datetime]
    a_minute: int = 700
    users: dict[int, dict[str, Any]] = field(default_factory=dict)
    groups: set[int] = field(default_factory=set)
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    lookups: list[str] = field(default_factory=list)
    solving_needs_assignee: bool = True

    def __post_init__(self) -> None:
        super().__init__()
        self._keys: dict[str, _Kept] = {}
        self._ids = count(1)
        self._calls: list[float] = []
        self.users[self.agent.id] = {
            "id": self.agent.id,
            "name": "Anteroom",
            "email": self.agent.address,
            "role": "agent",
            "external_id": None,
        }

    def write_in(self, requester: dict[str, Any], subject: str, description: str, **more: Any) -> int:
        """Somebody writes to support by another way; return the ticket's number."""
        known = [each["id"] for each in self.users.values() if each.get("email") == requester.get("email")]
        number = known[0] if known else 9000 + len(self.users)
        self.users.setdefault(
            number, {"id": number, "role": "end-user", "external_id": None, "name": "", **requester}
        )
        made = self._ticket(
            {"subject": subject, "comment": {"body": description}, "requester_id": number, **more}, number
        )
        return int(made["id"])

    def act(self, number: int, **changes: Any) -> None:
        """An agent changes a ticket in Zendesk's own pages."""
        self.tickets[number] |= changes

    def webhook(self, kind: str, number: int, event: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        """Return headers and body of an event of a ticket, as Zendesk sends it."""
        ticket, at = self.tickets[number], self._stamp()
        detail = {
            "id": str(number),
            "external_id": ticket["external_id"],
            "subject": ticket["subject"],
            "description": ticket["description"],
            "status": str(ticket["status"]).upper(),
            "requester_id": str(ticket["requester_id"]),
            "tags": ticket["tags"],
            "updated_at": at,
        }
        said = {
            "account_id": 12514403,
            "detail": detail,
            "event": event,
            "id": f"evt-{next(self._ids)}",
            "subject": f"zen:ticket:{number}",
            "time": at,
            "type": f"zen:event-type:ticket.{kind}",
            "zendesk_event_version": "2022-11-06",
        }
        body = json.dumps(said).encode()
        return self.signed(body), body

    def signed(self, body: bytes, *, at: str = "") -> dict[str, str]:
        """Return the headers that prove a body."""
        stamp = at or self._stamp()
        digest = hmac.new(self.secret.encode(), stamp.encode() + body, hashlib.sha256).digest()
        return {
            "X-Zendesk-Webhook-Signature": b64encode(digest).decode(),
            "X-Zendesk-Webhook-Signature-Timestamp": stamp,
            "Content-Type": "application/json",
        }

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve one call."""
        left = self._paced()
        headers = {"X-Rate-Limit": str(self.a_minute), "X-Rate-Limit-Remaining": str(left)}
        if left < 0:
            said = {"error": "TooManyRequests", "description": "Too many requests"}
            return web.json_response(said, status=429, headers={**headers, "Retry-After": "42"})
        known = self._knows(request.headers.get("Authorization", ""))
        path = request.path.removesuffix(".json")
        if path == "/api/v2/users/me":
            return web.json_response({"user": self.users[self.agent.id]} if known else ANONYMOUS)
        if not known:
            raise Refusal(401, {"error": "Couldn't authenticate you"})
        parts = path.removeprefix("/api/v2/").split("/")
        match request.method, parts:
            case "GET", ["tickets"]:
                wanted = request.query.get("external_id")
                found = [each for each in self.tickets.values() if wanted in (None, each["external_id"])]
                return self._json({"tickets": [_shown(each) for each in found], "count": len(found)}, headers)
            case "POST", ["tickets"]:
                return self._made(request, body, headers)
            case "GET", ["tickets", number]:
                return self._json({"ticket": _shown(self._of(number))}, headers)
            case "PUT", ["tickets", number]:
                return self._json({"ticket": _shown(self._put(number, _object(body)))}, headers)
            case "GET", ["tickets", number, "comments"]:
                comments = list(self._of(number)["comments"])
                newest = request.query.get("sort_order") == "desc"
                return self._json({"comments": (comments[::-1] if newest else comments)[:100]}, headers)
            case "GET", ["users", number] if number.isdigit() and int(number) in self.users:
                return self._json({"user": self.users[int(number)]}, headers)
            case "GET", ["groups", number] if number.isdigit() and int(number) in self.groups:
                return self._json({"group": {"id": int(number)}}, headers)
            case _:
                raise _missing()

    def _made(self, request: web.Request, body: bytes, headers: dict[str, str]) -> web.Response:
        key, now = request.headers.get("Idempotency-Key"), self.now().timestamp()
        digest = hashlib.sha256(body).hexdigest()
        if key is not None and not 0 < len(key) <= LONGEST_KEY:
            raise Refusal(400, {"error": "IdempotentRequestError", "description": "The key is too long"})
        kept = self._keys.get(key) if key is not None else None
        if kept is not None and kept.until > now:
            if kept.digest != digest:
                why = "Request parameters differ"
                raise Refusal(400, {"error": "IdempotentRequestError", "description": why})
            self.lookups.append("hit")
            return self._json(kept.said, {**headers, "x-idempotency-lookup": "hit"}, 201)
        said = {"ticket": _shown(self._ticket(_object(body), self.agent.id))}
        if key is not None:
            self._keys[key] = _Kept(digest, said, now + KEY_LIFE)
            self.lookups.append("miss")
            headers = {**headers, "x-idempotency-lookup": "miss"}
        return self._json(said, headers, 201)

    def _ticket(self, told: dict[str, Any], author: int) -> dict[str, Any]:
        comment = told.get("comment")
        if not isinstance(comment, dict) or not str(comment.get("body", "")).strip():
            raise _invalid("base", "Description: cannot be blank")
        self._check(told, {})
        source = told.get("via_followup_source_id")
        if source is not None and self._of(str(source))["status"] != "closed":
            raise _invalid("base", "Follow-up source must be closed")
        requester = told.get("requester_id", author)
        if requester not in self.users:
            raise _invalid("requester", "Requester: is not known")
        ticket = {
            "id": next(self._ids),
            "subject": told.get("subject") or str(comment["body"])[:60],
            "description": comment["body"],
            "status": told.get("status", "new"),
            "priority": told.get("priority"),
            "external_id": told.get("external_id"),
            "group_id": told.get("group_id"),
            "assignee_id": told.get("assignee_id"),
            "requester_id": requester,
            "submitter_id": author,
            "tags": sorted(set(told.get("tags", []))),
            "followup_source_id": source,
            "comments": [self._comment(comment, author)],
        }
        self.tickets[ticket["id"]] = ticket
        return ticket

    def _put(self, number: str, told: dict[str, Any]) -> dict[str, Any]:
        ticket = self._of(number)
        if ticket["status"] == "closed":
            raise _invalid("status", "Status: closed prevents ticket update")
        self._check(told, ticket)
        if "comment" in told:
            ticket["comments"].append(self._comment(told["comment"], self.agent.id))
        writable = ("status", "priority", "group_id", "assignee_id", "tags", "external_id", "subject")
        ticket |= {name: told[name] for name in writable if name in told}
        return ticket

    def _check(self, told: dict[str, Any], before: dict[str, Any]) -> None:
        if told.get("status", "new") not in STATUSES:
            raise _invalid("status", "Status: is not included in the list")
        if told.get("priority", "normal") not in PRIORITIES:
            raise _invalid("priority", "Priority: is not properly defined")
        if told.get("group_id") is not None and told["group_id"] not in self.groups:
            raise _invalid("group", "Group: is not known")
        solves = told.get("status") == "solved"
        has = told.get("assignee_id") or before.get("assignee_id")
        if solves and self.solving_needs_assignee and not has:
            raise _invalid("assignee", "Assignee: is required when solving a ticket")

    def _comment(self, told: dict[str, Any], author: int) -> dict[str, Any]:
        return {
            "id": next(self._ids),
            "type": "Comment",
            "body": told["body"],
            "public": told.get("public", True),
            "author_id": author,
        }

    def _of(self, number: str) -> dict[str, Any]:
        ticket = self.tickets.get(int(number)) if number.isdigit() else None
        if ticket is None:
            raise _missing()
        return ticket

    def _knows(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        if scheme == "Bearer":
            return given == self.agent.token
        try:
            return (
                b64decode(given, validate=True).decode() == f"{self.agent.address}/token:{self.agent.token}"
            )
        except (NotBase64, UnicodeDecodeError):
            return False

    def _paced(self) -> int:
        now = self.now().timestamp()
        self._calls = [*(each for each in self._calls if each > now - 60), now]
        return self.a_minute - len(self._calls)

    def _stamp(self) -> str:
        return self.now().isoformat().replace("+00:00", "Z")

    @staticmethod
    def _json(said: dict[str, Any], headers: dict[str, str], status: int = 200) -> web.Response:
        return web.json_response(said, status=status, headers=headers)


def _shown(ticket: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in ticket.items() if name != "comments"}


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)["ticket"]
    except (ValueError, KeyError, TypeError):
        told = None
    if not isinstance(told, dict):
        raise Refusal(400, {"error": "InvalidJSON", "description": "Unable to parse the JSON"})
    return told


def _missing() -> Refusal:
    return Refusal(404, {"error": "RecordNotFound", "description": "Not found"})


def _invalid(name: str, why: str) -> Refusal:
    details = {name: [{"description": why}]}
    return Refusal(
        422, {"error": "RecordInvalid", "description": "Record validation errors", "details": details}
    )
