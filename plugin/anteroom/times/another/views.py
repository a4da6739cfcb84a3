"""Another time, behind the pass: the next common times first, then one of the party's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import AlreadyOver, BadInput, Conflict, TooManyInvitations, TooManyQuestions
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.model import CounterState, Interview, Role, State
from anteroom.local_hour import ClocksChange, instant_at
from anteroom.pages.plain import go_to, page
from anteroom.pages.reader import read_in
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.passes.times import named, written
from anteroom.passes.words import lobby_words
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.times.another.words import another_words
from anteroom.times.common import CommonTimes, next_common
from anteroom.times.where.words import where_words

NONE = CommonTimes((), False, ())


async def show(request: web.Request) -> web.StreamResponse:
    """Show the next times at which everybody can meet, as far as is known."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    if seated.interview.undecided:
        return go_to(f"/times/{seated.party.id}")
    return await _page(request, house, seated)


async def propose(request: web.Request) -> web.StreamResponse:
    """Propose the chosen time to the host; of a host, move the interview to it."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    interview, person_id = seated.interview, seated.party.person_id
    form = await read_form(request)
    async with house.database.connection() as conn:
        zone, _ = await zone_and_language(conn, person_id, interview.starts_at)
    try:
        starts_at = _chosen(form, known_zone(zone))
        ends_at = starts_at + interview.length
        if seated.party.role is Role.HOST:
            await actions.move(house, interview.id, person_id, starts_at, ends_at)
            return go_to(f"/lobby/{seated.party.id}")
        await actions.counter(house, ProposeCounter(interview.id, person_id, starts_at, ends_at))
    except AlreadyOver:
        raise
    except (BadInput, Conflict, TooManyInvitations) as error:
        return await _page(request, house, seated, fault=error)
    return go_to(f"/another/{seated.party.id}#proposed")


async def _page(
    request: web.Request,
    house: House,
    seated: Seated,
    *,
    fault: BadInput | Conflict | TooManyInvitations | None = None,
) -> web.Response:
    interview, person_id = seated.interview, seated.party.person_id
    refused, found = "", NONE
    if open_to_another(interview):
        try:
            found = await next_common(house, interview, person_id)
        except TooManyQuestions:
            refused = "often"
    async with house.database.connection() as conn:
        zone, _ = await zone_and_language(conn, person_id, interview.starts_at)
    language = read_in(request)
    words, lobby = another_words(language), lobby_words(language)
    times = [
        (each.starts_at.isoformat(), written(each.starts_at, each.ends_at, zone, lobby))
        for each in sorted(found.times, key=lambda each: each.starts_at)
    ]
    instants = tuple(instant for instant, _ in times)
    when = written(interview.starts_at, interview.ends_at, zone, lobby)
    request[PASSAGE] = Passage(
        interview_id=interview.id,
        readers=(person_id,),
        minted=(*instants, when.iso_start, when.iso_end, seated.party.id),
    )
    proposed = [
        written(each.starts_at, each.ends_at, zone, lobby)
        for each in interview.counters
        if each.state is CounterState.OPEN and each.party_id == seated.party.id
    ]
    return page(
        request,
        "another.html",
        status=fault.status if fault else 200,
        say=lobby,
        words=words,
        language=words.language,
        marketplace=house.settings.marketplace.name,
        seat=seated.party.id,
        title=interview.title,
        host=interview.host.label,
        hosts=seated.party.role is Role.HOST,
        may=open_to_another(interview),
        when=when,
        zone=zone,
        zone_named=named(interview.starts_at, zone, lobby) if zone else "",
        times=times,
        guessed=bool(found.unknown),
        refused=refused,
        proposed=proposed if seated.party.role is not Role.HOST else [],
        fault=fault.sentence if fault else "",
        where=where_words(language),
        back="another",
    )


def open_to_another(interview: Interview) -> bool:
    """Tell whether another time can still be proposed."""
    return interview.state in (State.PROPOSED, State.SCHEDULED)


def _chosen(form: Mapping[str, str], zone: ZoneInfo | None) -> datetime:
    """Return the time that a form asks for. Raises BadInput."""
    try:
        offered, typed = form.get("starts_at", ""), form.get("local", "")
        found = datetime.fromisoformat(offered or typed)
        if bool(offered) is (found.tzinfo is None):
            raise BadInput("Choose a time.", field="starts_at")
        if typed and not offered:
            found = instant_at(found, zone or UTC)
        return found.astimezone(UTC)
    except ClocksChange as change:
        sentence = "comes twice" if change.twice else "is left out"
        raise BadInput(
            f"This hour {sentence} that night, because the clocks change. Choose another.", field="starts_at"
        ) from change
    except (ValueError, OverflowError) as error:
        raise BadInput("Choose a time.", field="starts_at") from error


ROUTES = (
    web.get("/another/{seat}", show),
    web.post("/another/{seat}", propose),
)
