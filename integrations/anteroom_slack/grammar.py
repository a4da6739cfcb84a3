"""`/interview`: one table of verbs, from which usage, help and dispatch follow."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from anteroom.api.doorway import Passage
from anteroom_slack import verbs
from anteroom_slack.call import Call, Outcome
from anteroom_slack.cards import escaped

COMMAND = "/interview"


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be typed. `known` verbs are for people whom we know, `linked` ones for members."""

    name: str
    arguments: str
    help: str
    handle: Callable[[Call], Awaitable[Outcome]] | None
    known: bool = True
    linked: bool = False


VERBS = (
    Verb("help", "", "what can be typed here", None, known=False),
    Verb(
        "schedule",
        "[proposal] [when] [@people]",
        "invite people to an interview",
        verbs.schedule,
        linked=True,
    ),
    Verb("list", "", "your interviews ahead", verbs.listed),
    Verb("show", "[interview]", "one interview: when, who, what they answered", verbs.show),
    Verb("move", "[interview] [when]", "give it another time; everybody is asked again", verbs.move),
    Verb("cancel", "[interview]", "call it off, after asking you once more", verbs.cancel),
)
BY_NAME = {verb.name: verb for verb in VERBS}
TIMES = "Times as you say them: `tomorrow 3pm`, `Tue 14:30`, `in 2 hours`, `2026-11-26 15:00`."
HINT = "[schedule | list | show | move | cancel | help]"
"""The usage hint of the Slack manifest."""


def usage(preface: str = "") -> Outcome:
    """Return the help, one line a verb."""
    lines = [preface] if preface else []
    lines.append(f"`{COMMAND}` opens the form to schedule an interview.")
    for verb in VERBS:
        typed = " ".join(part for part in (COMMAND, verb.name, verb.arguments) if part)
        lines.append(f"`{escaped(typed)}` {verb.help}")
    lines.append(TIMES)
    return Outcome.saying("\n".join(lines), Passage())


def find(text: str) -> tuple[Verb | None, str]:
    """Return the verb that a command's text names, and the rest; bare is `schedule`, unknown is None."""
    name, _, rest = html.unescape(text).strip().partition(" ")
    return BY_NAME.get(name.lower() or "schedule"), rest.strip()


def unknown() -> Outcome:
    """Return the usage for a word that is no verb; the word is not repeated."""
    return usage("I do not know that word. This is what can be typed here:")
