"""The part of app.yaml about marketplaces with APIs or rooms of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anteroom.languages import LANGUAGES, Language
from anteroom.settings.document import Document
from anteroom.settings.environment import Environment

ID = re.compile(r"[A-Za-z0-9_.~-]{1,100}")
MATRIX_USER = re.compile(r"@[a-z0-9._=/+-]{1,200}:[A-Za-z0-9.:\[\]-]{1,200}")


@dataclass(frozen=True)
class Upwork:
    """Upwork's API: our key there, and how often and how long we may do what.

    `organisation` is the one whose own key this is, which then needs nobody's consent (client credentials);
    None where organisations consent. `plan` is that of every client there, since the API names none. `links`
    lets cards bear their address, for which Upwork must have consented. `keep_hours` is how long names and
    titles of theirs are kept without having been asked for anew: at most the 24 that the API's terms allow.
    """

    client_id: str
    organisation: str | None
    plan: str
    links: bool
    language: Language
    api_url: str
    web_url: str
    requests_per_second: int
    keep_hours: int


@dataclass(frozen=True)
class Matrix:
    """A Matrix homeserver, and the bot's user id there."""

    homeserver: str
    user_id: str
    language: Language


@dataclass(frozen=True)
class Connectors:
    """Which marketplaces are reached by an API or by rooms of theirs; None for each that is not."""

    upwork: Upwork | None
    matrix: Matrix | None


def read_connector_settings(document: Document, *, sandbox: bool) -> Connectors:
    """Read `marketplace.upwork` and `marketplace.matrix`; each is missed only where it is the connector."""
    return Connectors(_upwork(document, secure=not sandbox), _matrix(document, secure=not sandbox))


def refuse_connectors_without_secrets(connectors: Connectors, environment: Environment) -> None:
    """Note a fault for each secret that a connector needs and nobody gave."""
    needed = (
        ("ANTEROOM_UPWORK_SECRET", "marketplace.upwork", connectors.upwork is not None),
        ("ANTEROOM_MATRIX_TOKEN", "marketplace.matrix", connectors.matrix is not None),
    )
    for name, key, used in needed:
        if used and not environment.given(name):
            environment.faults.append(f"{name} is missing, and {key} is set")


def _upwork(document: Document, *, secure: bool) -> Upwork | None:
    base = "marketplace.upwork"
    used = document.has_below(base) or document.text("marketplace.connector", default="http") == "upwork"
    found = Upwork(
        client_id=document.text(f"{base}.client_id", default=None if used else ""),
        organisation=document.text_or_null(f"{base}.organisation"),
        plan=document.text(f"{base}.plan", default="basic"),
        links=document.flag(f"{base}.links", default=False),
        language=document.choice(f"{base}.language", LANGUAGES, default="en"),
        api_url=document.url(f"{base}.api_url", secure=secure, default="https://api.upwork.com"),
        web_url=document.url(f"{base}.web_url", secure=secure, default="https://www.upwork.com"),
        requests_per_second=document.whole(f"{base}.requests_per_second", low=1, high=10, default=8),
        keep_hours=document.whole(f"{base}.keep_hours", low=1, high=24, default=23),
    )
    if found.organisation is not None and not ID.fullmatch(found.organisation):
        document.refuse(f"{base}.organisation", "must be an organisation's id, as companySelector has it")
    held = document.whole("policy.held.hours", low=1, high=720, default=72)
    if used and held > found.keep_hours:
        document.refuse(
            "policy.held.hours", f"must be at most {base}.keep_hours: what was held is theirs, too"
        )
    return found if used else None


def _matrix(document: Document, *, secure: bool) -> Matrix | None:
    base = "marketplace.matrix"
    used = document.has_below(base) or document.text("marketplace.connector", default="http") == "matrix"
    unused = None if used else ""
    found = Matrix(
        homeserver=document.url(f"{base}.homeserver", secure=secure, default=unused),
        user_id=document.text(f"{base}.user_id", default=unused),
        language=document.choice(f"{base}.language", LANGUAGES, default="en"),
    )
    if used and found.user_id and not MATRIX_USER.fullmatch(found.user_id):
        document.refuse(f"{base}.user_id", "must be a Matrix user id, such as @anteroom:example.org")
    return found if used else None
