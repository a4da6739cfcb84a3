"""What each verb of `/interview` does. Only the grammar's table knows them by name."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotAllowed, NotFound
from anteroom.house import House
from anteroom.interviews import actions, life, store
from anteroom.interviews.model import Interview, Role
from anteroom.interviews.view import View, view_for
from anteroom.once import once
from anteroom.people.persons import known_zone
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom_slack import modal, when
from anteroom_slack.call import Call, Outcome
from anteroom_slack.cards import Press, card, dated, escaped, minted, state_words
from anteroom_slack.seen import SEEN_IN_SLACK

SHOWN = 6
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_REFERENCE = re.compile(r"(?:int_)?([a-z2-7]{4,})")


async def schedule(call: Call) -> Outcome:
    """Open the form, with what was typed already in it."""
    people = tuple(dict.fromkeys(_MENTION.findall(call.rest)))
    words = _MENTION.sub(" ", call.rest).split()
    async with call.house.database.connection() as conn:
        open_ones = await proposals.proposals_of_client(conn, call.person_id)
        offers = [modal.Offer(each.id, await _words(conn, each)) for each in open_ones]
    if not offers:
        raise NotFound(
            "You have no open proposal to interview for. Interviews hang on a proposal: shortlist one first."
        )
    chosen = _named(open_ones, words[0]) if words else None
    said = " ".join(words[1:] if chosen else words)
    starts_at = when.parse(said, call.house.clock.now(), _zone(call)) if said else None
    if people:
        call.colleagues.look_up(people)
    understood = when.echo(starts_at, starts_at, call.zone) if starts_at else ""
    prefill = modal.Prefill(
        proposal_id=chosen.id if chosen else None,
        starts_at=starts_at,
        understood=understood,
        colleagues=people,
    )
    ids = tuple(offer.id for offer in offers)
    return Outcome.opening(
        modal.schedule_view(offers, prefill), Passage(readers=(call.person_id,), minted=ids)
    )


def _named(proposals_ahead: list[Proposal], word: str) -> Proposal | None:
    """Return the proposal that a word stands for: its id, or a word that only its job's title has."""
    by_id = [each for each in proposals_ahead if each.external_id == word]
    by_title = [each for each in proposals_ahead if word.casefold() in each.job_title.casefold().split()]
    found = by_id or by_title
    return found[0] if len(found) == 1 else None


async def listed(call: Call) -> Outcome:
    """Say which interviews lie ahead."""
    async with call.house.database.connection() as conn:
        ahead = await store.of_person(conn, call.person_id, call.house.clock.now())
        views = [view for each in ahead if (view := await _view(conn, call.house, each, call.person_id))]
    if not views:
        return Outcome.saying("You have no interviews ahead. `/interview` schedules one.", Passage())
    lines = [
        f"`{reference(view.interview_id)}` *{dated(view.starts_at, view.ends_at, call.zone)}* "
        f"{escaped(view.title)} – {state_words(view)}"
        for view in views[:20]
    ]
    if len(views) > 20:
        lines.append(f"… and {len(views) - 20} more")
    words = tuple(text for view in views for text in minted(view))
    return Outcome.saying("\n".join(lines), Passage(readers=(call.person_id,), minted=words))


async def show(call: Call) -> Outcome:
    """Show one interview; its buttons and the pass stay in the DM."""
    view, _ = await _chosen(call, call.rest)
    drawn = card(view, private=False)
    return Outcome(drawn.text, tuple(drawn.blocks), _passage(view))


async def move(call: Call) -> Outcome:
    """Move to the time that was typed, or open the form where none was."""
    view, said = await _chosen(call, call.rest)
    _refuse_unless_host(view)
    press = press_of(view)
    if not said:
        return Outcome.opening(modal.another_time_view("move", view, press), _passage(view))
    starts_at = when.parse(said, call.house.clock.now(), _zone(call))
    ends_at = starts_at + (view.ends_at - view.starts_at)

    async def act(house: House, _conn: Connection) -> dict[str, Any]:
        await actions.move(house, view.interview_id, call.person_id, starts_at, ends_at)
        return {"moved": view.interview_id}

    await once(call.house, SEEN_IN_SLACK, call.key, act)
    return Outcome.saying(
        f"Moved to *{when.echo(starts_at, ends_at, call.zone)}*. Everybody is asked again.", _passage(view)
    )


async def cancel(call: Call) -> Outcome:
    """Ask once more."""
    view, _ = await _chosen(call, call.rest)
    _refuse_unless_host(view)
    return Outcome.opening(modal.cancel_view(view, press_of(view)), _passage(view))


def reference(interview_id: str) -> str:
    """Return how an interview is called in commands: the first letters of its id."""
    return interview_id.removeprefix("int_")[:SHOWN]


def press_of(view: View) -> Press:
    """Return what is on the viewer's screen, for a modal's metadata."""
    return Press(view.interview_id, view.sequence, view.revision, view.answer.value)


async def _chosen(call: Call, text: str) -> tuple[View, str]:
    """Return the interview that `text` begins with (or the only one ahead) and the rest of the text."""
    first, _, rest = text.strip().partition(" ")
    named = _REFERENCE.fullmatch(first.lower())
    async with call.house.database.connection() as conn:
        ahead = await store.of_person(conn, call.person_id, call.house.clock.now())
        found = [each for each in ahead if named and reference_fits(each, named[1])]
        if len(found) == 1:
            view = await _view(conn, call.house, found[0], call.person_id)
            if view is not None:
                return view, rest.strip()
        if len(ahead) == 1 and not found and (not first or not _like_reference(first)):
            view = await _view(conn, call.house, ahead[0], call.person_id)
            if view is not None:
                return view, text.strip()
    if not ahead:
        raise NotFound("You have no interviews ahead. `/interview` schedules one.")
    if not first:
        raise BadInput("Say which interview. `/interview list` shows what each is called.")
    raise NotFound("You have no such interview ahead. `/interview list` shows what each is called.")


def reference_fits(interview: Interview, typed: str) -> bool:
    """Tell whether what was typed is the beginning of an interview's id."""
    return interview.id.removeprefix("int_").startswith(typed)


def _like_reference(word: str) -> bool:
    # "friday" could be a reference by its letters: what begins as a time does is none.
    return bool(_REFERENCE.fullmatch(word)) and not re.match(
        r"(?:today|tomorrow|next|noon|at|in|on|mon|tue|wed|thu|fri|sat|sun)", word, re.IGNORECASE
    )


async def _view(conn: Connection, house: House, interview: Interview, person_id: str) -> View | None:
    party = interview.party_of(person_id)
    return await view_for(conn, house, interview.id, party.id) if party else None


async def _words(conn: Connection, proposal: Proposal) -> str:
    freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
    return f"{proposal.job_title} · {freelancer.label}" if freelancer else proposal.job_title


def _zone(call: Call) -> ZoneInfo:
    zone = known_zone(call.zone)
    if zone is None:
        raise BadInput(
            "I do not know your time zone yet, so I will not guess what that hour means. "
            "Type `/interview` without a time and choose it in the form."
        )
    return zone


def _passage(view: View) -> Passage:
    return Passage(interview_id=view.interview_id, readers=(view.person_id,), minted=minted(view))


def _refuse_unless_host(view: View) -> None:
    if view.role is not Role.HOST:
        raise NotAllowed(
            f"Only the host, {escaped(view.host.label)}, can do this. "
            "You can propose another time on your card."
        )
    if view.state.over:
        raise NotAllowed(life.OVER_WORDS[view.state])
