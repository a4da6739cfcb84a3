"""What the verbs of `/interview` about interviews do. Only the grammar's table knows them by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from anteroom.api.doorway import Passage
from anteroom.errors import BadInput, NotFound
from anteroom.interviews import store
from anteroom.interviews.commands import LONGEST_COMMENT
from anteroom.interviews.model import Role, State
from anteroom.interviews.view import View
from anteroom.passes.times import point
from anteroom.people.persons import known_zone
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom_slack.cards.blocks import Block, button, escaped
from anteroom_slack.cards.card import card, join_button, minted
from anteroom_slack.cards.moments import dated
from anteroom_slack.cards.press import reference
from anteroom_slack.forms import another, modal
from anteroom_slack.forms.finding import looking_words
from anteroom_slack.forms.modal import USUAL_LENGTH
from anteroom_slack.forms.opening import NO_PROPOSAL, Opening, Wish
from anteroom_slack.forms.schedule_modal import TITLE
from anteroom_slack.typed import when
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.chosen import (
    NO_SUCH,
    NONE_AHEAD,
    chosen,
    passage_of,
    press_of,
    refuse_unless_host,
    seen_by,
)
from anteroom_slack.typed.listing import listed_lines
from anteroom_slack.typed.proposal_said import proposal_said
from anteroom_slack.typed.said import plain, read

MOST_LISTED = 20
LONGEST_VALUE = 2000
"""docs.slack.dev/reference/block-kit/block-elements/button-element: `value`."""
LONGEST_WORD = 20
NO_SUCH_PROPOSAL = (
    "You have no open proposal of that name. Leave it out and choose one in the form that opens, or write "
    "the proposal's id or a word that only its title has."
)


async def schedule(call: Call) -> Outcome:
    """Open the form with what was typed in it, or the step behind it where nothing is missing.

    Nobody is asked before that step is sent.
    """
    said = read(call.rest)
    async with call.house.database.connection() as conn:
        open_ones = await proposals.proposals_of_client(conn, call.person_id)
    if not open_ones:
        raise NotFound(NO_PROPOSAL)
    chosen_one, time_said = proposal_said(open_ones, said.rest, lambda text: _is_time(call, text))
    starts_at = None
    if time_said:
        try:
            starts_at = _read_time(call, time_said)
        except when.TwoTimes as asked:
            start = f"schedule {chosen_one.external_id if chosen_one else ''}".strip()
            return _which(call, asked, lambda moment: said.again(start, moment), Passage(minted=said.typed))
        except BadInput as error:
            _refuse_name(call, time_said, chosen_one, error)
    if said.people:
        call.colleagues.look_up(said.people)
    wish = Wish(
        proposal=chosen_one or (open_ones[0] if len(open_ones) == 1 else None),
        starts_at=starts_at,
        minutes=round(said.length.total_seconds() / 60) if said.length else USUAL_LENGTH,
        people=said.people,
        guests=said.guests,
        agenda=said.about,
    )
    fill = Opening(call.house, call.colleagues).filling(call.speaker, wish)
    return Outcome.filling(TITLE, fill, Passage(readers=(call.person_id,), minted=said.typed))


async def listed(call: Call) -> Outcome:
    """Say which interviews lie ahead, and what each is called."""
    async with call.house.database.connection() as conn:
        ahead = await store.of_person(conn, call.person_id, call.house.clock.now())
        seen = [
            (each, view) for each in ahead if (view := await seen_by(conn, call.house, each, call.person_id))
        ]
    views = [view for _, view in seen]
    if not views:
        return Outcome.saying(NONE_AHEAD, Passage())
    lines = listed_lines(seen[:MOST_LISTED], call.zone)
    if len(views) > MOST_LISTED:
        lines.append(f"… and {len(views) - MOST_LISTED} more")
    lines.append(
        f"`/interview show {reference(views[0].interview_id)}` tells who is asked and what they said."
    )
    words = tuple(text for view in views for text in minted(view))
    return Outcome.saying("\n".join(lines), Passage(readers=(call.person_id,), minted=words))


async def show(call: Call) -> Outcome:
    """Show one interview; its buttons and the pass stay in the DM."""
    view = await _only(call)
    drawn = card(view, private=False)
    name = reference(view.interview_id)
    text = f"`{name}`: `/interview join {name}` opens your door"
    if view.role is Role.HOST:
        text += f", `/interview move {name}` and `/interview cancel {name}` change it"
    note: Block = {"type": "context", "elements": [{"type": "mrkdwn", "text": f"{text}."}]}
    return Outcome(drawn.text, (*drawn.blocks, note), passage_of(view))


async def move(call: Call) -> Outcome:
    """Open the form, with the time that was typed as it was understood: nobody is asked before it is sent."""
    view, rest = await chosen(call)
    refuse_unless_host(view, "You can propose another time on your card.")
    press, said = press_of(view), plain(rest)
    if not said:
        if view.poll is not None:
            return Outcome.opening(modal.another_time_view("move", view, press), passage_of(view))
        fill = another.filling(call.house, "move", view, press)
        return Outcome.filling(another.TITLES["move"], fill, passage_of(view), looking_words(0))
    try:
        starts_at = _read_time(call, said)
    except when.TwoTimes as asked:
        name = reference(view.interview_id)
        return _which(
            call,
            asked,
            lambda moment: f"move {name} {moment.isoformat(timespec='minutes')}",
            passage_of(view),
        )
    ends_at = starts_at + (view.ends_at - view.starts_at)
    understood = when.echo(starts_at, ends_at, call.zone)
    form = modal.another_time_view("move", view, press, starts_at, understood)
    return Outcome.opening(form, passage_of(view, str(int(starts_at.timestamp()))))


async def cancel(call: Call) -> Outcome:
    """Ask once more: it cannot be undone. The reason is read by the guard when the form is sent."""
    view, rest = await chosen(call)
    refuse_unless_host(view, "You can decline on your card.")
    reason = plain(rest)
    if len(reason) > LONGEST_COMMENT:
        raise BadInput(f"The reason is longer than {LONGEST_COMMENT:,} characters.", field="reason")
    return Outcome.opening(modal.cancel_view(view, press_of(view), reason), passage_of(view, reason))


async def join(call: Call) -> Outcome:
    """Give the person the own pass, seen by nobody else: of the interview named, else of the next one."""
    if call.rest.strip():
        view = await _only(call)
    else:
        view = await _next(call)
    doors = call.house.hours.doors_before
    if view.state is State.DOORS_OPEN:
        now = "The doors are open."
    else:
        opens = point(view.starts_at - doors, call.zone)
        now = f"The doors open on {opens}. Until then you can look round the lobby."
    if view.state is State.PROPOSED:
        now += " The freelancer has not agreed to this time yet."
    said = [f"*{escaped(view.title)}*", dated(view.starts_at, view.ends_at, call.zone), escaped(now)]
    note = "This link is yours alone. If somebody comes instead of you, the host decides."
    more: list[Block] = [
        {"type": "actions", "block_id": "answer", "elements": [join_button(view)]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": note}]},
    ]
    return Outcome.saying("\n".join(said), passage_of(view), more=more)


async def _only(call: Call) -> View:
    """Return the interview that was named, where nothing else was typed."""
    view, rest = await chosen(call)
    if rest:
        raise NotFound(NO_SUCH)
    return view


async def _next(call: Call) -> View:
    """Return the interview whose doors are open, else the soonest."""
    async with call.house.database.connection() as conn:
        ahead = await store.of_person(conn, call.person_id, call.house.clock.now())
        if not ahead:
            raise NotFound(NONE_AHEAD)
        first = next((each for each in ahead if each.state is State.DOORS_OPEN), ahead[0])
        view = await seen_by(conn, call.house, first, call.person_id)
    if view is None:
        raise NotFound(NONE_AHEAD)
    return view


def _refuse_name(call: Call, said: str, found: Proposal | None, error: BadInput) -> None:
    """Raise `error`, or, where only the first word is no time, that no proposal is called so."""
    if found is None and _is_time(call, said.partition(" ")[2]):
        raise NotFound(NO_SUCH_PROPOSAL) from error
    words = said.split()
    for count in range(len(words) - 1, 0, -1):
        if _is_time(call, " ".join(words[:count])):
            raise BadInput(_stopped_by(words[count]), field="when") from error
    raise error


def _stopped_by(word: str) -> str:
    """Say which word is no part of a time; one that may be part of a contact detail is not repeated."""
    named = f"“{word}”" if word.isalpha() and len(word) <= LONGEST_WORD else "what follows it"
    return f"I can read the time up to {named}. Put `about` before what the interview is about."


def _which(call: Call, asked: when.TwoTimes, again: Callable[[datetime], str], passage: Passage) -> Outcome:
    """Ask which of two times is meant: each button types the command again with that one."""
    buttons: list[Block] = []
    for number, moment in enumerate(asked.choices):
        there = moment.astimezone(_zone(call))
        buttons.append(button(f"continue:{number}", point(moment, call.zone), again(there)))
    if any(len(each["value"]) > LONGEST_VALUE for each in buttons):
        buttons = []
    own = (*passage.minted, *(str(each["value"]) for each in buttons))
    passage = Passage(passage.interview_id, (call.person_id,), own)
    more: list[Block] = [{"type": "actions", "block_id": "which", "elements": buttons}] if buttons else []
    return Outcome.saying(escaped(asked.sentence), passage, more=more)


def _read_time(call: Call, said: str) -> datetime:
    return when.parse(said, call.house.clock.now(), _zone(call))


def _is_time(call: Call, said: str) -> bool:
    try:
        _read_time(call, said)
    except when.TwoTimes:
        return True
    except BadInput:
        return False
    return True


def _zone(call: Call) -> ZoneInfo:
    zone = known_zone(call.zone)
    if zone is None:
        raise BadInput(
            "I do not know your time zone yet, so I will not guess what that hour means. "
            "Type `/interview` without a time and choose it in the form."
        )
    return zone
