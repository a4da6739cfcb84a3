"""The message with a party's pass: given when the doors open, emptied when the link opens nothing more."""

from __future__ import annotations

from datetime import datetime

from anteroom.interviews.view import View
from anteroom.passes.times import hour, written
from anteroom_slack.cards.blocks import escaped, section
from anteroom_slack.cards.card import Card, join_button, late_menu, may_say_late, minted
from anteroom_slack.cards.moments import named_zone
from anteroom_slack.cards.words import say


def pass_card(view: View, now: datetime) -> Card:
    """Return the message with which a party gets its pass when the doors open."""
    times = written(view.starts_at, view.ends_at, view.zone)
    minutes = round((view.starts_at - now).total_seconds() / 60)
    if minutes > 0:
        begins = f"Your interview starts in {minutes} minute{'' if minutes == 1 else 's'}"
    else:
        begins = "Your interview is open"
    text = f"{begins}: {view.title}, {times.span} ({times.zone})"
    said = f"*{begins}*\n{escaped(view.title)}\n{times.span}, _{escaped(times.zone)}_"
    note = "This link is yours alone. If somebody comes instead of you, the host decides."
    blocks = [
        section("pass", said),
        {"type": "actions", "block_id": "answer", "elements": [join_button(view)]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": note}]},
    ]
    own = next(line for line in view.lines if line.own)
    if own.late_until is not None:
        comes = f"{hour(own.late_until, view.zone)} ({named_zone(own.late_until, view.zone)})"
        blocks.insert(1, section("told", say(view.language, "late.told", comes=comes)))
    elif may_say_late(view):
        blocks.append(late_menu(view))
    return Card(escaped(text)[:2900], blocks, minted(view))


def pass_ended_card(view: View) -> Card:
    """Return what is left of that message when the link opens nothing any more, or not yet again."""
    key = "pass.over" if view.state.over else "pass.moved"
    said = say(view.language, key, title=escaped(view.title))
    return Card(said[:2900], [section("pass", said)], minted(view))
