"""The page of a poll, behind the pass: what the reader says to each time, and for the host who says what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import BadInput, NotFound, TooManyQuestions
from anteroom.house import House
from anteroom.interviews.model import Role, Side
from anteroom.pages.plain import go_to, page
from anteroom.passes.page_view import page_view
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.passes.times import named, point, written
from anteroom.passes.words import lobby_words
from anteroom.people.persons import known_zone
from anteroom.times.common import CommonTime, next_common
from anteroom.times.polls import actions
from anteroom.times.polls.model import Mark
from anteroom.times.polls.view import SIGNS, PollShown
from anteroom.times.polls.words import poll_words

SAYABLE = (Mark.YES, Mark.IF_NEED_BE, Mark.NO)


async def times(request: web.Request) -> web.StreamResponse:
    """Show the times to whoever is asked about them; once one is chosen, the lobby has it."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    if not seated.interview.undecided:
        return go_to(f"/lobby/{seated.party.id}")
    view = await page_view(request, house, seated)
    if view.poll is None:
        raise NotFound("There is nothing here.")
    poll = view.poll
    say, lobby = poll_words(view.language), lobby_words(view.language)
    more = await _more(house, seated, poll) if poll.undecided else ()
    instants = tuple(each.starts_at.isoformat() for each in more)
    request[PASSAGE] = Passage(
        interview_id=view.interview_id, readers=(view.person_id,), minted=(*view.minted, *instants)
    )
    return page(
        request,
        "poll.html",
        say=lobby,
        language=say.language,
        words=say,
        view=view,
        poll=poll,
        seat=seated.party.id,
        hosts=view.role is Role.HOST,
        freelancer=seated.party.side is not Side.CLIENT,
        deadline=point(poll.deadline, view.zone, lobby),
        zone=named(view.starts_at, view.zone, lobby) if known_zone(view.zone) else "",
        spans={each.id: written(each.starts_at, each.ends_at, view.zone, lobby) for each in poll.times},
        sayable=SAYABLE,
        signs=SIGNS,
        more=[
            (each.starts_at.isoformat(), written(each.starts_at, each.ends_at, view.zone, lobby).span)
            for each in more
        ],
        counts={each.id: [each.count(mark) for mark in SAYABLE] for each in poll.times},
        saved=request.query.get("saved") == "yes",
    )


async def mark(request: web.Request) -> web.StreamResponse:
    """Take what the reader says to the times of the form."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    marks = marks_in(form)
    if marks:
        await actions.mark(house, seated.interview.id, seated.party.person_id, marks)
    return go_to(f"/times/{seated.party.id}?saved=yes#saved")


async def choose(request: web.Request) -> web.StreamResponse:
    """Choose a time for the host."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    await actions.choose(house, seated.interview.id, seated.party.person_id, form.get("time", ""))
    return go_to(f"/lobby/{seated.party.id}")


async def offer(request: web.Request) -> web.StreamResponse:
    """Offer one more time for the host."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    interview, starts_at = seated.interview, _instant(form.get("starts_at", ""))
    times = ((starts_at, starts_at + interview.length),)
    await actions.extend(house, interview.id, seated.party.person_id, None, times)
    return go_to(f"/times/{seated.party.id}")


async def _more(house: House, seated: Seated, poll: PollShown) -> tuple[CommonTime, ...]:
    """Return the next times that would suit everybody, for a host whose own were all refused."""
    try:
        found = await next_common(house, seated.interview, seated.party.person_id)
    except TooManyQuestions:
        return ()
    offered = {each.starts_at for each in poll.times}
    others = [each for each in found.times if each.starts_at not in offered]
    return tuple(sorted(others, key=lambda each: each.starts_at))


def _instant(text: str) -> datetime:
    """Return the instant of a form, which is one of those shown. Raises BadInput."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise BadInput("Choose a time.", field="starts_at")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput("Choose a time.", field="starts_at") from error


def marks_in(form: Mapping[str, str]) -> dict[str, Mark]:
    """Return the marks of a form, whose fields are named after the times."""
    known = {each.value: each for each in SAYABLE}
    return {name: known[value] for name, value in form.items() if name.startswith("ptm_") and value in known}


ROUTES = (
    web.get("/times/{seat}", times),
    web.post("/times/{seat}", mark),
    web.post("/times/{seat}/choose", choose),
    web.post("/times/{seat}/offer", offer),
)
