"""A twin of Upwork: OAuth2 and one GraphQL address, with the rules that its documentation names.

It validates every query against the published names (`upwork_published.graphql`) and answers errors inside
answers with status 200, often beside data. Its rules: 10 requests in a second from one address, then 429
(support.upwork.com, "API limits"); at most 40 rows a page, else VJCA-6; without X-Upwork-API-TenantId a call
is made in the user's own context, without a word; tokens live a day; `scope` is not taken.
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from graphql import ExecutionResult, GraphQLError, build_schema, execute, parse, validate

from upwork_books import UpworkBooks, UpworkRefuses

SCHEMA = build_schema((Path(__file__).parent / "upwork_published.graphql").read_text(encoding="utf-8"))
REQUESTS_A_SECOND = 10
ACCESS_LIFE = timedelta(seconds=86_400)
REFRESH_LIFE = timedelta(days=14)


@dataclass(frozen=True)
class Slip:
    """How one answer goes wrong: another status; errors at these fields; or another organisation's answer.

    `then_lost`: what was asked is done, and the answer never arrives. `expires`: the token ends meanwhile.
    """

    status: int = 200
    retry_after: str = ""
    broken: tuple[str, ...] = ()
    tenant: str = ""
    then_lost: bool = False
    expires: bool = False
    body: str | None = None


@dataclass
class Asked:
    """One GraphQL request as it arrived."""

    tenant: str
    operation: str
    variables: dict[str, Any]
    at: datetime


@dataclass
class Grant:
    """Who consented, or the key itself, and until when."""

    user: str
    until: datetime


@dataclass
class UpworkTwin:
    """Listens on 127.0.0.1. `invalid` are queries that the published schema refuses: there should be none."""

    now: Callable[[], datetime]
    client_id: str = "key-1"
    client_secret: str = "a-secret-of-upwork-of-its-own-kind"
    redirect_uri: str = ""
    key_owner: str = "u_client"
    home: dict[str, str] = field(default_factory=dict)
    """Each user's own organisation, in which a call without a tenant is made."""
    belongs: dict[str, set[str]] = field(default_factory=dict)
    slips: deque[Slip | None] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    throttled: int = 0
    exchanged: list[str] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self.books = UpworkBooks(self.now)
        self._codes: dict[str, str] = {}
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        self._moments: deque[float] = deque()
        self._count = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> UpworkTwin:
        app = web.Application()
        app.router.add_post("/graphql", self._graphql)
        app.router.add_post("/api/v3/oauth2/token", self._token)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def consent(self, user: str) -> str:
        """Return the code with which the browser of a user who consented comes back."""
        code = self._new("code")
        self._codes[code] = user
        return code

    def end_access(self) -> None:
        """End every access token, long before its time."""
        self._access.clear()

    def end_consent(self) -> None:
        """End every consent, as whoever gave it can."""
        self._access.clear()
        self._refresh.clear()

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"oauth2v2_{kind}_{self._count:04}"

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        if "scope" in form:
            return web.json_response({"error": "invalid_scope"}, status=400)
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {basic}":
            return web.json_response({"error": "invalid_client"}, status=401)
        self.exchanged.append(form.get("grant_type", ""))
        user = self._user_of(form)
        if user is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        access, refresh = self._new("access"), self._new("refresh")
        self._access[access] = Grant(user, self.now() + ACCESS_LIFE)
        answer = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
        }
        if form["grant_type"] != "client_credentials":
            self._refresh[refresh] = Grant(user, self.now() + REFRESH_LIFE)
            answer["refresh_token"] = refresh
        return web.json_response(answer)

    def _user_of(self, form: dict[str, str]) -> str | None:
        match form.get("grant_type"):
            case "client_credentials":
                return self.key_owner
            case "authorization_code" if form.get("redirect_uri") == self.redirect_uri:
                return self._codes.pop(form.get("code", ""), None)
            case "refresh_token":
                grant = self._refresh.pop(form.get("refresh_token", ""), None)
                return grant.user if grant is not None and grant.until > self.now() else None
            case _:
                return None

    async def _graphql(self, request: web.Request) -> web.Response:
        said = await request.json()
        if self._too_fast():
            self.throttled += 1
            return web.json_response({"message": "Too many requests"}, status=429)
        slip = (self.slips.popleft() if self.slips else None) or Slip()
        if slip.expires:
            self.end_access()
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        grant = self._access.get(token) if scheme.lower() == "bearer" else None
        if grant is None or grant.until <= self.now():
            return web.json_response({"message": "Authentication failed"}, status=401)
        if slip.status != 200 or slip.body is not None:
            headers = {"Retry-After": slip.retry_after} if slip.retry_after else {}
            return web.Response(status=slip.status, headers=headers, text=slip.body or "{}")
        tenant = request.headers.get("X-Upwork-API-TenantId", "")
        operation = said.get("operationName") or ""
        self.asked.append(Asked(tenant, operation, said.get("variables") or {}, self.now()))
        context = slip.tenant or tenant or self.home.get(grant.user, "")
        if context not in self.belongs.get(grant.user, set()):
            errors = [{"message": "Authorization failed", "path": None}]
            return web.json_response({"data": None, "errors": errors})
        answer = self._executed(said, grant.user, context, slip.broken)
        if slip.then_lost and request.transport is not None:
            request.transport.abort()
            await asyncio.sleep(0)
        return web.json_response(answer)

    def _too_fast(self) -> bool:
        """Ten in a second: of the machine's clock, for that is what keeps us apart."""
        now = asyncio.get_running_loop().time()
        while self._moments and now - self._moments[0] >= 1:
            self._moments.popleft()
        if len(self._moments) >= REQUESTS_A_SECOND:
            return True
        self._moments.append(now)
        return False

    def _executed(
        self, said: dict[str, Any], user: str, tenant: str, broken: tuple[str, ...]
    ) -> dict[str, Any]:
        try:
            document = parse(said["query"])
        except GraphQLError as error:
            self.invalid.append(error.message)
            return {"data": None, "errors": [error.formatted]}
        faults = validate(SCHEMA, document)
        if faults:
            self.invalid += [fault.message for fault in faults]
            return {"data": None, "errors": [fault.formatted for fault in faults]}
        done = execute(
            SCHEMA,
            document,
            root_value=self._root(user, tenant),
            variable_values=said.get("variables"),
            operation_name=said.get("operationName"),
            field_resolver=_breaking(broken),
        )
        assert isinstance(done, ExecutionResult)
        answer: dict[str, Any] = {"data": done.data}
        if done.errors:
            answer["errors"] = [error.formatted for error in done.errors]
        return answer

    def _root(self, user: str, tenant: str) -> dict[str, Any]:
        books = self.books
        me = {**books.user(user), "email": f"{user}@private.test"}
        items = [
            {
                "title": books.organisations[each],
                "organizationId": each,
                "organizationEnterpriseType": "Standard",
            }
            for each in sorted(self.belongs.get(user, set()))
        ]
        return {
            "organization": books.organisation(tenant),
            "user": me,
            "companySelector": {"items": items},
            "room": lambda _, **said: books.shown(books.room(said["id"], tenant)),
            "roomList": lambda _, **said: books.room_list(
                tenant, said.get("filter") or {}, said.get("pagination")
            ),
            "roomStories": lambda _, **said: books.story_list(tenant, said["filter"]),
            "vendorProposal": lambda _, **said: books.proposal(said["id"]),
            "offer": lambda _, **said: books.offer(said["id"]),
            "contractDetails": lambda _, **said: books.contract(said["id"]),
            "createRoomStoryV2": lambda _, **said: books.create_story(tenant, user, said["input"]),
            "updateRoomStoryV2": lambda _, **said: books.update_story(tenant, user, said["input"]),
        }


def _breaking(broken: tuple[str, ...]) -> Callable[..., Any]:
    """Return how fields are found where those `broken`, by paths with or without numbers, cannot be."""

    def resolve(source: Any, info: Any, **arguments: Any) -> Any:
        path = info.path.as_list()
        named = ".".join(str(each) for each in path if not isinstance(each, int))
        if named in broken or ".".join(map(str, path)) in broken:
            raise UpworkRefuses("Internal error: the field could not be loaded")
        value = source.get(info.field_name) if isinstance(source, dict) else None
        return value(info, **arguments) if callable(value) else value

    return resolve
