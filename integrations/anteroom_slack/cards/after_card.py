"""What a card shows once a call is over: what became of it, and what its viewer can do now."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from anteroom.interviews.model import State
from anteroom.interviews.view import View
from anteroom.verdicts.model import Said
from anteroom.verdicts.words import Note, after_words, what_became
from anteroom_slack.cards.blocks import Block, actions, button, escaped, section
from anteroom_slack.cards.card import Card, card, minted
from anteroom_slack.cards.press import Press

CONNECTION = "connection_"
"""Behind this stands what is said of the connection, in the name of a button."""


def whole_card(view: View, *, private: bool = True, note: str = "", say_why: bool = False) -> Card:
    """Return the card of a view (`card.card`) with what there is to say once its call is over."""
    drawn = card(view, private=private, note=note, say_why=say_why)
    more = [] if view.removed else after_blocks(view, private=private)
    return replace(drawn, blocks=[*drawn.blocks, *more])


def after_blocks(view: View, *, private: bool) -> list[Block]:
    """Return what became of an interview, and to a `private` card what can be done about it."""
    say = after_words(view.language)
    sentences = what_became(view)
    if not sentences:
        return []
    if view.after.contested:
        sentences.append(say(f"contest.{view.after.contested}"))
    if view.after.asked:
        sentences.append(say("again.asked"))
    sentences += [say("again.asking", who=label) for label in view.after.asking]
    blocks = [section("after", "\n".join(escaped(each) for each in sentences))]
    buttons = after_buttons(view) if private else []
    if buttons:
        blocks.append(actions("after_do", *buttons))
    if private and view.after.may_say and not view.after.said:
        blocks.append(section("connection", f"*{escaped(say('connection.head'))}*"))
        value = _value(view)
        blocks.append(
            actions(
                "connection_say",
                *(button(f"{CONNECTION}{word}", say(f"connection.{word}"), value) for word in Said),
            )
        )
    return blocks


def after_buttons(view: View) -> list[Block]:
    """Return the buttons that lead on, for this viewer."""
    say, value = after_words(view.language), _value(view)
    # After a call that was held another one is no matter of course.
    style = "" if view.state is State.HELD else "primary"
    made = []
    if view.after.may_rebook:
        made.append(button("rebook", say("again.head"), value, style))
    if view.after.may_ask:
        made.append(button("again", say("again.ask"), value, style))
    if view.after.may_contest:
        made.append(button("contest", say("contest.head"), value))
    return made


def after_note(view: View, note: Note) -> Card:
    """Return what somebody is told besides the card, with the same buttons."""
    said = "\n".join(escaped(each) for each in note.sentences)
    blocks = [section("after", f"*{escaped(note.head)}*\n{escaped(view.title)}\n{said}")]
    buttons = after_buttons(view)
    if buttons:
        blocks.append(actions("after_do", *buttons))
    return Card(escaped(f"{note.head}: {view.title}")[:2900], blocks, minted(view))


def _value(view: View) -> str:
    return msgspec.json.encode(Press(view.interview_id, view.sequence, view.revision)).decode()
