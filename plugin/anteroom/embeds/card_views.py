"""HTTP of the cards in an embed: shown, acted upon, and the way to the interview's own page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE
from anteroom.conduct.lessons.words import Told, taught
from anteroom.embeds.card import Refusal
from anteroom.embeds.cards import draw
from anteroom.embeds.report_part import report_on
from anteroom.embeds.sessions import NoSession, Viewer, viewer_of_request, viewer_of_token
from anteroom.embeds.words import embed_words
from anteroom.errors import AnteroomError, BadInput, ContactInText, NotFound
from anteroom.house import House
from anteroom.interviews import actions, store
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.lateness import CHOICES, run_late
from anteroom.interviews.model import Answer, Interview, State
from anteroom.interviews.offers import take_offer
from anteroom.local_hour import ClocksChange, instant_at
from anteroom.pages.plain import error_said
from anteroom.passes.arrival import seat_for
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way
from anteroom.times.common import next_common
from anteroom.times.polls import actions as polls
from anteroom.times.polls.views import marks_in
from anteroom.verdicts import contests, rebooking
from anteroom.verdicts.contests import MakeContest
from anteroom.verdicts.store import JUDGED

SHORTEST, LENGTHIEST = 5, 480
"""Minutes of an interview."""
Form = Mapping[str, str]
Act = Callable[[House, Interview, Viewer, Form], Awaitable[Interview | None]]


async def cards(request: web.Request) -> web.Response:
    """Show what this viewer may see."""
    house = request.app[HOUSE]
    return await draw(request, house, await viewer_of_request(request, house))


async def what_next(request: web.Request) -> web.Response:
    """Show what can come next on a proposal, without the cards."""
    house = request.app[HOUSE]
    return await draw(request, house, await viewer_of_request(request, house), next_only=True)


async def act(request: web.Request) -> web.Response:
    """Do what a viewer chose on a card, and show it as it is then; or why not, where it was chosen."""
    house, name = request.app[HOUSE], request.match_info["act"]
    viewer = await viewer_of_request(request, house)
    form = await read_form(request)
    interview = await _interview(house, viewer, request.match_info["interview"])
    chosen = ACTS.get(name)
    if chosen is None:
        raise NotFound("There is no such thing.")
    focus = interview.id
    common = None
    try:
        if chosen is _times:
            found = await next_common(house, interview, viewer.person_id)
            common = interview.id, sorted(found.times, key=lambda each: each.starts_at)
        reported = await report_on(house, interview, viewer, form) if name == "report" else ""
        made = await chosen(house, interview, viewer, form)
    except NoSession:
        raise
    except AnteroomError as error:
        if isinstance(error, ContactInText):
            await hold_refused(house, error, Way.API)
        refusal = _refusal(error, name, viewer, await taught(house, error))
        return await draw(request, house, viewer, error.status, refused=(interview.id, refusal), focus=focus)
    if made is not None and viewer.interview_id is None:
        focus = made.id
    told = interview.id, reported
    return await draw(request, house, viewer, focus=focus, common=common, reported=told)


async def go(request: web.Request) -> web.StreamResponse:
    """Open the interview's own page, in a page of its own, for the viewer whose session the form bears."""
    house = request.app[HOUSE]
    form = await read_form(request)
    viewer = await viewer_of_token(house, form.get("session", ""))
    interview = await _interview(house, viewer, request.match_info["interview"])
    return await seat_for(request, house, interview, viewer.person_id)


async def _interview(house: House, viewer: Viewer, interview_id: str) -> Interview:
    """Return an interview that the session opens. Raises NotFound for every other one."""
    if viewer.interview_id not in (None, interview_id):
        raise NotFound("There is no such interview.")
    async with house.database.connection() as conn:
        found = await store.load(conn, interview_id)
    if found.proposal_id != viewer.proposal.id:
        raise NotFound("There is no such interview.")
    return found


async def _answer(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    said = next(
        (each for each in Answer if each.value == form.get("answer") and each is not Answer.NONE), None
    )
    if said is None:
        raise BadInput("Please choose one of the answers.", field="answer")
    saw = next((each for each in Answer if each.value == form.get("saw")), None)
    await actions.answer(house, interview.id, viewer.person_id, said, saw=saw)


async def _counter(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    starts_at, length = await _time(house, form, interview, viewer), _length(form, interview)
    comment = form.get("comment", "")
    command = ProposeCounter(interview.id, viewer.person_id, starts_at, starts_at + length, comment)
    await actions.counter(house, command)


async def _take(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    await take_offer(house, interview.id, form.get("offer", ""), viewer.person_id)


async def _accept_counter(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    await actions.accept_counter(house, interview.id, form.get("counter", ""), viewer.person_id)


async def _decline_counter(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    await actions.decline_counter(house, interview.id, form.get("counter", ""), viewer.person_id)


async def _move(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    starts_at = await _time(house, form, interview, viewer)
    await actions.move(house, interview.id, viewer.person_id, starts_at, starts_at + _length(form, interview))


async def _cancel(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    await actions.cancel(house, interview.id, viewer.person_id, form.get("reason", ""))


async def _late(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    minutes = next((each for each in CHOICES if str(each) == form.get("minutes")), 0)
    await run_late(house, interview.id, viewer.person_id, minutes)


async def _again(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    await rebooking.ask_again(house, interview.id, viewer.person_id)


async def _rebook(house: House, interview: Interview, viewer: Viewer, form: Form) -> Interview:
    starts_at = await _time(house, form, interview, viewer)
    return await rebooking.rebook(house, interview.id, viewer.person_id, starts_at)


async def _contest(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    claim = next((each for each in JUDGED if each.value == form.get("claim")), None)
    if claim is None:
        raise BadInput("Say how it was.", field="claim")
    command = MakeContest(interview.id, viewer.person_id, State(claim), form.get("words", ""))
    await contests.contest(house, command)


async def _report(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    """Change nothing of the interview: what is reported is told to nobody in it."""


async def _marks(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    said = marks_in(form)
    if said:
        await polls.mark(house, interview.id, viewer.person_id, said)


async def _times(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    """Change nothing: the card is shown with the next times that suit everybody."""


async def _choose(house: House, interview: Interview, viewer: Viewer, form: Form) -> None:
    await polls.choose(house, interview.id, viewer.person_id, form.get("time", ""))


ACTS: Mapping[str, Act] = {
    "answer": _answer,
    "counter": _counter,
    "times": _times,
    "take": _take,
    "marks": _marks,
    "choose": _choose,
    "accept-counter": _accept_counter,
    "decline-counter": _decline_counter,
    "move": _move,
    "cancel": _cancel,
    "late": _late,
    "again": _again,
    "rebook": _rebook,
    "contest": _contest,
    "report": _report,
}


async def _time(house: House, form: Form, interview: Interview, viewer: Viewer) -> datetime:
    """Return the instant that a form asks for: ours, or an hour as the card shows hours. Raises BadInput."""
    async with house.database.connection() as conn:
        named, _ = await zone_and_language(conn, viewer.person_id, interview.starts_at)
    zone = known_zone(named) or UTC
    try:
        found = datetime.fromisoformat(form.get("starts_at") or form.get("local", ""))
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        return instant_at(found, zone)
    except ClocksChange as change:
        raise BadInput("At this hour the clocks change. Choose another one.", field="local") from change
    except (ValueError, OverflowError) as error:
        raise BadInput("Choose a day and an hour.", field="local") from error


def _length(form: Form, interview: Interview) -> timedelta:
    written = form.get("minutes", "")
    if not written:
        return interview.length
    if not (written.isascii() and written.isdigit() and len(written) < 4):
        raise BadInput("Say how many minutes.", field="minutes")
    if not SHORTEST <= int(written) <= LENGTHIEST:
        raise BadInput(f"An interview lasts {SHORTEST} to {LENGTHIEST} minutes.", field="minutes")
    return timedelta(minutes=int(written))


def _refusal(error: AnteroomError, name: str, viewer: Viewer, lesson: Told | None) -> Refusal:
    """Return why it was not done, in the viewer's language where the catalogue has it for this kind."""
    say = embed_words(viewer.member.language)
    own = error_said(error.code, say.language)
    # The errors speak English; what the guard says is in its writer's language already.
    sentence = error.sentence if isinstance(error, ContactInText) or not own else own
    language = say.language if sentence == own or isinstance(error, ContactInText) else "en"
    return Refusal(name, sentence, language, lesson)


ROUTES = (
    web.get("/embed/card", cards),
    web.get("/embed/next", what_next),
    web.post("/embed/interviews/{interview}/open", go),
    web.post("/embed/interviews/{interview}/{act}", act),
)
