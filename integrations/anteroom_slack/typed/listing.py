"""Interviews ahead as `/interview list` says them: an interview day as one, to the host's own side."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.interviews.model import Interview, Role, Side
from anteroom.interviews.view import View
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.cards.card import state_words
from anteroom_slack.cards.moments import dated
from anteroom_slack.cards.press import reference
from anteroom_slack.cards.words import say
from anteroom_slack.forms.graphemes import isolated


def listed_lines(seen: Sequence[tuple[Interview, View]], zone: str | None) -> list[str]:
    """Return a line for each interview, soonest first; those of one day stand together below its name."""
    lines: list[str] = []
    told: set[str] = set()
    for interview, view in seen:
        if interview.id in told:
            continue
        together = [each for each in seen if each[0].day == interview.day] if _host_side(view) else []
        if interview.day is None or len(together) < 2:
            lines.append(_line(view, zone, escaped(view.title)))
            continue
        lines.append(f"*Interview day: {len(together)} interviews, {escaped(view.job_title)}*")
        for one, its in together:
            told.add(one.id)
            candidate = next(line.label for line in its.lines if line.role is Role.CANDIDATE)
            lines.append(f"  • {_line(its, zone, escaped(isolated(candidate)))}")
    return lines


def _line(view: View, zone: str | None, what: str) -> str:
    when = dated(view.starts_at, view.ends_at, zone)
    if view.poll is not None:
        when = escaped(say(view.language, "poll.offered", count=str(len(view.poll.times))))
    return f"`{reference(view.interview_id)}` *{when}* {what} – {state_words(view)}"


def _host_side(view: View) -> bool:
    own = next((line for line in view.lines if line.own), None)
    return own is not None and own.side is Side.CLIENT
