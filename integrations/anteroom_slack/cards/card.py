"""The card: one interview as one viewer sees it, in blocks. One message, edited in place through its life."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from anteroom.interviews.agreement import Standing
from anteroom.interviews.lateness import CHOICES
from anteroom.interviews.model import Answer, Role, State
from anteroom.interviews.signs import SIGNS
from anteroom.interviews.suits import Fit
from anteroom.interviews.view import CounterView, Line, View
from anteroom.meetings.words import where_to_meet
from anteroom.passes.times import written
from anteroom_slack.cards.blocks import Block, button, escaped, header, link_button, section
from anteroom_slack.cards.moments import clock, dated, epoch
from anteroom_slack.cards.poll_card import moments as poll_moments
from anteroom_slack.cards.poll_card import poll_blocks
from anteroom_slack.cards.press import Press, reference
from anteroom_slack.cards.words import say

WORDS = {
    Answer.ACCEPTED: "accepted",
    Answer.DECLINED: "declined",
    Answer.TENTATIVE: "maybe",
    Answer.NONE: "no answer yet",
}
NUMBERS = ("nobody", "one", "both", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Card:
    """A message: blocks, the text that stands for them in notifications, and strings of our own in them."""

    text: str
    blocks: list[Block]
    minted: tuple[str, ...]


def card(view: View, *, private: bool = True, note: str = "", say_why: bool = False) -> Card:
    """Return the card of a view. Only a `private` one, in the viewer's own DM, has buttons and the pass.

    `note` is a last word for this viewer alone, as plain text. `say_why`: who declined has not said why.
    """
    people = section("people", _people(view)) | (more(view) if private and not view.removed else {})
    blocks = [header(state_words(view), "state"), *_what(view), people]
    if view.poll is not None and not view.state.over:
        blocks += poll_blocks(view, view.poll, private=private)
    if note:
        blocks.append(section("note", escaped(note)))
    if private and not view.state.over and not view.removed:
        blocks += [block for counter in view.counters for block in _counter(view, counter)]
        blocks += offer_blocks(view)
        ways = buttons(view, say_why=say_why)
        if ways:
            blocks.append({"type": "actions", "block_id": "answer", "elements": ways})
        if may_say_late(view):
            blocks.append(late_menu(view))
    return Card(escaped(_notice(view))[:2900], blocks, minted(view))


def more(view: View) -> Block:
    """Return what is at hand beside the people without being in the way: that something is wrong."""
    words = {"type": "plain_text", "text": say(view.language, "report.card")}
    options = [{"text": words, "value": f"report {reference(view.interview_id)}"}]
    return {"accessory": {"type": "overflow", "action_id": "continue:more", "options": options}}


def _notice(view: View) -> str:
    """Return what a notification says."""
    if view.poll is not None:
        return f"{say(view.language, 'poll.head')} {view.title}"
    times = written(view.starts_at, view.ends_at, view.zone)
    return f"{state_words(view)}: {view.title}, {times.span} ({times.zone})"


def may_say_late(view: View) -> bool:
    """Tell whether a menu to say so belongs on what this viewer is shown: once, with the doors open."""
    own = next((line for line in view.lines if line.own), None)
    ready = view.state is State.DOORS_OPEN and view.answer is not Answer.DECLINED
    return ready and own is not None and own.late_until is None


def late_menu(view: View, block_id: str = "late") -> Block:
    """Return the menu with which a party says that it runs late."""
    options = [
        {
            "text": {"type": "plain_text", "text": f"{minutes} minutes late"},
            "value": f"{minutes} {view.interview_id}",
        }
        for minutes in CHOICES
    ]
    menu = {
        "type": "static_select",
        "action_id": "late",
        "placeholder": {"type": "plain_text", "text": "Running late"},
        "options": options,
    }
    return {"type": "actions", "block_id": block_id, "elements": [menu]}


def state_words(view: View) -> str:
    """Return the state in a word, with what became of it."""
    if view.removed:
        return "No longer needed"
    if view.poll is not None:
        return say(view.language, "poll.state")
    if view.state is State.HELD and view.held_minutes is not None:
        return f"{view.state_word}, {view.held_minutes} min"
    return view.state_word


def minted(view: View) -> tuple[str, ...]:
    """Return the strings of our own that a rendering holds; epochs look like phone numbers."""
    moments = [view.starts_at, view.ends_at, *(view.previous or ())]
    moments += [line.late_until for line in view.lines if line.late_until is not None]
    for counter in view.counters:
        moments += [counter.starts_at, counter.ends_at]
    for offer in view.offers:
        moments += [offer.starts_at, offer.ends_at]
    own = dict.fromkeys(str(epoch(moment)) for moment in moments)
    return (*view.minted, *own, *poll_moments(view.poll))


def for_all(view: View) -> str:
    """Return "Cancel for all four": the dangerous button says whom it concerns."""
    count = len(view.lines)
    word = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"Cancel for {'' if count == 2 else 'all '}{word}"


def _what(view: View) -> list[Block]:
    if view.poll is not None:
        return [section("title", titled(view))]
    times = written(view.starts_at, view.ends_at, view.zone)
    day, _, clock = times.span.partition(", ")
    # The first line is in the zone that Slack knows; the second says it in ours, which may be another.
    named = f"_{day.partition(' ')[0]} {clock}, {escaped(times.zone)}_"
    lines = [f"*{dated(view.starts_at, view.ends_at, view.zone)}*", named]
    blocks = [section("time", "\n".join(lines)), section("title", titled(view))]
    changes = []
    if view.previous is not None:
        before = written(*view.previous, view.zone)
        changes.append(f"~{before.span}~ → {times.span}")
    if view.reason and view.state is State.CANCELLED:
        changes.append(f"Reason: {escaped(view.reason)}")
    if view.state is State.VOID:
        changes.append("Its proposal is closed.")
    if changes:
        blocks.append(section("changes", "\n".join(changes)))
    return blocks


def titled(view: View) -> str:
    """Return the title, a company's tool where it is in one, and to the client's side its place in a day."""
    lines = [f"*{escaped(view.title)}*"]
    where = where_to_meet(view.place, view.language)
    if where and not view.state.over:
        lines.append(escaped(where))
    if view.day_place is not None:
        lines.append(f"Interview day: {view.day_place[0]} of {view.day_place[1]}")
    return "\n".join(lines)


def _people(view: View) -> str:
    return "\n".join(_person(line, view) for line in view.lines)


def _person(line: Line, view: View) -> str:
    notes = [word for word in (line.role.value, "you" if line.own else "") if word]
    if not line.required:
        notes.append("may come")
    # That is the host's to know, who typed the address or has the thread.
    away = ""
    if not line.reachable and view.role is Role.HOST:
        away = " (mail does not reach them)" if line.has_mail else " (nothing reaches them)"
    late = ""
    if line.late_until is not None and not view.state.over:
        late = f", *late: about {clock(line.late_until, view.zone)}*"
    said = f"{WORDS[line.answer]}{late}{_agreement(line, view)}{away}"
    if view.poll is not None:  # what is said to each of the times stands beside that
        return f"{escaped(line.label)} ({', '.join(notes)}){away}"
    return f"{SIGNS[line.answer]} {escaped(line.label)} ({', '.join(notes)}) – {said}"


def _agreement(line: Line, view: View) -> str:
    """Say who will not come in under the agreement; its host alone has that in the view, and nobody why."""
    declined = line.standing is Standing.DECLINED and not view.state.over
    return ", *will not come in under the agreement*: your link leads to it" if declined else ""


def _counter(view: View, counter: CounterView) -> list[Block]:
    fits = ", ".join(f"{escaped(suit.label)}: {suit.fit.value}" for suit in counter.suits)
    times = written(counter.starts_at, counter.ends_at, view.zone)
    said = [
        f"{escaped(counter.label)} proposes *{dated(counter.starts_at, counter.ends_at, view.zone)}*",
        f"_{times.span}, {escaped(times.zone)}_",
        f"Suits: {fits}",
    ]
    if counter.comment:
        said.append(f"“{escaped(counter.comment)}”")
    value = _value(view, counter.id)
    return [
        section(f"counter:{counter.id}", "\n".join(said)),
        {
            "type": "actions",
            "block_id": f"decide:{counter.id}",
            "elements": [
                button("counter_accept", "Accept this time", value, style="primary"),
                button("counter_decline", "Keep the time", value),
                button("move", "Other times that suit", value),
            ],
        },
    ]


def offer_blocks(view: View) -> list[Block]:
    """Return the times offered beside the interview's own: with whom they suit for the host, each with a
    button for the freelancer.
    """
    if not view.offers:
        return []
    if view.role is Role.HOST:
        lines = ["*You offer as well:*"]
        for offer in view.offers:
            fits = ", ".join(
                f"{escaped(suit.label)}: {suit.fit.value}"
                for suit in offer.suits
                if suit.fit is not Fit.PROPOSED_IT
            )
            lines.append(f"{dated(offer.starts_at, offer.ends_at, view.zone)} – {fits}")
        return [section("offers", "\n".join(lines))]
    lead = f"*{escaped(view.host.label)} offers these times as well.* Take one, or accept the time above."
    blocks = [section("offers", lead)]
    for offer in view.offers:
        words = dated(offer.starts_at, offer.ends_at, view.zone)
        take = button("offer_take", "Take this time", _value(view, offer.id))
        blocks.append(section(f"offer:{offer.id}", words) | {"accessory": take})
    return blocks


def buttons(view: View, *, say_why: bool = False) -> list[Block]:
    """Return what this viewer can press about an interview that is not over."""
    value = _value(view)
    made = []
    if view.poll is not None and view.role is not Role.HOST:
        return []  # there is no invitation to answer yet
    if view.state in (State.DOORS_OPEN, State.SCHEDULED):
        made.append(join_button(view))
    if view.role is Role.HOST:
        if view.poll is not None:
            again = f"times {reference(view.interview_id)}"
            made.append(button("continue:times", say(view.language, "poll.more"), again))
        words = "Move" if view.poll is None else say(view.language, "poll.set")
        made += [button("move", words, value), button("add", "Add people", value)]
        if heirs(view):
            made.append(button("hand_over", "Hand over", value))
        return [*made, button("cancel", for_all(view), value, style="danger")]
    if view.answer is not Answer.ACCEPTED:
        made.append(button("accept", "Accept", value, style="primary"))
    if view.answer is not Answer.DECLINED:
        made.append(button("decline", "Decline", value))
    elif say_why:
        made.append(button("why", "Say why", value))
    return [*made, button("counter", "Propose another time", value)]


def heirs(view: View) -> list[Line]:
    """Return those to whom hosting can be handed over: guests of the host's own side."""
    return [line for line in view.lines if line.side is view.host.side and line.role is Role.GUEST]


def join_button(view: View) -> Block:
    """Return the button that opens the viewer's own pass; for nobody else's eyes."""
    style = "primary" if view.state is State.DOORS_OPEN else ""
    return link_button("join", "Join", view.pass_link, style)


def _value(view: View, counter_id: str = "") -> str:
    press = Press(view.interview_id, view.sequence, view.revision, view.answer.value, counter_id)
    return msgspec.json.encode(press).decode()
