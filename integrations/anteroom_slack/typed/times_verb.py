"""`/interview times`: times that suit everybody, for a new interview, or further ones for one that stands."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from anteroom.api.doorway import Passage
from anteroom.errors import BadInput, NotFound
from anteroom.interviews.view import View
from anteroom.people.persons import known_zone
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom_slack.cards.moments import epoch
from anteroom_slack.forms.finding import Finding, looking_words
from anteroom_slack.forms.found_blocks import USUAL_WINDOW
from anteroom_slack.forms.modal import USUAL_LENGTH
from anteroom_slack.forms.opening import NO_PROPOSAL, Opening, Wish
from anteroom_slack.forms.poll_extend import TITLE as MORE
from anteroom_slack.forms.poll_extend import extend_view
from anteroom_slack.forms.schedule_modal import TITLE
from anteroom_slack.forms.times import OFFER, times_view
from anteroom_slack.line import Json
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.chosen import chosen, names_one, passage_of, press_of, refuse_unless_host
from anteroom_slack.typed.proposal_said import proposal_said
from anteroom_slack.typed.said import Said, read
from anteroom_slack.typed.window import read_window

ITS_OWN = "Whom an interview is with, and how long it lasts, stands already: say only in which days to look."


async def times(call: Call) -> Outcome:
    """Open the form that schedules with times in it, or the one that offers further times.

    Nothing is sent before either is.
    """
    said = read(call.rest)
    first = said.rest.partition(" ")[0]
    if not names_one(call.ahead, first):
        open_ones = await _open_ones(call)
        proposal, rest = proposal_said(open_ones, said.rest, lambda text: _is_window(call, text))
        unnamed = not rest or _is_window(call, rest)
        whose = bool(said.people or said.guests or said.length)
        if proposal is not None or (unnamed and (whose or len(call.ahead) != 1)):
            return _for_proposal(call, open_ones, proposal, rest, said)
    if said.people or said.guests or said.length:
        raise BadInput(ITS_OWN)
    view, rest = await chosen(replace(call, rest=said.rest))
    refuse_unless_host(view)
    return _for_interview(call, view, rest)


def _for_proposal(
    call: Call, open_ones: list[Proposal], proposal: Proposal | None, rest: str, said: Said
) -> Outcome:
    """Return the form that schedules, with times that were found in it."""
    if not open_ones:
        raise NotFound(NO_PROPOSAL)
    if said.people:
        call.colleagues.look_up(said.people)
    wish = Wish(
        proposal=proposal or (open_ones[0] if len(open_ones) == 1 else None),
        minutes=round(said.length.total_seconds() / 60) if said.length else USUAL_LENGTH,
        people=said.people,
        guests=said.guests,
        agenda=said.about,
        window=_window(call, rest),
    )
    fill = Opening(call.house, call.colleagues).filling(call.speaker, wish)
    passage = Passage(readers=(call.person_id,), minted=said.typed)
    return Outcome.filling(TITLE, fill, passage, looking_words(0))


def _for_interview(call: Call, view: View, rest: str) -> Outcome:
    """Return the form that offers further times for an interview, with such as suit its people."""
    window = _window(call, rest)
    passage = passage_of(view)

    async def fill(_view_id: str) -> tuple[Json, Passage]:
        finding = Finding(call.house, call.colleagues)
        shown, own = await finding.for_interview(view.interview_id, call.person_id, window)
        minted = (*passage.minted, *own, *shown.own, *(str(epoch(each.starts_at)) for each in view.offers))
        if view.poll is None:
            return times_view(view, press_of(view), shown), replace(passage, minted=minted)
        minted = (*minted, str(epoch(view.poll.deadline)))
        form = extend_view(view, press_of(view), shown, call.house.clock.now())
        return form, replace(passage, minted=minted)

    title = OFFER if view.poll is None else MORE
    return Outcome.filling(title, fill, passage, looking_words(0))


async def _open_ones(call: Call) -> list[Proposal]:
    if call.account is None or not call.account.linked:
        return []
    async with call.house.database.connection() as conn:
        return await proposals.proposals_of_client(conn, call.person_id)


def _window(call: Call, text: str) -> str:
    """Return the days that are meant, as they are said back. Raises BadInput."""
    return read_window(text, call.house.clock.now(), _zone(call)).said if text else USUAL_WINDOW


def _is_window(call: Call, text: str) -> bool:
    try:
        read_window(text, call.house.clock.now(), _zone(call))
    except BadInput:
        return False
    return True


def _zone(call: Call) -> ZoneInfo:
    return known_zone(call.zone) or ZoneInfo("UTC")
