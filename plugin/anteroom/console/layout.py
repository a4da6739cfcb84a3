"""The frame around every page of the console: navigation by role, who is signed in, search, and the way here.

A page is one call, with a catalogue of its own words (`catalogues/<name>.en.json`):

    return console_page(request, "reports.html", "reports", crumbs=[Crumb("…", "/console/reports")], rows=…)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.console.model import Who
from anteroom.console.standing import LISTED, WHO
from anteroom.console.words import console_words
from anteroom.embeds.words import words_of_browser
from anteroom.errors import AnteroomError
from anteroom.pages.plain import error_said, page
from anteroom.pages.words import PageWords
from anteroom.passes.times import named, point
from anteroom.passes.words import lobby_words


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way to a page; the last one, where one is, leads nowhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the navigation: `name` is that of its way, `text` what it is called."""

    name: str
    text: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the template draws around a page."""

    who: Who
    marketplace: str
    nav: tuple[NavItem, ...]
    crumbs: tuple[Crumb, ...]
    zone: str
    now: str


def console_page(
    request: web.Request,
    template: str,
    words: str,
    *,
    crumbs: Sequence[Crumb] = (),
    minted: Sequence[str] = (),
    interview_id: str | None = None,
    status: int = 200,
    **context: object,
) -> web.Response:
    """Render a page of the console: `words` names its catalogue, and its place in the navigation.

    `minted` are strings of our own making in it, such as cursors. With an `interview_id` the door seeks every
    detail of that interview's people; else what the blind index knows. Times: `at(moment)` in the template.
    """
    who, house = request[WHO], request.app[HOUSE]
    say = console_words(words, who.staff.language)
    here = request.app[LISTED].section_of(request)
    nav = tuple(
        NavItem(each.name, say(f"nav.{each.name}"), each.path, each.name == here)
        for each in request.app[LISTED].pages
        if who.may(each.roles)
    )
    frame = Frame(
        who=who,
        marketplace=house.settings.marketplace.name,
        nav=nav,
        crumbs=tuple(crumbs),
        zone=named(house.clock.now(), who.staff.zone, lobby_words(say.language)),
        now=when(request, house.clock.now()),
    )
    request[PASSAGE] = Passage(
        interview_id=interview_id, minted=(who.csrf, who.staff.id, *filter(None, minted))
    )
    return page(
        request,
        template,
        status,
        say=say,
        language=say.language,
        frame=frame,
        csrf=who.csrf,
        at=lambda moment: when(request, moment),
        **context,
    )


def when(request: web.Request, moment: datetime | None) -> str:
    """Write a moment for who looks, in that person's zone, named; "" for none."""
    if moment is None:
        return ""
    who = request[WHO]
    return point(moment, who.staff.zone, lobby_words(who.staff.language))


def refusal(request: web.Request, error: AnteroomError, reference: str) -> web.Response:
    """Render what a page of the console says instead of what was asked for."""
    say = console_words("", request[WHO].staff.language)
    title = say("refused.none" if error.status == 404 else "refused.title")
    said = error_said(error.code, say.language)
    return console_page(
        request,
        "console_refused.html",
        "",
        status=error.status,
        title=title,
        sentence=said or error.sentence,
        in_english=error.sentence if said else "",
        reference=reference,
        minted=(reference,),
    )


def words_of(request: web.Request) -> PageWords:
    """Return the frame's words for somebody of whom nothing is known but what the browser asks for."""
    return console_words("", words_of_browser(request.headers.get("Accept-Language", "")).language)


def doorstep_page(
    request: web.Request, title: str, sentences: Sequence[str], button: str, status: int = 200
) -> web.Response:
    """Render a page before the sign-in: a title, a few sentences, and the way in."""
    say = words_of(request)
    return page(
        request,
        "console_doorstep.html",
        status,
        say=say,
        language=say.language,
        title=title,
        sentences=tuple(sentences),
        button=button,
    )
