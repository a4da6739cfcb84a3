"""The page that says what holds here, the same for everybody, in the name of the marketplace."""

from __future__ import annotations

from aiohttp import web

from anteroom.agreements.words import agreement_words
from anteroom.api.doorway import FIXED_WORDS, HOUSE
from anteroom.languages import LANGUAGES
from anteroom.pages.plain import page
from anteroom.pages.reader import browser_language

RULES_PATH = "/rules"
SECTIONS = (("before", 3), ("asked", 3), ("room", 3), ("tool", 3), ("nda", 3))
"""What the page says, in its order: the name of a section, and how many sentences it has."""


async def rules(request: web.Request) -> web.Response:
    """Show the rules, in the language asked for, or that the browser likes."""
    asked = request.query.get("in", "")
    language = asked if asked in LANGUAGES else browser_language(request)
    words = agreement_words(language)
    # The marketplace's name is the operator's setting; nothing here is anybody's.
    request[FIXED_WORDS] = True
    return page(
        request,
        "rules.html",
        language=words.language,
        words=words,
        marketplace=request.app[HOUSE].settings.marketplace.name,
        sections=SECTIONS,
        other=next(each for each in LANGUAGES if each != words.language),
    )


ROUTES = (web.get(RULES_PATH, rules),)
