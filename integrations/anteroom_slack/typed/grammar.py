"""`/interview`: one table of verbs, from which usage, help, dispatch and the page in docs/ follow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from anteroom_slack.cards import sharing
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.forms import reporting, travel, week_in
from anteroom_slack.typed import account_verbs, late_verb, people_verbs, times_verb, verbs
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.said import plain

COMMAND = "/interview"


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be typed. `known` verbs are for people whom we know, `linked` ones for members.

    `more` is what `help` says of this verb alone; `other` are words that mean the same.
    """

    name: str
    arguments: str
    help: str
    example: str
    handle: Callable[[Call], Awaitable[Outcome]]
    more: str = ""
    other: tuple[str, ...] = ()
    known: bool = True
    linked: bool = False

    @property
    def usage(self) -> str:
        """How it is typed."""
        return " ".join(part for part in (COMMAND, self.name, self.arguments) if part)


async def help_said(call: Call) -> Outcome:
    """Return the help, one line a verb, or everything about the one verb that was named."""
    if not plain(call.rest):
        return usage()
    verb, _ = find(call.rest)
    return unknown() if verb is None else about(verb)


TIMES = (
    "Times as you say them, in your own zone: `tomorrow 3pm`, `Tue 14:30`, `next Monday at 9`, "
    "`24.12. 10:00`, `in 2 hours`, `2026-11-26 15:00`."
)
WHICH = "`[interview]` is its short name from `/interview list`; with only one ahead, leave it out."
VERBS = (
    Verb(
        "schedule",
        "[proposal] [when] [@people or e-mails] [for 45m] [about …]",
        "invite people to an interview",
        "schedule p-41 tomorrow 3pm @dana for 45m about the payments API",
        verbs.schedule,
        "Opens the form with what you typed in it. Nobody is asked before you send it. The proposal is its "
        "id, its link, or a word that only its title has; without one you choose it in the form. " + TIMES,
        linked=True,
    ),
    Verb("list", "", "your interviews ahead, and what each is called", "list", verbs.listed),
    Verb(
        "show",
        "[interview]",
        "one interview: when, who, what they answered",
        "show k3mfq2",
        verbs.show,
        WHICH,
    ),
    Verb(
        "add",
        "[interview] @people or e-mails",
        "loop somebody in; only the new one is asked",
        'add k3mfq2 @dana "Ines, Legal" ines@company.example',
        people_verbs.add,
        "Opens a form in which you see once more who will be written to. A name in quotes before an address "
        "is what others read; addresses are shown to nobody. For the host. " + WHICH,
        other=("invite",),
    ),
    Verb(
        "remove",
        "[interview] [@person or name]",
        "let a guest go: entry cancelled, personal link dead",
        "remove k3mfq2 @dana",
        people_verbs.remove,
        "Asks you once more. For the host; the host and the freelancer cannot be let go. " + WHICH,
    ),
    Verb(
        "hand over",
        "[interview] [@colleague]",
        "let a colleague who is in the interview host it",
        "hand over k3mfq2 @dana",
        people_verbs.hand_over,
        "Asks you once more: from then on only that colleague can hand it back. " + WHICH,
        other=("handover", "hand-over"),
    ),
    Verb(
        "move",
        "[interview] [when]",
        "give it another time; everybody is asked again",
        "move k3mfq2 Thu 26 Nov 16:30",
        verbs.move,
        "Opens the form with the time as it was understood. For the host. " + TIMES + " " + WHICH,
        other=("reschedule",),
    ),
    Verb(
        "cancel",
        "[interview] [reason]",
        "call it off, after asking you once more",
        "cancel k3mfq2 The budget is gone.",
        verbs.cancel,
        "It cannot be undone. Everybody reads the reason. For the host. " + WHICH,
    ),
    Verb(
        "join",
        "[interview]",
        "your own door, shown to you alone",
        "join",
        verbs.join,
        "Without a name it is the interview whose doors are open, or else the next one.",
    ),
    Verb(
        "late",
        "[interview] [5, 10 or 15]",
        "say that you come later; everybody else is told at once",
        "late 10",
        late_verb.late,
        "Each is told once, by the own way: here, by mail, in the thread, in the lobby. From two hours "
        "before the start, at most three times. " + WHICH,
    ),
    Verb(
        "share",
        "[interview]",
        "show time and state, and nothing else, in this channel",
        "share k3mfq2",
        sharing.shared,
        "For the host. Where another company reads, nothing appears before you have confirmed that you want "
        "it. Typed again it takes the card away. " + WHICH,
    ),
    Verb(
        "times",
        "[proposal or interview] [this week, next week or until …] [@people or e-mails] [for 45m]",
        "find times that suit everybody, and offer them",
        "times p-41 next week @dana for 45m",
        times_verb.times,
        "For a proposal it opens the form with times in it that suit you, the freelancer and the people "
        "named: tick one, or several of which everybody says which suit. Nobody is shown when anybody is "
        "busy. For an interview it offers further times beside its own: the first that is taken holds, and "
        "the others lapse. For the host. " + WHICH,
    ),
    Verb(
        "hours",
        "",
        "on which days and hours you can be met",
        "hours",
        week_in.hours,
        "Opens a form with a line for each day, in your own time zone. Nobody is shown these hours: they "
        "only decide which times are found.",
    ),
    Verb(
        "travel",
        "",
        "say where you are for a while; times are shown in that zone until then",
        "travel",
        travel.travel,
        "Opens a form: where, from when, and until when. Your hours are taken to be those of that place.",
    ),
    Verb(
        "report",
        "[interview] [what is wrong]",
        "tell people at the marketplace that something is wrong",
        "report k3mfq2 They ask me to pay elsewhere.",
        reporting.report,
        "Opens a form. People read it; nobody in the interview learns of it.",
        known=False,
    ),
    Verb("connect", "", "connect your marketplace account", "connect", account_verbs.connect, linked=True),
    Verb(
        "disconnect",
        "",
        "end that; your cards here close, your interviews stand",
        "disconnect",
        account_verbs.disconnect,
        known=False,
    ),
    Verb(
        "settings",
        "",
        "working hours, messages and language; what is set elsewhere, and where",
        "settings",
        account_verbs.settings,
        known=False,
    ),
    Verb("help", "[verb]", "what can be typed here", "help move", help_said, known=False),
)
BY_NAME = {name: verb for verb in VERBS for name in (verb.name, *verb.other)}
BARE = BY_NAME["schedule"]
LONGEST_NAME = max(len(name.split()) for name in BY_NAME)
UNKNOWN = "I do not know that word. This is what can be typed here:"


def find(text: str) -> tuple[Verb | None, str]:
    """Return the verb that a command's text names, and the rest; bare is `schedule`, unknown is None."""
    words = text.split()
    if not words:
        return BARE, ""
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        verb = BY_NAME.get(plain(" ".join(words[:count])).lower().strip('`".'))
        if verb is not None:
            return verb, " ".join(words[count:])
    return None, ""


def usage(preface: str = "") -> Outcome:
    """Return the help, one line a verb."""
    lines = [preface] if preface else []
    lines.append(f"`{COMMAND}` alone opens the form to schedule an interview.")
    lines += [f"`{escaped(verb.usage)}` {verb.help}" for verb in VERBS]
    lines += [TIMES, WHICH, f"`{COMMAND} help move` tells more about one of them."]
    return Outcome.in_own_words("\n".join(lines))


def about(verb: Verb) -> Outcome:
    """Return everything about one verb."""
    lines = [f"*{COMMAND} {verb.name}*: {verb.help}", f"Usage: `{escaped(verb.usage)}`"]
    lines.append(f"For instance: `{escaped(f'{COMMAND} {verb.example}')}`")
    if verb.more:
        lines.append(escaped(verb.more))
    if verb.other:
        lines.append(f"The same: {', '.join(f'`{name}`' for name in verb.other)}")
    return Outcome.in_own_words("\n".join(lines))


def unknown() -> Outcome:
    """Return the usage for a word that is no verb; the word is not repeated."""
    return usage(UNKNOWN)


def page_rows() -> list[str]:
    """Return the rows of the table in docs/slack.md."""
    return [f"| `{verb.usage}` | {verb.help} | `{COMMAND} {verb.example}` |" for verb in VERBS]
