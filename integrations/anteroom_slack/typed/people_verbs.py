"""The verbs about who is in an interview: loop somebody in, let somebody go, hand the hosting over."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.api.doorway import Passage
from anteroom.errors import BadInput, NotAllowed
from anteroom.interviews import store
from anteroom.interviews.model import Role
from anteroom.interviews.view import Line, View
from anteroom_slack.forms.marks import marks_of
from anteroom_slack.forms.people_modal import ADD_TITLE, add_view, person_view
from anteroom_slack.line import Json
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.chosen import chosen, passage_of, press_of, refuse_unless_host
from anteroom_slack.typed.said import Said, read

ASK_HOST = "Ask the host to do it."
NO_GUEST = "Only guests can be let go, and none here is called so. `/interview show` tells who is in it."
ONE = "One at a time: name one person, or none and choose in the form."
NOBODY_LEFT = "Nobody is in this interview but you and the freelancer."
NO_HEIR = (
    "Only somebody of your own side who is in the interview can host it. `/interview add` loops somebody in."
)
STRAY = "I read only people there: choose them behind the @ sign, or write e-mail addresses."


async def add(call: Call) -> Outcome:
    """Open the form with whom was named: nobody is written to before it is sent."""
    view, rest = await chosen(call)
    refuse_unless_host(view, ASK_HOST)
    said = read(rest)
    if said.rest or said.about:
        raise BadInput(STRAY, field="guests")
    if said.people:
        call.colleagues.look_up(said.people)

    async def fill(_view_id: str) -> tuple[Json, Passage]:
        named = await call.colleagues.named(said.people)
        async with call.house.database.connection() as conn:
            place = call.speaker.place
            marks, own = await marks_of(conn, call.house, place, said.people, named, last=True)
        form = add_view(view, press_of(view), said.people, said.guest_lines, marks)
        return form, passage_of(view, *said.typed, *own)

    return Outcome.filling(ADD_TITLE, fill, passage_of(view, *said.typed))


async def remove(call: Call) -> Outcome:
    """Ask once more who is to be let go."""
    view, rest = await chosen(call)
    refuse_unless_host(view, ASK_HOST)
    guests = [line for line in view.lines if line.role not in (Role.HOST, Role.CANDIDATE)]
    if not guests:
        raise NotAllowed(f"{NOBODY_LEFT} An interview needs both: `/interview cancel` calls it off.")
    return await _choice(call, "remove", view, guests, rest)


async def hand_over(call: Call) -> Outcome:
    """Ask once more who is to host: it cannot be taken back by whoever gave it away."""
    view, rest = await chosen(call)
    refuse_unless_host(view, ASK_HOST)
    heirs = [line for line in view.lines if line.side is view.host.side and line.role is Role.GUEST]
    if not heirs:
        raise NotAllowed(NO_HEIR)
    return await _choice(call, "hand_over", view, heirs, rest)


async def _choice(call: Call, form: str, view: View, lines: Sequence[Line], rest: str) -> Outcome:
    said = read(rest)
    if len(said.people) > 1:
        raise BadInput(ONE, field="guests")
    named = await _named(call, view, lines, said)
    if named is None and (said.people or said.rest or said.guests):
        raise BadInput(NO_GUEST if form == "remove" else NO_HEIR, field="guests")
    return Outcome.opening(person_view(form, view, press_of(view), lines, named), passage_of(view))


async def _named(call: Call, view: View, lines: Sequence[Line], said: Said) -> str | None:
    """Return the party that was named: a user of Slack, or what its label begins with.

    An address finds nobody: to say whose it is would tell a host which address a party has.
    """
    if said.people:
        async with call.house.database.connection() as conn:
            account = await account_of(conn, Speaker(call.speaker.team_id, said.people[0]))
            interview = await store.load(conn, view.interview_id)
        party = interview.party_of(account.person_id) if account else None
        return next((line.party_id for line in lines if party and line.party_id == party.id), None)
    typed = said.rest.casefold().removeprefix("to ").strip(' ".,')
    found = [line.party_id for line in lines if typed and line.label.casefold().startswith(typed)]
    return found[0] if len(found) == 1 else None
