"""The platform that a deployment is plugged into, of app.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.embeds.settings import read_embed_origins
from anteroom.marketplaces.thread_url import ThreadUrl, read_thread_url
from anteroom.settings.document import Document


@dataclass(frozen=True)
class Marketplace:
    """The platform we are plugged into. URLs carry no slash at their end.

    `connector` names how. `webhook_url` is the first endpoint for events, None where app.yaml names none. A
    marketplace that is asked what has changed (`poll`) is asked every `poll_seconds`.
    `embed_origins` are those of its pages that may show embeds inside them. `thread_url` is where people open
    a thread of theirs, None where no link leads there.
    """

    name: str
    url: str
    webhook_url: str | None
    thread_url: ThreadUrl | None = None
    embed_origins: tuple[str, ...] = ()
    connector: str = "http"
    poll: bool = False
    poll_seconds: int = 60


def read_marketplace(document: Document, *, sandbox: bool) -> Marketplace:
    """Read what a deployment says of it; every fault is noted in the document."""
    return Marketplace(
        name=document.text("marketplace.name"),
        url=document.url("marketplace.url", secure=not sandbox),
        webhook_url=document.url("marketplace.webhook_url", secure=not sandbox)
        if document.text_or_null("marketplace.webhook_url") is not None
        else None,
        thread_url=read_thread_url(document),
        embed_origins=read_embed_origins(document, sandbox=sandbox),
        connector=document.text("marketplace.connector", default="http"),
        poll=document.flag("marketplace.poll", default=False),
        poll_seconds=document.whole("marketplace.poll_seconds", low=5, high=86_400, default=60),
    )
