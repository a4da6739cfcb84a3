"""The part of app.yaml about the console: where its people sign in, and who may what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from anteroom.settings.document import Document
from anteroom.settings.environment import Environment

Algorithm = Literal["RS256", "ES256", "PS256"]
ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "ES256", "PS256")
ROLES = ("support", "trust", "operator")
_CLAIM = re.compile(r"[A-Za-z0-9_:/-]{1,100}(?:\.[A-Za-z0-9_:/-]{1,100}){0,3}")
SECRET = "ANTEROOM_CONSOLE_SECRET"


@dataclass(frozen=True)
class Console:
    """Our client at an OpenID provider. `issuer` is written exactly as the provider writes it.

    `roles` maps what stands in the claim `roles_claim` (dots lead into objects) to roles of ours, and is read
    anew every `roles_minutes`. A session ends after `idle_minutes` without a request, and after `hours` at
    the latest.
    """

    issuer: str
    client_id: str
    scopes: str
    algorithm: Algorithm
    roles_claim: str
    roles: Mapping[str, str]
    roles_minutes: int
    idle_minutes: int
    hours: int


def read_console_settings(document: Document, *, sandbox: bool) -> Console | None:
    """Read `console`; None where nothing of it is there: then there is no console."""
    used = document.has_below("console")
    missing = None if used else ""
    found = Console(
        issuer=_issuer(document, missing, sandbox=sandbox),
        client_id=document.text("console.client_id", default=missing),
        scopes=document.text("console.scopes", default="openid profile"),
        algorithm=document.choice("console.algorithm", ALGORITHMS, default="RS256"),
        roles_claim=document.text("console.roles_claim", default="roles"),
        roles=_roles(document),
        roles_minutes=document.whole("console.roles_minutes", low=5, high=1440, default=60),
        idle_minutes=document.whole("console.idle_minutes", low=5, high=240, default=30),
        hours=document.whole("console.hours", low=1, high=24, default=10),
    )
    if "openid" not in found.scopes.split():
        document.refuse("console.scopes", "must hold openid")  # OpenID Connect Core 1.0, 3.1.2.1
    if not _CLAIM.fullmatch(found.roles_claim):
        document.refuse("console.roles_claim", "must be a claim's name, with dots where it lies in objects")
    if used and not found.roles:
        document.refuse("console.roles", "must name at least one role, or nobody gets in")
    return found if used else None


def refuse_console_without_secret(console: Console | None, environment: Environment) -> None:
    """Note a fault where the console is described, and nobody gave the secret of its client."""
    if console is not None and not environment.given(SECRET):
        environment.faults.append(f"{SECRET} is missing, and console is set")


def _issuer(document: Document, missing: str | None, *, sandbox: bool) -> str:
    """Return it with the slash that it may end on: it is compared octet by octet (Core 1.0, 3.1.3.7)."""
    written = document.text("console.issuer", default=missing)
    if written:
        document.url("console.issuer", secure=not sandbox)
    return written


def _roles(document: Document) -> Mapping[str, str]:
    """Return our role by what the provider calls it; several names of one role have commas between."""
    found: dict[str, str] = {}
    for role in ROLES:
        for name in (document.text_or_null(f"console.roles.{role}") or "").split(","):
            if not name.strip():
                continue
            if name.strip() in found:
                document.refuse(f"console.roles.{role}", "must not have a name that another role has, too")
            found[name.strip()] = role
    return found
