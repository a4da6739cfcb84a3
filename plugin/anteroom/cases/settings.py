"""Who helps: where cases are shown, and by which topics they are handed out. The keys below `support`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from anteroom.languages import LANGUAGES, Language
from anteroom.settings.document import Document
from anteroom.settings.environment import Environment

Desk = Literal["mail", "zendesk"]
Priority = Literal["low", "normal", "high", "urgent"]
DESKS: tuple[Desk, ...] = ("mail", "zendesk")
PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high", "urgent")
TOPICS, ZENDESK = "support.topics", "support.zendesk"
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
TAG = re.compile(r"[a-z0-9_-]{1,40}")
NUMBER = re.compile(r"[1-9][0-9]{0,18}")
MOST_TOPICS = 40
MOST_TAGS = 10
SILENCE, LEAVING, PRIVACY, OTHER = "improving_outcomes", "leaving_the_marketplace", "privacy", "other"
SHIPPED: Mapping[str, Priority] = {SILENCE: "normal", LEAVING: "high", PRIVACY: "high", OTHER: "normal"}


@dataclass(frozen=True)
class Topic:
    """What a case is about, in the help desk's terms: `group` is an id of its own there, None for none."""

    name: str
    group: str | None
    tags: tuple[str, ...]
    priority: Priority


@dataclass(frozen=True)
class Zendesk:
    """An account at Zendesk. With `user`, an agent's address, the secret is an API token; else an OAuth one.

    `requester_id` is the user in whose name tickets are made, None for whoever the secret belongs to.
    """

    url: str
    user: str | None
    requester_id: str | None


@dataclass(frozen=True)
class Support:
    """Where a case is shown besides the console: by mail to `address`, at Zendesk, or nowhere.

    `language` is that of tickets.
    """

    topics: Mapping[str, Topic]
    desk: Desk
    language: Language
    address: str | None
    zendesk: Zendesk | None


def read_support_settings(document: Document, *, sandbox: bool) -> Support:
    """Read them; of topics those that ship, as they are changed, and others of the deployment's own."""
    names = [*SHIPPED, *(each for each in document.names_below(TOPICS) if each not in SHIPPED)]
    if len(names) > MOST_TOPICS:
        document.refuse(TOPICS, f"has at most {MOST_TOPICS} topics")
    desk = document.choice("support.desk", DESKS, default="mail")
    has_address = document.text_or_null("support.address") is not None
    return Support(
        topics={name: _topic(document, name) for name in names},
        desk=desk,
        language=document.choice("support.language", LANGUAGES, default="en"),
        address=document.address("support.address") if has_address else None,
        zendesk=_zendesk(document, desk, secure=not sandbox),
    )


def refuse_desk_without_secret(support: Support, environment: Environment) -> None:
    """Note a fault where Zendesk is used and nobody gave its token."""
    if support.zendesk is not None and not environment.given("ANTEROOM_ZENDESK_TOKEN"):
        environment.faults.append("ANTEROOM_ZENDESK_TOKEN is missing, and support.zendesk is set")


def _zendesk(document: Document, desk: Desk, *, secure: bool) -> Zendesk | None:
    used = document.has_below(ZENDESK) or desk == "zendesk"
    has_user = document.text_or_null(f"{ZENDESK}.user") is not None
    found = Zendesk(
        url=document.url(f"{ZENDESK}.url", secure=secure, default=None if used else ""),
        user=document.address(f"{ZENDESK}.user") if has_user else None,
        requester_id=document.text_or_null(f"{ZENDESK}.requester_id"),
    )
    if found.requester_id is not None and not NUMBER.fullmatch(found.requester_id):
        document.refuse(f"{ZENDESK}.requester_id", "must be a user's id, in quotes: digits only")
    return found if used else None


def _topic(document: Document, name: str) -> Topic:
    key = f"{TOPICS}.{name}"
    if not NAME.fullmatch(name):
        document.refuse(key, "is no name of a topic, which has small letters, digits and _")
    group = document.text_or_null(f"{key}.group")
    if group is not None and not NUMBER.fullmatch(group):
        document.refuse(f"{key}.group", "must be a group's id, in quotes: digits only")
    tags = tuple((document.text_or_null(f"{key}.tags") or "").split())
    if len(tags) > MOST_TAGS or not all(TAG.fullmatch(each) for each in tags):
        document.refuse(
            f"{key}.tags", f"must be at most {MOST_TAGS} words of a-z, 0-9, _ and -, with blanks between"
        )
    priority = document.choice(f"{key}.priority", PRIORITIES, default=SHIPPED.get(name, "normal"))
    return Topic(name, group, tags, priority)
