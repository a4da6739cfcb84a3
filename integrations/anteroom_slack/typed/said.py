"""What stands behind a verb, taken apart: people, addresses, how long, about what, and the rest.

Slack escapes what it understood: `<@U012|dana>`, `<mailto:a@b.example|a@b.example>`, `&amp;`
(docs.slack.dev/messaging/formatting-message-text; a command asks for it by `should_escape`). Telephones
and word processors put curly quotes and no-break spaces where people typed plain ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from anteroom.errors import BadInput
from anteroom.interviews.commands import MOST_PEOPLE
from anteroom.interviews.hours import LONGEST, SHORTEST
from anteroom_slack.typed.span import read_span

WHO = (
    "I cannot tell who that is. Choose people from the list that Slack shows behind the @ sign, or write an "
    "e-mail address."
)
GROUPS = "I can only ask people, not groups or channels. Name each of them."
HOW_LONG = "An interview lasts from 5 minutes to 8 hours, as in `for 45m`."

_MARKED = re.compile(r"<([^<>]{1,400})>")
_PERSON = re.compile(r"@([UW][A-Z0-9]{1,30})")
_GUEST = re.compile(
    r'(?:"(?P<label>[^"]{1,120})" *)?<?(?P<email>[^\s<>@,;"]{1,64}@[^\s<>@,;"]{1,180}\.[^\s<>@,;."]+)>?'
)
_NAME = re.compile(r"(?<!\S)@[\w.\-]+")
_ABOUT = re.compile(r"(?:^|\s)about\s+", re.IGNORECASE)
_SIGNS = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("–−‐‑", "-")
)
_LONGEST_SPAN_IN_WORDS = 5


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody named by an address, and what others are to read as the name, where that was typed."""

    email: str = field(repr=False)
    label: str = ""

    @property
    def line(self) -> str:
        """How a form writes it."""
        return f"{self.label} <{self.email}>" if self.label else self.email


@dataclass(frozen=True, slots=True)
class Said:
    """A command without its verb: `people` are users' ids in Slack, `rest` is what is none of the others."""

    people: tuple[str, ...]
    guests: tuple[Guest, ...]
    length: timedelta | None
    about: str
    rest: str

    @property
    def guest_lines(self) -> str:
        """The guests as a form shows them to who typed them, one a line."""
        return "\n".join(guest.line for guest in self.guests)

    @property
    def typed(self) -> tuple[str, ...]:
        """The person's own words as they are shown back to it, for the door."""
        emails = tuple(guest.email for guest in self.guests)
        return tuple(text for text in (self.about, self.rest, self.guest_lines, *emails) if text)

    def again(self, start: str, moment: datetime) -> str:
        """Return the command once more, from `start`, with an instant instead of the rest."""
        parts = [start, moment.isoformat(timespec="minutes"), *(f"<@{each}>" for each in self.people)]
        parts += [
            f'"{escaped_sign(each.label)}" {each.email}' if each.label else each.email for each in self.guests
        ]
        if self.length is not None:
            parts.append(f"for {round(self.length.total_seconds() / 60)}m")
        if self.about:
            parts.append(f"about {escaped_sign(self.about)}")
        return " ".join(part for part in parts if part)


def read(text: str) -> Said:
    """Take a command's text apart. Raises BadInput for groups, and for people whom Slack did not find."""
    people: list[str] = []

    def unmark(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        person = _PERSON.fullmatch(target)
        if person:
            people.append(person[1])
            return " "
        if target.startswith("mailto:"):
            return target.removeprefix("mailto:")
        if target.startswith(("!", "@")):
            raise BadInput(GROUPS, field="guests")
        return label if target.startswith("#") else target

    said = plain(_MARKED.sub(unmark, text))
    guests: dict[str, Guest] = {}

    def take(found: re.Match[str]) -> str:
        # A form writes "name <address>", so that neither of these can stand in a name.
        label = " ".join(re.sub(r"[<>@]", " ", found["label"] or "").split())
        guests.setdefault(found["email"].lower(), Guest(found["email"], label))
        return " "

    said = _GUEST.sub(take, said)
    people = list(dict.fromkeys(people))
    if len(people) + len(guests) > MOST_PEOPLE:
        raise BadInput(f"At most {MOST_PEOPLE} people can be looped in.", field="guests")
    about = _ABOUT.search(said)
    subject = " ".join(said[about.end() :].split()) if about else ""
    said = said[: about.start()] if about else said
    if _NAME.search(said):
        raise BadInput(WHO, field="guests")
    length, rest = _length(said)
    return Said(tuple(people), tuple(guests.values()), length, subject, rest)


def plain(text: str) -> str:
    """Return text without Slack's three entities, with straight quotes and plain blanks, in one line."""
    straight = text.translate(_SIGNS).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(straight.split())


def escaped_sign(text: str) -> str:
    """Return text as Slack hands on what a person typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _length(said: str) -> tuple[timedelta | None, str]:
    words = said.split()
    for at, word in enumerate(words):
        if word.lower() != "for":
            continue
        for count in range(min(_LONGEST_SPAN_IN_WORDS, len(words) - at - 1), 0, -1):
            span = read_span(" ".join(words[at + 1 : at + 1 + count]))
            if span is None:
                continue
            length = timedelta(days=span.days, minutes=span.minutes)
            if not SHORTEST <= length <= LONGEST:
                raise BadInput(HOW_LONG, field="minutes")
            return length, " ".join([*words[:at], *words[at + 1 + count :]])
    return None, " ".join(words)
