"""How an embed is drawn: the page that stands in the frame, and the fragments that are put into it."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.embeds.sessions import Session
from anteroom.embeds.words import embed_words, words_of_browser
from anteroom.pages.plain import page, policy

NOT_FRAMED = "frame-ancestors 'none'"


def shell(
    request: web.Request, *, session: Session | None = None, start: str = "/embed/card"
) -> web.Response:
    """Return the page that stands in the frame; it holds nothing of anybody until its script has a session.

    With a `session` it is a page of its own outside of every frame, which begins at the fragment `start`.
    """
    origins = request.app[HOUSE].settings.marketplace.embed_origins
    say = words_of_browser(request.headers.get("Accept-Language", ""))
    if session is not None:
        request[PASSAGE] = Passage(minted=(session.token,))
    answer = page(
        request,
        "embed.html",
        say=say,
        language=say.language,
        session=session.token if session else "",
        start=start,
        framed=session is None,
    )
    # Where the page around this one isolates itself (COEP), it may only frame what says the same of itself.
    answer.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    if session is None and origins:
        allowed = f"frame-ancestors {' '.join(origins)}"
        answer.headers["Content-Security-Policy"] = policy().replace(NOT_FRAMED, allowed)
    return answer


def fragment(
    request: web.Request, template: str, language: str, status: int = 200, **context: object
) -> web.Response:
    """Return a piece of HTML for the frame, in a language. `say` is there; the caller sets the Passage.

    What bears `data-live` is fetched from there again when something changes, unless somebody is typing.
    """
    say = embed_words(language)
    context = {"say": say, "language": say.language, **context}
    answer = aiohttp_jinja2.render_template(template, request, context, status=status)
    answer.headers["X-Fragment"] = "yes"  # the script shows nothing else
    return answer
