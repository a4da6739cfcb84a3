"""The Home tab as blocks: interviews ahead with what can be done, and what is known of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anteroom.interviews.view import View
from anteroom.languages import spoken
from anteroom.people.working_hours import WorkingHours
from anteroom.people.zones import NOWHERE, Whereabouts
from anteroom.times.availability.model import Source
from anteroom_slack.cards.blocks import Block, actions, button, escaped, header, section
from anteroom_slack.cards.calendars import calendar_blocks
from anteroom_slack.cards.card import buttons, late_menu, may_say_late, state_words, titled
from anteroom_slack.cards.moments import dated
from anteroom_slack.cards.press import reference
from anteroom_slack.cards.words import say
from anteroom_slack.forms.settings_modal import LANGUAGE_NAMES
from anteroom_slack.forms.travel import whereabouts_said
from anteroom_slack.forms.week_modal import week_said

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Person:
    """Who looks. `label` is the marketplace's name for a connected member, empty for a colleague's guest."""

    label: str
    zone: str
    language: str
    hours: WorkingHours | None
    where: Whereabouts = NOWHERE
    calendars: tuple[Source, ...] = ()


def home_view(
    person: Person, views: Sequence[View], marketplace: str, home: str, now: datetime
) -> dict[str, Any]:
    """Return the Home tab of somebody whom we know; `views` are the interviews ahead, soonest first.

    `home` is our public address, under which pages tell of support and privacy.
    """
    blocks = [header("Your interviews"), *_interviews(views)]
    if person.label:
        blocks.append(
            actions("new", button("continue:schedule", "Schedule an interview", "schedule", "primary"))
        )
    blocks += [
        {"type": "divider"},
        header("You"),
        section("you", "\n".join(_about(person, marketplace, now))),
    ]
    ways = [
        button("continue:hours", "When you can be met", "hours"),
        button("continue:travel", "I am travelling", "travel"),
        button("continue:settings", "Settings", "settings"),
    ]
    if not person.label:
        ways.append(button("continue:connect", f"Connect {marketplace}"[:75], "connect", "primary"))
    own_page = next((view.pass_link for view in views if not view.state.over), "")
    blocks += [actions("ways", *ways), *calendar_blocks(person.calendars, person.language, own_page)]
    blocks += [{"type": "divider"}, *_help(home)]
    return {"type": "home", "blocks": blocks}


def stranger_view(marketplace: str, home: str) -> dict[str, Any]:
    """Return the Home tab of somebody whom we do not know."""
    place = escaped(marketplace)
    lead = (
        f"Anteroom is where you meet the people who answered your job on {place}: you schedule here, loop in "
        "colleagues, and see who has answered what."
    )
    blocks = [
        header("Interviews, before there is a contract"),
        section("lead", lead),
        section("none", f"You see your interviews here once your {place} account is connected."),
        actions("new", button("continue:connect", "Connect", "connect", "primary")),
        {"type": "divider"},
        *_help(home),
    ]
    return {"type": "home", "blocks": blocks}


def _interviews(views: Sequence[View]) -> list[Block]:
    if not views:
        return [section("none", "No interviews ahead.")]
    blocks: list[Block] = []
    for view in views[:MOST_SHOWN]:
        name = reference(view.interview_id)
        when = dated(view.starts_at, view.ends_at, view.zone)
        if view.poll is not None:
            when = escaped(say(view.language, "poll.offered", count=str(len(view.poll.times))))
        lines = [f"*{when}*", titled(view)]
        lines.append(f"{state_words(view)} · {_answers(view)} · `{name}`")
        blocks.append(section(f"interview:{name}", "\n".join(lines)))
        ways = buttons(view)
        more = button("continue:show", "Details", f"show {name}")
        blocks.append(actions(f"answer:{name}", *ways[:-1], more, *ways[-1:]))
        if may_say_late(view):
            blocks.append(late_menu(view, f"late:{name}"))
    if len(views) > MOST_SHOWN:
        more_of_them = f"… and {len(views) - MOST_SHOWN} more: `/interview list` shows them all."
        blocks.append(section("more", more_of_them))
    return blocks


def _answers(view: View) -> str:
    others = [line for line in view.lines if not line.own]
    came = sum(line.answer.value == "accepted" for line in others)
    return f"{came} of {len(others)} others accepted"


def _about(person: Person, marketplace: str, now: datetime) -> list[str]:
    place = escaped(marketplace)
    if person.label:
        lines = [f"*Account:* connected as {escaped(person.label)}. `/interview disconnect` ends that."]
    else:
        lines = [f"*Account:* no {place} account is connected; a colleague invited you."]
    if person.zone:
        said = escaped(whereabouts_said(person.where, now).partition(": ")[2])
        lines.append(f"*Time zone:* {said}")
        lines.append(f"_{escaped(person.zone)} comes from {place}, or else from Slack; change it there._")
    else:
        lines.append(f"*Time zone:* not known, so times are in UTC. Set it on {place}, or in Slack.")
    lines.append(f"*Working hours:* {week_said(person.hours)}")
    lines.append(f"*Language:* {LANGUAGE_NAMES[spoken(person.language)]}")
    return lines


def _help(home: str) -> list[Block]:
    words = (
        "*Help:* type `/interview help` anywhere, or `/interview` alone to schedule. Something wrong? Report "
        "it; people read it, and nobody in the interview learns of it.\n"
        f"<{home}/slack/support|Support> · <{home}/slack/privacy|Privacy> · <{home}/slack/scopes|Permissions>"
    )
    return [
        section("help", words),
        actions(
            "support",
            button("continue:help", "What can be typed", "help"),
            button("continue:report", "Report a problem", "report"),
        ),
    ]
