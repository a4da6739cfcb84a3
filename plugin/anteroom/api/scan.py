"""REST v1: what the guard says of a text, of which nothing is kept."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.answers import Shown, respond
from anteroom.api.body import Told, read
from anteroom.api.joined import house_of
from anteroom.api.reviews import FindingShown
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.guard import Action, Context
from anteroom.languages import Language

Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
LONGEST = 20_000


class ScanBody(Told, frozen=True):
    """A text to be looked at. `countries` are those in whose form telephone numbers are read."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    surface: Literal["message", "comment", "agenda", "title", "label"] = "message"
    language: Language = "en"
    countries: Annotated[tuple[Country, ...], msgspec.Meta(max_length=4)] = ()


class ScanShown(Shown, frozen=True):
    """What the guard alone says; a policy, earlier tries and earlier messages may say otherwise of it.

    `explanation` is for its writer. `guard` is the version that looked.
    """

    verdict: Action
    explanation: str
    findings: tuple[FindingShown, ...]
    guard: str


async def post_scan(request: web.Request) -> web.Response:
    """Look at a text and forget it."""
    body = await read(request, ScanBody)
    context = Context(body.countries, body.surface, body.language)
    verdict = house_of(request).guard.inspect(body.text, context)
    shown = ScanShown(
        verdict=verdict.action,
        explanation=verdict.explanation,
        findings=tuple(
            FindingShown(start=each.start, end=each.end, kind=each.kind.value) for each in verdict.findings
        ),
        guard=verdict.version,
    )
    return respond(request, shown)


ROUTES = (
    Route(
        method="POST",
        path="/v1/scan",
        name="scan_text",
        tag="Messages",
        summary="Ask what the guard says of a text, of which nothing is kept",
        handler=post_scan,
        scope=Scope.MESSAGES_WRITE,
        body=ScanBody,
        answers={200: ScanShown},
        notes="Counts as no try and holds nothing. A message is still to be told before it is shown.",
    ),
)
