"""After the call, behind a pass: what became of it, another try, the connection, and a word against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE
from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import State
from anteroom.interviews.view import View
from anteroom.pages.plain import go_to
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.passes.times import hour, place, written
from anteroom.passes.words import lobby_words
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.verdicts import contests, rebooking
from anteroom.verdicts.connection import say_how_it_was
from anteroom.verdicts.contests import LONGEST, MakeContest
from anteroom.verdicts.model import Said, Trouble
from anteroom.verdicts.store import JUDGED
from anteroom.verdicts.words import Words, after_words, what_became


@dataclass(frozen=True, slots=True)
class AfterShown:
    """What the lobby shows one party of an interview that is over.

    `sentences` tell what became of it; `times` are those proposed to whoever may schedule, as instants and in
    words; `claims` what else it can have been; in `zone` a time that is typed is read.
    """

    say: Words
    sentences: Sequence[str]
    stays: str
    again: str
    times: Sequence[tuple[str, str]]
    zone: str
    claims: Sequence[str]
    longest: int = LONGEST
    troubles: Sequence[str] = tuple(Trouble)

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own in it."""
        return tuple(instant for instant, _ in self.times)


async def after_shown(conn: Connection, house: House, seated: Seated, view: View) -> AfterShown | None:
    """Return what is shown to a party once it is over; None before, and where it was called off."""
    sentences = what_became(view)
    if not sentences:
        return None
    say, now = after_words(view.language), house.clock.now()
    if view.held_minutes:
        del sentences[0]  # the page says it already
    times, local = list[tuple[str, str]](), lobby_words(view.language)
    if view.after.may_rebook:
        found = await rebooking.proposed_times(conn, seated.interview, seated.party.person_id, now)
        length = seated.interview.length
        times = [(each.isoformat(), written(each, each + length, view.zone, local).span) for each in found]
    again = ""
    if view.after.again_id:
        other = await store.load(conn, view.after.again_id)
        again = say("again.set", when=written(other.starts_at, other.ends_at, view.zone, local).span)
    stays = ""
    if view.after.seen:
        spans = ", ".join(
            f"{hour(begun, view.zone)}–{hour(ended, view.zone)}" for begun, ended in view.after.stays
        )
        stays = say("seen.stays", stays=spans) if spans else say("seen.never")
    zone = (
        place(view.zone, now.astimezone(known_zone(view.zone)))
        if view.zone and known_zone(view.zone)
        else "UTC"
    )
    claims = [state.value for state in JUDGED if state is not view.state] if view.after.may_contest else []
    offered = claims if house.settings.reviewed else []
    return AfterShown(say, sentences, stays, again, times, zone, offered)


async def rebook(request: web.Request) -> web.StreamResponse:
    """Schedule it once more, at a proposed time or one that was typed in the reader's own zone."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    async with house.database.connection() as conn:
        zone, _ = await zone_and_language(conn, seated.party.person_id, seated.interview.starts_at)
    await rebooking.rebook(house, seated.interview.id, seated.party.person_id, _chosen(form, zone))
    return _back(seated)


async def ask_again(request: web.Request) -> web.StreamResponse:
    """Tell the host that this party would like another try."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    await rebooking.ask_again(house, seated.interview.id, seated.party.person_id)
    return _back(seated)


async def say_connection(request: web.Request) -> web.StreamResponse:
    """Keep how this party found the connection."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    said = next((each for each in Said if each.value == form.get("said")), None)
    if said is None:
        raise BadInput("Please choose one of the answers.", field="said")
    what = [each for each in Trouble if form.get(each.value) == "yes"]
    await say_how_it_was(house, seated.interview.id, seated.party.person_id, said, what)
    return _back(seated)


async def contest(request: web.Request) -> web.StreamResponse:
    """Take this party's word that it was otherwise."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    claim = next((each for each in JUDGED if each.value == form.get("claim")), None)
    if claim is None:
        raise BadInput("Say how it was.", field="claim")
    command = MakeContest(seated.interview.id, seated.party.person_id, State(claim), form.get("words", ""))
    await contests.contest(house, command)
    return _back(seated)


def _chosen(form: Mapping[str, str], zone: str | None) -> datetime:
    """Return the time that a form asks for. Raises BadInput."""
    text = form.get("starts_at") or form.get("local", "")
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=known_zone(zone) or UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput("Choose a time.", field="starts_at") from error


def _back(seated: Seated) -> web.Response:
    return go_to(f"/lobby/{seated.party.id}#after")


ROUTES = (
    web.post("/lobby/{seat}/rebook", rebook),
    web.post("/lobby/{seat}/again", ask_again),
    web.post("/lobby/{seat}/connection", say_connection),
    web.post("/lobby/{seat}/contest", contest),
)
