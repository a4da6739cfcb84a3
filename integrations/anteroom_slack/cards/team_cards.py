"""A question to the host's own people, as each of them and the host see it in Slack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.asking.model import ENDED, Question, Said, State
from anteroom.passes.times import point, written
from anteroom_slack.cards.blocks import Block, button, escaped, section
from anteroom_slack.cards.card import Card
from anteroom_slack.cards.moments import dated, epoch
from anteroom_slack.forms.graphemes import cut, isolated

WORDS = {Said.NOTHING: "no answer yet", Said.YES: "it suits", Said.NO: "it does not suit"}
MARKS = {Said.NOTHING: "·", Said.YES: "✓", Said.NO: "✗"}
HEADS = {
    State.OPEN: "Asking your team first",
    State.SENT: "Your team was asked, and everybody is invited",
    State.CALLED_OFF: "Called off: nobody was invited",
    State.EXPIRED: "Ended without an answer from all: nobody was invited",
    State.FAILED: "Nobody was invited",
}
LONGEST_NOTICE = 2900
LONGEST_AGENDA = 500
"""Characters of an agenda that a colleague reads before the invitation, which has all of it."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One of the interviews that are asked about: whom with, and when."""

    job: str
    freelancer: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a card, and in which zone; the host's name for everybody else."""

    person_id: str
    zone: str | None
    host: str


def colleague_card(question: Question, sittings: Sequence[Sitting], agenda: str, reader: Reader) -> Card:
    """Return the card of somebody who is asked."""
    host = escaped(isolated(reader.host))
    own = next((each for each in question.asked if each.person_id == reader.person_id), None)
    said = own.said if own else Said.NOTHING
    head = f"{reader.host} asks whether a time suits you"
    blocks = [section("ask", f"*{host} asks whether this time suits you*, before anybody is invited.")]
    blocks += _when(question, sittings, reader)
    if agenda and question.state is State.OPEN:
        blocks.append(section("agenda", escaped(cut(agenda, LONGEST_AGENDA))))
    if question.state is not State.OPEN:
        blocks.append(section("end", _end_for_colleague(question, host)))
        return _card(head, blocks, question, sittings)
    if said is not Said.NOTHING:
        blocks.append(section("said", f"You said: *{WORDS[said]}*. You can still change it."))
    buttons = []
    if said is not Said.YES:
        buttons.append(button("team_yes", "It suits me", question.id, "primary"))
    if said is not Said.NO:
        buttons.append(button("team_no", "It does not suit me", question.id))
    blocks.append({"type": "actions", "block_id": "team", "elements": buttons})
    return _card(head, blocks, question, sittings)


def host_card(question: Question, sittings: Sequence[Sitting], reader: Reader) -> Card:
    """Return the host's card: who said what, and what can be done."""
    head = HEADS[question.state]
    lines = [
        f"{MARKS[each.said]} {escaped(isolated(each.label))} – {WORDS[each.said]}" for each in question.asked
    ]
    blocks = [
        section("head", f"*{head}*"),
        *_when(question, sittings, reader),
        section("answers", "\n".join(lines)),
    ]
    if question.trouble:
        blocks.append(section("trouble", f"It could not be sent: {escaped(question.trouble)}"))
    if question.state is State.OPEN:
        until = point(question.expires_at, reader.zone)
        note = (
            "Nobody else has heard of it, the freelancer neither. With the last yes everybody is invited; "
            f"without one this ends by itself on {until}."
        )
        blocks.append(section("note", escaped(note)))
        buttons = [
            button("team_send", "Invite everybody now", question.id, "primary"),
            button("team_off", "Call it off: nobody is invited", question.id, "danger"),
        ]
        blocks.append({"type": "actions", "block_id": "team", "elements": buttons})
    return _card(head, blocks, question, sittings)


def _end_for_colleague(question: Question, host: str) -> str:
    if question.state is State.SENT:
        return f"{host} has invited everybody. The interview's own card is here, too."
    return escaped(ENDED[question.state])


def _when(question: Question, sittings: Sequence[Sitting], reader: Reader) -> list[Block]:
    if not sittings:
        times = written(question.starts_at, question.ends_at, reader.zone)
        return [section("when", f"{times.span}, _{escaped(times.zone)}_")]
    lines = [f"*{escaped(isolated(sittings[0].job))}*"]
    for each in sittings:
        times = written(each.starts_at, each.ends_at, reader.zone)
        who = escaped(isolated(each.freelancer))
        lines.append(f"*{dated(each.starts_at, each.ends_at, reader.zone)}* with {who}")
        lines.append(f"_{times.span}, {escaped(times.zone)}_")
    return [section("when", "\n".join(lines))]


def _card(head: str, blocks: list[Block], question: Question, sittings: Sequence[Sitting]) -> Card:
    moments = [question.starts_at, question.ends_at, question.expires_at]
    moments += [moment for each in sittings for moment in (each.starts_at, each.ends_at)]
    minted = (question.id, *dict.fromkeys(str(epoch(moment)) for moment in moments))
    return Card(cut(escaped(head), LONGEST_NOTICE), blocks, minted)
