"""How the form and its steps are drawn, for one viewer: fragments that stand in the embed's frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from aiohttp import web
from markupsafe import escape

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.conduct.lessons.words import Told
from anteroom.embeds.pages import fragment
from anteroom.embeds.sessions import Viewer
from anteroom.errors import AnteroomError, ContactInText
from anteroom.interview_offers import store as offers
from anteroom.interview_offers.words import seen_by_client
from anteroom.interviews.commands import LONGEST_AGENDA, LONGEST_LABEL, LONGEST_TITLE, MOST_PEOPLE
from anteroom.interviews.hours import FURTHEST
from anteroom.interviews.offers import MOST
from anteroom.meetings.link import LONGEST as LONGEST_LINK
from anteroom.meetings.model import NAMES
from anteroom.meetings.offered import tools_for
from anteroom.passes.times import place
from anteroom.passes.words import LobbyWords
from anteroom.people.persons import known_zone
from anteroom.proposals import store as proposals
from anteroom.schedule.filled import LENGTHS, LINK, LONGEST_EMAIL, LONGEST_NDA, MADE, ROOM, Filled
from anteroom.schedule.preview import Preview
from anteroom.schedule.wish import Faults, field_of
from anteroom.schedule.words import schedule_words

BOUNDS = {
    "email": LONGEST_EMAIL,
    "label": LONGEST_LABEL,
    "title": LONGEST_TITLE,
    "agenda": LONGEST_AGENDA,
    "link": LONGEST_LINK,
    "nda_title": LONGEST_TITLE,
    "nda_text": LONGEST_NDA,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a form: sentences by field, and one about the whole of it.

    `held` is a text that the guard holds; `appealed` tells that its writer has asked people to look. `lesson`
    is what the writer is taught by it.
    """

    at: Mapping[str, str] = field(default_factory=dict)
    whole: str = ""
    held: str = ""
    appealed: bool = False
    lesson: Told | None = None

    @property
    def count(self) -> int:
        """How many things are wrong."""
        return len(self.at) + bool(self.whole)


def of_faults(faults: Faults, say: LobbyWords) -> Trouble:
    """Return faults that the form itself has found."""
    return Trouble({name: say(key) for name, key in faults.items()})


def of_refusal(error: AnteroomError, *, appealed: bool = False, lesson: Told | None = None) -> Trouble:
    """Return what the heart refused, at the field that it is about."""
    at = field_of(error)
    held = error.held.id if isinstance(error, ContactInText) and error.held is not None else ""
    if at:
        return Trouble({at: error.sentence}, held=held, appealed=appealed, lesson=lesson)
    return Trouble(whole=error.sentence, held=held, appealed=appealed, lesson=lesson)


async def form_page(
    request: web.Request,
    viewer: Viewer,
    filled: Filled,
    draft_id: str,
    trouble: Trouble | None = None,
    *,
    kept: bool = False,
    focus: str = "",
) -> web.Response:
    """Return the form with what was filled in. `focus` names the field that is to be typed in next."""
    house, trouble = request.app[HOUSE], trouble or Trouble()
    async with house.database.connection() as conn:
        freelancer = await proposals.member_by_person(conn, viewer.proposal.freelancer_id)
        tools = await tools_for(conn, house, viewer.proposal.client_id)
        open_offer = await offers.open_on(conn, viewer.proposal.id)
        offer = await seen_by_client(conn, house, open_offer) if open_offer is not None else None
    say = schedule_words(viewer.member.language)
    days = _days(filled.zone, house.clock.now())
    minted: tuple[str, ...] = (
        *days,
        draft_id,
        trouble.held,
        offer.offer.id if offer else "",
        filled.time.day,
        filled.time.hour,
    )
    minted += tuple(text for each in filled.offers for text in (each.day, each.hour))
    return _said(
        request,
        viewer,
        "schedule_form.html",
        back=filled,
        minted=minted,
        status=422 if trouble.count else 200,
        filled=filled,
        draft=draft_id,
        trouble=trouble,
        kept=kept,
        focus=focus or ("trouble" if trouble.count else "title"),
        freelancer=freelancer.label if freelancer else "",
        job=viewer.proposal.job_title,
        zone_said=_zone_said(filled.zone, house.clock.now()),
        zones=_zones(),
        days=days,
        lengths=[(str(each), length_said(each, say)) for each in LENGTHS],
        wheres=[
            (ROOM, "room", ""),
            (LINK, "link", ""),
            *((f"{MADE}{each}", "made", NAMES[each]) for each in tools),
        ],
        offer=offer,
        reviewed=house.settings.reviewed,
        bounds=BOUNDS,
        most_people=MOST_PEOPLE,
        most_offers=MOST,
        marketplace=house.settings.marketplace.name,
    )


def check_page(
    request: web.Request,
    viewer: Viewer,
    filled: Filled,
    draft_id: str,
    preview: Preview,
    trouble: str = "",
) -> web.Response:
    """Return the last step before anybody is contacted; `trouble` says why it was not sent a moment ago."""
    return _said(
        request,
        viewer,
        "schedule_check.html",
        back=filled,
        minted=(draft_id, filled.print, *preview.minted),
        status=409 if trouble else 200,
        draft=draft_id,
        shown=filled.print,
        preview=preview,
        trouble=trouble,
    )


def done_page(request: web.Request, viewer: Viewer, interview_id: str, freelancer: str) -> web.Response:
    """Return what is shown once everybody is invited."""
    return _said(
        request,
        viewer,
        "schedule_done.html",
        minted=(interview_id,),
        freelancer=freelancer,
        interview=interview_id,
    )


def note_page(
    request: web.Request,
    viewer: Viewer,
    title: str,
    sentences: tuple[str, ...],
    *,
    go: str = "",
    status: int = 200,
) -> web.Response:
    """Return a title and a few sentences; `go` leads to the form."""
    return _said(
        request, viewer, "schedule_note.html", status=status, title=title, sentences=sentences, go=go
    )


def length_said(minutes: int, say: LobbyWords) -> str:
    """Return a length in words: hours where it is whole hours."""
    if minutes < 60 or minutes % 60:
        return say("schedule.minutes", minutes=minutes)
    hours = minutes // 60
    return say("schedule.hours.one") if hours == 1 else say("schedule.hours.more", hours=hours)


def _said(
    request: web.Request,
    viewer: Viewer,
    template: str,
    *,
    back: Filled | None = None,
    minted: tuple[str, ...] = (),
    status: int = 200,
    **context: object,
) -> web.Response:
    """Render a fragment; what its reader typed is shown `back` to that one alone."""
    typed = back.typed if back is not None else ()
    own = tuple(text for each in typed for text in (each, str(escape(each)), *each.split("\n")) if text)
    request[PASSAGE] = Passage(readers=(viewer.person_id,), minted=(*own, *(text for text in minted if text)))
    say = schedule_words(viewer.member.language)
    return fragment(request, template, say.language, status, **{**context, "say": say})


def _zone_said(zone: str, now: datetime) -> str:
    known = known_zone(zone)
    return place(zone, now.astimezone(known)) if known is not None else ""


def _days(zone: str, now: datetime) -> tuple[str, str]:
    """Return the first day and the last that an interview can begin on, for the browser's calendar."""
    today = now.astimezone(known_zone(zone) or UTC)
    return today.date().isoformat(), (today + FURTHEST).date().isoformat()


@cache
def _zones() -> tuple[str, ...]:
    """Return the zones that people live in, by their names."""
    none = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    return tuple(sorted(each for each in available_timezones() if "/" in each and not each.startswith(none)))
