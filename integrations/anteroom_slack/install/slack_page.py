"""Our pages around an installation, in one shape: a title, sentences, steps, one button, sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from anteroom.house import House
from anteroom.pages.plain import page


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """Something with a name, what it is for, and a smaller line."""

    name: str
    why: str
    without: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page."""

    title: str
    sentences: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


AT_THE_FOOT = (
    Link("What Anteroom asks for, and why", "/slack/scopes"),
    Link("Privacy", "/slack/privacy"),
    Link("Support", "/slack/support"),
)


def slack_page(
    request: web.Request,
    house: House,
    title: str,
    sentences: Sequence[str],
    *,
    status: int = 200,
    steps: Sequence[str] = (),
    action: Link | None = None,
    sections: Sequence[Section] = (),
    reference: str = "",
) -> web.Response:
    """Render a page."""
    return page(
        request,
        "steps.html",
        status,
        title=title,
        sentences=tuple(sentences),
        steps=tuple(steps),
        action=action,
        sections=tuple(sections),
        reference=reference,
        links=AT_THE_FOOT,
        marketplace=house.settings.marketplace.name,
    )
