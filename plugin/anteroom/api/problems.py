"""Errors as the reader wants them: RFC 9457 problems for programs, a plain page for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import format_datetime

import msgspec
import structlog
from aiohttp import web

from anteroom.api.answers import Shown, Uri
from anteroom.api.doorway import HOUSE
from anteroom.api.holding import HeldLinks, held_links
from anteroom.api.lessons import LessonShown, lesson_shown
from anteroom.api.problem_types import BY_CODE, OF_STATUS
from anteroom.errors import AnteroomError, ContactInText, NotFound, TooManyInvitations, TooManyQuestions
from anteroom.pages.plain import error_said, plain_page, plain_words
from anteroom.pages.reader import browser_language, read_in, told_in

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = structlog.get_logger()

SENTENCES = {
    "not-found": "There is no such thing.",
    "method-not-allowed": "This address does not take this method.",
    "too-large": "The body is larger than 64 KiB.",
}


class Problem(Shown, frozen=True):
    """A refusal (RFC 9457). `type` leads to what it means, `title` is its name; `code` is the end of `type`.

    `detail` says what was wrong this time and may be shown to a person; `reference` finds it in our log.
    `field` names what it is about, `held` what was held of the text that could not pass, `lesson` what its
    writer is taught.
    """

    type: Uri
    title: str
    status: int
    code: str
    detail: str
    reference: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    held: HeldLinks | msgspec.UnsetType = msgspec.UNSET
    lesson: LessonShown | msgspec.UnsetType = msgspec.UNSET


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what a handler raises into an answer with a sentence, a next step and a reference."""
    try:
        # No id of ours has it, and the database takes no such text; /v1 says so of a query by itself.
        said = request.rel_url.raw_path if request.path.startswith("/v1/") else request.raw_path
        if "%00" in said:
            raise NotFound("There is no such thing.", reason="a NUL in the address")
        return await handler(request)
    except AnteroomError as error:
        reference = _reference(request)
        log.info(
            "request.refused",
            code=error.code,
            reference=reference,
            route=_route(request),
            reason=error.reason,
        )
        held, lesson = None, None
        if isinstance(error, ContactInText) and error.held is not None:
            held = held_links(request.app[HOUSE], error.held)
            lesson = await lesson_shown(request.app[HOUSE], error.lesson)
        refusal = answer(
            request, error.status, error.code, error.sentence, reference, error.field, held, lesson
        )
        if isinstance(error, TooManyInvitations | TooManyQuestions) and error.again_at is not None:
            # RFC 9110, 10.2.3: a date, since a program reads it when it likes.
            refusal.headers["Retry-After"] = format_datetime(error.again_at.astimezone(UTC), usegmt=True)
        return refusal
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = OF_STATUS.get(error.status, "http")
        sentence = SENTENCES.get(code, error.reason)
        refusal = answer(request, error.status, code, sentence, _reference(request), None)
        if isinstance(error, web.HTTPMethodNotAllowed):
            # RFC 9110, 15.5.6: it says what would be.
            refusal.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return refusal
    except Exception:
        reference = _reference(request)
        log.exception("request.failed", reference=reference, route=_route(request))
        return answer(request, 500, "internal", plain_words("en")("failed.sorry"), reference, None)


def _reference(request: web.Request) -> str:
    return request.app[HOUSE].randomness.token(8)


def answer(
    request: web.Request,
    status: int,
    code: str,
    sentence: str,
    reference: str,
    field: str | None,
    held: HeldLinks | None = None,
    lesson: LessonShown | None = None,
) -> web.Response:
    """Return the error answer that suits the reader of this path."""
    if request.path.startswith("/v1/"):
        kind = BY_CODE[code]
        problem = Problem(
            type=kind.address(request.app[HOUSE].settings.public_url),
            title=kind.title,
            status=status,
            code=code,
            detail=sentence,
            reference=reference,
            field=field or msgspec.UNSET,
            held=held or msgspec.UNSET,
            lesson=lesson or msgspec.UNSET,
        )
        body = msgspec.json.encode(problem)
        return web.Response(status=status, body=body, content_type="application/problem+json")
    return _plain(request, 404 if code == NotFound.code else status, code, sentence, reference)


def _plain(request: web.Request, status: int, code: str, sentence: str, reference: str) -> web.Response:
    """The page for a person, in the language in which it is read; an error's own words are in English alone.

    Where there is nothing, nobody is known: the page tells by no word of its own whose the address was.
    """
    language = browser_language(request) if status == 404 else read_in(request)
    say = plain_words(language)
    title, sentences, in_english = say("failed.title"), [error_said(code, language)], sentence
    if status == 404:
        title, sentences, in_english = say("nothing.title"), [say("nothing.what"), say("nothing.then")], ""
    elif code == ContactInText.code and language == told_in(request):
        # The guard knows its writer and not the browser.
        sentences, in_english = [sentence], ""
    elif code == "internal":
        sentences, in_english = [say("failed.sorry")], ""
    return plain_page(
        request,
        status,
        title,
        [each for each in sentences if each],
        reference=reference,
        language=language,
        in_english=in_english,
    )


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"
