"""Pages: how they are rendered, and the headers that every one of them carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from importlib import resources

import aiohttp_jinja2
import jinja2
from aiohttp import web
from multidict import CIMultiDict

from anteroom.pages.compiled import Compiled
from anteroom.pages.unindented import Unindented
from anteroom.pages.words import PageWords, page_words

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def policy(*forms_lead_to: str) -> str:
    """Return the Content-Security-Policy of a page whose forms lead to us, and at most to these besides."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "media-src 'self' blob: mediastream:",
            "connect-src 'self'",
            " ".join(("form-action 'self'", *forms_lead_to)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
}
TEMPLATES = (
    "anteroom.pages",
    "anteroom.passes",
    "anteroom.reference",
    "anteroom.rooms",
    "anteroom.agreements",
    "anteroom.embeds",
    "anteroom.console",
    "anteroom.nudges",
    "anteroom.schedule",
    "anteroom.times.polls",
    "anteroom.times.availability",
    "anteroom.times.where",
    "anteroom.times.another",
)
_COMPILED = Compiled()


def setup_pages(app: web.Application) -> None:
    """Give an application its templates, its static files and the headers of every answer."""
    loaders = [Unindented(package, "templates") for package in TEMPLATES]
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=_COMPILED,
    )
    environment.globals["plain_words"] = plain_words
    for package in TEMPLATES[1:]:
        folder = resources.files(package) / "static"
        app.router.add_static(f"/static/{package.rpartition('.')[2]}/", str(folder))
    app.router.add_static("/static/", str(resources.files("anteroom.pages") / "static"))


@web.middleware
async def page_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the headers of every page on an answer that has not been sent yet, raised ones included."""
    try:
        answer = await handler(request)
    except web.HTTPException as raised:
        _put_headers(request, raised.headers)
        raise
    if not answer.prepared:
        _put_headers(request, answer.headers)
    return answer


def _put_headers(request: web.Request, headers: CIMultiDict[str]) -> None:
    for name, value in HEADERS.items():
        if not (request.path.startswith("/static/") and name == "Cache-Control"):
            headers.setdefault(name, value)


def page(request: web.Request, template: str, status: int = 200, **context: object) -> web.Response:
    """Render a template."""
    return aiohttp_jinja2.render_template(template, request, context, status=status)


def plain_words(language: str) -> PageWords:
    """Return what every page says around its own words, for a reader's language."""
    return page_words("anteroom.pages", "plain", language)


def error_said(code: str, language: str) -> str:
    """Return what a kind of error says in a language; "" where it is said in its own English words alone."""
    return plain_words(language).words.get(f"error.{code}", "")


def go_to(path: str) -> web.Response:
    """Send a browser that posted a form on to a page of ours, which it then asks for (RFC 9110, 15.4.4)."""
    return web.Response(status=303, headers={"Location": path})


def plain_page(
    request: web.Request,
    status: int,
    title: str,
    sentences: Sequence[str],
    *,
    reference: str = "",
    language: str = "en",
    in_english: str = "",
) -> web.Response:
    """Render the plain page: a title and sentences in `language`, and what is said `in_english` alone."""
    return page(
        request,
        "plain.html",
        status,
        title=title,
        sentences=tuple(sentences),
        reference=reference,
        language=language,
        in_english=in_english,
    )
