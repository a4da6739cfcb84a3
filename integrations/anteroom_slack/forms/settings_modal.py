"""What somebody can set in Slack, as a form, and the form as it is submitted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from anteroom.languages import LANGUAGES
from anteroom.people.working_hours import WorkingHours
from anteroom_slack.cards.blocks import Block, section
from anteroom_slack.cards.quiet import CHOICES
from anteroom_slack.forms.modal import form, labelled, option
from anteroom_slack.forms.submission import FieldFaults, ViewBody
from anteroom_slack.forms.week_modal import DAYS, week_said

CALLBACK = "settings"
LANGUAGE_NAMES = {"en": "English", "es": "Español"}
ONE_ONLY = "Choose both hours, or take both away."
NO_DAY = "Choose at least one day, or take the hours away."
BACKWARDS = "Your day must end after it begins."
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the form says. `language` is None where it is not the person's to set here.

    `hours_here`: the hours are the same on each day, so that the form has a field for them.
    """

    hours: WorkingHours | None
    switched_off: frozenset[str]
    language: str | None
    hours_here: bool = True


def settings_view(known: str, now: Settings) -> dict[str, Any]:
    """Return the form; `known` is what stands above it, in mrkdwn: what is set elsewhere, and where."""
    ticked = [kind for kind in CHOICES if kind not in now.switched_off]
    blocks = [section("known", known), *_hours(now.hours), _messages(ticked)]
    if now.language is not None:
        menu: Block = {
            "type": "static_select",
            "options": [option(LANGUAGE_NAMES[each], each) for each in LANGUAGES],
            "initial_option": option(LANGUAGE_NAMES[now.language], now.language),
        }
        blocks.append(labelled("language", "Language of messages and mails", menu))
    return form(CALLBACK, "Settings", "Save", blocks)


def read_settings(view: ViewBody) -> Settings:
    """Read the form. Raises FieldFaults."""
    ticked = {each.value for each in view.element("messages").selected_options or ()}
    chosen = view.element("language").selected_option
    return Settings(
        _read_hours(view),
        frozenset(set(CHOICES) - ticked),
        chosen.value if chosen is not None and chosen.value in LANGUAGES else None,
        "days" in view.blocks,
    )


def _hours(hours: WorkingHours | None) -> list[Block]:
    if hours is not None and hours.week:
        return [section("week", f"*Working hours:* {week_said(hours)}. `/interview hours` changes them.")]
    days: Block = {
        "type": "checkboxes",
        "options": [option(name, str(number)) for number, name in enumerate(DAYS, start=1)],
    }
    begins: Block = {"type": "timepicker"}
    ends: Block = {"type": "timepicker"}
    if hours is not None:
        days["initial_options"] = [each for each in days["options"] if int(each["value"]) in hours.days]
        begins["initial_time"], ends["initial_time"] = _clock(hours.begins), _clock(hours.ends)
    why = "In your own time zone. The host sees whether a proposed time lies within them, not what they are."
    return [
        labelled("days", "Days on which I work", days, optional=True),
        labelled("begins", "From", begins, optional=True),
        labelled("ends", "To", ends, optional=True, hint=why),
    ]


def _messages(ticked: list[str]) -> Block:
    options = [option(words, kind) for kind, words in CHOICES.items()]
    boxes: Block = {"type": "checkboxes", "options": options}
    initial = [each for each in options if each["value"] in ticked]
    if initial:
        boxes["initial_options"] = initial
    why = "What you take away comes by mail instead; where no mail reaches you it stays here."
    return labelled("messages", "Messages in Slack beside the card", boxes, optional=True, hint=why)


def _read_hours(view: ViewBody) -> WorkingHours | None:
    days = frozenset(int(each.value) for each in view.element("days").selected_options or ())
    begins, ends = (_minute(view.element(name).selected_time) for name in ("begins", "ends"))
    if begins is None and ends is None and not days:
        return None
    if begins is None or ends is None:
        raise FieldFaults({"ends" if ends is None else "begins": ONE_ONLY})
    if not days:
        raise FieldFaults({"days": NO_DAY})
    if ends <= begins:
        raise FieldFaults({"ends": BACKWARDS})
    return WorkingHours(days, begins, ends)


def _minute(said: str | None) -> int | None:
    found = _CLOCK.fullmatch(said or "")
    return int(found[1]) * 60 + int(found[2]) if found else None


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
