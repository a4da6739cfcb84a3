"""Signing in: OpenID Connect's authorization code flow, with PKCE (Core 1.0, 3.1; RFC 7636; RFC 9700, 2.1).

What this browser began is in a cookie of its own that is signed by us: state, nonce and where to go on,
for ten minutes. The verifier is derived from it under a key of ours, so that who sees the cookie cannot tell
it. A state is good once, in the browser that began, and for the provider that it was sent to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
import structlog
from aiohttp import web

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.console import sessions
from anteroom.console.id_token import WrongIdToken, roles_in
from anteroom.console.layout import doorstep_page, words_of
from anteroom.console.model import Role
from anteroom.console.provider import Provider, Refused
from anteroom.console.route import HOME, SIGN_IN, Doorstep
from anteroom.console.standing import CONSOLE
from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.interviews.invite import checked_label
from anteroom.once import once
from anteroom.passes.tokens import Use, WrongToken, read_token
from anteroom.people.persons import known_zone

log = structlog.get_logger()

PROVIDER = web.AppKey("console_provider", Provider)
BACK = f"{SIGN_IN}/back"
SIGNED_OUT = f"{HOME}/signed-out"
BEGUN = Use("console-begun+jwt", "anteroom", "console-begun", timedelta(minutes=10), ("jti", "nonce", "then"))
COOKIE = "console-begun"
"""Bound to this host, too: a neighbour's page could else lead somebody into another's session."""
LONGEST = 2000
"""Characters of a code or a state."""
THEN = re.compile(r"/console(?:/[A-Za-z0-9_~.-]{1,200}){0,6}")
"""Where somebody may be led after the sign-in: a path of the console, nothing of another host."""


async def sign_in(request: web.Request) -> web.StreamResponse:
    """Send the browser to the provider. Whoever was here before is asked nothing new by us."""
    house, console = request.app[HOUSE], request.app[CONSOLE]
    try:
        described = await request.app[PROVIDER].described()
    except AnteroomError as error:
        return _failed(request, "sign_in.away", error.reason, 503)
    token = house.randomness.token
    begun = {"sub": token(32), "nonce": token(32), "jti": token(26), "then": _safe(request.query.get("then"))}
    signed = _signed(house, begun)
    query = {
        "response_type": "code",
        "client_id": console.client_id,
        "redirect_uri": _back(house),
        "scope": console.scopes,
        "state": begun["sub"],
        "nonce": begun["nonce"],
        "code_challenge": _unpadded(hashlib.sha256(_verifier(house, begun["jti"]).encode()).digest()),
        "code_challenge_method": "S256",
    }
    there = described.authorization_endpoint
    joined = f"{there}{'&' if '?' in there else '?'}{urlencode(query)}"
    request[PASSAGE] = Passage(minted=(joined, signed))
    answer = web.Response(status=303, headers={"Location": joined})
    secure = house.settings.public_url.startswith("https:")
    # Lax: it comes back with the browser from the provider, by GET.
    name = sessions.cookie_name(house, COOKIE)
    answer.set_cookie(name, signed, max_age=600, httponly=True, secure=secure, samesite="Lax", path="/")
    return answer


async def came_back(request: web.Request) -> web.StreamResponse:
    """Take the code, and begin a session for who has a role here."""
    house = request.app[HOUSE]
    try:
        begun = await _begun(request)
        claims = await _claims(request, begun)
    except AnteroomError as error:
        return _failed(request, "sign_in.away", error.reason, error.status)
    except (WrongToken, WrongIdToken, Refused) as error:
        return _failed(request, "sign_in.failed", str(error), 400)
    signed_in = _person(request, claims)
    if not signed_in.roles:
        await sessions.end_of(house, signed_in.subject)
        return _failed(request, "sign_in.no_role", "no role", 403)
    token = await sessions.begin(house, signed_in, sessions.token_of(request))
    log.info("console.signed_in")
    request[PASSAGE] = Passage(minted=(token,))
    answer = web.Response(status=303, headers={"Location": str(begun["then"])})
    sessions.put_cookie(answer, house, token)
    secure = house.settings.public_url.startswith("https:")
    answer.del_cookie(sessions.cookie_name(house, COOKIE), secure=secure, httponly=True, path="/")
    return answer


async def signed_out(request: web.Request) -> web.StreamResponse:
    """Say that nobody is signed in any more."""
    say = words_of(request)
    return doorstep_page(request, say("signed_out.title"), [say("signed_out.said")], say("sign_in.again"))


def provider_for(house: House) -> Provider | None:
    """Return the provider that the settings describe."""
    console = house.settings.console
    return Provider(house.settings, console, house.clock.now) if console is not None else None


async def _begun(request: web.Request) -> Mapping[str, object]:
    """Return what this browser began, once. Raises WrongToken."""
    house, console = request.app[HOUSE], request.app[CONSOLE]
    begun = request.cookies.get(sessions.cookie_name(house, COOKIE), "")
    claims = read_token(begun, house.settings.secrets.link_key, BEGUN, house.clock.now())
    state = request.query.get("state", "")
    if not hmac.compare_digest(state.encode("utf-8", "surrogatepass"), str(claims["sub"]).encode()):
        raise WrongToken("another browser's")
    # RFC 9207, 2.4: an answer of another provider than the one that was asked (mix-up).
    described = await request.app[PROVIDER].described()
    issuer = request.query.get("iss")
    if (described.authorization_response_iss_parameter_supported or issuer is not None) and (
        issuer != console.issuer
    ):
        raise WrongToken("another provider's")
    _, fresh = await once(house, BEGUN.audience, str(claims["jti"]), _nothing)
    if not fresh:
        raise WrongToken("used")
    return claims


async def _claims(request: web.Request, begun: Mapping[str, object]) -> Mapping[str, Any]:
    code = request.query.get("code", "")
    if not 0 < len(code) <= LONGEST:
        raise Refused("no code")
    house = request.app[HOUSE]
    return await request.app[PROVIDER].claims_for(
        code, _verifier(house, str(begun["jti"])), _back(house), str(begun["nonce"])
    )


def _person(request: web.Request, claims: Mapping[str, Any]) -> sessions.SignedIn:
    """Read who it is out of the claims (Core 1.0, 5.1); what is missing or odd does no harm."""
    house, console = request.app[HOUSE], request.app[CONSOLE]
    roles = frozenset(map(Role, roles_in(claims, console)))
    name, zone, locale = (_text(claims, each) for each in ("name", "zoneinfo", "locale"))
    # Their names stand on pages and beside what they decided; one that is a contact does not.
    label = checked_label(house, name, "guest") if name else ""
    spoken = locale.replace("_", "-") or words_of(request).language
    return sessions.SignedIn(
        subject=hashlib.sha256(f"{console.issuer}\0{claims['sub']}".encode()).digest(),
        name=label if label == name.strip() else "",
        language=spoken[:35],
        zone=zone if known_zone(zone) is not None else None,
        roles=roles,
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    usable = isinstance(found, str) and "\0" not in found and len(found) <= 200
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) and usable else ""


def _failed(request: web.Request, key: str, reason: str | None, status: int) -> web.Response:
    """Say that nobody was let in, and offer to begin again; `reason` is for the log alone."""
    log.info("console.not_signed_in", reason=reason)
    say = words_of(request)
    return doorstep_page(request, say(f"{key}.title"), [say(f"{key}.said")], say("sign_in.again"), status)


def _safe(then: str | None) -> str:
    return then if then and THEN.fullmatch(then) and "/." not in then else HOME


def _back(house: House) -> str:
    return f"{house.settings.public_url}{BACK}"


def _verifier(house: House, begun: str) -> str:
    said = f"console-verifier\0{begun}".encode()
    return _unpadded(hmac.new(house.settings.secrets.link_key, said, hashlib.sha256).digest())


def _signed(house: House, begun: Mapping[str, str]) -> str:
    now = house.clock.now()
    claims = {
        "iss": BEGUN.issuer,
        "aud": BEGUN.audience,
        "iat": int(now.timestamp()),
        "exp": int((now + BEGUN.longest).timestamp()),
        **begun,
    }
    return jwt.encode(claims, house.settings.secrets.link_key, algorithm="HS256", headers={"typ": BEGUN.typ})


def _unpadded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


async def _nothing(_: House, __: Connection) -> dict[str, Any]:
    return {}


DOORSTEPS = (
    Doorstep(path=SIGN_IN, name="sign_in", handler=sign_in),
    Doorstep(path=BACK, name="came_back", handler=came_back),
    Doorstep(path=SIGNED_OUT, name="signed_out", handler=signed_out),
)
